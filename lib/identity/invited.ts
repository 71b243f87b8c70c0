/** Signing up with an invitation: the account of the invited address, in the inviting organisation. */
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Invitation } from "@/lib/members/model.ts";
import { acceptInvitation, invitationFor, unusable } from "@/lib/members/service.ts";
import { log } from "@/observability/logger.ts";
import { adminClient, authClient } from "./authClient.ts";
import { field, signUpFailure } from "./failures.ts";
import { takeSignUp } from "./limits.ts";
import type { SignUpInput, Tokens } from "./model.ts";
import { organizationsOf } from "./service.ts";
import type { IdentityContext, SignedUp } from "./service.ts";
import { established, tokensOf } from "./tokens.ts";

/** Null once the account has a session; else what to answer. */
type Made = { tokens: Tokens } | { confirm: string } | { refused: Result<never> };

/**
 * Makes an account for the invited address, and its membership. The token came by mail, so the
 * address counts as confirmed. No organisation of their own is made.
 */
export async function signUpInvited(
  ctx: IdentityContext,
  input: SignUpInput,
  token: string,
): Promise<Result<SignedUp>> {
  if (ctx.config.signup === "closed") {
    return failure(403, "Sign-up is closed here", { slug: "signup-closed" });
  }
  await takeSignUp(ctx.db, ctx.config, ctx.address);
  const invitation = await invitationFor(ctx.db, token, ctx.address);
  const why = unusable(invitation);
  if (!invitation || why) return field(422, "/invitation", why ?? "");
  const { email, password, name } = input;
  if (invitation.email !== email) {
    return field(422, "/email", "The invitation is for another address");
  }
  const made = await account(ctx, { email, password, name });
  if ("refused" in made) return made.refused;
  if ("confirm" in made) {
    return success({ kind: "confirm", user: { id: made.confirm, email, name } });
  }
  return await joined(ctx, made.tokens, invitation, token);
}

async function account(
  ctx: IdentityContext,
  { email, password, name }: { email: string; password: string; name: string },
): Promise<Made> {
  const { backend } = ctx.identity;
  const admin = adminClient(backend);
  const client = authClient(backend, ctx.headers);
  if (ctx.config.signup === "open" && (admin === null || !ctx.config.signupConfirm)) {
    const { data, error } = await client.signUp({ email, password, options: { data: { name } } });
    if (error) return { refused: signUpFailure(error) };
    if (data.session) return { tokens: tokensOf(data.session) };
    if (data.user) return { confirm: data.user.id };
    return { refused: failure(422, "Sign-up was refused") };
  }
  if (admin === null) {
    log.error("identity.no_secret_key", { requestId: ctx.requestId });
    return { refused: failure(503, "Accounts cannot be made here now: tell the administrator") };
  }
  const { error } = await admin.createUser({
    email,
    password,
    email_confirm: true,
    user_metadata: { name },
  });
  if (error) return { refused: signUpFailure(error) };
  const signedIn = await client.signInWithPassword({ email, password });
  if (signedIn.error) return { refused: signUpFailure(signedIn.error) };
  return { tokens: tokensOf(signedIn.data.session) };
}

async function joined(
  ctx: IdentityContext,
  tokens: Tokens,
  { organization }: Invitation,
  token: string,
): Promise<Result<SignedUp>> {
  const session = await established(ctx, tokens);
  const accepted = await acceptInvitation({ db: ctx.db, claims: session.claims }, token);
  if (!accepted.ok) return accepted;
  const organizations = await organizationsOf(ctx.db, session.claims);
  const cookies = ctx.identity.cookie.write(tokens, ctx.headers);
  return success({ kind: "signed-in", session, organization, organizations, cookies });
}
