/** deno task doctor: what is configured, what is reachable, what is missing. */
import { type Config, config } from "@/lib/config/mod.ts";
import { storageOf } from "@/lib/documents/storage/mod.ts";
import { embeddedKeys } from "@/supabase/embedded/auth/keys.ts";
import { main } from "./cli/main.ts";
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

function aiFindings({ ai, supabaseUrl, supabaseSecretKey }: Config): Finding[] {
  const found: Finding[] = [];
  if (supabaseUrl !== null) {
    found.push(
      supabaseSecretKey === null
        ? note("ai", "no SUPABASE_SECRET_KEY: texts are made from rules and data")
        : good("ai", `asked of ${supabaseUrl}/functions/v1, which knows its own key and model`),
    );
  } else if (ai.apiKey === null) {
    found.push(note("ai", "no GOOGLE_GENERATIVE_AI_API_KEY: texts are made from rules and data"));
  } else {
    const [model, where] = [ai.model ? ` ${ai.model}` : "", ai.baseUrl ? ` at ${ai.baseUrl}` : ""];
    found.push(good("ai", `Gemini${model}${where}`));
  }
  const asked = found[0]!.level === "good";
  if (asked && (ai.priceInput === null || ai.priceOutput === null)) {
    found.push(note("ai", "AI_PRICE_INPUT and AI_PRICE_OUTPUT are not set: costs are not known"));
  }
  if (ai.functionsForPeople) {
    found.push(
      note("ai", "AI_FUNCTIONS_FOR_PEOPLE: people's own calls are in no ledger or budget"),
    );
  }
  return found;
}

function optionalFindings(settings: Config): Finding[] {
  const { metricsToken, demo, signup } = settings;
  return [
    ...aiFindings(settings),
    metricsToken === null
      ? note("metrics", "/api/metrics answers this machine only; set METRICS_TOKEN for others")
      : good("metrics", "/api/metrics answers this machine and METRICS_TOKEN"),
    good("people", `sign-up ${signup}, demo ${demo ? "on" : "off"}`),
  ];
}
