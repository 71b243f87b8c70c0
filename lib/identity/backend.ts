import type { Config } from "@/lib/config/mod.ts";

/** A public key as JWKS carries it. */
export type PublicKey = JsonWebKey & { kid?: string };

/** Where Supabase Auth answers: over the network, or inside this process. */
export interface AuthBackend {
  /** Base of `/auth/v1`. */
  url: string;
  publishableKey: string;
  /** Key of the admin calls; null where nobody gave one. */
  secretKey: string | null;
  /** `iss` of the tokens that count. */
  issuer: string;
  fetch: typeof fetch;
  /** The keys that tokens are signed with, as published. Rejects when they cannot be had. */
  keys(): Promise<PublicKey[]>;
}

const KEYS_TIMEOUT_MS = 5000;

async function readKeys(url: string, from: typeof fetch): Promise<PublicKey[]> {
  const signal = AbortSignal.timeout(KEYS_TIMEOUT_MS);
  const response = await from(`${url}/auth/v1/.well-known/jwks.json`, { signal });
  if (!response.ok) throw new Error(`Cannot read signing keys: status ${response.status}`);
  const body: { keys?: PublicKey[] } = await response.json();
  return Array.isArray(body.keys) ? body.keys : [];
}

/** A Supabase project (hosted or self-hosted), named by SUPABASE_URL. */
export function remoteBackend(config: Config): AuthBackend {
  const url = config.supabaseUrl!.replace(/\/+$/, "");
  return {
    url,
    publishableKey: config.supabasePublishableKey ?? "",
    secretKey: config.supabaseSecretKey,
    issuer: `${url}/auth/v1`,
    fetch: (input, init) => fetch(input, init),
    keys: () => readKeys(url, fetch),
  };
}

/**
 * The embedded Auth: the same protocol, answered by a function of this process. `origin` is where
 * the app is reached; tokens name `<origin>/auth/v1` as their issuer.
 */
export function embeddedBackend(
  options: {
    origin: string;
    publishableKey: string;
    secretKey?: string | null;
    handle: (request: Request) => Promise<Response>;
  },
): AuthBackend {
  const inProcess: typeof fetch = (input, init) => options.handle(new Request(input, init));
  return {
    url: options.origin,
    publishableKey: options.publishableKey,
    secretKey: options.secretKey ?? null,
    issuer: `${options.origin}/auth/v1`,
    fetch: inProcess,
    keys: () => readKeys(options.origin, inProcess),
  };
}
