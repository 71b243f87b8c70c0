/**
 * A token bucket per key, in the memory of this process. The map holds at most `maxKeys`: the
 * longest unused goes first, so a flood of addresses costs memory for nobody.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** `perMinute` tokens at most, refilled evenly; `now` in milliseconds. */
  constructor(
    readonly perMinute: number,
    readonly maxKeys = 20_000,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one token: 0 when there was one, else the seconds until there is. */
  take(key: string): number {
    const now = this.now();
    const rate = this.perMinute / 60_000;
    const known = this.#buckets.get(key);
    const grown = known ? known.tokens + (now - known.at) * rate : this.perMinute;
    const tokens = Math.min(this.perMinute, grown);
    this.#buckets.delete(key);
    if (!known && this.#buckets.size >= this.maxKeys) this.#dropOldest();
    const allowed = tokens >= 1;
    this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / rate / 1000));
  }

  get size(): number {
    return this.#buckets.size;
  }

  #dropOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
