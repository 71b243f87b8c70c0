// The app as a process of its own, on a data directory of its own.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { parseConfig } from "@/lib/config/mod.ts";
import { permissionFlags } from "@/tools/start/permissions.ts";
import { fixtures, migrated, sharedServerUrl } from "./environment.ts";

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

/**
 * Starts the app, built already, with the permissions that `deno task start` gives it, and waits until
 * it says that it is ready.
 * @param task by `deno task start`, as the README says
 */
export async function startApp(
  env: Record<string, string> = {},
  { task = false } = {},
): Promise<AppProcess> {
  const port = freePort();
  const dataDir = env.DATA_DIR ?? await newDataDir();
  const origin = `http://127.0.0.1:${port}`;
  const own = {
    DATABASE_URL: "",
    PORT: String(port),
    DATA_DIR: dataDir,
    DEMO: "false",
    NO_COLOR: "1",
    ...env,
  };
  const flags = () => permissionFlags(parseConfig({ ...Deno.env.toObject(), ...own }));
  const child = new Deno.Command(Deno.execPath(), {
    args: task ? ["task", "start"] : ["run", "--quiet", ...flags(), "main.ts"],
    cwd: ROOT,
    env: own,
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

/**
 * The same on the server's database that tests share where there is one: it starts and answers several
 * times as fast as an embedded one. For pages as such; whoever looks at queues, letters or all that there
 * is wants a database of their own.
 */
export async function startSharedApp(): Promise<AppProcess> {
  if (sharedServerUrl === null) return await startApp();
  return await startApp({
    DATABASE_URL: sharedServerUrl,
    DATABASE_POOL: "4",
    DATA_DIR: await Deno.makeTempDir({ prefix: "clinops-" }),
    // They all come from one address.
    LIMIT_SIGN_UP_PER_ADDRESS: "1000",
    LIMIT_SIGN_IN_PER_ADDRESS: "1000",
  });
}

/** A registry record from the fixtures, as text. */
export function fixture(path: string): string {
  return Deno.readTextFileSync(join(fixtures, path));
}
