import type { KeyRing } from "./keyring.ts";
import type { Passwords } from "./passwords.ts";

/** A value that may stand in a query; JSON goes as text and is cast in the statement. */
export type Parameter = string | number | boolean | null;
export type Row = Record<string, unknown>;

/** The part of a transaction's tagged template that this folder uses. `postgres` and PGlite both fit. */
export type Sql = (
  strings: TemplateStringsArray,
  ...values: Parameter[]
) => PromiseLike<readonly Row[]>;

/** Runs `work` in one transaction as `supabase_auth_admin`; commits what it returns, rolls back what it throws. */
export type Transaction = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;

/** What an operator may choose. Times are seconds. */
export interface AuthSettings {
  /** New addresses count as confirmed at once. */
  autoconfirm: boolean;
  disableSignup: boolean;
  /** Sign-up without an address gives an anonymous user. */
  anonymous: boolean;
  /** Second factors by time-based codes may be enrolled. */
  totp: boolean;
  /** Characters, at most 72 bytes. */
  passwordMinLength: number;
  jwtExpSeconds: number;
  /** How long a refresh token that was already swapped may be presented again. */
  refreshReuseInterval: number;
  /** `PUT /user` with a password needs `current_password`. */
  requireCurrentPassword: boolean;
  /** Changing a password in a session older than a day needs a code from `GET /reauthenticate`. */
  requireReauthentication: boolean;
  /** A change of address is confirmed from the old address as well. */
  secureEmailChange: boolean;
  /** How long a mailed code or link works. */
  codeSeconds: number;
  /** A session ends this long after sign-in; null is never. */
  sessionTimebox: number | null;
  /** A session ends when it was not refreshed for this long; null is never. */
  inactivityTimeout: number | null;
  /** Where links in mails return to, and the issuer shown in authenticator apps. */
  siteUrl: string;
  /** `public.custom_access_token_hook` shapes the claims of every token. */
  accessTokenHook: boolean;
  /** Host names besides the site's own origin that a link may lead to. */
  redirectHosts: string[];
  /**
   * `POST /otp` answers for an unknown address as for a known one where it makes no account.
   * Supabase Auth says so instead.
   */
  discreet: boolean;
}

/** Seconds to wait before this caller may try again; 0 when allowed. */
export type RateLimit = (bucket: string, key: string, cost?: number) => number | Promise<number>;

/** One message that a person must receive. Codes and hashes in it are secrets: never log it. */
export interface Mail {
  kind: "signup" | "recovery" | "magiclink" | "email_change" | "invite" | "reauthentication";
  to: string;
  /** Six digits that the person may type in. */
  code: string;
  /** Opens the same as `code` does, for a link. Empty for kinds that only take the code. */
  tokenHash: string;
  /** Address of `GET /verify` that confirms when opened. Empty for kinds that only take the code. */
  link: string;
}

/** What every handler of this folder works with. */
export interface Auth {
  transaction: Transaction;
  keys: KeyRing;
  issuer: () => string;
  settings: AuthSettings;
  rateLimit: RateLimit;
  now: () => Date;
  random: (bytes: number) => Uint8Array;
  passwords: Passwords;
  /** Null where nothing can be mailed. */
  mail: ((mail: Mail) => Promise<void>) | null;
  report: (error: unknown) => void;
}

/** One request, after routing. */
export interface Call {
  request: Request;
  url: URL;
  /** The path's named parts, decoded. */
  params: Record<string, string>;
  /** Address of the caller, or null for a caller inside this process. */
  address: string | null;
  userAgent: string | null;
}

export type Handler = (auth: Auth, call: Call) => Promise<Response>;
