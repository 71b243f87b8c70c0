/** deno task doctor: what is configured, what is reachable, what is missing. */
import { type Config, config } from "@/lib/config/mod.ts";
import { storageOf } from "@/lib/documents/storage/mod.ts";
import { embeddedKeys } from "@/supabase/embedded/auth/keys.ts";
import { main } from "./cli/main.ts";
import { aiFindings } from "./doctor/ai.ts";
import { databaseFindings } from "./doctor/database.ts";
import { bad, type Finding, good, note, print } from "./doctor/findings.ts";
import { outboxFindings, outboxLines } from "./doctor/outbox.ts";

await main(async () => {
  const settings = config();
  const findings = [
    ...addressFindings(settings),
    ...await databaseFindings(settings),
    ...await authFindings(settings),
    await storageFinding(settings),
    ...await outboxFindings(settings),
    ...await aiFindings(settings),
    ...optionalFindings(settings),
  ];
  print(findings);
  for (const line of await outboxLines(settings)) console.log(line);
  return findings.some((finding) => finding.level === "bad") ? 1 : 0;
});

function addressFindings({ mode, host, port, publicOrigin, dataDir, version }: Config): Finding[] {
  const found = [good("configuration", `${mode} mode, version ${version}, data in ${dataDir}`)];
  if (publicOrigin !== null) {
    found.push(good("address", `${host}:${port}, reached as ${publicOrigin}`));
  } else found.push(note("address", `http://${host}:${port}; set PUBLIC_ORIGIN behind a proxy`));
  if (publicOrigin?.startsWith("http:")) {
    found.push(note("address", "PUBLIC_ORIGIN is not https: cookies go without __Host- and HSTS"));
  }
  return found;
}

async function authFindings(settings: Config): Promise<Finding[]> {
  if (settings.supabaseUrl === null) {
    return [good("auth", "embedded, under /auth/v1"), await embeddedKey(settings)];
  }
  const key = settings.supabasePublishableKey ?? "";
  const found = [await hostedAuth(settings.supabaseUrl, key), good("publishable key", key)];
  if (settings.supabaseSecretKey === null) {
    found.push(note("secret key", "SUPABASE_SECRET_KEY is not set: no administration of users"));
  }
  return found;
}

async function embeddedKey(settings: Config): Promise<Finding> {
  try {
    const { publishableKey } = await embeddedKeys(settings.dataDir, {
      publishableKey: settings.supabasePublishableKey,
    });
    return good("publishable key", publishableKey);
  } catch (error) {
    // Doctor may only read, so it cannot make keys that are not there.
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return note("publishable key", "made at the first start");
  }
}

/** Where the files of documents go. */
async function storageFinding(settings: Config): Promise<Finding> {
  const { supabaseUrl, supabaseSecretKey, dataDir } = settings;
  const where = supabaseUrl !== null && supabaseSecretKey !== null
    ? `Supabase Storage at ${supabaseUrl}`
    : `${dataDir}/documents`;
  try {
    await storageOf(settings).check();
    return good("documents", where);
  } catch (error) {
    // Doctor may only read, so it cannot try to write.
    if (error instanceof Deno.errors.NotCapable) return note("documents", `${where}, not tried`);
    return bad("documents", `${where}: ${error instanceof Error ? error.message : error}`);
  }
}

async function hostedAuth(url: string, apikey: string): Promise<Finding> {
  try {
    const response = await fetch(`${url}/auth/v1/settings`, {
      headers: { apikey },
      signal: AbortSignal.timeout(5000),
    });
    await response.body?.cancel();
    return response.ok
      ? good("auth", `Supabase Auth at ${url}`)
      : bad("auth", `${url} answers ${response.status}; check SUPABASE_PUBLISHABLE_KEY`);
  } catch {
    return bad("auth", `${url} is not reachable`);
  }
}

function optionalFindings({ metricsToken, demo, signup }: Config): Finding[] {
  return [
    metricsToken === null
      ? note("metrics", "/api/metrics answers this machine only; set METRICS_TOKEN for others")
      : good("metrics", "/api/metrics answers this machine and METRICS_TOKEN"),
    good("people", `sign-up ${signup}, demo ${demo ? "on" : "off"}`),
  ];
}
