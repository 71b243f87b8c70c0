import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import { database, type Db } from "@/lib/db/mod.ts";
import type { Endpoint } from "@/lib/http/endpoint.ts";
import { testApp } from "@/lib/http/testing.ts";
import {
  type AuthOptions,
  type AuthService,
  type AuthSettings,
  createAuth,
  createKeys,
  createPasswords,
} from "@/supabase/embedded/auth/mod.ts";
import { embeddedBackend } from "./backend.ts";
import { signInEndpoint, signOutEndpoint, signUpEndpoint, verifyEndpoint } from "./endpoints.ts";
import { Identity } from "./session.ts";
import { databaseUrl } from "@/tests/environment.ts";

/** Tests of this kind need the database that tools/test.ts starts. */
export const withoutDatabase = databaseUrl === "";

export const PASSWORD = "correct horse battery 9";
const ORIGIN = "http://app.test";
/** What a browser says of a form of ours. */
const OWN = { "content-type": "application/json", "sec-fetch-site": "same-origin" };

export interface Person {
  id: string;
  email: string;
  token: string;
  cookie: string;
  organization: { id: string; name: string };
}

export interface Live {
  db: Db;
  auth: AuthService;
  identity: Identity;
  /** JSON in, status and JSON out. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; raw?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; body: LiveBody; headers: Headers }>;
  signUp(): Promise<Person>;
}

/** The fields that tests look at; whether one is there is what they find out. */
export interface LiveBody {
  [name: string]: unknown;
  user: { id: string; email: string; name: string };
  organization: { id: string; name: string };
  organizations: { id: string; name: string; role: string }[];
  errors: { path: string; message: string }[];
  type: string;
  accessToken: string;
}

export const cookieOf = (headers: Headers) =>
  headers.getSetCookie().map((line) => line.split(";")[0]!).filter((c) => !c.endsWith("=")).join(
    "; ",
  );

export const newEmail = () => `${crypto.randomUUID()}@example.org`;

export interface LiveOptions {
  env?: Record<string, string>;
  settings?: Partial<AuthSettings>;
  endpoints?: Record<string, Endpoint[]>;
  mail?: AuthOptions["mail"];
  /** null: the app has no key for admin calls. */
  secretKey?: null;
  /** Puts something between the app and its database. */
  wrap?: (db: Db) => Db;
}

const many = {
  LIMIT_SIGN_IN_PER_ACCOUNT: "1000",
  LIMIT_SIGN_IN_PER_ADDRESS: "1000",
  LIMIT_SIGN_UP_PER_ADDRESS: "1000",
  TRUST_PROXY: "on",
};

let keys: ReturnType<typeof createKeys> | undefined;

/** Runs `test` on the real Auth and the run's database, behind the real middlewares. */
export async function live(
  options: LiveOptions,
  test: (world: Live) => Promise<void>,
): Promise<void> {
  const db = await database();
  const env = { ...many, ...options.env };
  const { publicOrigin } = parseConfig(env);
  const signing = await (keys ??= createKeys());
  const auth = createAuth({
    transaction: (work) => db.asAuth(work),
    keys: signing,
    issuer: `${ORIGIN}/auth/v1`,
    passwords: createPasswords({ cost: 4 }),
    settings: options.settings,
    mail: options.mail,
  });
  const backend = embeddedBackend({
    origin: ORIGIN,
    publishableKey: signing.publishableKey,
    secretKey: options.secretKey === undefined ? signing.secretKey : options.secretKey,
    handle: (request) => auth.fetch(request),
  });
  const identity = new Identity(backend, { publicOrigin });
  const request = testApp({
    "/api/auth/signup": [signUpEndpoint],
    "/api/auth/login": [signInEndpoint],
    "/api/auth/logout": [signOutEndpoint],
    "/api/auth/verify": [verifyEndpoint],
    ...options.endpoints,
  }, { env, db: options.wrap?.(db) ?? db, sessions: identity });
  const call: Live["call"] = async (method, path, { body, raw, headers = {} } = {}) => {
    const sent = raw ?? JSON.stringify(body);
    const init = sent === undefined ? {} : { body: sent };
    const response = await request(path, { method, headers: { ...OWN, ...headers }, ...init });
    const text = await response.text();
    const json = /json/.test(response.headers.get("content-type") ?? "");
    const answer = json ? JSON.parse(text) : { text };
    return { status: response.status, body: answer, headers: response.headers };
  };
  try {
    await test({ db, auth, identity, call, signUp: () => signUpWith(call) });
  } finally {
    auth.close();
  }
}

async function signUpWith(call: Live["call"]): Promise<Person> {
  const email = newEmail();
  const made = await call("POST", "/api/auth/signup", {
    body: { email, password: PASSWORD, name: "Ada Rennick", organization: `Org ${email}` },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const login = await call("POST", "/api/auth/login", { body: { email, password: PASSWORD } });
  assert.equal(login.status, 200, JSON.stringify(login.body));
  const { user, organization } = made.body as unknown as Pick<Person, "organization"> & {
    user: Person;
  };
  const token = String(login.body.accessToken);
  return { id: user.id, email, token, cookie: cookieOf(made.headers), organization };
}
