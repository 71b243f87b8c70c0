import { join } from "node:path";
import { createHash } from "node:crypto";
import { z } from "zod";

/** A private key in JWK form with the fields that naming and choosing it need. */
const SigningKey = z.looseObject({
  kty: z.enum(["EC", "RSA", "OKP"]),
  kid: z.string().min(1),
  alg: z.enum(["ES256", "RS256", "EdDSA"]),
  d: z.string().min(1),
});

/** The same, or a secret that both signs and verifies, which protocol tests bring along. */
const GivenKey = z.union([
  SigningKey,
  z.looseObject({
    kty: z.literal("oct"),
    alg: z.literal("HS256").optional(),
    k: z.string().min(1),
  }),
]);

const Keys = z.object({
  /** The first signs; the others are still published, so that their tokens stay valid. */
  signingKeys: z.array(SigningKey).min(1),
  publishableKey: z.string().startsWith("sb_publishable_"),
  secretKey: z.string().startsWith("sb_secret_"),
  /** Secret of old HS256 tokens that are still accepted; nothing is signed with it. */
  jwtSecret: z.union([z.string().min(32), z.instanceof(Uint8Array)]).optional(),
  /** Sign with that secret after all, as protocol tests of old clients want it. */
  signsWithSecret: z.boolean().optional(),
});

export type SigningKey = z.infer<typeof SigningKey>;
export type AuthKeys = z.infer<typeof Keys>;

/** Keys given from outside, so that several processes share them. Each may be left out. */
export interface GivenKeys {
  /** A private JWK, or a JSON array of them, as text. */
  signingKeys?: string | null;
  publishableKey?: string | null;
  secretKey?: string | null;
  jwtSecret?: string | null;
}

/** Keys that cannot be used; the message names where they come from, never what they are. */
export class AuthKeysError extends Error {
  override name = "AuthKeysError";
}

/** Which environment variable gives which of the keys. */
const VARIABLES: Record<string, string> = {
  signingKeys: "AUTH_SIGNING_KEYS",
  publishableKey: "SUPABASE_PUBLISHABLE_KEY",
  secretKey: "SUPABASE_SECRET_KEY",
};

/** New keys that were never used. */
export async function createKeys(): Promise<AuthKeys> {
  const pair = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return Keys.parse({
    signingKeys: [{ kty, crv, x, y, d, kid: crypto.randomUUID(), alg: "ES256", use: "sig" }],
    publishableKey: apiKey("sb_publishable_"),
    secretKey: apiKey("sb_secret_"),
  });
}

/** An API key ends in a checksum, so that a cut-off paste can be told from a wrong key. */
function apiKey(prefix: string): string {
  const body = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const checksum = createHash("sha256").update(prefix + body).digest("base64url").slice(0, 8);
  return `${prefix}${body}_${checksum}`;
}

/**
 * The keys of this data directory, made at the first start and kept in `auth/keys.json`, which
 * only the owner may read. What `given` holds wins over the file.
 *
 * @throws AuthKeysError when the file or a given key cannot be used; the message names which
 */
export async function embeddedKeys(dataDir: string, given: GivenKeys = {}): Promise<AuthKeys> {
  const fixed = {
    ...(given.signingKeys ? { signingKeys: parseSigningKeys(given.signingKeys) } : {}),
    ...(given.publishableKey ? { publishableKey: given.publishableKey } : {}),
    ...(given.secretKey ? { secretKey: given.secretKey } : {}),
    ...(given.jwtSecret ? { jwtSecret: given.jwtSecret } : {}),
  };
  if (fixed.signingKeys && fixed.publishableKey && fixed.secretKey) {
    return check(fixed);
  }
  const stored = await storedKeys(join(dataDir, "auth"));
  return check({ ...stored, ...fixed });
}

async function storedKeys(folder: string): Promise<AuthKeys> {
  const path = join(folder, "keys.json");
  try {
    return check(JSON.parse(await Deno.readTextFile(path)), path);
  } catch (error) {
    if (error instanceof SyntaxError) throw new AuthKeysError(`Cannot use ${path}: not JSON`);
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const keys = await createKeys();
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  // A rename is atomic: a process that is killed here leaves no half a file behind.
  const draft = join(folder, `keys.${crypto.randomUUID()}.tmp`);
  await Deno.writeTextFile(draft, JSON.stringify(keys, null, 2) + "\n", {
    mode: 0o600,
    createNew: true,
  });
  await Deno.rename(draft, path);
  return keys;
}

/**
 * Keys from a JWKS, an array of JWKs or a single one, as `supabase gen signing-key` and Supabase's
 * own tests write them: the private ones sign (the first that is not kept for verifying), a secret
 * (`oct`) is what old HS256 tokens are signed with. Null where the text holds no private key.
 *
 * @throws AuthKeysError when a key in it cannot be used
 */
export async function keysFromJwks(text: string, from: string): Promise<AuthKeys | null> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const list = Array.isArray(value) ? value : Object(value).keys ?? [value];
  const secret = (key: unknown) => Object(key).d !== undefined || Object(key).k !== undefined;
  if (!Array.isArray(list) || !list.some(secret)) return null;
  const parsed = z.array(GivenKey).safeParse(list.filter(secret));
  if (!parsed.success) throw new AuthKeysError(`Cannot use ${from}: not a list of private JWKs`);
  const fresh = await createKeys();
  const asymmetric = parsed.data.filter((key) => key.kty !== "oct")
    .sort((a, b) => Number(verifiesOnly(a)) - Number(verifiesOnly(b)));
  const shared = parsed.data.find((key) => key.kty === "oct");
  return {
    ...fresh,
    signingKeys: asymmetric.length > 0 ? asymmetric : fresh.signingKeys,
    ...(shared ? { jwtSecret: Uint8Array.fromBase64(shared.k, { alphabet: "base64url" }) } : {}),
    ...(shared && asymmetric.length === 0 ? { signsWithSecret: true } : {}),
  };
}

const verifiesOnly = ({ key_ops: uses }: Record<string, unknown>) =>
  Array.isArray(uses) && !uses.includes("sign");

function parseSigningKeys(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    throw new AuthKeysError("Cannot use AUTH_SIGNING_KEYS: not JSON");
  }
}

/** `file` is where the keys were read; without it the environment gave the one that is wrong. */
function check(value: unknown, file?: string): AuthKeys {
  const parsed = Keys.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path = [], message } = parsed.error.issues[0] ?? {};
  const [key = "", ...rest] = path.map(String);
  const named = file
    ? `${file}: ${[key, ...rest].join(".")}`
    : [VARIABLES[key] ?? key, ...rest].join(".");
  // The value itself is a secret and stays out of the message.
  throw new AuthKeysError(`Cannot use ${named}: ${message}`);
}

export function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
