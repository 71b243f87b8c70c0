/** What pages are compared with: a Deno.serve that sends the same bytes and does nothing else. */
import { freePort } from "../tests/process.ts";

export interface Bare {
  pid: number;
  origin: string;
  /** What it answers from now on. */
  serve(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  stop(): void;
}

const code = (port: number) =>
  `let bytes = new Uint8Array();
    const headers = { "content-type": "text/html; charset=utf-8" };
    Deno.serve({ port: ${port}, hostname: "127.0.0.1", onListen() {} }, async (request) => {
      if (request.method !== "PUT") return new Response(bytes, { headers });
      bytes = new Uint8Array(await request.arrayBuffer());
      return new Response(null, { status: 204 });
    });`;

/** Starts it; `readyMs` is how long that took, which is what an empty program costs. */
export async function startBare(): Promise<Bare & { readyMs: number }> {
  const port = freePort();
  const before = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code(port)],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const origin = `http://127.0.0.1:${port}`;
  const serve = async (body: Uint8Array<ArrayBuffer>) => {
    await fetch(origin, { method: "PUT", body });
  };
  for (let tries = 0; tries < 500; tries++) {
    if (await serve(new Uint8Array()).then(() => true, () => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const readyMs = performance.now() - before;
  return { pid: child.pid, origin, serve, stop: () => child.kill(), readyMs };
}
