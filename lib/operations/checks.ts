import type { Config } from "@/lib/config/mod.ts";
import { type Db, expectedMigration } from "@/lib/db/mod.ts";
import { storageOf } from "@/lib/documents/storage/mod.ts";
import type { Identity } from "@/lib/identity/mod.ts";
import { aiBreaker } from "@/observability/ai.ts";

/** State of one dependency: `off` is chosen by configuration and harms nothing. */
export type Check = "ok" | "down" | "off";
export interface Readiness {
  ready: boolean;
  checks: { database: Check; migrations: Check; auth: Check; storage: Check; ai: Check };
}

const AUTH_TIMEOUT_MS = 2000;
/** Probes come from several places at once and may be asked by anyone. */
const REMEMBER_MS = 1000;

let expected: Promise<string> | undefined;

/** A database that is ahead serves older code too: migrations expand before they contract. */
async function checkMigrations(applied: string | null): Promise<Check> {
  expected ??= expectedMigration();
  return applied !== null && applied >= await expected ? "ok" : "down";
}

async function checkAuth(identity: Identity): Promise<Check> {
  const { backend } = identity;
  try {
    const response = await backend.fetch(`${backend.url}/auth/v1/health`, {
      headers: { apikey: backend.publishableKey },
      signal: AbortSignal.timeout(AUTH_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok ? "ok" : "down";
  } catch {
    return "down";
  }
}

/** Where the files of documents go. */
async function checkStorage(config: Config): Promise<Check> {
  return await storageOf(config).check().then(() => "ok" as const, () => "down" as const);
}

/**
 * What this process knows of the model without asking it. It is never a reason not to be ready. In a
 * hosted project the functions hold the model's key: here it is known whether the app may ask them
 * (`deno task doctor` asks them).
 */
function checkAi({ ai, supabaseUrl, supabaseSecretKey }: Config): Check {
  if ((supabaseUrl === null ? ai.apiKey : supabaseSecretKey) === null) return "off";
  return aiBreaker() === "open" ? "down" : "ok";
}

async function ask(db: Db, identity: Identity, config: Config): Promise<Readiness> {
  const [reached, auth, storage] = await Promise.all([
    db.ready(),
    checkAuth(identity),
    checkStorage(config),
  ]);
  const migrations = reached.ok ? await checkMigrations(reached.migration) : "down";
  const database: Check = reached.ok ? "ok" : "down";
  const ai = checkAi(config);
  // A bucket that is away stops uploads alone; a directory that is not writable is a wrong set-up.
  const kept = storage === "ok" || config.supabaseUrl !== null;
  const ready = kept && [database, migrations, auth].every((check) => check === "ok");
  return { ready, checks: { database, migrations, auth, storage, ai } };
}

const asked = new WeakMap<Db, { at: number; answer: Promise<Readiness> }>();

/** Whether the app can do its work now; asks the dependencies at most once a second. */
export function readiness(db: Db, identity: Identity, config: Config): Promise<Readiness> {
  const known = asked.get(db);
  if (known && performance.now() - known.at < REMEMBER_MS) return known.answer;
  const answer = ask(db, identity, config);
  asked.set(db, { at: performance.now(), answer });
  return answer;
}
