import type { Middleware } from "../types.ts";
import { NONCE_SYMBOL } from "../utils.ts";

export interface CSPOptions {
  /** Report violations instead of preventing them. */
  reportOnly?: boolean;
  /** URL that violations are reported to. */
  reportTo?: string;
  /** Directives that are added, or that replace the default of the same name. */
  csp?: string[];
  /** Allow inline scripts and styles by the nonce of the rendered page only. */
  useNonce?: boolean;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

/** Sets a Content-Security-Policy on every response. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const { reportOnly = false, reportTo, csp = [], useNonce = false } = options;
  const nameOf = (directive: string) => directive.trim().split(/\s/)[0];
  const own = new Set(csp.map(nameOf));
  const directives = [...DEFAULTS.filter((item) => !own.has(nameOf(item))), ...csp];
  if (reportTo) directives.push("report-to csp-endpoint", `report-uri ${reportTo}`);
  const header = `Content-Security-Policy${reportOnly ? "-Report-Only" : ""}`;

  return async (ctx) => {
    const res: Response & { [NONCE_SYMBOL]?: string } = await ctx.next();
    const nonce = useNonce ? res[NONCE_SYMBOL] : undefined;
    const policy = directives.map((item) =>
      nonce && /^(script|style|default)-src /.test(item)
        ? item.replace("'unsafe-inline'", `'nonce-${nonce}'`)
        : item
    );
    res.headers.set(header, policy.join("; "));
    if (reportTo) res.headers.set("Reporting-Endpoints", `csp-endpoint="${reportTo}"`);
    return res;
  };
}
