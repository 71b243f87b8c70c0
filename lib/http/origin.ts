/**
 * Where a request comes from, as the browser says: `same` origin, a `foreign` page, or `unknown`
 * when neither `Sec-Fetch-Site` nor `Origin` is there (not a browser of this decade).
 */
export type OriginVerdict = "same" | "foreign" | "unknown";

export const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * `ownOrigin` is PUBLIC_ORIGIN where the app stands behind TLS termination (the request's own URL
 * says http there), else the origin of the request's URL.
 */
export function originVerdict(headers: Headers, ownOrigin: string): OriginVerdict {
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin") return "same";
  if (site !== null && site !== "none") return "foreign";
  const origin = headers.get("origin");
  if (origin === null) return "unknown";
  return origin === ownOrigin ? "same" : "foreign";
}
