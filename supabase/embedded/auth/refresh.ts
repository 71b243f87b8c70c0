import { audit } from "./audit.ts";
import { AuthError, badRequest } from "./errors.ts";
import { toDate } from "./objects.ts";
import {
  lockSessionOfToken,
  refreshToken,
  revokeFamily,
  type SessionRow,
  swapToken,
  type TokenRow,
  type UserRow,
} from "./queries.ts";
import { checkSession, claimed, grantOf, newRefreshToken, type Token } from "./sessions.ts";
import type { Auth, Call, Sql } from "./types.ts";

/**
 * Trades a refresh token for the next one of its session.
 *
 * Each token works once. One that comes again was either lost on the way to its owner, or stolen:
 * it is let through while it is the parent of the token that works now, or for a few seconds; later
 * the whole family ends.
 *
 * @throws AuthError `refresh_token_not_found`, `refresh_token_already_used`, `session_not_found`,
 *   `session_expired`, `user_banned`
 */
export async function refresh(auth: Auth, call: Call, token: string): Promise<Token> {
  // A refusal is returned, not thrown: revoking the family must be committed with it.
  const outcome = await auth.transaction((sql) => attempt(auth, call, sql, token));
  if (outcome instanceof AuthError) throw outcome;
  return outcome;
}

async function attempt(
  auth: Auth,
  call: Call,
  sql: Sql,
  token: string,
): Promise<Token | AuthError> {
  const session = await lockSessionOfToken(sql, token);
  const row = await refreshToken(sql, token);
  if (!row) {
    return badRequest(
      "refresh_token_not_found",
      "Invalid Refresh Token: Refresh Token Not Found",
    );
  }
  const grant = session && await grantOf(sql, session, token);
  if (!session || !grant) {
    return badRequest("session_not_found", "Invalid Refresh Token: No Valid Session Found");
  }
  checkSession(auth, grant.user, session);
  const next = row.revoked ? reusable(auth, row, token) : await swap(auth, call, sql, token);
  if (next === null) return await revoke(auth, call, sql, grant.user, session);
  return await claimed(auth, sql, { ...grant, refreshToken: next }, "token_refresh");
}

/** The token that works now, if the spent one may still be traded for it. */
function reusable(auth: Auth, row: TokenRow, token: string): string | null {
  if (row.active_token === null) return null;
  if (row.active_parent === token) return row.active_token;
  const spentAt = toDate(row.updated_at)?.getTime() ?? 0;
  const until = spentAt + auth.settings.refreshReuseInterval * 1000;
  return auth.now().getTime() <= until ? row.active_token : null;
}

async function swap(auth: Auth, call: Call, sql: Sql, token: string): Promise<string> {
  const fresh = newRefreshToken(auth);
  await swapToken(sql, {
    old: token,
    fresh,
    userAgent: call.userAgent,
    address: call.address,
    now: auth.now().toISOString(),
  });
  return fresh;
}

async function revoke(
  auth: Auth,
  call: Call,
  sql: Sql,
  user: UserRow,
  session: SessionRow,
): Promise<AuthError> {
  await revokeFamily(sql, session.id, auth.now().toISOString());
  await audit(auth, call, sql, user, "token_revoked");
  return badRequest("refresh_token_already_used", "Invalid Refresh Token: Already Used");
}
