/** deno task seed: the demo organisation, on whatever database the configuration names. */
import { config } from "@/lib/config/mod.ts";
import { seedDemo } from "@/lib/demo/service.ts";
import { demoDeps, openPlatform } from "@/lib/platform/mod.ts";
import { main, UsageError } from "./cli/main.ts";

await main(async () => {
  const settings = config();
  const platform = await openPlatform(settings);
  try {
    const lines = await seedDemo(demoDeps(settings, platform));
    if (lines.length === 0) throw new UsageError("Cannot seed: SUPABASE_SECRET_KEY is not set");
    for (const line of lines) console.log(line);
  } finally {
    await platform.close();
  }
});
