const MAX_NEXT = 2048;
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const UNSAFE = /[\u0000-\u0020\u007f-\u009f\\]/;

/** Undoes percent encoding until nothing changes, so that `%252F` is seen as `/`; null if broken. */
function fullyDecoded(text: string): string | null {
  let current = text;
  for (let round = 0; round < 5; round++) {
    let next: string;
    try {
      next = decodeURIComponent(current);
    } catch {
      return null;
    }
    if (next === current) return current;
    current = next;
  }
  return null;
}

/**
 * The path to go to after sign-in: `next` when it is an absolute path of this site, else
 * `fallback`. Refuses `//host`, `/\host` (browsers read it as `//host`), control characters, and
 * the percent-encoded spellings of all of these.
 */
export function safeNext(next: string | null | undefined, fallback = "/projects"): string {
  if (!next || next.length > MAX_NEXT || !next.startsWith("/") || UNSAFE.test(next)) {
    return fallback;
  }
  const path = next.split(/[?#]/, 1)[0] ?? "";
  const decoded = fullyDecoded(path);
  if (decoded === null || UNSAFE.test(decoded.replaceAll(" ", "")) || decoded.startsWith("//")) {
    return fallback;
  }
  const url = new URL(next, "http://same.invalid");
  if (url.origin !== "http://same.invalid" || url.pathname.startsWith("//")) return fallback;
  if (/^\/(login|signup|logout)(\/|$)/.test(url.pathname)) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** 303 to a path of this site; `cookies` are `Set-Cookie` values to send along. */
export function seeOther(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
