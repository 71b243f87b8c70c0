import type { Config } from "@/lib/config/mod.ts";
import { type Claims, type Db, DbProblem } from "@/lib/db/mod.ts";
import { type FieldError, Problem, tooMany, unavailable } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import { log } from "@/observability/logger.ts";
import { type AuthClient, authClient, isOutage } from "./authClient.ts";
import { takeSignIn, takeSignUp } from "./limits.ts";
import * as m from "./model.ts";
import { createOrganization, listMemberships, waitForOthers } from "./queries.ts";
import { type Identity, sessionOf } from "./session.ts";

/** What signing people in needs to know of a request. */
export interface IdentityContext {
  identity: Identity;
  db: Db;
  config: Config;
  headers: Headers;
  address: string;
  requestId: string;
}

export interface SignedIn {
  kind: "signed-in";
  session: Session;
  organizations: m.Membership[];
  /** `Set-Cookie` values that carry the session. */
  cookies: string[];
}

export type SignedUp =
  | SignedIn & { organization: m.Organization }
  | { kind: "confirm"; user: m.Person };

/** One text for a wrong address and a wrong password: it must not tell which accounts exist. */
const WRONG = "Address or password is not right";

interface AuthFailure {
  status?: number;
  code?: string;
  name?: string;
}

function outageProblem(error: AuthFailure): Problem {
  return error.status === 429
    ? tooMany("Too many tries: try again in 60 s", 60)
    : unavailable("Sign-in is not reachable now");
}

const field = (status: number, path: string, message: string) =>
  failure(status, message, { errors: [{ path, message }] satisfies FieldError[] });

function signUpFailure(error: AuthFailure): Result<never> {
  switch (error.code) {
    case "user_already_exists":
    case "email_exists":
      return field(409, "/email", "An account with this address exists: sign in instead");
    case "weak_password":
      return field(422, "/password", "Too easy to guess: choose a longer or less common one");
    case "email_address_invalid":
    case "validation_failed":
      return field(422, "/email", "Sign-up does not take this address");
    case "signup_disabled":
    case "email_provider_disabled":
      return failure(403, "Sign-up is closed here", { slug: "signup-closed" });
  }
  if (isOutage(error)) return { ok: false, problem: outageProblem(error) };
  return failure(422, "Sign-up was refused");
}

/** Verifies the tokens that Auth gave us; a token that we would refuse later is refused now. */
async function established(ctx: IdentityContext, tokens: m.Tokens): Promise<Session> {
  const verdict = await ctx.identity.verifier.verify(tokens.accessToken);
  if (verdict.ok) return sessionOf(verdict.claims, tokens.accessToken, "cookie");
  log.error("identity.token_not_verified", { requestId: ctx.requestId, outcome: verdict.reason });
  throw unavailable("Sign-in is set up wrong: its tokens cannot be verified");
}

/**
 * Makes an account, its organisation, and a session. When the account was made and the
 * organisation was not, the caller is told so, and the next sign-in makes up for it.
 */
export async function signUp(
  ctx: IdentityContext,
  input: m.SignUpInput,
): Promise<Result<SignedUp>> {
  const { signup } = ctx.config;
  if (signup !== "open") {
    const detail = signup === "closed" ? "Sign-up is closed here" : "Sign-up needs an invitation";
    return failure(403, detail, { slug: `signup-${signup}` });
  }
  await takeSignUp(ctx.db, ctx.config, ctx.address);
  const { email, password, name } = input;
  const wished = input.organization ?? m.defaultOrganization(name);
  const { data, error } = await authClient(ctx.identity.backend)
    .signUp({ email, password, options: { data: { name, organization: wished } } });
  if (error) return signUpFailure(error);
  if (!data.user) return failure(422, "Sign-up was refused");
  if (!data.session) return success({ kind: "confirm", user: { id: data.user.id, email, name } });
  const tokens = {
    accessToken: data.session.access_token,
    refreshToken: data.session.refresh_token,
  };
  const session = await established(ctx, tokens);
  try {
    const organizations = await ensureOrganizations(ctx.db, session.claims);
    const [first] = organizations;
    if (!first) throw new Error("Cannot name an organisation for the new account");
    const organization = { id: first.id, name: first.name };
    const cookies = ctx.identity.cookie.write(tokens, ctx.headers);
    return success({ kind: "signed-in", session, organization, organizations, cookies });
  } catch (error) {
    log.error("identity.organization_not_created", { requestId: ctx.requestId, error });
    return failure(503, "The account was made, its organisation was not: sign in to finish", {
      slug: "organization-missing",
      headers: { "retry-after": "5" },
    });
  }
}

/**
 * The caller's organisations. Somebody who has none yet gets the one they wished for at sign-up,
 * made now and once; who signed up past our page, by the official client, gets one of their name
 * or address. Where sign-up is not open, who wished for none gets none.
 * @throws DbProblem 401 when the session was revoked
 */
