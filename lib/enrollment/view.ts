/** From the rows of the database to what the API and the page take. */
import {
  type CountName,
  COUNTS,
  type Counts,
  type Group,
  type Pair,
  type PairName,
  type PlanDay,
  ratesOf,
  type Reasons,
  type SiteRow,
  type Total,
} from "./model.ts";
import type { Neighbour } from "./snapshots.ts";
import type { Doc, PlanRow, SiteDoc, TotalsRow } from "./queries.ts";
import type * as m from "./model.ts";

/** Columns of the counts, by their names here. */
export const COLUMN_OF: Record<CountName, string> = {
  prescreened: "prescreened",
  screened: "screened",
  screenFailed: "screen_failed",
  enrolled: "enrolled",
  withdrawn: "withdrawn",
  completed: "completed",
};

const numberOr = (value: unknown) => value === null || value === undefined ? null : Number(value);

export function countsOf(doc: Doc | null): Counts {
  return Object.fromEntries(
    COUNTS.map((name) => [name, numberOr(doc?.[COLUMN_OF[name]])]),
  ) as Counts;
}

export const reasonsOf = (doc: Doc | null): Reasons => (doc?.failure_reasons ?? {}) as Reasons;

export function neighbourOf(doc: Doc | null): Neighbour | null {
  return doc && doc.as_of ? { asOf: String(doc.as_of), counts: countsOf(doc) } : null;
}

/** A site without a name goes by its city. */
export function siteName(site: { facility: string | null; city: string | null }): string {
  return site.facility ?? site.city ?? "Not named";
}

export function planDay(row: PlanRow, end: "first" | "last"): PlanDay {
  return {
    milestoneId: row[`${end}_id`],
    on: row[`${end}_on`],
    basis: row[`${end}_basis`] as PlanDay["basis"],
    said: row[`${end}_text`],
    state: row[`${end}_state`] as PlanDay["state"],
  };
}

export function groupOf(row: TotalsRow): Group {
  const { sites, counted, target, counts, pairs } = row;
  return { sites, counted, target, counts, rates: ratesOf(pairs) };
}

type Latest = NonNullable<SiteDoc["latest"]>;

/** One count of one site, as a total over it. */
function single(latest: Latest | null, name: CountName): Total {
  const n = numberOr(latest?.[COLUMN_OF[name]]);
  const on = n === null ? null : String(latest![`${COLUMN_OF[name]}_on`]);
  return { n, sites: n === null ? 0 : 1, oldest: on, newest: on };
}

const BASE: Record<PairName, CountName> = {
  screened: "prescreened",
  screenFailed: "screened",
  enrolled: "screened",
  withdrawn: "enrolled",
  completed: "enrolled",
};

function pairOf(counts: Record<CountName, Total>, name: PairName): Pair {
  const [of, by] = [counts[name], counts[BASE[name]]];
  if (of.n === null || by.n === null) return { of: null, by: null, sites: 0, mixed: 0 };
  return { of: of.n, by: by.n, sites: 1, mixed: of.newest === by.newest ? 0 : 1 };
}

export function siteRow(doc: SiteDoc, planned: (target: number | null) => number | null): SiteRow {
  const { id, number, country, latest, target_enrollment: target } = doc;
  const counts = Object.fromEntries(
    COUNTS.map((name) => [name, single(latest, name)]),
  ) as Record<CountName, Total>;
  const pairs = Object.fromEntries(
    (Object.keys(BASE) as PairName[]).map((name) => [name, pairOf(counts, name)]),
  ) as Record<PairName, Pair>;
  return {
    ...{ id, number, name: siteName(doc), country, target, counts },
    sites: 1,
    counted: latest ? 1 : 0,
    rates: ratesOf(pairs),
    asOf: latest ? String(latest.as_of) : null,
    planned: planned(target),
  };
}

/** The plan of a scope: the study's days, and the target of the study or of the scope's sites. */
export function planOf(
  row: PlanRow,
  scoped: TotalsRow | undefined,
): m.EnrollmentPlan {
  const days = { first: planDay(row, "first"), last: planDay(row, "last") };
  const missing = row.missing as m.Missing[];
  if (scoped === undefined) {
    return { target: row.target, ...days, missing, sitesWithoutTarget: null };
  }
  const others = missing.filter((one) => one !== "target");
  return {
    target: scoped.target,
    ...days,
    missing: scoped.target === null ? ["target", ...others] : others,
    sitesWithoutTarget: scoped.sites - scoped.with_target,
  };
}
