import { App } from "fresh";
import { parseConfig } from "@/lib/config/mod.ts";
import { type Claims, type Db, Relay } from "@/lib/db/mod.ts";
import { api, type Endpoint } from "./endpoint.ts";
import { middlewares } from "./middlewares.ts";
import { setLogLevel } from "@/observability/logger.ts";
import { unavailable } from "./problem.ts";
import type { Credentials, Middleware, Session, SessionReader, State } from "./state.ts";

// Request lines would drown the names of the tests.
setLogLevel("error");

export const ORIGIN = "http://app.test";
export const USER = "11111111-1111-4111-8111-111111111111";
export const PROJECT = "22222222-2222-4222-8222-222222222222";

export function claimsOf(sub = USER): Claims {
  const session_id = "33333333-3333-4333-8333-333333333333";
  return { sub, role: "authenticated", session_id, aal: "aal1", exp: 2_000_000_000, iat: 1 };
}

export function sessionFor(source: Session["source"], sub = USER): Session {
  const user = { id: sub, email: "ada@example.org", name: "Ada" };
  return { claims: claimsOf(sub), user, expiresAt: 2_000_000_000, source, accessToken: "token" };
}

/** Takes `Bearer good` and the cookie `clinops=good`; `down` in either stands for an outage. */
export const fakeSessions: SessionReader = {
  read({ headers, allowBearer }: Credentials) {
    const bearer = allowBearer ? headers.get("authorization") : null;
    const token = bearer?.slice(7) ?? /clinops=(\w+)/.exec(headers.get("cookie") ?? "")?.[1];
    const session = token === "good" ? sessionFor(bearer ? "bearer" : "cookie") : null;
    const problem = token === "down" ? unavailable("Sign-in is not reachable now") : null;
    const cookies = token === "stale" && !bearer ? ["clinops=; Max-Age=0"] : [];
    return Promise.resolve({ session, problem, cookies });
  },
  async peek(credentials) {
    return (await this.read(credentials)).session?.user.id ?? null;
  },
  clear: () => ["clinops=; Path=/; Max-Age=0"],
};

export interface Seen {
  permission?: unknown;
  reason?: string | null;
}

/** A database that runs no SQL: `work` gets a `sql` that answers with `rows`. */
export function fakeDb(options: { seen?: Seen[]; refuse?: () => Error | null } = {}): Db {
  const sql = Object.assign(() => Promise.resolve([]), {}) as unknown as Parameters<
    Parameters<Db["asUser"]>[1]
  >[0];
  const run: Db["asUser"] = async (_claims, work, more = {}) => {
    options.seen?.push({ permission: more.permission, reason: more.reason });
    const refusal = options.refuse?.();
    if (refusal) throw refusal;
    return await work(sql);
  };
  const db: Db = {
    asUser: run,
    asSystem: async (_reason, work) => await work(sql),
    asAuth: async (work) => await work(sql),
    ready: () => Promise.resolve({ ok: true, migration: null }),
    changes: new Relay(),
    get base() {
      return db;
    },
    close: () => Promise.resolve(),
  };
  return db;
}

export interface TestOptions {
  env?: Record<string, string>;
  db?: Db;
  sessions?: SessionReader;
  now?: () => number;
  remote?: string;
  routes?: (app: App<State>) => void;
}

/** An app of the real middlewares around `endpoints`, as a function from request to response. */
export function testApp(endpoints: Record<string, Endpoint[]>, options: TestOptions = {}) {
  const config = parseConfig(options.env ?? {});
  const app = new App<State>({ mode: "production", trustProxy: config.trustProxy });
  const { beforeStatic, afterStatic } = middlewares({
    config,
    db: options.db ?? fakeDb(),
    sessions: options.sessions ?? fakeSessions,
    renderError: (_ctx, view) =>
      new Response(`<h1>${view.status} ${view.title}</h1><p>${view.detail}</p>`, {
        status: view.status,
        headers: { "content-type": "text/html; charset=utf-8" },
      }),
    now: options.now,
  });
  app.use(...beforeStatic as Middleware[]);
  app.use(...afterStatic as Middleware[]);
  for (const [path, list] of Object.entries(endpoints)) app.all(path, api(...list));
  options.routes?.(app);
  const handler = app.handler();
  const info: Deno.ServeHandlerInfo = {
    remoteAddr: { transport: "tcp", hostname: options.remote ?? "203.0.113.9", port: 1 },
    completed: Promise.resolve(),
  };
  return async (path: string, init: RequestInit = {}): Promise<Response> =>
    await handler(new Request(new URL(path, ORIGIN), { redirect: "manual", ...init }), info);
}

export const signedIn = { authorization: "Bearer good" };
export const json = { ...signedIn, "content-type": "application/json" };

/** Runs `work` with the console silenced, and returns the lines that were logged. */
export async function silenced<T>(work: () => Promise<T>): Promise<{ value: T; lines: string[] }> {
  const lines: string[] = [];
  const { debug, info, warn, error } = console;
  const take = (...args: unknown[]) => void lines.push(args.map(String).join(" "));
  Object.assign(console, { debug: take, info: take, warn: take, error: take });
  try {
    return { value: await work(), lines };
  } finally {
    Object.assign(console, { debug, info, warn, error });
  }
}
