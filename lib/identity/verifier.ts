import { createHash } from "node:crypto";
import { z } from "zod";
import type { Claims } from "@/lib/db/mod.ts";
import type { PublicKey } from "./backend.ts";
import { accessClaims } from "./model.ts";

/**
 * What a token is worth. `expired` is an authentic token past its time; `unavailable` means that
 * the keys could not be had, so nothing is known.
 */
export type Verdict =
  | { ok: true; claims: Claims }
  | { ok: false; reason: "expired"; claims: Claims }
  | { ok: false; reason: "invalid" | "unavailable" };

export interface VerifierOptions {
  issuer: string;
  keys(): Promise<PublicKey[]>;
  /** Unix milliseconds. */
  now?: () => number;
  /** Most tokens remembered. */
  capacity?: number;
}

type Algorithm = EcdsaParams & EcKeyImportParams | RsaHashedImportParams | { name: "Ed25519" };

const ALGORITHMS: Record<string, { kty: string; crv?: string; params: Algorithm }> = {
  ES256: {
    kty: "EC",
    crv: "P-256",
    params: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  },
  RS256: { kty: "RSA", params: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } },
  EdDSA: { kty: "OKP", crv: "Ed25519", params: { name: "Ed25519" } },
};

const MAX_TOKEN = 16_384;
/** A token with an unknown key asks for the keys again, but not more often than this. */
const REFETCH_MS = 30_000;
/** Keys are asked for again after this time, so that a withdrawn one stops counting. */
const KEYS_AGE_MS = 600_000;
/** When the publisher is down. */
const RETRY_MS = 5000;
const MAX_KEYS = 50;

const tokenHeader = z.object({
  alg: z.enum(["ES256", "RS256", "EdDSA"]),
  kid: z.string().min(1).max(200),
  typ: z.string().regex(/^(at\+)?jwt$/i).optional(),
  crit: z.never().optional(),
});

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]+$/.test(text)) throw new SyntaxError("Not base64url");
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

function jsonPart(text: string): unknown {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(text)));
}

/** A published key, if it is one for signatures by an algorithm that we take. */
async function importKey(key: PublicKey, alg: string): Promise<CryptoKey | null> {
  const wanted = ALGORITHMS[alg];
  if (!wanted || key.kty !== wanted.kty || (wanted.crv && key.crv !== wanted.crv)) return null;
  if ((key.alg && key.alg !== alg) || (key.use && key.use !== "sig")) return null;
  const { kty, crv, x, y, n, e } = key;
  try {
    return await crypto.subtle.importKey("jwk", { kty, crv, x, y, n, e }, wanted.params, false, [
      "verify",
    ]);
  } catch {
    return null;
  }
}

/** The published keys, fetched when needed and shared by requests that need them at once. */
class KeyStore {
  #keys: PublicKey[] = [];
  #nextRoutine = -Infinity;
  #nextForUnknown = -Infinity;
  #fetching: Promise<void> | null = null;
  readonly #imported = new Map<string, CryptoKey | null>();

  constructor(readonly load: () => Promise<PublicKey[]>, readonly now: () => number) {}

  /** The key of `kid`, null when there is none. @throws KeysUnavailable without any keys */
  async find(kid: string, alg: string): Promise<CryptoKey | null> {
    const known = this.#keys.some((key) => key.kid === kid);
    const now = this.now();
    if (now >= this.#nextRoutine || (!known && now >= this.#nextForUnknown)) {
      this.#fetching ??= this.#fetch().finally(() => this.#fetching = null);
      await this.#fetching;
    }
    if (this.#keys.length === 0) throw new KeysUnavailable("Cannot read signing keys");
    const id = `${alg} ${kid}`;
    const done = this.#imported.get(id);
    if (done !== undefined) return done;
    const key = this.#keys.find((one) => one.kid === kid);
    if (!key) return null;
    const imported = await importKey(key, alg);
    this.#imported.set(id, imported);
    return imported;
  }

  /** Keys that were good stay good while their publisher is down. */
  async #fetch(): Promise<void> {
    try {
      this.#keys = (await this.load()).slice(0, MAX_KEYS);
      this.#imported.clear();
      this.#nextRoutine = this.now() + KEYS_AGE_MS;
      this.#nextForUnknown = this.now() + REFETCH_MS;
    } catch {
      this.#nextRoutine = this.#nextForUnknown = this.now() + RETRY_MS;
    }
  }
}

class KeysUnavailable extends Error {}

/**
 * Checks access tokens on this machine and remembers the good ones by SHA-256 until they expire.
 * Never throws: whatever comes in, there is a verdict.
 */
export class Verifier {
  readonly #options: Required<VerifierOptions>;
  readonly #store: KeyStore;
  readonly #remembered = new Map<string, Claims>();

  constructor(options: VerifierOptions) {
    this.#options = { now: Date.now, capacity: 10_000, ...options };
    this.#store = new KeyStore(options.keys, this.#options.now);
  }

  async verify(token: string): Promise<Verdict> {
    if (token.length > MAX_TOKEN) return { ok: false, reason: "invalid" };
    const id = createHash("sha256").update(token).digest("base64url");
    const known = this.#remembered.get(id);
    if (known) return this.#timely(known, id);
    let claims: Claims | null;
    try {
      claims = await this.#authentic(token);
    } catch (error) {
      return { ok: false, reason: error instanceof KeysUnavailable ? "unavailable" : "invalid" };
    }
    return claims ? this.#timely(claims, id) : { ok: false, reason: "invalid" };
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#remembered.size;
  }

  #timely(claims: Claims, id: string): Verdict {
    this.#remembered.delete(id);
    if (claims.exp * 1000 <= this.#options.now()) return { ok: false, reason: "expired", claims };
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= this.#options.capacity && oldest) this.#remembered.delete(oldest);
    this.#remembered.set(id, claims);
    return { ok: true, claims };
  }

  /** The claims of a token whose signature and issuer hold, else null. */
  async #authentic(token: string): Promise<Claims | null> {
    const [head = "", body = "", mark = "", ...more] = token.split(".");
    if (more.length > 0) return null;
    const { alg, kid } = tokenHeader.parse(jsonPart(head));
    const claims = accessClaims.parse(jsonPart(body));
    const signature = fromBase64url(mark);
    const now = this.#options.now() / 1000;
    if (claims.iss !== this.#options.issuer || ![claims.aud].flat().includes("authenticated")) {
      return null;
    }
    if (claims.nbf !== undefined && claims.nbf > now + 60) return null;
    const key = await this.#store.find(kid, alg);
    if (!key) return null;
    const data = new TextEncoder().encode(`${head}.${body}`);
    const valid = await crypto.subtle.verify(ALGORITHMS[alg]!.params, key, signature, data);
    return valid ? claims as Claims : null;
  }
}
