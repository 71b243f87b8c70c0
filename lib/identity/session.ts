import type { Config } from "@/lib/config/mod.ts";
import type { Claims } from "@/lib/db/mod.ts";
import { unavailable } from "@/lib/http/problem.ts";
import type { Credentials, Session, SessionReader, SessionReading } from "@/lib/http/state.ts";
import type { AuthBackend } from "./backend.ts";
import { SessionCookie } from "./cookie.ts";
import { signUpWishes, type Tokens } from "./model.ts";
import { Refresher } from "./refresh.ts";
import { Verifier } from "./verifier.ts";

/** An access token that ends within this time is swapped before it fails in the middle of a page. */
const EARLY_SECONDS = 30;

const nobody: SessionReading = { session: null, problem: null, cookies: [] };
const outage = (): SessionReading => ({
  ...nobody,
  problem: unavailable("Sign-in is not reachable now; you are still signed in"),
});

function bearerToken(headers: Headers): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** The session that claims and token stand for. */
export function sessionOf(claims: Claims, accessToken: string, source: Session["source"]): Session {
  const email = claims.email ?? "";
  const { name } = signUpWishes(claims.user_metadata);
  return {
    claims,
    user: { id: claims.sub, email, name: name || email },
    expiresAt: claims.exp,
    source,
    accessToken,
  };
}

/**
 * Who is calling, by cookie or bearer token: verified here, refreshed when the time is up, never
 * a database read. The first statement of each transaction then refuses revoked sessions.
 */
export class Identity implements SessionReader {
  readonly cookie: SessionCookie;
  readonly pending: SessionCookie;
  readonly verifier: Verifier;
  readonly refresher: Refresher;
  readonly #now: () => number;

  constructor(
    readonly backend: AuthBackend,
    config: Pick<Config, "publicOrigin">,
    options: { now?: () => number; refresher?: Refresher } = {},
  ) {
    this.#now = options.now ?? Date.now;
    const secure = config.publicOrigin?.startsWith("https://") ?? false;
    this.cookie = new SessionCookie(secure);
    this.pending = new SessionCookie(secure, true);
    this.verifier = new Verifier({
      issuer: backend.issuer,
      keys: () => backend.keys(),
      now: this.#now,
    });
    this.refresher = options.refresher ?? new Refresher(backend);
  }

  clear(headers: Headers): string[] {
    return this.cookie.clear(headers);
  }

  async peek({ headers, allowBearer }: Credentials): Promise<string | null> {
    const bearing = allowBearer && /^Bearer\b/i.test(headers.get("authorization") ?? "");
    const token = bearing ? bearerToken(headers) : this.cookie.read(headers)?.accessToken;
    if (!token) return null;
    const verdict = await this.verifier.verify(token);
    return "claims" in verdict ? verdict.claims.sub : null;
  }

  async read({ headers, allowBearer }: Credentials): Promise<SessionReading> {
    if (allowBearer && /^Bearer\b/i.test(headers.get("authorization") ?? "")) {
      return await this.#byBearer(bearerToken(headers) ?? "");
    }
    if (!this.cookie.present(headers)) return nobody;
    const tokens = this.cookie.read(headers);
    if (!tokens) return { ...nobody, cookies: this.cookie.clear(headers) };
    return await this.#byCookie(tokens, headers);
  }

  async #byBearer(token: string): Promise<SessionReading> {
    const verdict = await this.verifier.verify(token);
    if (verdict.ok) return { ...nobody, session: sessionOf(verdict.claims, token, "bearer") };
    return verdict.reason === "unavailable" ? outage() : nobody;
  }

  async #byCookie(tokens: Tokens, headers: Headers): Promise<SessionReading> {
    const verdict = await this.verifier.verify(tokens.accessToken);
    if (!verdict.ok && verdict.reason === "unavailable") return outage();
    if (!verdict.ok && verdict.reason === "invalid") {
      return { ...nobody, cookies: this.cookie.clear(headers) };
    }
    const current = verdict.ok
      ? { ...nobody, session: sessionOf(verdict.claims, tokens.accessToken, "cookie") }
      : null;
    const left = (current?.session.expiresAt ?? 0) - this.#now() / 1000;
    if (current && left > EARLY_SECONDS) return current;
    return await this.#refreshed(tokens, headers, current);
  }

  /** A swap that fails for want of Auth is no sign-out: a token that still holds is used on. */
  async #refreshed(
    tokens: Tokens,
    headers: Headers,
    current: SessionReading | null,
  ): Promise<SessionReading> {
    const refreshed = await this.refresher.refresh(tokens.refreshToken);
    if (!refreshed.ok && refreshed.reason === "unavailable") return current ?? outage();
    if (refreshed.ok) {
      const { accessToken } = refreshed.tokens;
      const verdict = await this.verifier.verify(accessToken);
      if (verdict.ok) {
        const cookies = this.cookie.write(refreshed.tokens, headers);
        return { ...nobody, session: sessionOf(verdict.claims, accessToken, "cookie"), cookies };
      }
      if (verdict.reason === "unavailable") return current ?? outage();
    }
    return { ...nobody, cookies: this.cookie.clear(headers) };
  }
}