export async function ensureOrganizations(
  db: Db,
  claims: Claims,
  signup: Config["signup"] = "open",
): Promise<m.Membership[]> {
  const { name, organization: wished } = m.signUpWishes(claims.user_metadata);
  const person = name || (signup === "open" ? (claims.email ?? "").split("@")[0] : "");
  const title = wished.trim().slice(0, 200) || (person && m.defaultOrganization(person));
  return await db.asUser(claims, async (sql) => {
    const found = await listMemberships(sql, claims.sub);
    if (found.length > 0 || !title) return found;
    await waitForOthers(sql, claims.sub);
    const meanwhile = await listMemberships(sql, claims.sub);
    if (meanwhile.length > 0) return meanwhile;
    return [{ id: await createOrganization(sql, title), name: title, role: "owner" as const }];
  }, { reason: "Sign-up" });
}

/** Asks Auth for the second factor when one is enrolled; null when the session stands. */
async function secondFactor(
  client: AuthClient,
  factors: readonly { id: string; factor_type: string; status: string }[],
  code: string | undefined,
): Promise<Problem | null> {
  const factor = factors.find((f) => f.status === "verified" && f.factor_type === "totp");
  if (!factor) return null;
  const refuse = (detail: string) =>
    new Problem(403, detail, {
      slug: "mfa-required",
      errors: [{ path: "/code", message: detail }],
    });
  if (!code) return refuse("Send the six digits of your authenticator app as well");
  const { error } = await client.mfa.challengeAndVerify({ factorId: factor.id, code });
  if (!error) return null;
  return isOutage(error)
    ? outageProblem(error)
    : refuse("The six digits are not right, or too old");
}

/** Signs in with address, password and, where enrolled, the code of a second factor. */
export async function signIn(
  ctx: IdentityContext,
  input: m.SignInInput,
): Promise<Result<SignedIn>> {
  await takeSignIn(ctx.db, ctx.config, input.email, ctx.address);
  const client = authClient(ctx.identity.backend);
  const { email, password, code } = input;
  const { data, error } = await client.signInWithPassword({ email, password });
  if (error) {
    log.info("identity.sign_in_refused", { requestId: ctx.requestId, code: error.code });
    return signInFailure(error);
  }
  const problem = await secondFactor(client, data.user.factors ?? [], code);
  if (problem) {
    // The first factor alone opened a session on the server; it must not outlive the refusal.
    await client.signOut({ scope: "local" }).catch(() => {});
    return { ok: false, problem };
  }
  const { data: current } = await client.getSession();
  const { access_token, refresh_token } = current.session ?? data.session;
  const tokens = { accessToken: access_token, refreshToken: refresh_token };
  const session = await established(ctx, tokens);
  const organizations = await repaired(ctx, session);
  log.info("identity.signed_in", { requestId: ctx.requestId, userId: session.user.id });
  const cookies = ctx.identity.cookie.write(tokens, ctx.headers);
  return success({ kind: "signed-in", session, organizations, cookies });
}

function signInFailure(error: AuthFailure): Result<never> {
  if (error.code === "email_not_confirmed") {
    return failure(403, "Confirm your address first: the link is in your mail", {
      slug: "email-not-confirmed",
    });
  }
  if (isOutage(error)) return { ok: false, problem: outageProblem(error) };
  return failure(401, WRONG, { slug: "invalid-credentials" });
}

/** A sign-up that stopped half-way is finished here; a failure of that does not stop the sign-in. */
async function repaired(ctx: IdentityContext, session: Session): Promise<m.Membership[]> {
  try {
    return await ensureOrganizations(ctx.db, session.claims, ctx.config.signup);
  } catch (error) {
    log.warn("identity.organization_not_created", { requestId: ctx.requestId, error });
    return await organizationsOf(ctx.db, session.claims);
  }
}

/** The organisations of the caller. @throws DbProblem 401 when the session was revoked */
export function organizationsOf(db: Db, claims: Claims): Promise<m.Membership[]> {
  return db.asUser(claims, (sql) => listMemberships(sql, claims.sub));
}

/**
 * Work that needs an organisation, done again with a new one when it was refused because the
 * caller has none: they signed up by the official client, and this is the first that we hear of.
 */
export async function withOrganization<T>(
  { db, claims, config }: { db: Db; claims: Claims; config: Config },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refused = error instanceof DbProblem && error.status === 403;
    if (!refused || (await organizationsOf(db, claims)).length > 0) throw error;
    if ((await ensureOrganizations(db, claims, config.signup)).length === 0) throw error;
    return await work();
  }
}

/**
 * Ends the session on the server and in the browser. A session that is gone already is signed
 * out; when Auth cannot be reached nobody is told that it worked.
 */
export async function signOut(
  ctx: IdentityContext,
  session: Session,
): Promise<Result<{ cookies: string[] }>> {
  const client = authClient(ctx.identity.backend);
  const { error } = await client.admin.signOut(session.accessToken, "local");
  if (error && isOutage(error)) return { ok: false, problem: outageProblem(error) };
  return success({ cookies: ctx.identity.clear(ctx.headers) });
}
