/** Use cases of enrollment: what was counted, what it adds up to. */
import type { Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import * as m from "./model.ts";
import * as queries from "./queries.ts";
import { warningsOf } from "./snapshots.ts";
import { countsOf, groupOf, neighbourOf, planOf, reasonsOf, siteName, siteRow } from "./view.ts";

export const NOT_FOUND = failure(404, "Not there, or not yours");

export function inProject<T>(
  ctx: Ctx,
  projectId: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: "enrollment", verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

export interface SummaryInput extends m.Scope {
  sort?: m.SiteSort | undefined;
  down?: boolean | undefined;
  /** How many sites stand before the first of the table. */
  from?: number | undefined;
}

async function summaryIn(
  sql: Sql,
  projectId: string,
  input: SummaryInput,
): Promise<m.Summary | null> {
  const scope = { country: input.country ?? null, site: input.siteId ?? null };
  const order = {
    sort: input.sort ?? "site",
    down: input.down ?? false,
    from: input.from ?? 0,
    limit: m.SITES_ON_PAGE,
  };
  const [doc, sites] = await Promise.all([
    queries.readSummary(sql, projectId, scope),
    queries.readSites(sql, projectId, scope, order),
  ]);
  if (!doc || (scope.site !== null && sites.total === 0)) return null;
  return summaryOf(input, doc, sites, order);
}

function summaryOf(
  input: SummaryInput,
  doc: queries.SummaryDoc,
  sites: { rows: queries.SiteDoc[]; total: number },
  order: queries.SiteOrder,
): m.Summary {
  const study = doc.totals.find((row) => row.level === "study")!;
  const kind = input.siteId ? "site" : input.country !== undefined ? "country" : "study";
  const plan = planOf(doc.plan, kind === "study" ? undefined : study);
  const asOf = m.COUNTS.map((name) => study.counts[name].newest).filter((day) => day !== null)
    .sort().at(-1) ?? null;
  const plannedBy = (target: number | null) =>
    asOf === null ? null : m.plannedOn({ ...plan, target }, asOf);
  const only = kind === "site" ? sites.rows[0] : undefined;
  const { rows, total } = sites;
  const { sort, down, from } = order;
  return {
    scope: {
      kind,
      country: kind === "country" ? input.country! : null,
      site: only ? { id: only.id, number: only.number, name: siteName(only) } : null,
    },
    asOf,
    total: { ...groupOf(study), reasons: study.reasons },
    plan,
    series: doc.series.map((point) => ({
      on: point.on_day,
      enrolled: point.enrolled,
      sites: point.sites,
      planned: m.plannedOn(plan, point.on_day),
    })),
    planned: plannedBy(plan.target),
    ...{ today: doc.today, over: doc.over },
    countries: doc.totals.filter((row) => row.level === "country")
      .map((row) => ({ ...groupOf(row), country: row.country ?? "" }))
      .sort((a, b) => (b.counts.enrolled.n ?? -1) - (a.counts.enrolled.n ?? -1)),
    sites: { rows: rows.map((row) => siteRow(row, plannedBy)), total, from, sort, down },
  };
}

/** What the counts of the study, a country or a site add up to, and a page of its sites. */
export async function readSummary(
  ctx: Ctx,
  projectId: string,
  input: SummaryInput = {},
): Promise<Result<m.Summary>> {
  const found = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => summaryIn(sql, projectId, input),
  );
  return found ? success(found) : NOT_FOUND;
}

/** What stands above the page: the study, and whether the caller may enter counts. */
type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;
export interface PageHead extends Pick<Head, "project" | "organization"> {
  mayEnter: boolean;
}

export interface EnrollmentPage extends PageHead {
  summary: m.Summary;
  /** To choose from; "" for sites whose country is not known. */
  countries: string[];
  /** Of the one site that the page is about, from the newest. */
  history: m.HistoryRow[];
}

/** The page of enrollment. */
export async function readEnrollmentPage(
  ctx: Ctx,
  projectId: string,
  input: SummaryInput,
): Promise<Result<EnrollmentPage>> {
  return await inProject(ctx, projectId, "select", async (sql) => {
    const { siteId } = input;
    const [head, summary, countries, mayEnter, history] = await Promise.all([
      headIn(sql, projectId),
      summaryIn(sql, projectId, input),
      queries.readCountries(sql, projectId),
      queries.mayEnter(sql, projectId),
      siteId ? queries.readHistory(sql, projectId, siteId, m.HISTORY_ON_PAGE) : [],
    ]);
    if (!head || !summary) return NOT_FOUND;
    const { project, organization } = head;
    const rows = history.map(historyRow);
    return success({ project, organization, mayEnter, summary, countries, history: rows });
  });
}

function historyRow({ doc, by }: { doc: queries.Doc; by: string | null }): m.HistoryRow {
  return {
    ...{ id: String(doc.id), asOf: String(doc.as_of), counts: countsOf(doc), by },
    reasons: reasonsOf(doc),
    note: (doc.note ?? null) as string | null,
    at: new Date(String(doc.updated_at)).toISOString(),
  };
}

export interface GridPage extends PageHead {
  grid: m.Grid;
}

/** The entry grid of a day: a page of sites. */
export async function readGridPage(
  ctx: Ctx,
  projectId: string,
  input: { on: string; from: number },
): Promise<Result<GridPage>> {
  const page = { from: input.from, limit: m.SITES_ON_PAGE };
  return await inProject(ctx, projectId, "insert", async (sql) => {
    const [head, doc] = await Promise.all([
      headIn(sql, projectId),
      queries.readGrid(sql, projectId, input.on, page),
    ]);
    if (!head) return NOT_FOUND;
    const { project, organization } = head;
    const { total, counted } = doc;
    const rows = doc.rows.map(gridRow);
    const grid = { on: input.on, rows, total, counted, from: input.from };
    return success({ project, organization, mayEnter: true, grid });
  });
}

function gridRow(doc: queries.GridDoc["rows"][number]): m.GridRow {
  const counts = countsOf(doc.here);
  const before = neighbourOf(doc.before);
  const warnings = doc.here ? warningsOf(counts, before, neighbourOf(doc.after)) : [];
  return {
    siteId: doc.id,
    number: doc.number,
    name: siteName(doc),
    country: doc.country,
    version: Number(doc.here?.row_version ?? 0),
    counts,
    reasons: reasonsOf(doc.here),
    before,
    warnings: warnings.map((one) => one.message),
  };
}
