/** What `new App()` takes. */
export interface FreshConfig {
  /** Path that every route and asset lives under, such as `/app`. */
  basePath?: string;
  mode?: "development" | "production";
  /** Let `x-forwarded-proto` and `x-forwarded-host` decide `ctx.url`. Only behind a proxy. */
  trustProxy?: boolean;
}

/** The configuration in use. */
export interface ResolvedFreshConfig {
  /** Directory of the project. */
  root: string;
  basePath: string;
  mode: "development" | "production";
  trustProxy?: boolean;
}

/** Checks `basePath`; throws on anything that could not be a URL path. */
export function resolveBasePath(basePath: string): string {
  if (basePath === "" || basePath === "/" || basePath === "./") return basePath;
  if (!basePath.startsWith("/")) {
    throw new Error(
      `Invalid basePath: "${basePath}". Must be empty, "/", "./", or start with "/"`,
    );
  }
  if (basePath.endsWith("/")) {
    throw new Error(
      `Invalid basePath: "${basePath}". Must not end with "/" except for root path`,
    );
  }
  if (!/^[\w\-./]+$/.test(basePath)) {
    throw new Error(`Invalid basePath: "${basePath}". Contains invalid characters`);
  }
  return basePath;
}
