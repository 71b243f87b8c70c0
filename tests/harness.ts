// The app in this process, on the test run's one database: requests go through the real handler,
// people come in through the real sign-up. Every caller makes an organisation of its own, and
// tenancy does the isolating.
import assert from "node:assert/strict";

export interface Person {
  id: string;
  email: string;
  password: string;
  cookie: string;
  token: string;
  organization: { id: string; name: string };
}

type Handler = (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;
// Made by `deno task build`, which the test runner does first.
const BUILT = new URL("../_fresh/server.js", import.meta.url).href;
let handler: Promise<Handler> | undefined;

/** Sign-in and sign-up are limited by address, so each test person comes from one of their own. */
const from = (hostname: string): Deno.ServeHandlerInfo => ({
  remoteAddr: { transport: "tcp", hostname, port: 40000 },
  completed: Promise.resolve(),
});

export const ORIGIN = "http://127.0.0.1:8000";

/** One request to the app, as a browser or a client on this machine would send it. */
export async function request(
  path: string,
  init: RequestInit = {},
  address = "127.0.0.1",
): Promise<Response> {
  handler ??= import(BUILT).then((built) => built.default.fetch as Handler);
  return await (await handler)(
    new Request(new URL(path, ORIGIN), { redirect: "manual", ...init }),
    from(address),
  );
}

/** A JSON request with the person's bearer token (none: an unknown caller). */
export function call(
  person: Pick<Person, "token"> | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(path, {
    method,
    headers: {
      ...(person ? { authorization: `Bearer ${person.token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A page as the person's browser would ask for it. */
export function page(person: Pick<Person, "cookie"> | null, path: string): Promise<Response> {
  return request(path, {
    headers: { accept: "text/html", ...(person ? { cookie: person.cookie } : {}) },
  });
}

/** The cookies of a response as a Cookie header. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie().map((c) => c.split(";")[0]!)
    .filter((c) => !c.endsWith("=")).join("; ");
}

let people = 0;

/** A new person with an organisation of their own, through the real sign-up. */
export async function signUp(name = "Ada Rennick"): Promise<Person> {
  const email = `p${Date.now().toString(36)}-${Deno.pid}-${++people}@example.org`;
  const password = "correct horse battery 9";
  // Of all test files together few share an address: sign-ups of one are counted for an hour.
  const address = `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
  const response = await request("/api/auth/signup", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
    },
    body: JSON.stringify({ email, password, name, organization: `Org of ${email}` }),
  }, address);
  const text = await response.text();
  assert.equal(response.status, 201, text);
  const { user, organization } = JSON.parse(text);
  const cookie = cookieOf(response);
  const login = await request("/api/auth/login", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
    },
    body: JSON.stringify({ email, password }),
  }, address);
  const { accessToken } = await login.json();
  return { id: user.id, email, password, cookie, token: accessToken, organization };
}
