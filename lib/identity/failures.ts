/** What Auth refuses with, as problems in our words. */
import { type Problem, tooMany, unavailable } from "@/lib/http/problem.ts";
import { failure, type Result } from "@/lib/http/reply.ts";
import { isOutage } from "./authClient.ts";

export interface AuthFailure {
  status?: number;
  code?: string;
  name?: string;
}

/** Auth is down, or wants no more tries for now. */
export function outageProblem(error: AuthFailure): Problem {
  return error.status === 429
    ? tooMany("Too many tries: try again in 60 s", 60)
    : unavailable("Sign-in is not reachable now");
}

/** A refusal that belongs to one field; `path` is a JSON pointer. */
export const field = (status: number, path: string, message: string) =>
  failure(status, message, { errors: [{ path, message }] });

/** A failure that is nobody's to mend: an outage, or `detail`. */
export function refusal(error: AuthFailure, detail: string) {
  return isOutage(error)
    ? { ok: false as const, problem: outageProblem(error) }
    : failure(422, detail);
}

/** Why Auth made no account, in words for who signs up. */
export function signUpFailure(error: AuthFailure): Result<never> {
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
