import { badRequest, forbidden } from "./errors.ts";
import { hookedClaims } from "./hook.ts";
import { base64url } from "./keys.ts";
import { instant, isBanned, toDate, userJson } from "./objects.ts";
import { amrOf, type AmrRow, insertSession, type SessionRow, type UserRow } from "./queries.ts";
import { sessionById, userById } from "./queries.ts";
import type { Auth, Call, Sql } from "./types.ts";

/** What an access token is made from. */
export interface Grant {
  user: UserRow;
  sessionId: string;
  aal: string;
  amr: AmrRow[];
  refreshToken: string;
}

/** A grant with the claims of its access token, ready to be signed. */
export interface Token extends Grant {
  claims: Record<string, unknown>;
  expiresAt: number;
}

/**
 * Opens a session for a person who has just proved who they are.
 *
 * @param passwordHash refuse when the stored hash is another by now; null where no password counted
 * @throws AuthError `invalid_credentials` when the password or the person changed meanwhile
 */
export async function openSession(
  auth: Auth,
  call: Call,
  sql: Sql,
  userId: string,
  method: string,
  passwordHash: string | null,
): Promise<Token> {
  const now = auth.now();
  const id = uuid(auth);
  const token = newRefreshToken(auth);
  const { sessionTimebox } = auth.settings;
  const opened = await insertSession(sql, {
    id,
    userId,
    token,
    method,
    notAfter: sessionTimebox === null
      ? null
      : new Date(now.getTime() + sessionTimebox * 1000).toISOString(),
    userAgent: call.userAgent,
    address: call.address,
    now: now.toISOString(),
    passwordHash,
  });
  const user = opened ? await userById(sql, userId) : undefined;
  if (!user) throw badRequest("invalid_credentials", "Invalid login credentials");
  const amr = [{ authentication_method: method, updated_at: now }];
  return await claimed(
    auth,
    sql,
    { user, sessionId: id, aal: "aal1", amr, refreshToken: token },
    method,
  );
}

/** Loads what a token for an open session is made from. */
export async function grantOf(
  sql: Sql,
  session: SessionRow,
  refreshToken: string,
): Promise<Grant | undefined> {
  const [user, amr] = await Promise.all([userById(sql, session.user_id), amrOf(sql, session.id)]);
  if (!user) return undefined;
  return { user, sessionId: session.id, aal: session.aal ?? "aal1", amr, refreshToken };
}

/**
 * Settles what the access token of a grant says; last in its transaction, because a hook has a word
 * in it.
 *
 * @throws AuthError when the hook refuses or fails
 */
export async function claimed(
  auth: Auth,
  sql: Sql,
  grant: Grant,
  method: string,
): Promise<Token> {
  const issuedAt = Math.floor(auth.now().getTime() / 1000);
  const expiresAt = issuedAt + auth.settings.jwtExpSeconds;
  const claims = await hookedClaims(auth, sql, claimsOf(auth, grant, issuedAt, expiresAt), method);
  return { ...grant, claims, expiresAt };
}

/** Signs the access token and gives the reply of every sign-in and refresh. */
export async function tokenJson(auth: Auth, token: Token): Promise<Record<string, unknown>> {
  return {
    access_token: await auth.keys.sign(token.claims),
    token_type: "bearer",
    expires_in: auth.settings.jwtExpSeconds,
    expires_at: token.expiresAt,
    refresh_token: token.refreshToken,
    user: userJson(token.user),
  };
}

function claimsOf(auth: Auth, grant: Grant, iat: number, exp: number): Record<string, unknown> {
  const { user } = grant;
  return {
    iss: auth.issuer(),
    sub: user.id,
    aud: user.aud ?? "authenticated",
    exp,
    iat,
    email: user.email ?? "",
    phone: user.phone ?? "",
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role ?? "",
    aal: grant.aal,
    amr: grant.amr.map((claim) => ({
      method: claim.authentication_method,
      timestamp: Math.floor((toDate(claim.updated_at)?.getTime() ?? 0) / 1000),
    })),
    session_id: grant.sessionId,
    is_anonymous: user.is_anonymous,
  };
}

/**
 * Refuses a session that is over.
 *
 * @throws AuthError `user_banned` or `session_expired`
 */
export function checkSession(auth: Auth, user: UserRow, session: SessionRow): void {
  const now = auth.now();
  if (isBanned(user, now)) {
    throw badRequest("user_banned", "Invalid Refresh Token: User Banned");
  }
  const notAfter = toDate(session.not_after);
  if (notAfter && now > notAfter) {
    throw badRequest("session_expired", "Invalid Refresh Token: Session Expired");
  }
  const { inactivityTimeout } = auth.settings;
  const lastSeen = toDate(session.refreshed_at) ?? toDate(session.created_at);
  if (
    inactivityTimeout !== null && lastSeen &&
    now.getTime() > lastSeen.getTime() + inactivityTimeout * 1000
  ) {
    throw badRequest("session_expired", "Invalid Refresh Token: Session Expired (Inactivity)");
  }
}

/** The caller's person and session, by the claims of a token that was verified. */
export async function loadCaller(
  sql: Sql,
  userId: string,
  sessionId: string | null,
): Promise<{ user: UserRow; session: SessionRow | null }> {
  const [user, session] = await Promise.all([
    userById(sql, userId),
    sessionId === null ? null : sessionById(sql, sessionId),
  ]);
  if (!user || instant(user.deleted_at) !== undefined) {
    throw forbidden("user_not_found", "User from sub claim in JWT does not exist");
  }
  if (session === undefined || (session !== null && session.user_id !== user.id)) {
    throw forbidden(
      "session_not_found",
      "Session from session_id claim in JWT does not exist",
    );
  }
  return { user, session };
}

/** A random version 4 UUID. */
export function uuid(auth: Auth): string {
  const bytes = auth.random(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toHex();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** Twelve characters of 72 random bits. */
export function newRefreshToken(auth: Auth): string {
  return base64url(auth.random(9));
}
