// The app as a process of its own, started as the README says, on a data directory of its own.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fixtures, migrated } from "./environment.ts";

const ROOT = new URL("..", import.meta.url).pathname;

export interface AppProcess {
  origin: string;
  dataDir: string;
  /** What it printed so far. */
  output(): string;
  /** SIGTERM, then the exit code. */
  stop(): Promise<number>;
}

/** A port that nobody listens on right now. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

/** A data directory as the first start leaves it where the runner made one, else an empty one. */
async function newDataDir(): Promise<string> {
  const dir = await Deno.makeTempDir({ prefix: "clinops-" });
  if (migrated) await cp(join(migrated, "postgres"), join(dir, "postgres"), { recursive: true });
  return dir;
}

/** Starts `tools/start.ts` and waits until the app says that it is ready. */
export async function startApp(env: Record<string, string> = {}): Promise<AppProcess> {
  const port = freePort();
  const dataDir = env.DATA_DIR ?? await newDataDir();
  const origin = `http://127.0.0.1:${port}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "start"],
    cwd: ROOT,
    env: {
      DATABASE_URL: "",
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: "false",
      NO_COLOR: "1",
      ...env,
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let text = "";
  const drain = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  };
  const drained = Promise.all([drain(child.stdout), drain(child.stderr)]);
  let code: number | null = null;
  child.status.then((status) => code = status.code);

  const stop = async () => {
    if (code === null) child.kill("SIGTERM");
    const status = await child.status;
    await drained;
    return status.code;
  };
  const deadline = Date.now() + 90_000;
  while (true) {
    if (code !== null) throw new Error(`The app ended with ${code} before it was ready\n${text}`);
    const ready = await fetch(`${origin}/api/health/ready`).then(async (r) => {
      await r.body?.cancel();
      return r.status === 200;
    }, () => false);
    if (ready) return { origin, dataDir, output: () => text, stop };
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`The app was not ready in time\n${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A registry record from the fixtures, as text. */
export function fixture(path: string): string {
  return Deno.readTextFileSync(join(fixtures, path));
}
