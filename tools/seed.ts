/** deno task seed: the demo organisation, on whatever database the configuration names. */
import { config } from "@/lib/config/mod.ts";
import { seedDemo } from "@/lib/demo/service.ts";
import { openPlatform, originOf } from "@/lib/platform/mod.ts";
import { main, UsageError } from "./cli/main.ts";

await main(async () => {
  const settings = config();
  const platform = await openPlatform(settings);
  try {
    const { dataDir } = settings;
    const lines = await seedDemo({ ...platform, dataDir, origin: originOf(settings) });
    if (lines.length === 0) throw new UsageError("Cannot seed: SUPABASE_SECRET_KEY is not set");
    for (const line of lines) console.log(line);
  } finally {
    await platform.close();
  }
});
