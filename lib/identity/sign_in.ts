/** Signing in: address and password, then the code where a second factor is enrolled. */
import { Problem } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import { log } from "@/observability/logger.ts";
import { type AuthClient, authClient, isOutage } from "./authClient.ts";
import { type AuthFailure, outageProblem } from "./failures.ts";
import { takeCode, takeSignIn } from "./limits.ts";
import type * as m from "./model.ts";
import {
  ensureOrganizations,
  type IdentityContext,
  organizationsOf,
  type SignedIn,
} from "./service.ts";
import { established, noteOrigin, tokensOf } from "./tokens.ts";

/** One text for a wrong address and a wrong password: it must not tell which accounts exist. */
const WRONG = "Address or password is not right";

/** The first factor was right, the second is to come: /step-up asks for it. */
export interface Halfway {
  kind: "second-factor";
  cookies: string[];
}

interface FactorLike {
  id: string;
  factor_type: string;
  status: string;
}

/** The enrolled second factor among `factors`. */
export const verifiedFactor = (factors: readonly FactorLike[] | undefined) =>
  factors?.find((f) => f.status === "verified" && f.factor_type === "totp");

function wanted(detail: string): Problem {
  const errors = [{ path: "/code", message: detail }];
  return new Problem(403, detail, { slug: "mfa-required", errors });
}

/** Lifts the client's session to aal2 by a code; null when it was right. Counts the try. */
export async function showCode(
  ctx: IdentityContext,
  client: AuthClient,
  person: { userId: string; factorId: string },
  code: string,
): Promise<Problem | null> {
  await takeCode(ctx.db, ctx.config, person.userId);
  const { error } = await client.mfa.challengeAndVerify({ factorId: person.factorId, code });
  if (!error) return null;
  return isOutage(error)
    ? outageProblem(error)
    : wanted("The six digits are not right, or too old");
}

/** Asks Auth for the second factor when one is enrolled; null when the session stands. */
async function secondFactor(
  ctx: IdentityContext,
  client: AuthClient,
  user: { id: string; factors?: FactorLike[] },
  code: string | undefined,
): Promise<Problem | null> {
  const factor = verifiedFactor(user.factors);
  if (!factor) return null;
  if (!code) return wanted("Send the six digits of your authenticator app as well");
  return await showCode(ctx, client, { userId: user.id, factorId: factor.id }, code);
}

/** Signs in with address, password and, where enrolled, the code of a second factor. */
export async function signIn(
  ctx: IdentityContext,
  input: m.SignInInput,
): Promise<Result<SignedIn>> {
  const opened = await open(ctx, input);
  if (!opened.ok) return opened;
  const { client, user } = opened.value;
  // The first factor alone opened a session on the server; it must not outlive a refusal.
  const undo = () => client.signOut({ scope: "local" }).catch(() => {});
  const problem = await secondFactor(ctx, client, user, input.code).catch(async (error) => {
    await undo();
    throw error;
  });
  if (problem) {
    await undo();
    return { ok: false, problem };
  }
  return success(await signedIn(ctx, client));
}

/** As {@link signIn}, for the page: somebody with a second factor goes on to /step-up. */
export async function signInOnPage(
  ctx: IdentityContext,
  input: m.SignInInput,
): Promise<Result<SignedIn | Halfway>> {
  if (input.code) return await signIn(ctx, input);
  const opened = await open(ctx, input);
  return opened.ok ? success(await admitted(ctx, opened.value.client)) : opened;
}

async function open(ctx: IdentityContext, { email, password }: m.SignInInput) {
  await takeSignIn(ctx.db, ctx.config, email, ctx.address);
  const client = authClient(ctx.identity.backend, ctx.headers);
  const { data, error } = await client.signInWithPassword({ email, password });
  if (!error) return success({ client, user: data.user });
  log.info("identity.sign_in_refused", { requestId: ctx.requestId, code: error.code });
  return signInFailure(error);
}

/** The client's session as a session here, or as one that still lacks its second factor. */
export async function admitted(
  ctx: IdentityContext,
  client: AuthClient,
): Promise<SignedIn | Halfway> {
  const { data } = await client.getSession();
  if (data.session && verifiedFactor(data.session.user.factors)) {
    const { pending, cookie } = ctx.identity;
    const cookies = pending.write(tokensOf(data.session), ctx.headers);
    // Whoever was signed in in this browser makes place.
    if (cookie.present(ctx.headers)) cookies.push(...cookie.clear(ctx.headers));
    return { kind: "second-factor", cookies };
  }
  return await signedIn(ctx, client);
}

/** Makes the session that the client has a session here. */
export async function signedIn(ctx: IdentityContext, client: AuthClient): Promise<SignedIn> {
  const { data } = await client.getSession();
  if (!data.session) throw new Error("Cannot sign in: Auth gave no session");
  const tokens = tokensOf(data.session);
  const session = await established(ctx, tokens);
  const organizations = await repaired(ctx, session);
  await noteOrigin(ctx, session);
  log.info("identity.signed_in", { requestId: ctx.requestId, userId: session.user.id });
  const cookies = [
    ...ctx.identity.cookie.write(tokens, ctx.headers),
    ...(ctx.identity.pending.present(ctx.headers) ? ctx.identity.pending.clear(ctx.headers) : []),
  ];
  return { kind: "signed-in", session, organizations, cookies };
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
