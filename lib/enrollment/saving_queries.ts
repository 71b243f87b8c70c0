/** The SQL that keeps snapshots, and what it must know before. Row-level security decides. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Doc, jsonb } from "./queries.ts";

export interface Around {
  /** Where the row stood in what was asked. */
  n: number;
  /** False: no site of this project. */
  known: boolean;
  /** The snapshot of that site and day. */
  here: Doc | null;
  /** The newest counts before that day, and the next snapshot after it. */
  before: Record<string, number | string | null> | null;
  after: Doc | null;
}

/** What stands around each of these sites and days; in their order. */
export async function readAround(
  sql: Sql,
  projectId: string,
  keys: { siteId: string; asOf: string }[],
): Promise<Around[]> {
  return await sql<Around[]>`
    with keys as materialized (
      select k.n::int, k."siteId" as site, k."asOf"::date as on_day
      from rows from (jsonb_to_recordset(${jsonb(sql, keys)}) as ("siteId" uuid, "asOf" text))
        with ordinality as k("siteId", "asOf", n)
    ), before as materialized (
      select d.on_day, l.* from (select on_day, array_agg(site) as ids from keys group by on_day) d
      cross join lateral private.enrollment_latest(${projectId}::uuid, d.on_day - 1, d.ids) l
    )
    select k.n, s.id is not null as known, to_jsonb(h) as here, to_jsonb(b) as before,
      (select to_jsonb(a) from public.enrollment_snapshots a
        where a.site_id = s.id and a.as_of > k.on_day order by a.as_of limit 1) as after
    from keys k
    left join public.sites s on s.id = k.site and s.project_id = ${projectId}::uuid
    left join public.enrollment_snapshots h on h.site_id = s.id and h.as_of = k.on_day
    left join before b on b.site_id = s.id and b.on_day = k.on_day
    order by k.n`;
}

const COLUMNS = [
  "prescreened",
  "screened",
  "screen_failed",
  "failure_reasons",
  "enrolled",
  "withdrawn",
  "completed",
  "note",
] as const;

const record = (sql: Sql, rows: Doc[]) =>
  sql`jsonb_populate_recordset(null::public.enrollment_snapshots, ${jsonb(sql, rows)})`;

/** Whole new rows. */
export async function insertSnapshots(sql: Sql, projectId: string, rows: Doc[]): Promise<Doc[]> {
  const columns = sql.unsafe(COLUMNS.join(", "));
  const made = await sql<{ doc: Doc }[]>`
    with made as (
      insert into public.enrollment_snapshots (org_id, project_id, site_id, as_of, ${columns})
      select p.org_id, p.id, site_id, as_of, ${columns}
      from ${record(sql, rows)} as given,
        (select id as home, org_id as home_org from public.projects
          where id = ${projectId}::uuid) as p(id, org_id)
      returning *
    ) select to_jsonb(made) as doc from made`;
  return made.map((row) => row.doc);
}

/** Whole rows in place of those that are still of `row_version`. */
export async function updateSnapshots(sql: Sql, projectId: string, rows: Doc[]): Promise<Doc[]> {
  const columns = sql.unsafe(COLUMNS.join(", "));
  const given = sql.unsafe(COLUMNS.map((column) => `g.${column}`).join(", "));
  const changed = await sql<{ doc: Doc }[]>`
    with changed as (
      update public.enrollment_snapshots e set (${columns}) = row(${given})
      from ${record(sql, rows)} g
      where e.id = g.id and e.project_id = ${projectId}::uuid and e.row_version = g.row_version
      returning e.*
    ) select to_jsonb(changed) as doc from changed`;
  return changed.map((row) => row.doc);
}

export async function deleteSnapshots(sql: Sql, projectId: string, rows: Doc[]): Promise<number> {
  const gone = await sql`
    delete from public.enrollment_snapshots e using ${record(sql, rows)} g
    where e.id = g.id and e.project_id = ${projectId}::uuid and e.row_version = g.row_version
    returning e.id`;
  return gone.length;
}

/** One snapshot. */
export async function readSnapshot(
  sql: Sql,
  projectId: string,
  id: string,
): Promise<Doc | undefined> {
  const [row] = await sql<{ doc: Doc }[]>`
    select to_jsonb(e) as doc from public.enrollment_snapshots e
    where e.id = ${id}::uuid and e.project_id = ${projectId}::uuid`;
  return row?.doc;
}
