/**
 * deno task start: checks the configuration, builds (nothing, when no source changed), and runs the
 * app with named permissions until it ends or a signal ends it.
 */
import { type Config, config } from "@/lib/config/mod.ts";
import { DataDirectoryInUse, lockOwner } from "@/supabase/embedded/postgres/lock.ts";
import { main, StartError } from "./cli/main.ts";
import { permissionFlags } from "./start/permissions.ts";

await main(async () => {
  const settings = config();
  await refuseWhatIsTaken(settings);
  const built = await run(["task", "--quiet", "build"]);
  return built === 0 ? await run(["run", "--quiet", ...permissionFlags(settings), "main.ts"]) : 1;
});

/** The app would refuse as well, but after the build, and with less to say. */
async function refuseWhatIsTaken({ mode, dataDir, host: hostname, port }: Config) {
  if (mode === "embedded") {
    await tryDataDirectory(dataDir);
    const owner = await lockOwner(dataDir);
    if (owner !== null) throw new DataDirectoryInUse(dataDir, owner);
  }
  try {
    Deno.listen({ hostname, port }).close();
  } catch (error) {
    const why = error instanceof Deno.errors.AddrInUse
      ? "another process does; set PORT"
      : "this machine has no such address; set HOST and PORT";
    throw new StartError(`Cannot listen on ${hostname}:${port}: ${why}`);
  }
}

/** Makes the data directory where it is missing. @throws StartError when it cannot be written to */
async function tryDataDirectory(dataDir: string) {
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    // The lock file itself: opened, not locked, and left as it is.
    (await Deno.open(`${dataDir}/lock`, { create: true, write: true, mode: 0o600 })).close();
  } catch {
    throw new StartError(`Cannot use DATA_DIR="${dataDir}": must be a directory to write in`);
  }
}

/** Runs deno to its end and passes signals on; a child that a signal ended was asked to. */
async function run(args: string[]): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const passOn = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const listener = () => {
      try {
        child.kill(signal);
      } catch {
        // it has ended already
      }
    };
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  const { code } = await child.status;
  for (const { signal, listener } of passOn) Deno.removeSignalListener(signal, listener);
  return code;
}
