import { startHeads } from "@/lib/activity/heads.ts";
import { generateTab } from "@/lib/assistant/generate.ts";
import { startRunner } from "@/lib/assistant/runner.ts";
import type { Config } from "@/lib/config/mod.ts";
import { originOf } from "@/lib/config/origin.ts";
import { entry } from "@/lib/http/entry.ts";
import { endStreams } from "@/lib/realtime/service.ts";
import { log } from "@/observability/logger.ts";
import { demoDeps, type Platform } from "./mod.ts";

/** Ends requests under way for at most this long after SIGTERM, in milliseconds. */
const GRACE_MS = 8000;

/** Seeds the demo when it is on, and says how to sign in to it. A failure stops nothing. */
export async function seed(settings: Config, platform: Platform): Promise<void> {
  try {
    const { seedDemo } = await import("@/lib/demo/service.ts");
    const lines = await seedDemo(demoDeps(settings, platform));
    for (const line of lines) console.log(line);
  } catch (error) {
    log.error("demo.not_seeded", { error });
  }
}

/** Listens until SIGINT or SIGTERM; then finishes what is under way and closes the database. */
export async function serve(
  settings: Config,
  platform: Platform,
  fetch: Deno.ServeHandler,
): Promise<void> {
  if (settings.demo) await seed(settings, platform);
  const stopHeads = startHeads({ db: platform.db, dataDir: settings.dataDir });
  const runner = startRunner({ db: platform.db, generate: generateTab });
  const server = Deno.serve({
    hostname: settings.host,
    port: settings.port,
    onListen: ({ port }) => console.log(`ClinOps is ready: ${originOf({ ...settings, port })}`),
  }, entry(fetch, settings));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // Event streams have no end of their own, and documents are left to another process.
    const ended = Promise.all([endStreams(), runner.stop(), server.shutdown()]);
    await Promise.race([ended, new Promise((late) => setTimeout(late, GRACE_MS))]);
    try {
      await stopHeads();
      await platform.close();
      Deno.exit(0);
    } catch (error) {
      log.error("app.stop_failed", { error });
      Deno.exit(1);
    }
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
}
