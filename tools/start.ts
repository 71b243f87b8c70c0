/**
 * deno task start: checks the configuration, builds when sources changed, and runs the app with
 * named permissions until it ends or a signal ends it.
 */
import { type Config, config } from "@/lib/config/mod.ts";
import { DataDirectoryInUse, lockOwner } from "@/supabase/embedded/postgres/lock.ts";
import { main, UsageError } from "./cli/main.ts";
import { buildIfChanged } from "./start/build.ts";
import { permissionFlags } from "./start/permissions.ts";

await main(async () => {
  const settings = config();
  await refuseWhatIsTaken(settings);
  if (!await buildIfChanged()) return 1;
  return await run(settings);
});

/** The app would fail at the same points, but later and with less to say. */
async function refuseWhatIsTaken({ mode, dataDir, host, port }: Config) {
  if (mode === "embedded") {
    const owner = await lockOwner(dataDir);
    if (owner !== null) throw new DataDirectoryInUse(dataDir, owner);
  }
  try {
    Deno.listen({ hostname: host, port }).close();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new UsageError(`Cannot listen on ${host}:${port}: another process does; set PORT`);
    }
    throw new UsageError(
      `Cannot listen on ${host}:${port}: set HOST and PORT to what this machine has`,
    );
  }
}

async function run(settings: Config): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissionFlags(settings), "main.ts"],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  let stopped = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      stopped = true;
      try {
        child.kill(signal);
      } catch {
        // it has ended by itself
      }
    });
  }
  const { code } = await child.status;
  // The listeners would keep this process alive.
  setTimeout(() => Deno.exit(), 0);
  return stopped ? 0 : code;
}
