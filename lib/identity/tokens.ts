/** From tokens to sessions, and from a session back to its tokens. */
import { unavailable } from "@/lib/http/problem.ts";
import type { Session } from "@/lib/http/state.ts";
import { log } from "@/observability/logger.ts";
import { noteSession } from "./account_queries.ts";
import { type AuthClient, authClient, isOutage } from "./authClient.ts";
import type { Tokens } from "./model.ts";
import type { IdentityContext } from "./service.ts";
import { sessionOf } from "./session.ts";

/** Tokens as supabase-js has them. */
export const tokensOf = (from: { access_token: string; refresh_token: string }): Tokens => ({
  accessToken: from.access_token,
  refreshToken: from.refresh_token,
});

/** Verifies the tokens that Auth gave us; a token that we would refuse later is refused now. */
export async function established(ctx: IdentityContext, tokens: Tokens): Promise<Session> {
  const verdict = await ctx.identity.verifier.verify(tokens.accessToken);
  if (verdict.ok) return sessionOf(verdict.claims, tokens.accessToken, "cookie");
  log.error("identity.token_not_verified", { requestId: ctx.requestId, outcome: verdict.reason });
  throw unavailable("Sign-in is set up wrong: its tokens cannot be verified");
}

/** The newest tokens of the cookie's session; those in the request may have been swapped just now. */
async function currentTokens(ctx: IdentityContext, session: Session): Promise<Tokens | null> {
  const tokens = ctx.identity.cookie.read(ctx.headers);
  if (!tokens || tokens.accessToken === session.accessToken) return tokens;
  const refreshed = await ctx.identity.refresher.refresh(tokens.refreshToken);
  return refreshed.ok ? refreshed.tokens : null;
}

/** supabase-js as the person of `tokens`; null when Auth does not know the session any more. */
export async function clientOf(ctx: IdentityContext, tokens: Tokens): Promise<AuthClient | null> {
  const client = authClient(ctx.identity.backend, ctx.headers);
  const { accessToken, refreshToken } = tokens;
  const set = await client.setSession({ access_token: accessToken, refresh_token: refreshToken });
  // By the clock of Auth, which may differ from ours, the token may have ended already.
  const { data, error } = set.error && !isOutage(set.error)
    ? await client.refreshSession({ refresh_token: refreshToken })
    : set;
  if (error && isOutage(error)) throw unavailable("Sign-in is not reachable now");
  return error || !data.session ? null : client;
}

/** supabase-js as the signed-in person. @throws Problem 503 when Auth cannot be reached */
export async function personClient(
  ctx: IdentityContext,
  session: Session,
): Promise<AuthClient | null> {
  const tokens = await currentTokens(ctx, session);
  return tokens && await clientOf(ctx, tokens);
}

/** `Set-Cookie` values for the session that the client has now; new claims come with `refresh`. */
export async function sessionCookies(
  ctx: IdentityContext,
  client: AuthClient,
  options: { refresh?: boolean } = {},
): Promise<string[]> {
  const { data } = options.refresh ? await client.refreshSession() : await client.getSession();
  return data.session ? ctx.identity.cookie.write(tokensOf(data.session), ctx.headers) : [];
}

/** Keeps from where the session was begun, for the list of devices; a failure stops nothing. */
export async function noteOrigin(ctx: IdentityContext, session: Session): Promise<void> {
  const userAgent = ctx.headers.get("user-agent")?.toWellFormed().replaceAll("\0", "") ?? null;
  const address = ctx.address === "unknown" ? null : ctx.address;
  try {
    await ctx.db.asUser(session.claims, (sql) => noteSession(sql, userAgent, address));
  } catch (error) {
    log.warn("identity.session_not_noted", { requestId: ctx.requestId, error });
  }
}
