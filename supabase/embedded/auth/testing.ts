import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { openDb } from "@/lib/db/mod.ts";
import { databaseUrl } from "@/tests/environment.ts";
import assert from "node:assert/strict";
import {
  type AuthOptions,
  type AuthService,
  createAuth,
  createKeys,
  type Mail,
  type Transaction,
} from "./mod.ts";
import { type MemoryDatabase, openMemoryDatabase } from "./memory.ts";
import { createPasswords } from "./passwords.ts";

/** What a test of the protocol works with; each has its own people, the database is shared. */
export interface World {
  auth: AuthService;
  secretKey: string;
  publishableKey: string;
  /** Moves the service's clock on. */
  pass(seconds: number): void;
  now(): Date;
  /** Every request that a client made so far, as `METHOD path`. */
  requests: string[];
  /** An official client with its own memory of who is signed in. */
  client(key?: string): SupabaseClient;
  /** A request of one's own; `path` is below /auth/v1. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

const URL_OF_APP = "http://auth.test";
let inMemory: Promise<MemoryDatabase> | undefined;

interface TestDatabase {
  transaction: Transaction;
  close(): Promise<void>;
}

/** The database of the test run, with every migration; a new one in memory when run alone. */
async function openDatabase(): Promise<TestDatabase> {
  const url = databaseUrl;
  if (!url) {
    const { transaction } = await (inMemory ??= openMemoryDatabase());
    return { transaction, close: () => Promise.resolve() };
  }
  const db = openDb({ url, pool: 1 });
  return { transaction: (work) => db.asAuth(work), close: () => db.close() };
}

/** A name that no other test uses. */
export function newEmail(): string {
  return `${crypto.randomUUID()}@example.org`;
}

export const PASSWORD = "correct horse";

/** Runs `test` with a service of its own options on the shared database. */
export function testAuth(
  name: string,
  test: (world: World) => Promise<void>,
  options: Partial<AuthOptions> = {},
): void {
  Deno.test(name, { sanitizeResources: false, sanitizeOps: false }, async () => {
    const db = await openDatabase();
    const world = await createWorld(db, options);
    try {
      await test(world);
    } finally {
      world.auth.close();
      await db.close();
    }
  });
}

export async function createWorld(
  db: { transaction: Transaction },
  options: Partial<AuthOptions>,
): Promise<World> {
  const keys = await createKeys();
  let now = Date.now();
  const requests: string[] = [];
  const auth = createAuth({
    transaction: db.transaction,
    keys,
    issuer: `${URL_OF_APP}/auth/v1`,
    clock: () => new Date(now),
    passwords: createPasswords({ cost: 4 }),
    ...options,
  });
  const handle = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return await auth.fetch(request);
  };
  return {
    auth,
    requests,
    secretKey: keys.secretKey,
    publishableKey: keys.publishableKey,
    pass: (seconds) => void (now += seconds * 1000),
    now: () => new Date(now),
    client: (key = keys.publishableKey) =>
      createClient(URL_OF_APP, key, {
        global: { fetch: handle },
        auth: { autoRefreshToken: false, persistSession: false, storageKey: crypto.randomUUID() },
      }),
    send: (method, path, body, headers = {}) =>
      auth.fetch(
        new Request(`${URL_OF_APP}/auth/v1${path}`, {
          method,
          headers: { "X-Supabase-Api-Version": "2024-01-01", ...headers },
          body: body === undefined
            ? undefined
            : typeof body === "string"
            ? body
            : JSON.stringify(body),
        }),
      ),
  };
}

/** Options of a service whose mails land in `box`. */
export function mailing(settings: AuthOptions["settings"] = {}) {
  const box: Mail[] = [];
  const mail = (message: Mail) => Promise.resolve(void box.push(message));
  const last = (to: string): Mail => {
    const found = box.findLast((message) => message.to === to);
    assert.ok(found, `no mail to ${to}`);
    return found;
  };
  return { box, last, options: { mail, settings: { siteUrl: "http://app.test/", ...settings } } };
}
