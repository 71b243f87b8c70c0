/** How often a person may ask the model, counted in this process. */
import { config } from "@/lib/config/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { TokenBuckets } from "@/lib/http/limiter.ts";

let buckets: TokenBuckets | null = null;

/** Takes one of a person's questions a minute; 429 with the time to wait when there is none left. */
export function admitAi(userId: string): Result<null> {
  buckets ??= new TokenBuckets(config().limits.aiPerUser);
  const wait = buckets.take(userId);
  if (wait === 0) return success(null);
  return failure(429, `Too many questions to the model: try again in ${wait} s`, {
    headers: { "retry-after": String(wait) },
  });
}
