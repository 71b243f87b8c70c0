import { createHash } from "node:crypto";
import type { Config } from "@/lib/config/mod.ts";
import type { Db } from "@/lib/db/mod.ts";
import { tooMany } from "@/lib/http/problem.ts";

interface Bucket {
  name: string;
  limit: number;
  windowSeconds: number;
}

/** Names of buckets are kept for a while and shall not say who tried to sign in from where. */
function bucketName(kind: string, subject: string): string {
  return `${kind}:${createHash("sha256").update(subject).digest("base64url")}`;
}

/**
 * Takes one try from each bucket, in Postgres, so that all processes count together.
 * @throws Problem 429 with Retry-After when one of them is empty
 */
async function take(db: Db, reason: string, buckets: readonly Bucket[]): Promise<void> {
  const names = buckets.map((b) => b.name);
  const limits = buckets.map((b) => b.limit);
  const windows = buckets.map((b) => b.windowSeconds);
  const [row] = await db.asSystem(reason, (sql) =>
    sql<{ wait: number }[]>`
      select coalesce(max(private.take_rate(b.name, b.lim, b.secs)), 0)::int as wait
      from unnest(${names}::text[], ${limits}::int[], ${windows}::int[]) as b(name, lim, secs)`);
  const wait = row?.wait ?? 0;
  if (wait > 0) throw tooMany(`Too many tries: try again in ${wait} s`, wait);
}

/** Counts a sign-in, for the account (known or not) and for the caller's address. */
export function takeSignIn(db: Db, config: Config, email: string, address: string): Promise<void> {
  const { signInPerAccount, signInPerAddress } = config.limits;
  return take(db, "sign-in limit", [
    { name: bucketName("sign-in-account", email), limit: signInPerAccount, windowSeconds: 60 },
    { name: bucketName("sign-in-address", address), limit: signInPerAddress, windowSeconds: 60 },
  ]);
}

/** Counts a sign-up for the caller's address. */
export function takeSignUp(db: Db, config: Config, address: string): Promise<void> {
  const limit = config.limits.signUpPerAddress;
  return take(db, "sign-up limit", [
    { name: bucketName("sign-up-address", address), limit, windowSeconds: 3600 },
  ]);
}

/** Codes are guessed in a smaller space than passwords: as many tries, in a longer time. */
const CODE_WINDOW_SECONDS = 300;

/** Counts a code that somebody typed, for `subject`: a person's id, or an address that gets mail. */
export function takeCode(db: Db, config: Config, subject: string): Promise<void> {
  const limit = config.limits.signInPerAccount;
  return take(db, "code limit", [
    { name: bucketName("code", subject), limit, windowSeconds: CODE_WINDOW_SECONDS },
  ]);
}

/** Links that were not right, of everybody together. */
const BAD_LINKS = { name: bucketName("bad-link", "all"), limit: 60, windowSeconds: 300 };

/**
 * Counts the use of a letter's link for the caller. The hash in it is made of the address and six
 * digits, so it can be guessed like them, but says nothing of the account: when too many were wrong,
 * whoever sent them, links wait and the code, which is counted for its account, is the way.
 * @throws Problem 429
 */
export async function takeLink(db: Db, config: Config, address: string): Promise<void> {
  const limit = config.limits.signInPerAddress;
  await take(db, "link limit", [
    { name: bucketName("sign-in-address", address), limit, windowSeconds: 60 },
  ]);
  const [row] = await db.asSystem("link limit", (sql) =>
    sql<{ wait: number }[]>`
      select private.rate_wait(${BAD_LINKS.name}, ${BAD_LINKS.limit}) as wait`);
  const wait = row?.wait ?? 0;
  if (wait > 0) throw tooMany("Links cannot be used for some minutes: type the code instead", wait);
}

/** Counts a link that was not right. */
export async function countBadLink(db: Db): Promise<void> {
  const { name, limit, windowSeconds } = BAD_LINKS;
  await db.asSystem(
    "link limit",
    (sql) => sql`select private.take_rate(${name}, ${limit}, ${windowSeconds})`,
  );
}

/** Counts a letter that somebody asks for, for the account (known or not) and for the caller. */
export function takeLetter(db: Db, config: Config, email: string, address: string): Promise<void> {
  const { signInPerAccount, signInPerAddress } = config.limits;
  return take(db, "letter limit", [
    { name: bucketName("letter-account", email), limit: signInPerAccount, windowSeconds: 60 },
    { name: bucketName("letter-address", address), limit: signInPerAddress, windowSeconds: 60 },
  ]);
}
