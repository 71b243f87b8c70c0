/** The statements of the budget. The figures are those of private.budget_standing. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Booking, Budget, Line, LineFilter } from "./model.ts";
import { AT_RISK_OVER, CRITICAL_OVER } from "./words.ts";

/** A figure that JSON holds exactly, else null. */
const exact = (sql: Sql, sum: ReturnType<Sql>) =>
  sql`case when abs(${sum}) <= 9007199254740991 then ${sum} end`;

/** All lines of the project with their figures, and why they need somebody. */
const standing = (sql: Sql, projectId: string) =>
  sql`
  select s.*, l.ordinal, l.note, l.restricted, l.row_version, array_remove(array[
      case when s.variance_ratio > ${AT_RISK_OVER}::numeric or (s.planned = 0 and s.forecast > 0)
        then 'over' end,
      case when s.actual > s.planned then 'overbooked' end,
      case when (s.driver = 'milestone' and s.milestone_id is null)
        or (s.driver = 'month' and s.starts_on is null) then 'loose' end,
      case when s.basis = 'unknown' then 'unknown' end], null) as stands
  from private.budget_standing(private.project_days(array[${projectId}::uuid])) s
  join public.budget_lines l on l.id = s.line_id and l.project_id = s.project_id`;

/** A line as the page takes it. */
const lineDoc = (sql: Sql) =>
  sql`
  jsonb_build_object('id', s.line_id, 'version', s.row_version, 'restricted', s.restricted,
    'title', s.title, 'category', s.category, 'driver', s.driver, 'currency', s.currency,
    'unitAmount', s.unit_amount, 'plannedQuantity', s.planned_quantity,
    'forecastQuantity', s.forecast_quantity, 'startsOn', s.starts_on, 'endsOn', s.ends_on,
    'note', s.note, 'planned', s.planned, 'actual', s.actual, 'forecast', s.forecast,
    'variance', s.variance, 'varianceRatio', s.variance_ratio, 'basis', s.basis,
    'expected', s.expected, 'happened', s.happened, 'unbooked', s.unbooked, 'bookedQuantity', s.booked_quantity,
    'bookings', s.bookings, 'lastBookedOn', s.last_booked_on, 'stands', s.stands,
    'milestone', (select jsonb_build_object('id', m.id, 'title', m.title)
      from public.milestones m where m.id = s.milestone_id and m.project_id = s.project_id),
    'site', (select jsonb_build_object('id', t.id, 'number', t.number,
        'name', coalesce(t.facility, t.city, 'Not named'))
      from public.sites t where t.id = s.site_id and t.project_id = s.project_id),
    'owner', (select jsonb_build_object('id', p.id, 'name', p.name)
      from public.profiles p where p.id = s.owner_id))`;

const totals = (sql: Sql) =>
  sql`
  select s.currency, sum(s.planned) as planned, sum(s.actual) as actual,
    count(*) as lines, sum(s.bookings) as bookings,
    count(*) filter (where s.basis = 'unknown') as unknown,
    coalesce(sum(s.unbooked), 0) as unbooked, max(s.last_booked_on) as last_on,
    case when count(s.forecast) = count(*) then ${exact(sql, sql`sum(s.forecast)`)} end as forecast
  from s group by s.currency`;

const totalDocs = (sql: Sql) =>
  sql`
  select coalesce(jsonb_agg(jsonb_build_object('currency', t.currency, 'planned', t.planned,
    'actual', t.actual, 'forecast', t.forecast, 'variance', t.forecast - t.planned,
    'varianceRatio', round((t.forecast - t.planned) / nullif(t.planned, 0), 6),
    'lines', t.lines, 'bookings', t.bookings, 'unknown', t.unknown,
    'unbooked', ${exact(sql, sql`t.unbooked`)}, 'lastBookedOn', t.last_on)
    order by t.planned desc, t.currency), '[]') from t`;

/** What the lines of a project add up to, a row a currency. */
export async function readTotals(sql: Sql, projectId: string): Promise<Budget["totals"]> {
  const [row] = await sql<{ totals: Budget["totals"] }[]>`
    with s as materialized (${standing(sql, projectId)}), t as (${totals(sql)})
    select (${totalDocs(sql)}) as totals`;
  return row!.totals;
}

