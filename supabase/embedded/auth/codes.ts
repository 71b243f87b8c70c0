import { createHash } from "node:crypto";
import { AuthError, forbidden, tooMany } from "./errors.ts";
import { toDate } from "./objects.ts";
import { beginFlow, type Challenge, PKCE_PREFIX } from "./pkce.ts";
import { type CodeType, type FlowMethod, putCode, takeCode, type TakenCode } from "./queries.ts";
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

/** The flow that a link belongs to, when the client asked for one. */
export interface CodeFlow {
  method: FlowMethod;
  challenge: Challenge | null;
}

/** Makes a code for a person and stores it; the one before stops working. */
export async function issueCode(
  auth: Auth,
  sql: Sql,
  userId: string,
  type: CodeType,
  address: string,
  flow?: CodeFlow,
): Promise<Code> {
  const code = sixDigits(auth);
  const challenge = flow?.challenge;
  const hash = (challenge ? PKCE_PREFIX : "") + hashCode(address, code);
  if (flow && challenge) await beginFlow(auth, sql, userId, flow.method, challenge);
  const now = auth.now().toISOString();
  await putCode(sql, { id: uuid(auth), userId, type, hash, address, now });
  return { code, hash };
}

function sixDigits(auth: Auth): string {
  // 32 bits over a million values: the bias is 1 in 4000 of a value's chance.
  const number = new DataView(auth.random(4).slice().buffer).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}

/** The stored forms of a code that was typed: whether a link of PKCE came with it does not matter. */
export function typedCode(address: string, code: string): string[] {
  const hash = hashCode(address, code.replaceAll("-", ""));
  return [hash, PKCE_PREFIX + hash];
}

/**
 * Takes a code that was mailed; null when there is none, or it is too old.
 */
export async function redeem(
  auth: Auth,
  sql: Sql,
  hashes: string[],
  types: CodeType[],
): Promise<TakenCode | null> {
  // A link's hash comes from a URL, where anything may stand, NUL too.
  const sound = hashes.every((hash) => /^(pkce_)?[0-9a-f]+$/.test(hash));
  const taken = sound ? await takeCode(sql, hashes, types) : undefined;
  const madeAt = toDate(taken?.created_at)?.getTime() ?? 0;
  const fresh = auth.now().getTime() <= madeAt + auth.settings.codeSeconds * 1000;
  return taken && fresh ? taken : null;
}

/** The address of `GET /verify` for a code, which then leads on to `redirectTo`. */
export function linkOf(auth: Auth, hash: string, type: string, redirectTo: string): string {
  // As it is where it can stand in a query unharmed, which is what clients compare with.
  const to = /^[\w.~:/?@!$'()*,;%-]*$/.test(redirectTo)
    ? redirectTo
    : encodeURIComponent(redirectTo);
  return `${auth.issuer()}/verify?${new URLSearchParams({ token: hash, type })}&redirect_to=${to}`;
}

/**
 * Where a link may lead: what the caller asked for when it lies on the site, else the site itself.
 */
export function redirectOf(auth: Auth, call: Call, asked?: string | null): string {
  const { siteUrl, redirectHosts } = auth.settings;
  const wanted = asked || call.url.searchParams.get("redirect_to") || siteUrl;
  const url = URL.parse(wanted);
  if (url === null || !/^https?:$/.test(url.protocol)) return siteUrl;
  const ours = url.origin === new URL(siteUrl).origin || redirectHosts.includes(url.hostname);
  return ours ? url.href : siteUrl;
}

/**
 * Hands a message over without waiting for it, so that the time taken does not tell whether there
 * was one to send.
 */
export function send(auth: Auth, mail: Mail): void {
  auth.mail?.(mail).catch(auth.report);
}

/**
 * Counts a message to an address, known or not: by who asks, and by what kind of message.
 *
 * @throws AuthError 429 `over_email_send_rate_limit`
 */
export async function limitMail(
  auth: Auth,
  call: Call,
  kind: CodeType,
  address: string,
): Promise<void> {
  const asked = call.address === null ? 0 : await auth.rateLimit("emails", call.address);
  if (asked > 0) throw tooManyMails(asked, "email rate limit exceeded");
  const wait = await auth.rateLimit("message", `${kind} ${address}`);
  if (wait > 0) {
    const seconds = Math.ceil(wait);
    throw tooManyMails(
      wait,
      `For security purposes, you can only request this after ${seconds} seconds.`,
    );
  }
}

function tooManyMails(wait: number, message: string): AuthError {
  return new AuthError(429, "over_email_send_rate_limit", message, {}, tooMany(wait).headers);
}

export const badCode = () => forbidden("otp_expired", "Token has expired or is invalid");
export const badLink = () => forbidden("otp_expired", "Email link is invalid or has expired");
