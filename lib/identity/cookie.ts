import { readCookies, setCookie } from "@/lib/http/cookies.ts";
import type { Tokens } from "./model.ts";

/** Browsers keep a cookie of 4,096 bytes with its name and attributes; longer values are split. */
const CHUNK = 3700;
const MAX_CHUNKS = 5;
/** Renewed at each refresh, so this is how long a browser may stay away. */
const MAX_AGE_SECONDS = 7 * 24 * 3600;
/** How long somebody may look for their authenticator. */
const PENDING_SECONDS = 600;

/** Reads and writes the session cookie: `<access token>~<refresh token>`, out of reach of scripts. */
export class SessionCookie {
  readonly name: string;

  readonly #maxAge: number;

  /**
   * `secure` when the app is reached by https: then the name binds the cookie to this host.
   * `pending`: of a session whose second factor is still to come; no page takes it but /step-up.
   */
  constructor(readonly secure: boolean, pending = false) {
    this.name = `${secure ? "__Host-clinops" : "clinops"}${pending ? "-pending" : ""}`;
    this.#maxAge = pending ? PENDING_SECONDS : MAX_AGE_SECONDS;
  }

  present(headers: Headers): boolean {
    return this.#names(headers).length > 0;
  }

  /** The tokens in the cookie; null when there is none or it is not one of ours. */
  read(headers: Headers): Tokens | null {
    const cookies = readCookies(headers);
    let value = cookies.get(this.name) ?? "";
    if (value === "") {
      for (let i = 0; i < MAX_CHUNKS; i++) value += cookies.get(`${this.name}.${i}`) ?? "";
    }
    const match = /^([\w.-]+)~([\w.=-]{1,512})$/.exec(value);
    return match ? { accessToken: match[1]!, refreshToken: match[2]! } : null;
  }

  /** `Set-Cookie` values that keep `tokens`, and remove parts of an earlier, longer cookie. */
  write(tokens: Tokens, headers: Headers): string[] {
    const value = `${tokens.accessToken}~${tokens.refreshToken}`;
    const parts = value.length <= CHUNK ? [[this.name, value] as const] : Array.from(
      { length: Math.ceil(value.length / CHUNK) },
      (_, i) => [`${this.name}.${i}`, value.slice(i * CHUNK, (i + 1) * CHUNK)] as const,
    );
    const kept = new Set<string>(parts.map(([name]) => name));
    const stale = this.#names(headers).filter((name) => !kept.has(name));
    return [
      ...parts.map(([name, part]) =>
        setCookie(name, part, { maxAge: this.#maxAge, secure: this.secure })
      ),
      ...stale.map((name) => setCookie(name, "", { maxAge: 0, secure: this.secure })),
    ];
  }

  /** `Set-Cookie` values that end the session in the browser. */
  clear(headers: Headers): string[] {
    const names = new Set([this.name, ...this.#names(headers)]);
    return [...names].map((name) => setCookie(name, "", { maxAge: 0, secure: this.secure }));
  }

  #names(headers: Headers): string[] {
    const all = [this.name, ...Array.from({ length: MAX_CHUNKS }, (_, i) => `${this.name}.${i}`)];
    const cookies = readCookies(headers);
    return all.filter((name) => cookies.has(name));
  }
}
