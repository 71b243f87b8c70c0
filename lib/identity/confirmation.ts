/** Taking the code, or the link, of a letter. */
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import { log } from "@/observability/logger.ts";
import { noteAccount } from "./account_queries.ts";
import { authClient, isOutage } from "./authClient.ts";
import { outageProblem } from "./failures.ts";
import { countBadLink, takeCode, takeLink, takeSignIn } from "./limits.ts";
import type { LetterKind } from "./model.ts";
import type { IdentityContext, SignedIn } from "./service.ts";
import { admitted, type Halfway } from "./sign_in.ts";

/** A change of address is confirmed from both mailboxes; the other one is still to come. */
export interface OneMore {
  kind: "one-more";
}

export type Proof = { email: string; code: string } | { tokenHash: string };

const EXPIRED =
  "This code or link is not right, was used already, or is too old. Ask for a new one";

/**
 * Trades the proof for a session. Codes are counted for each address, links for the caller
 * and all together, so that a million of them cannot be tried.
 * @param before the session that this browser has now; it ends when another takes its place
 */
export async function confirm(
  ctx: IdentityContext,
  kind: LetterKind,
  proof: Proof,
  before: Session | null,
): Promise<Result<SignedIn | Halfway | OneMore>> {
  if ("code" in proof) {
    await takeCode(ctx.db, ctx.config, `letter ${proof.email}`);
    await takeSignIn(ctx.db, ctx.config, `letter ${proof.email}`, ctx.address);
  } else {
    await takeLink(ctx.db, ctx.config, ctx.address);
  }
  const client = authClient(ctx.identity.backend, ctx.headers);
  const { data, error } = await client.verifyOtp(
    "code" in proof
      ? { type: typed(kind), email: proof.email, token: proof.code }
      : { type: kind, token_hash: proof.tokenHash },
  );
  if (error) {
    log.info("identity.code_refused", { requestId: ctx.requestId, code: error.code });
    if (isOutage(error)) return { ok: false, problem: outageProblem(error) };
    if ("tokenHash" in proof) await countBadLink(ctx.db);
    const path = "code" in proof ? "/code" : "";
    return failure(422, EXPIRED, { errors: [{ path, message: EXPIRED }] });
  }
  if (!data.session) return success({ kind: "one-more" });
  const outcome = await admitted(ctx, client);
  if (outcome.kind === "signed-in" && kind === "email_change") {
    await ctx.db.asUser(outcome.session.claims, (sql) => noteAccount(sql, "email_changed"));
  }
  if (before) await end(ctx, before);
  return success(outcome);
}

/** Codes of letters to sign in are of one kind, whether or not the address was confirmed before. */
const typed = (kind: LetterKind) => kind === "magiclink" ? "email" : kind;

async function end(ctx: IdentityContext, session: Session): Promise<void> {
  const client = authClient(ctx.identity.backend, ctx.headers);
  const { error } = await client.admin.signOut(session.accessToken, "local");
  if (error) log.info("identity.session_not_ended", { requestId: ctx.requestId, code: error.code });
}
