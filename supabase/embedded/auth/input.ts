import { z } from "zod";
import { badRequest } from "./errors.ts";

/** A text that may be absent or null, as in the Go original: both mean "". */
const text = z.string().nullish().transform((value) => value ?? "");
const flag = z.boolean().nullish().transform((value) => value ?? false);
/**
 * Most bytes of a person's metadata as JSON. Access tokens carry it, and a token beyond some 16 KB
 * fits neither a header nor a cookie: its owner could never sign in again.
 */
const METADATA_BYTES = 8192;
const TOO_LARGE = `Must have at most ${METADATA_BYTES} bytes as JSON`;

const fits = (data: unknown) =>
  new TextEncoder().encode(JSON.stringify(data ?? null)).byteLength <= METADATA_BYTES;

const bag = z.record(z.string(), z.unknown()).nullish().refine(fits, { message: TOO_LARGE });
/** Absent and null mean "leave as it is". */
const maybe = z.string().nullish().transform((value) => value ?? undefined);

/** Both are sent by clients of the PKCE flow, neither by others. */
const challenge = { code_challenge: text, code_challenge_method: text };

export const SignupBody = z.object({
  email: text,
  phone: text,
  password: text,
  data: bag,
  ...challenge,
});
export const PasswordBody = z.object({ email: text, phone: text, password: text });
export const RefreshBody = z.object({ refresh_token: text });

export const PkceBody = z.object({ auth_code: text, code_verifier: text });
export const IdTokenBody = z.object({
  id_token: text,
  provider: text,
  client_id: text,
  issuer: text,
});
export const AnyBody = z.object({});

export const UpdateUserBody = z.object({
  email: text,
  phone: text,
  password: maybe,
  current_password: text,
  nonce: text,
  data: bag,
  app_metadata: bag,
  ...challenge,
});

export const AdminUserBody = z.object({
  id: text,
  aud: text,
  role: text,
  email: text,
  phone: text,
  password: maybe,
  password_hash: text,
  email_confirm: flag,
  phone_confirm: flag,
  user_metadata: bag,
  app_metadata: bag,
  ban_duration: text,
});

export const AdminDeleteBody = z.object({ should_soft_delete: flag });

export const FactorBody = z.object({ factor_type: text, friendly_name: text, issuer: text });
export const ChallengeCodeBody = z.object({ challenge_id: text, code: text });

export const MailBody = z.object({ email: text, ...challenge });
export const OtpBody = z.object({
  email: text,
  phone: text,
  data: bag,
  create_user: z.boolean().nullish().transform((value) => value ?? true),
  ...challenge,
});
export const ResendBody = z.object({ type: text, email: text, phone: text, ...challenge });
export const VerifyBody = z.object({
  type: text,
  token: text,
  token_hash: text,
  email: text,
  phone: text,
});
export const InviteBody = z.object({ email: text, data: bag });
export const LinkBody = z.object({
  type: text,
  email: text,
  new_email: text,
  password: text,
  data: bag,
  redirect_to: text,
});

/** @throws AuthError `validation_failed` when metadata has grown, piece by piece, beyond its limit */
export function checkMetadata(data: unknown): void {
  if (!fits(data)) throw badRequest("validation_failed", `User metadata: ${TOO_LARGE}`);
}

const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * The address in the form it is stored in: lower case.
 *
 * @throws AuthError `validation_failed`
 */
export function parseEmail(value: string): string {
  const email = value.toLowerCase();
  if (email === "") throw badRequest("validation_failed", "An email address is required");
  if (email.length > 255) throw badRequest("validation_failed", "An email address is too long");
  if (!EMAIL.test(email)) {
    throw badRequest("validation_failed", "Unable to validate email address: invalid format");
  }
  return email;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

const UNIT_SECONDS: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  "µs": 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const PART = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/;
const CENTURY = 100 * 365 * 24 * 3600;

/**
 * Seconds of a Go duration such as `1h30m`; `none` is 0.
 *
 * @throws AuthError `validation_failed`
 */
export function parseDuration(value: string): number {
  if (value === "none" || value === "0") return 0;
  let seconds = 0;
  let left = value;
  for (let part = PART.exec(left); part; part = PART.exec(left)) {
    seconds += Number(part[1]) * (UNIT_SECONDS[part[2] ?? ""] ?? 0);
    left = left.slice(part[0].length);
  }
  if (left !== "" || value === "" || seconds > CENTURY) {
    throw badRequest("validation_failed", `invalid format for ban duration: "${value}"`);
  }
  return seconds;
}
