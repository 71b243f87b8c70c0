import { isApiPath, type Middleware } from "./state.ts";

const NONCE = Symbol.for("__freshNonce");

/** The nonce that Fresh gave to the inline scripts of a rendered page. */
function renderedNonce(response: Response): string | null {
  const nonce = (response as Response & { [NONCE]?: unknown })[NONCE];
  return typeof nonce === "string" ? nonce : null;
}

/**
 * The policy of a page. Scripts come from this origin or carry the nonce of this very response;
 * `'self'` stands beside it because module preloads in a `Link` header cannot carry a nonce.
 * Nothing is ever `unsafe-inline`.
 */
function pagePolicy(nonce: string | null, https: boolean): string {
  const own = nonce ? `'self' 'nonce-${nonce}'` : "'self'";
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

const API_POLICY =
  "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const FIXED: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
};

/** A response whose headers may be written: those of redirects and fetches may not. */
export function writable(response: Response): Response {
  try {
    response.headers.set("x-probe", "1");
    response.headers.delete("x-probe");
    return response;
  } catch {
    return new Response(response.body, response);
  }
}

/** Fills in the security headers that `headers` lacks. */
function secure(headers: Headers, policy: string, https: boolean): void {
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(FIXED)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (https) headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
}

const isHttps = (publicOrigin: string | null) => publicOrigin?.startsWith("https://") ?? false;

/** The same headers, for answers that are made before any middleware runs. */
export function secureBare(headers: Headers, publicOrigin: string | null): void {
  secure(headers, API_POLICY, isHttps(publicOrigin));
}

/**
 * Security headers on every response, whatever made it. A response that already carries a policy
 * of its own (the diagram frame) keeps it.
 */
export const securityHeaders: Middleware = async (ctx) => {
  const https = isHttps(ctx.state.config.publicOrigin);
  const made = await ctx.next();
  const nonce = renderedNonce(made);
  const response = writable(made);
  const policy = isApiPath(ctx.url.pathname) ? API_POLICY : pagePolicy(nonce, https);
  secure(response.headers, policy, https);
  return response;
};
