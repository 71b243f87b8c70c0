import type { AuthBackend, PublicKey } from "./backend.ts";

export const ISSUER = "http://auth.test/auth/v1";
export const SUB = "11111111-1111-4111-8111-111111111111";
const SESSION = "33333333-3333-4333-8333-333333333333";

type Alg = "ES256" | "RS256" | "EdDSA";

const PARAMS = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RS256: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  EdDSA: { name: "Ed25519" },
};

export const base64url = (data: Uint8Array | string) =>
  (typeof data === "string" ? new TextEncoder().encode(data) : data)
    .toBase64({ alphabet: "base64url", omitPadding: true });

/** A signing key of one test: makes tokens, and knows its published half. */
export interface Signer {
  kid: string;
  published: PublicKey;
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

export async function signer(
  alg: Alg = "ES256",
  kid: string = crypto.randomUUID(),
): Promise<Signer> {
  const pair = await crypto.subtle.generateKey(PARAMS[alg], true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const published = {
    ...await crypto.subtle.exportKey("jwk", pair.publicKey),
    kid,
    alg,
    use: "sig",
  };
  return {
    kid,
    published,
    async sign(claims, header = {}) {
      const head = base64url(JSON.stringify({ alg, kid, typ: "JWT", ...header }));
      const input = `${head}.${base64url(JSON.stringify(claims))}`;
      const mark = await crypto.subtle.sign(
        PARAMS[alg],
        pair.privateKey,
        new TextEncoder().encode(input),
      );
      return `${input}.${base64url(new Uint8Array(mark))}`;
    },
  };
}

/** Claims of a good access token that ends at `exp` (Unix seconds). */
export function goodClaims(exp: number, more: Record<string, unknown> = {}) {
  return {
    ...{ iss: ISSUER, sub: SUB, aud: "authenticated", role: "authenticated", aal: "aal1" },
    ...{ session_id: SESSION, exp, iat: exp - 3600, email: "ada@example.org" },
    user_metadata: { name: "Ada Rennick" },
    ...more,
  };
}

/** An Auth that answers with what the test says. */
export function fakeBackend(
  keys: () => Promise<PublicKey[]>,
  handle: (request: Request) => Response | Promise<Response> = () =>
    new Response(null, { status: 404 }),
): AuthBackend {
  return {
    url: "http://auth.test",
    publishableKey: "sb_publishable_test",
    secretKey: null,
    issuer: ISSUER,
    fetch: async (input, init) => await handle(new Request(input, init)),
    keys,
  };
}
