import { createHash } from "node:crypto";
import { AuthError, forbidden, tooMany } from "./errors.ts";
import { toDate } from "./objects.ts";
import { type CodeType, putCode, takeCode, type TakenCode } from "./queries.ts";
import { uuid } from "./sessions.ts";
import type { Auth, Call, Mail, Sql } from "./types.ts";

/** A code that proves that its reader owns an address. */
export interface Code {
  /** Six digits. */
  code: string;
  /** What is stored, and what a link carries. */
  hash: string;
}

/** What may be verified, and the stored codes that will do for it. */
export const CODES_OF: Record<string, CodeType[]> = {
  signup: ["confirmation_token"],
  invite: ["confirmation_token"],
  recovery: ["recovery_token"],
  magiclink: ["recovery_token"],
  email: ["confirmation_token", "recovery_token"],
  email_change: ["email_change_token_new", "email_change_token_current"],
};

/** The stored form of a code: bound to the address, so that it is useless for another one. */
export function hashCode(address: string, code: string): string {
  return createHash("sha224").update(address + code).digest("hex");
}

/** Makes a code for a person and stores it; the one before stops working. */
export async function issueCode(
  auth: Auth,
  sql: Sql,
  userId: string,
  type: CodeType,
  address: string,
): Promise<Code> {
  const code = sixDigits(auth);
  const hash = hashCode(address, code);
  const now = auth.now().toISOString();
  await putCode(sql, { id: uuid(auth), userId, type, hash, address, now });
  return { code, hash };
}

function sixDigits(auth: Auth): string {
  // 32 bits over a million values: the bias is 1 in 4000 of a value's chance.
  const number = new DataView(auth.random(4).slice().buffer).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}

/**
 * Takes a code that was mailed; null when there is none, or it is too old.
 */
export async function redeem(
  auth: Auth,
  sql: Sql,
  hash: string,
  types: CodeType[],
): Promise<TakenCode | null> {
  // A link's hash comes from a URL, where anything may stand, NUL too.
  const taken = /^[0-9a-f]+$/.test(hash) ? await takeCode(sql, hash, types) : undefined;
  const madeAt = toDate(taken?.created_at)?.getTime() ?? 0;
  const fresh = auth.now().getTime() <= madeAt + auth.settings.codeSeconds * 1000;
  return taken && fresh ? taken : null;
}

/** The address of `GET /verify` for a code, which then leads on to `redirectTo`. */
export function linkOf(auth: Auth, hash: string, type: string, redirectTo: string): string {
  const query = new URLSearchParams({ token: hash, type, redirect_to: redirectTo });
  return `${auth.issuer()}/verify?${query}`;
}

/**
 * Where a link may lead: what the caller asked for when it lies on the site, else the site itself.
 */
export function redirectOf(auth: Auth, call: Call, asked?: string | null): string {
  const { siteUrl } = auth.settings;
  const wanted = asked || call.url.searchParams.get("redirect_to") || siteUrl;
  const url = URL.parse(wanted);
  return url && url.origin === new URL(siteUrl).origin ? url.href : siteUrl;
}

/**
 * Hands a message over without waiting for it, so that the time taken does not tell whether there
 * was one to send.
 */
export function send(auth: Auth, mail: Mail): void {
  auth.mail?.(mail).catch(auth.report);
}

/**
 * Counts a message to an address, known or not.
 *
 * @throws AuthError 429 `over_email_send_rate_limit`
 */
export async function limitMail(auth: Auth, address: string): Promise<void> {
  const wait = await auth.rateLimit("message", address);
  if (wait <= 0) return;
  const { headers } = tooMany(wait);
  throw new AuthError(
    429,
    "over_email_send_rate_limit",
    `For security purposes, you can only request this after ${Math.ceil(wait)} seconds.`,
    {},
    headers,
  );
}

export const badCode = () => forbidden("otp_expired", "Token has expired or is invalid");
export const badLink = () => forbidden("otp_expired", "Email link is invalid or has expired");
