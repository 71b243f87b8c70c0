import type { Config } from "./mod.ts";

/** Every address of the machine: something to listen on, nothing to go to. */
const UNSPECIFIED: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * The address that browsers use, without a slash at its end: from the configuration, never from a
 * request, whose Host the sender chooses.
 */
export function originOf(config: Pick<Config, "publicOrigin" | "host" | "port">): string {
  const host = UNSPECIFIED[config.host] ?? config.host;
  return config.publicOrigin ?? `http://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
}
