/** What the benchmark measures: the app as a process with the demo studies, and a bare server. */
import { OWNER } from "@/lib/demo/people.ts";
import { type AppProcess, freePort, startApp } from "../tests/process.ts";
import { scriptBytes } from "../tests/weight.ts";

export interface Page {
  name: string;
  path: string;
}

export interface Bare {
  pid: number;
  origin: string;
  /** What it answers from now on. */
  serve(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

export interface Bench {
  pid: number;
  origin: string;
  headers: HeadersInit;
  pages: Page[];
  bare: Bare;
  firstStart: number;
  secondStart: number;
  /** Database round trips that the page waited for, as its Server-Timing says. */
  waits(path: string): Promise<number>;
  /** Gzip bytes of all the modules that the page loads. */
  scriptBytes(html: string): Promise<number>;
  stop(): Promise<void>;
}

export const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** The app with the demo studies, started twice, and which pages to measure. */
export async function startBench(): Promise<Bench> {
  const dataDir = await Deno.makeTempDir({ prefix: "clinops-bench-" });
  const timed = async () => {
    const before = performance.now();
    const app = await startApp({ DATA_DIR: dataDir, DEMO: "true", LIMIT_API_PER_USER: "1000000" });
    return { app, ms: Math.round(performance.now() - before) };
  };
  const first = await timed();
  await first.app.stop();
  const { app, ms } = await timed();
  const headers = await signInToDemo(app);
  const bare = await startBare();
  const listed = await fetch(`${app.origin}/api/projects`, { headers });
  const { projects } = await listed.json() as { projects: { id: string; siteCount: number }[] };
  const largest = projects.toSorted((a, b) => b.siteCount - a.siteCount)[0];
  if (!largest) throw new Error("The demo has no study");
  return {
    pid: await listenerOf(app),
    origin: app.origin,
    headers,
    bare: bare.server,
    firstStart: first.ms,
    secondStart: ms,
    pages: [
      { name: "portfolio", path: "/projects" },
      { name: "study", path: `/projects/${largest.id}` },
      { name: "sites", path: `/projects/${largest.id}/sites` },
      { name: "activity", path: `/projects/${largest.id}/activity` },
    ],
    async waits(path) {
      const response = await fetch(app.origin + path, { headers });
      await response.body?.cancel();
      return Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1]);
    },
    scriptBytes: (html) => scriptBytes(html, (path) => fetch(app.origin + path)),
    async stop() {
      bare.stop();
      await app.stop();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

async function signInToDemo(app: AppProcess): Promise<HeadersInit> {
  const { password } = JSON.parse(await Deno.readTextFile(`${app.dataDir}/demo.json`));
  const email = OWNER.email;
  const response = await fetch(`${app.origin}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app.origin },
    body: JSON.stringify({ email, password }),
  });
  if (response.status !== 200) throw new Error(`Sign-in answered ${await response.text()}`);
  await response.body?.cancel();
  const cookie = response.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  return { cookie, accept: "text/html" };
}

/** The process that listens: `deno task start` is only its parent. */
async function listenerOf(app: AppProcess): Promise<number> {
  const port = Number(new URL(app.origin).port).toString(16).toUpperCase().padStart(4, "0");
  const table = await Deno.readTextFile("/proc/net/tcp");
  const inode = table.split("\n").map((line) => line.trim().split(/\s+/))
    .find((row) => row[1]?.endsWith(`:${port}`) && row[3] === "0A")?.[9];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      for (const fd of Deno.readDirSync(`/proc/${name}/fd`)) {
        if (Deno.readLinkSync(`/proc/${name}/fd/${fd.name}`) === `socket:[${inode}]`) {
          return Number(name);
        }
      }
    } catch { /* another's process, or one that has just ended */ }
  }
  throw new Error(`Nobody listens on ${app.origin}`);
}

async function startBare(): Promise<{ server: Bare; stop(): void }> {
  const port = freePort();
  const code = `let bytes = new Uint8Array();
    const headers = { "content-type": "text/html; charset=utf-8" };
    Deno.serve({ port: ${port}, hostname: "127.0.0.1", onListen() {} }, async (request) => {
      if (request.method !== "PUT") return new Response(bytes, { headers });
      bytes = new Uint8Array(await request.arrayBuffer());
      return new Response(null, { status: 204 });
    });`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const origin = `http://127.0.0.1:${port}`;
  const server: Bare = {
    pid: child.pid,
    origin,
    async serve(bytes) {
      await fetch(origin, { method: "PUT", body: bytes });
    },
  };
  for (let tries = 0; tries < 100; tries++) {
    if (await server.serve(new Uint8Array()).then(() => true, () => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { server, stop: () => child.kill() };
}