const NEEDS_SHOWN = 8;

/** As lib/budget/words.ts calls them: critical, at risk, the rest; in each the worst share first. */
const worstFirst = (sql: Sql) =>
  sql`case when s.forecast is null then 2
      when s.variance_ratio > ${CRITICAL_OVER}::numeric or (s.planned = 0 and s.forecast > 0) then 0
      when s.variance_ratio > ${AT_RISK_OVER}::numeric or s.actual > s.planned then 1 else 2 end,
    s.variance_ratio desc nulls first, s.title, s.line_id`;

/** Totals, a page of lines by category, and what needs somebody, in one statement. */
export async function readBudget(
  sql: Sql,
  projectId: string,
  filter: LineFilter,
  limit: number,
): Promise<Budget> {
  const { q, category, driver, currency, stand, from } = filter;
  const same = (column: string, value: string) =>
    value === "" ? sql`` : sql` and ${sql.unsafe(column)} = ${value}`;
  const [row] = await sql<{ doc: Budget }[]>`
    with s as materialized (${standing(sql, projectId)}), t as (${totals(sql)}),
    wanted as (select s.* from s where true
      ${same("s.category", category)}${same("s.driver", driver)}${same("s.currency", currency)}
      ${stand === "" ? sql`` : sql` and ${stand} = any (s.stands)`}
      ${q === "" ? sql`` : sql` and strpos(lower(s.title), lower(${q})) > 0`}),
    page as (select s.* from wanted s
      order by s.category = 'other', s.category, s.ordinal, s.title, s.line_id
      offset ${from} limit ${limit}),
    worst as (select s.* from s where s.stands <> '{}'
      order by ${worstFirst(sql)} limit ${NEEDS_SHOWN})
    select jsonb_build_object(
      'totals', (${totalDocs(sql)}),
      'count', (select count(*) from s), 'total', (select count(*) from wanted),
      'needing', (select count(*) from s where s.stands <> '{}'),
      'lines', (select coalesce(jsonb_agg(${lineDoc(sql)}
        order by s.category = 'other', s.category, s.ordinal, s.title, s.line_id), '[]') from page s),
      'needs', (select coalesce(jsonb_agg(${lineDoc(sql)}
        order by ${worstFirst(sql)}), '[]') from worst s)) as doc`;
  return row!.doc;
}

/** One line with its figures; null when it is not there. */
export async function readLine(sql: Sql, projectId: string, id: string): Promise<Line | null> {
  const [row] = await sql<{ doc: Line }[]>`
    with s as (${standing(sql, projectId)})
    select ${lineDoc(sql)} as doc from s where s.line_id = ${id}::uuid`;
  return row?.doc ?? null;
}

/** The newest bookings of a line. */
export async function readBookings(
  sql: Sql,
  projectId: string,
  lineId: string,
  limit: number,
): Promise<Booking[]> {
  return await sql<Booking[]>`
    select a.id, a.row_version::int as version, a.booked_on::text as "bookedOn",
      a.amount::float8 as amount, a.quantity, a.reference, a.note, p.name as by
    from public.budget_actuals a left join public.profiles p on p.id = a.created_by
    where a.line_id = ${lineId}::uuid and a.project_id = ${projectId}::uuid
    order by a.booked_on desc, a.created_at desc, a.id limit ${limit}`;
}

/** What a line can hang on, for its form. */
export async function readChoices(sql: Sql, projectId: string) {
  const [row] = await sql<{ milestones: Choice[]; sites: Choice[] }[]>`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'label', m.title)
        order by m.ordinal, m.title), '[]')
        from public.milestones m where m.project_id = ${projectId}::uuid) as milestones,
      (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'label',
          concat_ws(' ', t.number, coalesce(t.facility, t.city, 'Not named')))
        order by t.number, t.ordinal), '[]')
        from public.sites t where t.project_id = ${projectId}::uuid) as sites`;
  return row!;
}

export interface Choice {
  id: string;
  label: string;
}

export async function readRights(sql: Sql, projectId: string): Promise<string[]> {
  const [row] = await sql<{ verbs: string[] | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' -> 'budget' as verbs`;
  return row?.verbs ?? [];
}
