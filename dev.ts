// `deno task dev` and `deno task build`.
import { Builder } from "fresh/dev";
import { buildConfig } from "./fresh.config.ts";
import { tailwind } from "./tools/tailwind.ts";

const builder = new Builder(buildConfig);
tailwind(builder, buildConfig.root);

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const { config } = await import("@/lib/config/mod.ts");
  const { host: hostname, port } = config();
  await builder.listen(() => import("./main.ts"), { hostname, port });
}
