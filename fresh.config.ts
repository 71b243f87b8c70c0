/**
 * What Fresh is told, in one typed place. Fresh 2 reads no such file by itself: main.ts and dev.ts
 * import it.
 */
import type { Config } from "@/lib/config/mod.ts";

/** For `new App(…)`. */
export function appConfig({ trustProxy }: Config) {
  return { trustProxy };
}

/** For `new Builder(…)`. */
export const buildConfig = {
  root: import.meta.dirname!,
  staticDir: "static",
  target: ["chrome123", "firefox120", "safari17.5"],
};
