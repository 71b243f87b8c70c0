/** Prints the permission flags of this configuration, for whoever starts main.ts without deno task. */
import { config } from "@/lib/config/mod.ts";
import { main } from "../cli/main.ts";
import { permissionFlags } from "./permissions.ts";

await main(() => Promise.resolve(console.log(permissionFlags(config()).join(" "))));
