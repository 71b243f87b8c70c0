import type { Config } from "@/lib/config/mod.ts";
import { type Claims, type Db, DbProblem } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import { log } from "@/observability/logger.ts";
import { authClient, isOutage } from "./authClient.ts";
import { outageProblem, signUpFailure } from "./failures.ts";
import { signUpInvited } from "./invited.ts";
import { takeSignUp } from "./limits.ts";
import * as m from "./model.ts";
import { createOrganization, listMemberships, waitForOthers } from "./queries.ts";
import type { Identity } from "./session.ts";
import { established, noteOrigin } from "./tokens.ts";

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
  /** A recovery code took the second factor away. */
  recovered?: boolean;
  /** `Set-Cookie` values that carry the session. */
  cookies: string[];
}

export type SignedUp =
  | SignedIn & { organization: m.Organization }
  | { kind: "confirm"; user: m.Person };

/**
 * Makes an account, its organisation, and a session. When the account was made and the
 * organisation was not, the caller is told so, and the next sign-in makes up for it. With an
 * invitation the account joins the organisation that invites.
 */
export async function signUp(
  ctx: IdentityContext,
  input: m.SignUpInput,
): Promise<Result<SignedUp>> {
  if (input.invitation !== undefined) return await signUpInvited(ctx, input, input.invitation);
  const { signup } = ctx.config;
  if (signup !== "open") {
    const detail = signup === "closed" ? "Sign-up is closed here" : "Sign-up needs an invitation";
    return failure(403, detail, { slug: `signup-${signup}` });
  }
  await takeSignUp(ctx.db, ctx.config, ctx.address);
  const { email, password, name } = input;
  const wished = input.organization ?? m.defaultOrganization(name);
  const { data, error } = await authClient(ctx.identity.backend, ctx.headers)
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
    await noteOrigin(ctx, session);
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
  const person = signup === "open" ? name || (claims.email ?? "").split("@")[0] : "";
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
