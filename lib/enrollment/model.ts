/** Enrollment as it is counted, and what follows from the counts: totals, rates, plan. Pure. */

/** The counts of a snapshot, in the order in which people pass through them. */
export const COUNTS = [
  "prescreened",
  "screened",
  "screenFailed",
  "enrolled",
  "withdrawn",
  "completed",
] as const;
export type CountName = typeof COUNTS[number];
export type Counts = Record<CountName, number | null>;
/** Screen failures by reason. */
export type Reasons = Record<string, number>;

/** In plain words, as part of a sentence. */
export const COUNT_WORDS: Record<CountName, string> = {
  prescreened: "prescreened",
  screened: "screened",
  screenFailed: "failed screening",
  enrolled: "enrolled",
  withdrawn: "withdrawn",
  completed: "completed",
};

/** A count over sites; n null: no site has it. */
export interface Total {
  n: number | null;
  /** Sites that have the count. */
  sites: number;
  /** Days on which it was taken: `2026-11-21`. */
  oldest: string | null;
  newest: string | null;
}

/** Two counts over the sites that have both. */
export interface Pair {
  of: number | null;
  by: number | null;
  sites: number;
  /** Sites at which the two are of different days. */
  mixed: number;
}
export type PairName = Exclude<CountName, "prescreened">;

/** Fewer than these are no base for a rate. */
export const MINIMUM_DENOMINATOR = 10;
export type RateName = "screening" | "screenFailure" | "enrollment" | "retention" | "completion";

export interface Rate {
  /** A share of 1; null: unknown, for `unknown` says why. */
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  /** Sites that it is of. */
  sites: number;
  formula: string;
  unknown: string | null;
}

const FORMULA: Record<RateName, { pair: PairName; formula: string; by: string }> = {
  screening: { pair: "screened", formula: "screened ÷ prescreened", by: "prescreened" },
  screenFailure: {
    pair: "screenFailed",
    formula: "failed screening ÷ screened",
    by: "screened",
  },
  enrollment: { pair: "enrolled", formula: "enrolled ÷ screened", by: "screened" },
  retention: { pair: "withdrawn", formula: "(enrolled − withdrawn) ÷ enrolled", by: "enrolled" },
  completion: { pair: "completed", formula: "completed ÷ enrolled", by: "enrolled" },
};
export const RATES = Object.keys(FORMULA) as RateName[];

function whyUnknown(pair: Pair, by: string): string | null {
  if (pair.of === null || pair.by === null) return "no site has both counts";
  if (pair.by < MINIMUM_DENOMINATOR) {
    return `${pair.by} ${by}, needs ${MINIMUM_DENOMINATOR} for a rate`;
  }
  return pair.of > pair.by ? "the counts are of different days and do not fit together" : null;
}

/** A rate with what it is made of. */
export function rateOf(name: RateName, pairs: Record<PairName, Pair>): Rate {
  const { pair: key, formula, by } = FORMULA[name];
  const pair = pairs[key];
  const unknown = whyUnknown(pair, by);
  const over = pair.of !== null && pair.by !== null && name === "retention"
    ? pair.by - pair.of
    : pair.of;
  return {
    value: unknown === null ? over! / pair.by! : null,
    numerator: over,
    denominator: pair.by,
    sites: pair.sites,
    formula,
    unknown,
  };
}

export const ratesOf = (pairs: Record<PairName, Pair>) =>
  Object.fromEntries(RATES.map((name) => [name, rateOf(name, pairs)])) as Record<RateName, Rate>;

/** The day of a milestone that the planned curve stands on. */
export interface PlanDay {
  milestoneId: string | null;
  /** The day that counts; of a month or year its last. Null: not known. */
  on: string | null;
  /** `registry`: planned, and the registry calls it actual. */
  basis: "actual" | "registry" | "forecast" | "planned" | null;
  /** As it was given: `2027-03`. */
  said: string | null;
  state: "unconfirmed" | "confirmed" | null;
}

/** `order`: the last participant is planned before the first. `target`, for sites: one has none. */
export type Missing = "target" | "first_participant_in" | "last_participant_in" | "order";

export interface EnrollmentPlan {
  /** People to enrol in this scope. */
  target: number | null;
  first: PlanDay;
  last: PlanDay;
  missing: Missing[];
  /** Sites of the scope without a target; null for the study, which has its own. */
  sitesWithoutTarget: number | null;
}

export interface Point {
  on: string;
  /** Enrolled by the end of that day, over the sites that were counted by then. */
  enrolled: number;
  sites: number;
  /** By plan; null when the plan is not known. */
  planned: number | null;
}

/** Counts of some sites with what follows from them. */
export interface Group {
  sites: number;
  /** Sites with at least one snapshot. */
  counted: number;
  target: number | null;
  counts: Record<CountName, Total>;
  rates: Record<RateName, Rate>;
}

export type CountryRow = Group & { country: string };

export interface SiteRow extends Group {
  id: string;
  number: string | null;
  name: string;
  country: string | null;
  /** Of the newest snapshot; null: none. */
  asOf: string | null;
  /** By plan on the newest day of the scope; null when not known. */
  planned: number | null;
}

export const SITE_SORTS = ["site", "country", "screened", "enrolled", "rate", "asOf"] as const;
export type SiteSort = typeof SITE_SORTS[number];
export const SITES_ON_PAGE = 50;

export interface SitePage {
  rows: SiteRow[];
  total: number;
  from: number;
  sort: SiteSort;
  down: boolean;
}

export interface Scope {
  /** "" for sites whose country is not known. */
  country?: string | undefined;
  siteId?: string | undefined;
}

export interface Summary {
  scope: {
    kind: "study" | "country" | "site";
    country: string | null;
    site: { id: string; name: string; number: string | null } | null;
  };
  /** Newest day with a count; null: nothing was counted. */
  asOf: string | null;
  total: Group & { reasons: Reasons };
  plan: EnrollmentPlan;
  series: Point[];
  /** By plan on `asOf`. */
  planned: number | null;
  /** The day in the study. */
  today: string;
  /** The last participant is in, or the study is over. */
  over: boolean;
  countries: CountryRow[];
  sites: SitePage;
}

const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** A line from nobody on the day of the first participant to the target on that of the last. */
export function plannedOn(plan: EnrollmentPlan, day: string): number | null {
  const { target, first, last } = plan;
  if (target === null || first.on === null || last.on === null || last.on < first.on) return null;
  if (day >= last.on) return target;
  if (day <= first.on) return 0;
  const [from, to] = [dayNumber(first.on), dayNumber(last.on)];
  return target * (dayNumber(day) - from) / (to - from);
}

/** A row of the entry grid: a site, what is held for the day, and what was counted before. */
export interface GridRow {
  siteId: string;
  number: string | null;
  name: string;
  country: string | null;
  /** 0: no snapshot of this day. */
  version: number;
  counts: Counts;
  reasons: Reasons;
  /** The newest counts before the day; null: none. */
  before: { asOf: string; counts: Counts } | null;
  warnings: string[];
}

export interface Grid {
  on: string;
  rows: GridRow[];
  /** Sites in all, and how many stand before the first of these. */
  total: number;
  from: number;
  /** Sites with a snapshot of this day. */
  counted: number;
}

/** A snapshot of one site, as it was entered. */
export interface HistoryRow {
  id: string;
  asOf: string;
  counts: Counts;
  reasons: Reasons;
  note: string | null;
  /** Who changed it last, and when (UTC timestamp). */
  by: string | null;
  at: string;
}
export const HISTORY_ON_PAGE = 60;
