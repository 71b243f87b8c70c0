/** What doctor finds out about the database, without disturbing an app that runs on it. */
import type { Config } from "@/lib/config/mod.ts";
import type { Pool } from "@/lib/db/connect.ts";
import { connect, parseTarget } from "@/lib/db/connect.ts";
import { asOwner } from "@/lib/db/maintenance.ts";
import { migrationStatus } from "@/lib/db/migrate.ts";
import { toProblem } from "@/lib/db/problem.ts";
import { listDumps, lockOwner } from "@/supabase/embedded/postgres/mod.ts";
import { bad, type Finding, good, note } from "./findings.ts";

/** Everything about the database of this configuration. */
export async function databaseFindings(settings: Config): Promise<Finding[]> {
  if (settings.mode === "server") return await serverFindings(settings);
  const owner = await lockOwner(settings.dataDir);
  const about = owner === null
    ? await stoppedFindings(settings)
    : await runningFindings(settings, owner);
  return [...about, await dumpFinding(settings.dataDir)];
}

/** The app has the lock: it is asked, and the database is left alone. */
async function runningFindings(settings: Config, owner: string): Promise<Finding[]> {
  const held = good(
    "database",
    `embedded Postgres in ${settings.dataDir}, open in process ${owner}`,
  );
  const host = settings.host === "0.0.0.0" || settings.host === "::" ? "127.0.0.1" : settings.host;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${settings.port}/api/health/ready`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
    const text = (await response.text()).slice(0, 500);
    return [held, response.ok ? good("app", `ready at ${url}`) : bad("app", `${url}: ${text}`)];
  } catch {
    return [held, bad("app", `does not answer at ${url}; set HOST and PORT as it has them`)];
  }
}

/** Opening it would write to it; the next start migrates it anyway. */
async function stoppedFindings({ dataDir }: Config): Promise<Finding[]> {
  const made = await Deno.stat(`${dataDir}/postgres/PG_VERSION`).then(() => true, () => false);
  if (!made) return [note("database", `embedded Postgres, made in ${dataDir} at the first start`)];
  return [
    good("database", `embedded Postgres in ${dataDir}, not running`),
    note("migrations", "what is pending is applied at the next start"),
  ];
}

async function dumpFinding(dataDir: string): Promise<Finding> {
  const dumps = await listDumps(dataDir);
  const [newest] = dumps;
  if (newest === undefined) return note("dumps", "none yet; one is taken every hour of use");
  const size = (newest.bytes / 1024 / 1024).toFixed(1);
  return good("dumps", `${dumps.length}, newest ${newest.path} (${size} MB)`);
}

async function serverFindings(settings: Config): Promise<Finding[]> {
  const logins: [string, string | null, string[]][] = [
    ["login", settings.databaseUrl, ["authenticated"]],
    ["jobs login", settings.databaseJobsUrl, jobRoles(settings)],
  ];
  const findings: Finding[] = [];
  for (const [name, url, roles] of logins) {
    if (url !== null) findings.push(...await reached(() => loginFindings(name, url, roles)));
  }
  return [
    ...findings,
    ...await reached(() => asOwner(settings, ({ sql }) => ownerFindings(sql))),
  ];
}

function jobRoles(settings: Config): string[] {
  return settings.supabaseUrl === null ? ["service_role", "supabase_auth_admin"] : ["service_role"];
}

/** May it become the roles it needs, and is it no more than that? */
async function loginFindings(name: string, url: string, roles: string[]): Promise<Finding[]> {
  const { host, port, database, pooled } = parseTarget(url);
  const sql = connect(url, { max: 1 });
  try {
    const [row] = await sql<
      { login: string; version: string; strong: boolean; missing: string[] }[]
    >`
      select session_user::text as login, current_setting('server_version') as version,
        (select rolsuper or rolbypassrls from pg_roles where rolname = session_user) as strong,
        array(select role from unnest(${roles}::text[]) role where not coalesce(
          (select pg_has_role(session_user, oid, 'member') from pg_roles where rolname = role), false)
        ) as missing`;
    const { login, version, strong, missing } = row!;
    const where = `${host}:${port}/${database}${pooled ? ", transaction pooler" : ""}`;
    const found = [good("database", `Postgres ${version} at ${where}, ${name} "${login}"`)];
    if (strong) {
      found.push(
        note(name, `"${login}" passes row-level security by itself; use a noinherit role`),
      );
    }
    for (const role of missing) {
      found.push(bad(name, `"${login}" may not become "${role}"; grant it`));
    }
    return found;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function ownerFindings(sql: Pool): Promise<Finding[]> {
  const { bootstrapped, applied, pending } = await migrationStatus(sql);
  const counts = `${applied.length} applied, ${pending.length} pending`;
  const migrations = bootstrapped && pending.length === 0
    ? good("migrations", counts)
    : bad("migrations", `${counts}; run deno task migrate`);
  return [migrations, await ownerFinding(sql)];
}

/** `force row level security` binds the owner too; the definer helpers then see no rows. */
async function ownerFinding(sql: Pool): Promise<Finding> {
  const weak = await sql<{ owner: string }[]>`
    select distinct pg_get_userbyid(c.relowner)::text as owner
    from pg_class c join pg_roles r on r.oid = c.relowner
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not r.rolbypassrls and not r.rolsuper`;
  if (weak.length === 0) return good("table owner", "passes row-level security, as helpers need");
  const names = weak.map((row) => row.owner).join(", ");
  return bad("table owner", `"${names}" lacks BYPASSRLS: helpers would see no rows`);
}

async function reached(look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const problem = toProblem(error);
    return [bad("database", problem instanceof Error ? problem.message : String(problem))];
  }
}
