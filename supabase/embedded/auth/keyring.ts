import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type AuthKeys, base64url, type SigningKey } from "./keys.ts";

type Algorithm = SigningKey["alg"];

/** What WebCrypto wants for importing a key and for signing with it. */
const ALGORITHMS: Record<Algorithm, { name: string; namedCurve?: string; hash?: string }> = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
};

/** How far another machine's clock may be ahead. */
const SKEW_MS = 60_000;

/** Fields of a JWK that are secret; everything else is published. */
const PRIVATE = new Set(["d", "p", "q", "dp", "dq", "qi", "oth", "k", "key_ops", "ext", "use"]);

export interface JsonWebKeySet {
  keys: Record<string, unknown>[];
}

/** Claims of a token whose signature and lifetime hold, or why they do not. */
export type Verdict = { ok: true; claims: Record<string, unknown> } | { ok: false; reason: string };

export interface KeyRing {
  readonly publishableKey: string;
  sign(claims: Record<string, unknown>): Promise<string>;
  verify(token: string, now: Date): Promise<Verdict>;
  isSecretKey(value: string): boolean;
  jwks(): JsonWebKeySet;
}

interface Pair {
  alg: Algorithm;
  kid: string;
  sign: CryptoKey;
  verify: CryptoKey;
}

/** Keys ready for use; they are imported once, at the first need. */
export function createKeyRing(keys: AuthKeys): KeyRing {
  let imported: Promise<Pair[]> | undefined;
  const pairs = () => imported ??= Promise.all(keys.signingKeys.map(importPair));
  const published = {
    keys: keys.signsWithSecret
      ? []
      : keys.signingKeys.map((key) => ({ ...publicPart(key), use: "sig", key_ops: ["verify"] })),
  };
  return {
    publishableKey: keys.publishableKey,
    jwks: () => published,
    isSecretKey: (value) => sameSecret(value, keys.secretKey),
    async sign(claims) {
      if (keys.signsWithSecret && keys.jwtSecret !== undefined) {
        const input = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
        return `${input}.${createHmac("sha256", keys.jwtSecret).update(input).digest("base64url")}`;
      }
      const [pair] = await pairs();
      if (!pair) throw new Error("Cannot sign: no signing key");
      const input = `${encode({ alg: pair.alg, kid: pair.kid, typ: "JWT" })}.${encode(claims)}`;
      const signature = await crypto.subtle.sign(ALGORITHMS[pair.alg], pair.sign, bytes(input));
      return `${input}.${base64url(new Uint8Array(signature))}`;
    },
    async verify(token, now) {
      return judge(token, now, await pairs(), keys.jwtSecret);
    },
  };
}

async function judge(
  token: string,
  now: Date,
  pairs: Pair[],
  secret: string | Uint8Array | undefined,
): Promise<Verdict> {
  const parts = token.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3) {
    return refuse("token is malformed: token contains an invalid number of segments");
  }
  const header = decode(head);
  const claims = decode(body);
  if (!header || !claims) return refuse("token is malformed: could not decode its JSON");
  const mark = raw(signature);
  const input = `${head}.${body}`;
  const valid = mark !== null &&
    (header.alg === "HS256"
      ? secret !== undefined && sameBytes(createHmac("sha256", secret).update(input).digest(), mark)
      : await verifyPair(pairs, header, input, mark));
  if (!valid) return refuse("token signature is invalid");
  // Whoever holds a key may sign a token that does not end; ours all do.
  const ends = claims.exp ?? Infinity;
  if (typeof ends !== "number") return refuse("token has invalid claims: exp is no number");
  if (ends * 1000 <= now.getTime()) return refuse("token has invalid claims: token is expired");
  const begins = claims.nbf ?? -Infinity;
  if (typeof begins !== "number" || begins * 1000 > now.getTime() + SKEW_MS) {
    return refuse("token has invalid claims: token is not valid yet");
  }
  return { ok: true, claims };
}

const refuse = (reason: string): Verdict => ({ ok: false, reason });

async function verifyPair(
  pairs: Pair[],
  header: Record<string, unknown>,
  input: string,
  mark: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const pair = pairs.find((one) => one.kid === header.kid && one.alg === header.alg);
  if (!pair) return false;
  return await crypto.subtle.verify(ALGORITHMS[pair.alg], pair.verify, mark, bytes(input));
}

async function importPair(key: SigningKey): Promise<Pair> {
  const { alg, kid } = key;
  const take = (jwk: JsonWebKey, use: KeyUsage) =>
    crypto.subtle.importKey("jwk", jwk, ALGORITHMS[alg], false, [use]);
  const secret = { ...publicPart(key), ...privatePart(key) };
  return {
    alg,
    kid,
    sign: await take(secret, "sign"),
    verify: await take(publicPart(key), "verify"),
  };
}

function publicPart(key: SigningKey): Record<string, unknown> {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE.has(name)));
}

function privatePart(key: SigningKey): Record<string, unknown> {
  const names = new Set(["d", "p", "q", "dp", "dq", "qi"]);
  return Object.fromEntries(Object.entries(key).filter(([name]) => names.has(name)));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function encode(value: unknown): string {
  return base64url(bytes(JSON.stringify(value)));
}

function raw(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text, { alphabet: "base64url", lastChunkHandling: "loose" });
  } catch {
    return null;
  }
}

function decode(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(raw(text) ?? undefined),
    );
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { ...value }
      : null;
  } catch {
    return null;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** Compares hashes, so that neither content nor length shows in the time taken. */
function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
