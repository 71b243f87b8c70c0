/** The Deno permissions that the app gets: named, and no more than its configuration asks for. */
import { resolve } from "node:path";
import type { Config } from "@/lib/config/mod.ts";
import { parseTarget } from "@/lib/db/connect.ts";
import { smtpPeer } from "@/lib/mail/smtp.ts";

/** The registry that studies are imported from by number. */
const registry = "clinicaltrials.gov:443";
const gemini = "generativelanguage.googleapis.com:443";

/** The `deno run` flags for this configuration. */
export function permissionFlags(config: Config): string[] {
  const dataDir = resolve(config.dataDir);
  return [
    "--no-prompt",
    "--allow-env",
    `--allow-net=${networkOf(config, dataDir).join(",")}`,
    `--allow-read=${[".", dataDir, ...socketFilesOf(config)].join(",")}`,
    `--allow-write=${[dataDir, ...socketFilesOf(config)].join(",")}`,
    "--allow-sys=hostname,uid,gid,osRelease,cpus,systemMemoryInfo,loadavg,homedir",
  ];
}

function networkOf(config: Config, dataDir: string): string[] {
  const peers = [`${bracketed(config.host)}:${config.port}`];
  if (config.ctgovBaseUrl === null) peers.push(registry);
  if (config.mode === "embedded") peers.push(`unix:${dataDir}/.s.PGSQL.5432`);
  for (const url of databaseUrls(config)) peers.push(databasePeer(url));
  for (const url of [config.supabaseUrl, config.ctgovBaseUrl, config.ai.baseUrl]) {
    if (url !== null) peers.push(webPeer(url));
  }
  if (config.ai.apiKey !== null && config.ai.baseUrl === null) peers.push(gemini);
  if (config.mail.smtpUrl !== null) {
    const { host, port } = smtpPeer(config.mail.smtpUrl);
    peers.push(`${bracketed(host)}:${port}`);
  }
  return [...new Set(peers)];
}

function databaseUrls(config: Config): string[] {
  return [config.databaseUrl, config.databaseJobsUrl].filter((url) => url !== null);
}

function databasePeer(url: string): string {
  const { host, port } = parseTarget(url);
  return host.startsWith("/") ? `unix:${host}/.s.PGSQL.${port}` : `${bracketed(host)}:${port}`;
}

/** A unix socket is also a file, which its client must be allowed to read and write. */
function socketFilesOf(config: Config): string[] {
  return databaseUrls(config).map(databasePeer)
    .filter((peer) => peer.startsWith("unix:"))
    .map((peer) => peer.slice("unix:".length));
}

function webPeer(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
