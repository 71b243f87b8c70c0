/** Somebody with an account, for tests in a browser: calls of the API, and cookies of the session. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { Json } from "../quality_steps.ts";
import { type AppProcess, startSharedApp } from "../process.ts";
import { noChromium, withBrowser } from "./chromium.ts";

export interface Person {
  cookies: { name: string; value: string; url: string }[];
  organization: string;
  call(method: string, path: string, body?: unknown, headers?: object): Promise<Response>;
  /** The same, for what must succeed: what it answers. */
  send(method: string, path: string, body?: unknown, headers?: object): Promise<Json>;
}

/** A day so many from today; in UTC. */
export const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

export async function signUp(
  { origin }: AppProcess,
  slug: string,
  more: { email?: string; name?: string } = {},
): Promise<Person> {
  const own: Record<string, string> = {
    "content-type": "application/json",
    ...{ origin, "sec-fetch-site": "same-origin" },
  };
  const call: Person["call"] = (method, path, body, headers = {}) =>
    fetch(origin + path, {
      method,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const signed = await call("POST", "/api/auth/signup", {
    ...{ email: `${slug}-${Date.now()}@example.org`, password: "correct horse battery 9" },
    ...{ name: "Ines Halloran", organization: "Northfold Research", ...more },
  });
  const { organization } = await signed.json();
  const pairs = signed.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  own.cookie = pairs.join("; ");
  const cookies = pairs.map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: origin };
  });
  const send: Person["send"] = async (method, path, body, headers) => {
    const response = await call(method, path, body, headers);
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return { cookies, organization: organization.id, call, send };
}

export interface Look {
  width: number;
  colorScheme: "light" | "dark";
}

/** Wide and narrow, light and dark. */
export const LOOKS: Look[] = [1440, 390].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme }))
);

/** A test with an app of its own and a browser, skipped where there is none. */
export function inBrowser<Reader>(
  name: string,
  begin: (app: AppProcess) => Promise<Reader>,
  work: (browser: Browser, app: AppProcess, reader: Reader) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: noChromium,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const app = await startSharedApp();
      try {
        const reader = await begin(app);
        await withBrowser((browser) => work(browser, app, reader));
      } finally {
        await app.stop();
        await Deno.remove(app.dataDir, { recursive: true });
      }
    },
  });
}
