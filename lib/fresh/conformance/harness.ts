/** Shared by the conformance tests. Only the public entry points of Fresh are used. */
import type { App } from "fresh";
import { Builder } from "fresh/dev";
import { dirname, fromFileUrl, join } from "./paths.ts";
import { chromium, type Page } from "playwright-core";

export const FIXTURE = join(dirname(fromFileUrl(import.meta.url)), "fixture");

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** Calls an app without a network. */
// deno-lint-ignore no-explicit-any -- the state of an app is of no interest here
export function client(app: App<any>): Fetch {
  const handler = app.handler();
  return (path, init) => handler(new Request(new URL(path, "http://localhost"), init));
}

/** The text of a response, which must have the status. */
export async function text(
  response: Promise<Response>,
  status = 200,
): Promise<string> {
  const res = await response;
  const body = await res.text();
  if (res.status !== status) {
    throw new Error(`Expected ${status}, got ${res.status}: ${body}`);
  }
  return body;
}

export async function status(response: Promise<Response>): Promise<number> {
  const res = await response;
  await res.body?.cancel();
  return res.status;
}

/** Silences the log while a server error is provoked. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => {};
  try {
    return await work();
  } finally {
    console.error = error;
  }
}

// deno-lint-ignore no-explicit-any -- see above
type Apply = (app: App<any>) => void;

let applied: Promise<Apply> | undefined;

/** Gives the fixture's islands, routes and static files to an app. */
export async function useFixture<T>(app: App<T>): Promise<App<T>> {
  applied ??= new Builder({ root: FIXTURE }).build({ snapshot: "memory" });
  (await applied)(app);
  return app;
}

export const CHROMIUM = "/usr/bin/chromium";
export const hasChromium = await Deno.stat(CHROMIUM).then(
  () => true,
  () => false,
);

const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run " +
  "--disable-background-networking --disable-component-update --disable-sync";

/** Opens a real browser; errors in its page fail the test. */
export async function withPage(work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(" ") });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await work(page);
    if (errors.length > 0) throw new Error(`Errors in the page: ${errors.join("; ")}`);
  } finally {
    await browser.close();
  }
}

/** Serves the handler and opens a page of it in a real browser. */
export async function inBrowser(
  handler: (req: Request) => Response | Promise<Response>,
  path: string,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
  try {
    await withPage(async (page) => {
      await page.goto(`http://127.0.0.1:${server.addr.port}${path}`);
      await work(page);
    });
  } finally {
    await server.shutdown();
  }
}

/** The configuration whose import map names Fresh. */
export function projectConfig(): string {
  for (let dir = FIXTURE; dir !== "/"; dir = dirname(dir)) {
    try {
      const path = join(dir, "deno.json");
      if (Deno.readTextFileSync(path).includes('"fresh"')) return path;
    } catch {
      // Not here
    }
  }
  throw new Error("Cannot find the deno.json that maps fresh");
}

/** A copy of the fixture inside the project, so that imports resolve; removed by `using`. */
export async function fixtureCopy(): Promise<AsyncDisposable & { dir: string }> {
  const parent = join(dirname(projectConfig()), ".data");
  await Deno.mkdir(parent, { recursive: true });
  const dir = await Deno.makeTempDir({ dir: parent, prefix: "conformance-" });
  await copy(FIXTURE, dir);
  return {
    dir,
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (name === "_fresh") continue;
    if (isDirectory) await copy(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** Runs deno in a directory with the project's configuration; returns its output. */
export async function deno(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const [command, ...rest] = args;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      command ?? "",
      "-A",
      "--no-check",
      "--config",
      projectConfig(),
      ...rest,
    ],
    cwd,
    env,
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code !== 0) throw new Error(decode(stderr));
  return decode(stdout);
}
