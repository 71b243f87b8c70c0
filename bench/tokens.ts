/** Access tokens as Auth signs them (ES256), for measuring what looking at one costs. */

const encode = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });

const kid = "bench";

export async function generateKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
}

export async function exportJWK({ publicKey }: CryptoKeyPair) {
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  return { ...jwk, kid, alg: "ES256", use: "sig", key_ops: ["verify"] };
}

/** A token of somebody new, good for an hour. */
export async function signedToken({ privateKey }: CryptoKeyPair, iss: string): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss,
    sub: crypto.randomUUID(),
    aud: "authenticated",
    role: "authenticated",
    session_id: crypto.randomUUID(),
    aal: "aal1",
    iat,
    exp: iat + 3600,
  };
  const text = `${encode({ alg: "ES256", typ: "JWT", kid })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    privateKey,
    new TextEncoder().encode(text),
  );
  const tail = new Uint8Array(signature).toBase64({ alphabet: "base64url", omitPadding: true });
  return `${text}.${tail}`;
}
