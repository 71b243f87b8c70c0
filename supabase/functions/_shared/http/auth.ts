/**
 * Who calls: the app with the project's secret key; and, only where the operator wants it, a person
 * with an access token of Supabase Auth, since nothing here knows what the person's organisation
 * allows. Tokens are checked by the published keys and remembered by hash until they expire.
 */
import { z } from "npm:zod@4.6.7";
import { Refusal } from "./problem.ts";

export type Caller = { kind: "person"; id: string } | { kind: "app" };

export interface AuthOptions {
  /** `<SUPABASE_URL>/auth/v1`. */
  issuer: string;
  secretKeys: readonly string[];
  /** People may call with their own token, past the app's ledger and budgets; else they get 403. */
  people?: boolean;
  /** The published keys; rejects when they cannot be had. */
  keys(): Promise<unknown>;
  /** Unix milliseconds. */
  now?: () => number;
}

const maxToken = 16_384;
const maxRemembered = 2000;
const keysAgeMs = 600_000;
/** An unknown key asks for the keys again, but not more often than this. */
const refetchMs = 30_000;

const algorithms = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
} as const;
const header = z.looseObject({
  alg: z.enum(["ES256", "RS256"]),
  kid: z.string().min(1).max(200),
  crit: z.never().optional(),
});
const claims = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  role: z.literal("authenticated"),
  sub: z.uuid(),
  exp: z.number(),
  nbf: z.number().optional(),
});
const published = z.looseObject({
  keys: z.array(z.looseObject({ kid: z.string(), alg: z.string().optional() })).max(100),
});
type Key = z.infer<typeof published>["keys"][number] & JsonWebKey;

export class Authenticator {
  readonly #options: Required<AuthOptions>;
  readonly #secrets: Promise<Uint8Array[]>;
  readonly #remembered = new Map<string, { id: string; until: number }>();
  #keys: Key[] = [];
  #fetchedAt = -Infinity;

  constructor(options: AuthOptions) {
    this.#options = { now: Date.now, people: false, ...options };
    this.#secrets = Promise.all(options.secretKeys.filter((key) => key !== "").map(hashOf));
  }

  /** @throws Refusal unauthorized, 403 for people; failed with 503 when the keys of Auth cannot be had */
  async caller(headers: Headers): Promise<Caller> {
    const apikey = headers.get("apikey");
    if (apikey !== null && await this.#isSecret(apikey)) return { kind: "app" };
    const token = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
    if (token === undefined || token.length > maxToken) throw unauthorized();
    const id = await this.#person(token);
    if (!this.#options.people) throw forPeople();
    return { kind: "person", id };
  }

  /** By hashes of one length, all of them, so that the time says nothing. */
  async #isSecret(given: string): Promise<boolean> {
    const hash = await hashOf(given);
    let same = false;
    for (const secret of await this.#secrets) {
      let difference = 0;
      for (let i = 0; i < hash.length; i++) difference |= hash[i]! ^ secret[i]!;
      same = difference === 0 || same;
    }
    return same;
  }

  async #person(token: string): Promise<string> {
    const name = hex(await hashOf(token));
    const known = this.#remembered.get(name);
    if (known !== undefined) {
      if (known.until > this.#options.now()) return known.id;
      this.#remembered.delete(name);
    }
    const { sub, exp } = await this.#verified(token);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= maxRemembered && oldest) this.#remembered.delete(oldest);
    this.#remembered.set(name, { id: sub, until: exp * 1000 });
    return sub;
  }

  async #verified(token: string): Promise<z.infer<typeof claims>> {
    const [head = "", body = "", mark = "", ...more] = token.split(".");
    const about = header.safeParse(jsonOf(head));
    const said = claims.safeParse(jsonOf(body));
    const signature = bytesOf(mark);
    if (!about.success || !said.success || signature === null || more.length > 0) {
      throw unauthorized();
    }
    const { iss, aud, exp, nbf } = said.data;
    const seconds = this.#options.now() / 1000;
    const timely = exp > seconds && (nbf ?? 0) <= seconds + 60;
    const ours = iss === this.#options.issuer && [aud].flat().includes("authenticated");
    if (!timely || !ours) throw unauthorized();
    const key = await this.#key(about.data.kid, about.data.alg);
    const data = new TextEncoder().encode(`${head}.${body}`);
    const algorithm = algorithms[about.data.alg];
    if (key === null || !await crypto.subtle.verify(algorithm, key, signature, data)) {
      throw unauthorized();
    }
    return said.data;
  }

  async #key(kid: string, alg: keyof typeof algorithms): Promise<CryptoKey | null> {
    const age = this.#options.now() - this.#fetchedAt;
    const known = this.#keys.some((key) => key.kid === kid);
    if (age > keysAgeMs || (!known && age > refetchMs)) await this.#fetch();
    const key = this.#keys.find((one) => one.kid === kid && (one.alg ?? alg) === alg);
    if (key === undefined) return null;
    const { kty, crv, x, y, n, e } = key;
    const usages: KeyUsage[] = ["verify"];
    return await crypto.subtle.importKey(
      "jwk",
      { kty, crv, x, y, n, e },
      algorithms[alg],
      false,
      usages,
    ).catch(() => null);
  }

  /** Keys that were good stay good while their publisher is down. */
  async #fetch(): Promise<void> {
    try {
      this.#keys = published.parse(await this.#options.keys()).keys as Key[];
      this.#fetchedAt = this.#options.now();
    } catch {
      if (this.#keys.length > 0) return;
      throw new Refusal("failed", "Tokens cannot be checked now: Auth does not answer", {
        status: 503,
        retryAfterMs: 5000,
      });
    }
  }
}

/** Reads the key set of a project. */
export async function readKeys(issuer: string, from: typeof fetch = fetch): Promise<unknown> {
  const signal = AbortSignal.timeout(5000);
  const response = await from(`${issuer}/.well-known/jwks.json`, { signal });
  if (!response.ok) throw new Error(`Cannot read signing keys: status ${response.status}`);
  return await response.json();
}

/** The edge runtime may not have `toHex` yet. */
const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

async function hashOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]+$/.test(text)) return null;
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytesOf(text) ?? new Uint8Array()));
  } catch {
    return null;
  }
}

const unauthorized = () =>
  new Refusal("unauthorized", "Send an access token as Authorization: Bearer", {
    headers: { "www-authenticate": "Bearer" },
  });

const forPeople = () =>
  new Refusal(
    "unauthorized",
    "Ask through the app: a call with a person's token would pass by the organisation's switch, " +
      "its budget and the ledger. Who runs this can allow it (AI_FUNCTIONS_FOR_PEOPLE).",
    { status: 403 },
  );
