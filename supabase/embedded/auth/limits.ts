import { tooMany } from "./errors.ts";
import type { Auth, Call, RateLimit } from "./types.ts";

/** How many tries fit in how many seconds, and how many at once. */
interface Allowance {
  count: number;
  seconds: number;
  burst: number;
}

const FIVE_MINUTES = 300;

/**
 * Per address of the caller, except `account` and `code`, which count per account that somebody
 * tries to enter (a code of six digits works for an hour), `message`, which counts per address that
 * is written to and kind of message, and `link`, which counts links that were wrong, of everybody.
 */
const ALLOWANCES: Record<string, Allowance> = {
  account: { count: 10, seconds: 60, burst: 10 },
  code: { count: 5, seconds: FIVE_MINUTES, burst: 10 },
  password: { count: 30, seconds: 60, burst: 30 },
  refresh: { count: 150, seconds: FIVE_MINUTES, burst: 30 },
  signup: { count: 30, seconds: FIVE_MINUTES, burst: 30 },
  user: { count: 30, seconds: FIVE_MINUTES, burst: 30 },
  verify: { count: 30, seconds: FIVE_MINUTES, burst: 30 },
  link: { count: 60, seconds: FIVE_MINUTES, burst: 60 },
  message: { count: 1, seconds: 60, burst: 1 },
  mail: { count: 30, seconds: FIVE_MINUTES, burst: 30 },
  emails: { count: 30, seconds: 3600, burst: 30 },
  factor: { count: 15, seconds: 60, burst: 15 },
  anonymous: { count: 30, seconds: 3600, burst: 30 },
};

/** Buckets that are remembered; the ones touched longest ago go first. */
const REMEMBERED = 20_000;

/** Token buckets in this process's memory. An unknown bucket name allows everything. */
export function createRateLimits(clock: () => Date = () => new Date()): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (name, key, cost = 1) => {
    const allowance = ALLOWANCES[name];
    if (!allowance) return 0;
    const { count, seconds, burst } = allowance;
    const perSecond = count / seconds;
    const now = clock().getTime() / 1000;
    // Cut, because a key may be whatever somebody sent as their address.
    const id = `${name} ${key.slice(0, 320)}`;
    const last = buckets.get(id) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, last.tokens + Math.max(0, now - last.at) * perSecond);
    buckets.delete(id);
    buckets.set(id, { tokens: tokens >= 1 || cost < 0 ? tokens - cost : tokens, at: now });
    if (buckets.size > REMEMBERED) buckets.delete(buckets.keys().next().value ?? "");
    return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
  };
}

/**
 * Counts a try by the caller's address. A caller inside this process has none and counts itself.
 *
 * @throws AuthError 429 `over_request_rate_limit`
 */
export async function limitAddress(auth: Auth, call: Call, bucket: string): Promise<void> {
  if (call.address === null) return;
  const wait = await auth.rateLimit(bucket, call.address);
  if (wait > 0) throw tooMany(wait);
}

/**
 * Counts a try at one account, whoever makes it.
 *
 * @throws AuthError 429 `over_request_rate_limit`
 */
export async function limitAccount(
  auth: Auth,
  account: string,
  bucket: "account" | "code" = "account",
): Promise<void> {
  const wait = await auth.rateLimit(bucket, account);
  if (wait > 0) throw tooMany(wait);
}

/**
 * Does what a link asks for. The hash in it is made of an address and six digits, so it can be
 * guessed like them, and says nothing of the account that could be counted: those that were wrong
 * are counted together, whoever sent them. When they were too many, links wait for some minutes and
 * the code, which is counted for its account, is the way.
 *
 * @throws AuthError 429 `over_request_rate_limit`
 */
export async function limitLink<T>(auth: Auth, work: () => Promise<T>): Promise<T> {
  // Taken before it is known, so that many at once are counted as well, and given back after.
  const wait = await auth.rateLimit("link", "all");
  if (wait > 0) throw tooMany(wait);
  const done = await work();
  await auth.rateLimit("link", "all", -1);
  return done;
}
