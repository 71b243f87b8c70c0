/** SQL of imports and exports. Names of tables and columns come from specs, values are parameters. */
import type { Sql } from "@/lib/db/mod.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import type {
  ActionName,
  FactorName,
  IndicatorName,
  LineName,
  MilestoneName,
  Names,
  PersonName,
  ReferenceType,
  RequirementName,
  SiteName,
} from "./references.ts";

type Doc = Record<string, unknown>;

/** @throws Error for what is no plain name */
function identifier(sql: Sql, ...names: string[]) {
  const odd = names.find((name) => !/^[a-z][a-z0-9_]*$/.test(name));
  if (odd !== undefined) throw new Error(`Cannot use "${odd}" as a name in SQL`);
  return sql.unsafe(names.map((name) => `"${name}"`).join(", "));
}

/** What the caller may do with a resource, and with the mappings of the project. */
export async function readRights(sql: Sql, projectId: string, resource: string) {
  const [row] = await sql<{ can: Record<string, string[]> | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' as can`;
  const can = row?.can ?? {};
  const may = (name: string, verb: string) => (can[name] ?? []).includes(verb);
  return {
    insert: may(resource, "insert"),
    update: may(resource, "update"),
    remember: may("mapping", "insert") && may("mapping", "update"),
  };
}

/** How sites, milestones and others of the project are called, in the order of the study. */
export async function readNames(
  sql: Sql,
  projectId: string,
  wanted: Record<ReferenceType, boolean>,
): Promise<Names> {
  const [sites, milestones, requirements, people, factors, actions, indicators, lines] =
    await Promise.all(
      [
        wanted.site
          ? sql<SiteName[]>`
        select id, number, facility, city, country from public.sites
        where project_id = ${projectId}::uuid order by ordinal, id`
          : [],
        wanted.milestone
          ? sql<MilestoneName[]>`
        select id, key, title from public.milestones where project_id = ${projectId}::uuid
        order by ordinal, id`
          : [],
        wanted.requirement
          ? sql<RequirementName[]>`
        select id, external_key as key, title from public.document_requirements
        where project_id = ${projectId}::uuid order by ordinal, id`
          : [],
        wanted.person
          ? sql<PersonName[]>`
        select f.id, f.email, f.name from public.profiles f
        where f.id in (
          select m.user_id from public.project_members m where m.project_id = ${projectId}::uuid
          union
          select o.user_id from public.org_members o join public.projects p on p.org_id = o.org_id
          where p.id = ${projectId}::uuid and o.role in ('owner', 'admin'))
        order by f.id`
          : [],
        wanted.factor
          ? sql<FactorName[]>`
        select id, title from public.critical_factors where project_id = ${projectId}::uuid
        order by ordinal, id`
          : [],
        wanted.action
          ? sql<ActionName[]>`
        select id, external_key as key, title from public.capas
        where project_id = ${projectId}::uuid order by opened_on, id`
          : [],
        wanted.indicator
          ? sql<IndicatorName[]>`
        select id, title from public.kris where project_id = ${projectId}::uuid order by ordinal, id`
          : [],
        wanted.line
          ? sql<LineName[]>`
        select id, external_key as key, title from public.budget_lines
        where project_id = ${projectId}::uuid order by ordinal, id`
          : [],
      ],
    );
  return {
    ...{ sites: [...sites], milestones: [...milestones] },
    ...{ requirements: [...requirements], people: [...people] },
    ...{ factors: [...factors], actions: [...actions], indicators: [...indicators] },
    lines: [...lines],
  };
}

/** Rows to compare with; `only`: those whose column has one of the values. */
export async function readExisting(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  columns: string[],
  only: { column: string; values: string[] } | null,
): Promise<Doc[]> {
  return await sql<Doc[]>`
    select ${identifier(sql, "id", "row_version", ...columns)}
    from public.${identifier(sql, spec.table)}
    where project_id = ${projectId}::uuid ${
    only === null
      ? sql``
      : sql`and ${identifier(sql, only.column)}::text = any (${only.values}::text[])`
  }`;
}

/** The highest place that a row of the project has. */
export async function lastOrdinal(sql: Sql, spec: RowSpec, projectId: string): Promise<number> {
  const [row] = await sql<{ last: number }[]>`
    select coalesce(max(ordinal), 0) as last from public.${identifier(sql, spec.table)}
    where project_id = ${projectId}::uuid`;
  return row?.last ?? 0;
}

/**
 * Keeps the planner from nested loops until the end of the savepoint: right after thousands of
 * inserts it takes the table for empty, and would go through it once for every row.
 */
export async function joinByHash(sql: Sql): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true)`;
}

/** Changes many rows in one statement; each gives `id`, `row_version` and all of `columns`. */
export async function updateRows(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  columns: string[],
  rows: Doc[],
): Promise<number> {
  const table = sql`public.${identifier(sql, spec.table)}`;
  const names = identifier(sql, ...columns);
  const values = sql.unsafe(columns.map((name) => `g."${name}"`).join(", "));
  const changed = await sql`
    update ${table} t set (${names}) = row(${values})
    from jsonb_populate_recordset(null::${table}, ${JSON.stringify(rows)}::text::jsonb) g
    where t.id = g.id and t.row_version = g.row_version and t.project_id = ${projectId}::uuid
    returning 1`;
  return changed.length;
}

export async function readMapping(sql: Sql, projectId: string, kind: string) {
  const [row] = await sql<{ mapping: Record<string, string> }[]>`
    select mapping from public.csv_mappings
    where project_id = ${projectId}::uuid and kind = ${kind} and not restricted`;
  return row?.mapping ?? null;
}

export async function keepMapping(
  sql: Sql,
  projectId: string,
  kind: string,
  mapping: Record<string, string>,
): Promise<void> {
  await sql`
    insert into public.csv_mappings as m (org_id, project_id, kind, mapping)
    select p.org_id, p.id, ${kind}, ${JSON.stringify(mapping)}::text::jsonb
    from public.projects p where p.id = ${projectId}::uuid
    on conflict (project_id, kind) do update set mapping = excluded.mapping
      where m.mapping <> excluded.mapping`;
}

export async function readUpload(sql: Sql, projectId: string, upload: string) {
  const [row] = await sql<{ kind: string; name: string; content: Uint8Array }[]>`
    select kind, name, content from private.kept_csv(${upload}::uuid, ${projectId}::uuid)`;
  return row ?? null;
}

export async function keepUpload(
  sql: Sql,
  projectId: string,
  kind: string,
  name: string,
  content: Uint8Array,
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select private.keep_csv(${projectId}::uuid, ${kind}, ${name}, ${content}) as id`;
  return row!.id;
}

export async function forgetUpload(sql: Sql, upload: string): Promise<void> {
  await sql`select private.forget_csv(${upload}::uuid)`;
}
