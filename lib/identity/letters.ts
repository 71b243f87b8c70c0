/** Letters that a person asks Auth for. Each answers the same whether or not there is an account. */
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { log } from "@/observability/logger.ts";
import { authClient, isOutage } from "./authClient.ts";
import type { AuthFailure } from "./failures.ts";
import { takeLetter } from "./limits.ts";
import type { LetterKind } from "./model.ts";
import type { IdentityContext } from "./service.ts";

/** What may be asked for without being signed in. */
export type AskedLetter = Extract<LetterKind, "recovery" | "email" | "signup">;

/** What Auth answers for reasons that would tell whether there is an account. */
const SILENT = new Set([
  "user_not_found",
  "otp_disabled",
  "signup_disabled",
  "email_not_confirmed",
  "over_email_send_rate_limit",
  "validation_failed",
]);

/**
 * Asks for a letter: to set a new password, to sign in, or the confirmation once more. A letter
 * that was sent a moment ago is not sent again, and nobody is told.
 * @throws Problem 429 when this address, or this caller, asked too often
 */
export async function askForLetter(
  ctx: IdentityContext,
  kind: AskedLetter,
  email: string,
): Promise<Result<null>> {
  await takeLetter(ctx.db, ctx.config, email, ctx.address);
  const error = await ask(ctx, kind, email);
  if (!error || SILENT.has(error.code ?? "")) return success(null);
  log.warn("identity.letter_refused", { requestId: ctx.requestId, code: error.code ?? error.name });
  return isOutage(error)
    ? failure(503, "Sign-in is not reachable now. No letter was sent: try again in a minute", {
      headers: { "retry-after": "60" },
    })
    : success(null);
}

async function ask(
  ctx: IdentityContext,
  kind: AskedLetter,
  email: string,
): Promise<AuthFailure | null> {
  const client = authClient(ctx.identity.backend, ctx.headers);
  switch (kind) {
    case "recovery":
      return (await client.resetPasswordForEmail(email)).error;
    case "signup":
      return (await client.resend({ type: "signup", email })).error;
    case "email":
      return (await client.signInWithOtp({ email, options: { shouldCreateUser: false } })).error;
  }
}
