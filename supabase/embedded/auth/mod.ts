/**
 * The embedded Auth: Supabase Auth's protocol on our own tables, for when there is no Supabase.
 *
 * @module
 */
import { isIP } from "node:net";
import { errorResponse, isUnexpected } from "./errors.ts";
import { apiVersion, dress, preflight } from "./http.ts";
import { createKeyRing, type JsonWebKeySet } from "./keyring.ts";
import type { AuthKeys } from "./keys.ts";
import { createPasswords, type Passwords } from "./passwords.ts";
import { findRoute } from "./routes.ts";
import type { Auth, AuthSettings, Call, Mail, RateLimit, Transaction } from "./types.ts";

export { type AuthKeys, createKeys, embeddedKeys, type GivenKeys, keysFromJwks } from "./keys.ts";
export { createPasswords, type PasswordOptions, type Passwords } from "./passwords.ts";
export { createRateLimits } from "./limits.ts";
export type { AuthSettings, Mail, RateLimit, Sql, Transaction } from "./types.ts";

const PREFIX = "/auth/v1";

export const DEFAULT_SETTINGS: AuthSettings = {
  autoconfirm: true,
  disableSignup: false,
  anonymous: false,
  totp: true,
  passwordMinLength: 6,
  jwtExpSeconds: 3600,
  refreshReuseInterval: 10,
  requireCurrentPassword: false,
  requireReauthentication: false,
  secureEmailChange: true,
  codeSeconds: 3600,
  sessionTimebox: null,
  inactivityTimeout: null,
  siteUrl: "http://127.0.0.1:8000",
  accessTokenHook: false,
  redirectHosts: [],
  discreet: false,
};

export interface AuthOptions {
  /** `db.asAuth`, or anything that runs work in one transaction on schema auth. */
  transaction: Transaction;
  keys: AuthKeys;
  /** `iss` of the tokens: the public URL of this service, which ends in /auth/v1. */
  issuer: string | (() => string);
  settings?: Partial<AuthSettings>;
  /** None by default; see `createRateLimits`. */
  rateLimit?: RateLimit;
  clock?: () => Date;
  random?: (bytes: number) => Uint8Array;
  passwords?: Passwords;
  /** Delivers a message. Left out, codes are made and go nowhere, and a new address counts at once. */
  mail?: (mail: Mail) => Promise<void>;
  /** Hears of failures that are ours, without anything personal in them. */
  report?: (error: unknown) => void;
}

export interface AuthService {
  /**
   * Answers one request, under /auth/v1 or without that prefix; never rejects.
   *
   * @param caller the address that limits count; left out for calls from inside this process
   */
  fetch(request: Request, caller?: { address?: string | null }): Promise<Response>;
  /** The public keys, for verifying tokens without a request. */
  jwks(): JsonWebKeySet;
  /** Ends the password Worker. */
  close(): void;
}

export function createAuth(options: AuthOptions): AuthService {
  const { issuer } = options;
  const auth: Auth = {
    transaction: options.transaction,
    keys: createKeyRing(options.keys),
    issuer: typeof issuer === "string" ? () => issuer : issuer,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    rateLimit: options.rateLimit ?? (() => 0),
    now: options.clock ?? (() => new Date()),
    random: options.random ?? ((bytes) => crypto.getRandomValues(new Uint8Array(bytes))),
    passwords: options.passwords ?? createPasswords(),
    mail: options.mail ?? null,
    report: options.report ?? report,
  };
  return {
    fetch: (request, caller) => answer(auth, request, caller?.address ?? null),
    jwks: () => auth.keys.jwks(),
    close: () => auth.passwords.close(),
  };
}

async function answer(auth: Auth, request: Request, address: string | null): Promise<Response> {
  if (request.method === "OPTIONS") return dress(preflight(request), null);
  const version = apiVersion(request);
  try {
    const url = new URL(request.url);
    const path = url.pathname === PREFIX || url.pathname.startsWith(`${PREFIX}/`)
      ? url.pathname.slice(PREFIX.length)
      : url.pathname;
    const { handler, params } = findRoute(request.method, path);
    const call: Call = {
      request,
      url,
      params,
      address: ipAddress(address),
      userAgent: userAgent(request),
    };
    return dress(await handler(auth, call), version);
  } catch (error) {
    if (isUnexpected(error)) auth.report(error);
    return dress(errorResponse(error, version !== null), version);
  }
}

/** The address as Postgres reads one; what is none still counts as one caller. */
function ipAddress(address: string | null): string | null {
  if (address === null) return null;
  const plain = address.replace(/%.*$/, "");
  return isIP(plain) ? plain : "0.0.0.0";
}

/** Shown to the person in their list of devices; cut, because anything may stand there. */
function userAgent(request: Request): string | null {
  return request.headers.get("User-Agent")?.slice(0, 512).toWellFormed() ?? null;
}

function report(error: unknown): void {
  console.error(
    `Auth failed: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`,
  );
}
