import type { Config } from "@/lib/config/mod.ts";
import type { Db } from "@/lib/db/mod.ts";
import type { Identity } from "@/lib/identity/mod.ts";

/** State of one dependency: `off` is chosen by configuration and harms nothing. */
export type Check = "ok" | "down" | "off";
export interface Readiness {
  ready: boolean;
  checks: { database: Check; migrations: Check; auth: Check; ai: Check };
}

const AUTH_TIMEOUT_MS = 2000;
/** Probes come from several places at once and may be asked by anyone. */
const REMEMBER_MS = 1000;

async function checkMigrations(db: Db): Promise<Check> {
  try {
    const [row] = await db.asSystem("readiness", (sql) =>
      sql<{ there: boolean }[]>`
        select exists (
          select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'private' and p.proname = 'enter') as there`);
    return row?.there ? "ok" : "down";
  } catch {
    return "down";
  }
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

async function ask(db: Db, identity: Identity, config: Config): Promise<Readiness> {
  const reached = (await db.ready()).ok;
  const [migrations, auth] = await Promise.all([
    reached ? checkMigrations(db) : "down" as const,
    checkAuth(identity),
  ]);
  const database: Check = reached ? "ok" : "down";
  const ai: Check = config.ai.apiKey ? "ok" : "off";
  const ready = [database, migrations, auth].every((check) => check === "ok");
  return { ready, checks: { database, migrations, auth, ai } };
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
