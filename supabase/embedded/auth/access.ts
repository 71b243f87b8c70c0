import { AuthError, badRequest, forbidden } from "./errors.ts";
import { bearer } from "./http.ts";
import { isUuid } from "./input.ts";
import { loadCaller } from "./sessions.ts";
import type { SessionRow, UserRow } from "./queries.ts";
import type { Auth, Call, Sql } from "./types.ts";

const ADMIN_ROLES = new Set<unknown>(["service_role", "supabase_admin"]);

/** What a verified token says about the caller. */
export interface TokenCaller {
  userId: string;
  sessionId: string | null;
}

/** The caller with what the database knows about them. */
export interface Caller {
  user: UserRow;
  session: SessionRow | null;
}

function requireBearer(call: Call): string {
  const token = bearer(call.request);
  if (token !== null) return token;
  throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
}

async function requireClaims(auth: Auth, token: string): Promise<Record<string, unknown>> {
  // What Supabase's gateway makes of the key that clients without a session send.
  if (token === auth.keys.publishableKey) return { role: "anon" };
  const verdict = await auth.keys.verify(token, auth.now());
  if (verdict.ok) return verdict.claims;
  throw forbidden(
    "bad_jwt",
    `invalid JWT: unable to parse or verify signature, ${verdict.reason}`,
  );
}

/**
 * The signed-in caller by token alone; whether the session still exists is for `loadCaller`.
 *
 * @throws AuthError `no_authorization` or `bad_jwt`
 */
export async function requireToken(auth: Auth, call: Call): Promise<TokenCaller> {
  const claims = await requireClaims(auth, requireBearer(call));
  if (!claims.sub) throw forbidden("bad_jwt", "invalid claim: missing sub claim");
  if (!isUuid(claims.sub)) {
    throw badRequest("bad_jwt", "invalid claim: sub claim must be a UUID");
  }
  const sessionId = claims.session_id ?? "";
  if (sessionId !== "" && !isUuid(sessionId)) {
    throw forbidden("bad_jwt", "invalid claim: session_id claim must be a UUID");
  }
  return { userId: claims.sub, sessionId: isUuid(sessionId) ? sessionId : null };
}

/**
 * Runs `work` in one transaction for a caller whose token was verified; the session is looked up
 * first. Whatever the caller still has to send is read before, not in here.
 *
 * @throws AuthError `user_not_found` or `session_not_found`
 */
export async function inSession<T>(
  auth: Auth,
  { userId, sessionId }: TokenCaller,
  work: (sql: Sql, caller: Caller) => Promise<T>,
): Promise<T> {
  return await auth.transaction(async (sql) => {
    return await work(sql, await loadCaller(sql, userId, sessionId));
  });
}

/**
 * `requireToken` and `inSession` in one, for calls without a body.
 *
 * @throws AuthError as these do
 */
export async function asCaller<T>(
  auth: Auth,
  call: Call,
  work: (sql: Sql, caller: Caller) => Promise<T>,
): Promise<T> {
  return await inSession(auth, await requireToken(auth, call), work);
}

/**
 * Lets only the service role pass: the secret key, or a token with an admin role.
 *
 * @throws AuthError `no_authorization`, `bad_jwt` or `not_admin`
 */
export async function requireAdmin(auth: Auth, call: Call): Promise<void> {
  const key = bearer(call.request) ?? call.request.headers.get("apikey") ?? requireBearer(call);
  if (auth.keys.isSecretKey(key)) return;
  const claims = await requireClaims(auth, key);
  if (!ADMIN_ROLES.has(claims.role)) throw forbidden("not_admin", "User not allowed");
}
