/** The databases that a test run needs, as child processes that end with it. */
import { resolve } from "node:path";

/** Something that runs until stop() is called. */
export interface Service {
  url: string;
  stop(): Promise<void>;
}

/** The first line that a process prints, or an error with what it said instead. */
async function firstLine(child: Deno.ChildProcess, what: string): Promise<string> {
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot start ${what}: it ended with ${(await child.status).code}`);
    text += value;
  }
  reader.releaseLock();
  return text.slice(0, text.indexOf("\n"));
}

/** Starts an embedded Postgres in memory, migrated; its socket lies in `dir`. */
export async function startEmbeddedService(dir: string): Promise<Service> {
  await Deno.mkdir(dir, { recursive: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-env",
      "--allow-net",
      "--allow-sys",
      `--allow-read=.,${dir}`,
      `--allow-write=${dir}`,
      resolve("supabase/embedded/postgres/serve.ts"),
      dir,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const url = await firstLine(child, "embedded Postgres");
  return {
    url,
    async stop() {
      await child.stdin.close().catch(() => {});
      const killer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await child.status;
      clearTimeout(killer);
    },
  };
}

/** Directory of the newest Debian Postgres, or null. */
export async function serverBinaries(): Promise<string | null> {
  const base = "/usr/lib/postgresql";
  const versions: number[] = [];
  try {
    for await (const entry of Deno.readDir(base)) versions.push(Number(entry.name));
  } catch {
    return null;
  }
  const newest = versions.filter(Number.isFinite).sort((a, b) => b - a)[0];
  return newest === undefined ? null : `${base}/${newest}/bin`;
}

interface Owner {
  uid?: number;
  gid?: number;
}

/** Postgres refuses to run as root: then it runs as the user that its package made. */
async function serverOwner(): Promise<Owner> {
  if (Deno.uid() !== 0) return {};
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(await Deno.readTextFile("/etc/passwd"));
  if (line === null) throw new Error("Cannot start Postgres as root: there is no user postgres");
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** Runs a command that says nothing when it works. */
export async function runQuietly(
  command: string,
  args: string[],
  options: Owner & { env?: Record<string, string> } = {},
) {
  const { success, stderr } = await new Deno.Command(command, { args, ...options }).output();
  if (success) return;
  throw new Error(`Cannot run ${command} ${args[0]}: ${new TextDecoder().decode(stderr).trim()}`);
}

/** Starts a Postgres server of its own in `dir`, on a unix socket, without durability. */
export async function startServerService(bin: string, dir: string): Promise<Service> {
  const owner = await serverOwner();
  await Deno.mkdir(dir, { recursive: true, mode: 0o755 });
  if (owner.uid !== undefined) await Deno.chown(dir, owner.uid, owner.gid ?? null);
  const data = `${dir}/data`;
  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
  await runQuietly(`${bin}/initdb`, initdb, owner);
  const settings = {
    listen_addresses: "",
    unix_socket_directories: dir,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "60",
    // As in a database of its own: statistics that come in the middle of a run change its plans.
    autovacuum: "off",
    log_min_messages: "fatal",
  };
  const postgres = [`${bin}/postgres`, "-D", data];
  for (const [name, value] of Object.entries(settings)) postgres.push("-c", `${name}=${value}`);
  const child = new Deno.Command("sh", {
    args: ["-c", untilStdinEnds, "sh", ...postgres],
    ...owner,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    url: `postgres://postgres@${encodeURIComponent(dir)}/postgres`,
    async stop() {
      await child.stdin.close().catch(() => {});
      await child.status;
    },
  };
}

/** Ends the server at once when the runner ends, however that does; its data goes as well. */
const untilStdinEnds = '"$@" & cat; kill -QUIT $!; wait';
