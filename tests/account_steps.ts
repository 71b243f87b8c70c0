// What a person does on the pages of their account, as a browser without script would send it.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { outboxFolder, readKept, waiting } from "@/lib/mail/mod.ts";
import { ORIGIN, type Person, request } from "./harness.ts";
import { dataDir } from "./environment.ts";

export const PASSWORD = "correct horse battery 9";
export const NEW_PASSWORD = "a staple of another kind 7";

/** A browser: its cookies, and an address of its own, because limits count by address. */
export class Browser {
  #cookies = new Map<string, string>();
  readonly address = `10.${byte()}.${byte()}.${byte()}`;

  constructor(person?: Pick<Person, "cookie">) {
    for (const pair of person?.cookie.split("; ") ?? []) this.#put(pair);
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #put(pair: string): void {
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "") this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const headers = {
      accept: "text/html",
      "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      cookie: this.cookie,
      ...init.headers as Record<string, string>,
    };
    const response = await request(path, { ...init, headers }, this.address);
    for (const line of response.headers.getSetCookie()) this.#put(line.split(";")[0]!);
    const text = await response.text();
    return { status: response.status, location: response.headers.get("location"), text };
  }

  get(path: string): Promise<Answer> {
    return this.#send(path, {});
  }

  /** Sends a form of the page `from` (the one it posts to, unless named). */
  post(path: string, fields: Record<string, string>, from = path): Promise<Answer> {
    return this.#send(path, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: ORIGIN,
        referer: `${ORIGIN}${from}`,
        "sec-fetch-site": "same-origin",
      },
    });
  }
}

export interface Answer {
  status: number;
  location: string | null;
  text: string;
}

const byte = () => crypto.getRandomValues(new Uint8Array(1))[0]!;

export function goesTo(answer: Answer, path: string): void {
  const told = /role="alert"[\s\S]{0,600}/.exec(answer.text)?.[0] ?? answer.text.slice(0, 300);
  assert.equal(answer.status, 303, told);
  assert.equal(answer.location, path);
}

/** A test of the running app, which keeps its connections. */
export function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

/** A browser in which the person signs in with a password. */
export async function signIn(person: Pick<Person, "email">, password = PASSWORD) {
  const browser = new Browser();
  goesTo(await browser.post("/login", { email: person.email, password }), "/projects");
  return browser;
}

export const newEmail = () => `p-${crypto.randomUUID()}@example.org`;

/** Code and link of the newest letter to an address; null where none came within a second. */
export async function letterTo(email: string): Promise<{ code: string; hash: string } | null> {
  const folder = outboxFolder(dataDir);
  for (let tries = 0; tries < 20; tries++) {
    for (const { name } of (await waiting(folder)).reverse()) {
      const letter = await readKept(folder, name);
      if (letter?.to !== email) continue;
      const code = /\b(\d{6})\b/.exec(letter.text)?.[1];
      const hash = /token_hash=([0-9a-f]+)/.exec(letter.text)?.[1];
      assert.ok(code && hash, letter.text);
      return { code, hash };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

/** The code of an authenticator app, `steps` of 30 seconds from now. */
export function totp(secret: string, steps = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19]! & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1]
    ?.replaceAll("&amp;", "&") ?? "";

/**
 * Switches the second factor on; the browser's session is then at aal2. The code is one of `steps`
 * of 30 seconds ago: each counts once for a person, and the present one may be wanted next.
 */
export async function enrol(
  browser: Browser,
  steps = -1,
): Promise<{ secret: string; codes: string[] }> {
  const begun = await browser.post("/account/second-factor", {
    intent: "begin",
    password: PASSWORD,
  });
  assert.equal(begun.status, 200, begun.text.slice(0, 500));
  const [factorId, secret, uri] = ["factorId", "secret", "uri"].map((n) => hidden(begun.text, n));
  const done = await browser.post("/account/second-factor", {
    intent: "verify",
    factorId: factorId!,
    secret: secret!,
    uri: uri!,
    code: totp(secret!, steps),
  });
  assert.equal(done.status, 200, /role="alert"[\s\S]{0,600}/.exec(done.text)?.[0]);
  const codes = [...done.text.matchAll(/<code>([a-z0-9-]{14})<\/code>/g)].map((m) => m[1]!);
  return { secret: secret!, codes };
}

/** What the session is worth, asked of the API. */
export async function sessionOf(
  browser: Browser,
): Promise<{ status: number; aal?: string; email?: string; name?: string }> {
  const response = await request("/api/auth/verify", { headers: { cookie: browser.cookie } });
  const body = await response.json();
  return { status: response.status, aal: body.aal, ...body.user };
}
