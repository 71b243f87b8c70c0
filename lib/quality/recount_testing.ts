/** How quality stands, counted anew from the facts, the plain way: what SQL is held against. */
import {
  type Capa,
  type Day,
  type Deviation,
  type Facts,
  type Kri,
  periodOf,
  type Risk,
  TODAY,
} from "./facts_testing.ts";

export interface Point {
  kri_id: string;
  site_id: string;
  period_on: string;
  numerator: number | null;
  denominator: number | null;
  status: string;
}

/** n × multiplier ÷ d against the thresholds, without dividing. */
export function statusOf(
  n: number | null,
  d: number | null,
  kri: Pick<Kri, "multiplier" | "direction" | "min_denominator" | "amber" | "red">,
): string {
  if (n === null || d === null || n < 0 || d < kri.min_denominator) return "unknown";
  const worse = (limit: number) =>
    kri.direction === "high" ? n * kri.multiplier >= limit * d : n * kri.multiplier <= limit * d;
  return worse(kri.red) ? "critical" : worse(kri.amber) ? "at-risk" : "on-track";
}

type Counts = [numerator: number | null, denominator: number | null];

/** What is counted at a site in a period; undefined: nothing was recorded there. */
function counted(facts: Facts, kri: Kri, site: string, on: string): Counts | undefined {
  const mine = facts.snapshots.filter((one) => one.site_id === site && one.as_of <= TODAY)
    .toSorted((a, b) => a.as_of < b.as_of ? -1 : 1);
  const inside = (day: string) => periodOf(day, kri.period) === on;
  if (kri.source === "deviation") {
    const found = facts.deviations.filter((one) => one.site_id === site && inside(one.found_on));
    const known = mine.filter((one) => one.enrolled !== null);
    if (found.length === 0 && !known.some((one) => inside(one.as_of))) return undefined;
    const until = known.filter((one) => periodOf(one.as_of, kri.period) <= on).at(-1);
    return [found.length, until?.enrolled ?? null];
  }
  if (!mine.some((one) => inside(one.as_of))) return undefined;
  const both = mine.flatMap((one) => {
    const [n, d] = kri.source === "withdrawal"
      ? [one.withdrawn, one.enrolled]
      : [one.screen_failed, one.screened];
    return n === null || d === null ? [] : [{ day: one.as_of, n, d }];
  });
  const end = both.filter((one) => inside(one.day)).at(-1);
  if (!end) return [null, null];
  const before = both.filter((one) => one.day < on).at(-1) ?? { n: 0, d: 0 };
  return [end.n - before.n, end.d - before.d];
}

export function points(facts: Facts): Point[] {
  const found: Point[] = [];
  for (const kri of facts.kris) {
    const add = (site_id: string, period_on: string, [numerator, denominator]: Counts) =>
      found.push({
        ...{ kri_id: kri.id, site_id, period_on, numerator, denominator },
        status: statusOf(numerator, denominator, kri),
      });
    if (kri.source === "entered") {
      for (const one of facts.values) {
        if (one.kri_id !== kri.id || one.period_on > TODAY) continue;
        add(one.site_id, one.period_on, [one.numerator, one.denominator]);
      }
      continue;
    }
    const days = [
      ...facts.snapshots.map((one) => one.as_of),
      ...facts.deviations.map((one) => one.found_on),
    ];
    const periods = new Set(days.filter((day) => day <= TODAY).map((d) => periodOf(d, kri.period)));
    for (const site of facts.sites) {
      for (const on of periods) {
        const counts = counted(facts, kri, site, on);
        if (counts) add(site, on, counts);
      }
    }
  }
  return found;
}

/** The first day of the period before. */
function before(on: string, period: Kri["period"]): string {
  const last = new Date(Date.parse(on) - 86_400_000).toISOString().slice(0, 10);
  return periodOf(last, period);
}

/** Sites of each indicator by how they stand in their newest period. */
export function standings(facts: Facts) {
  const all = points(facts);
  return facts.kris.map((kri) => {
    const newest = facts.sites.flatMap((site) => {
      const mine = all.filter((one) => one.kri_id === kri.id && one.site_id === site)
        .toSorted((a, b) => a.period_on < b.period_on ? 1 : -1);
      const last = mine[0];
      if (!last) return [];
      const twice = [last.period_on, before(last.period_on, kri.period)].every((on) =>
        mine.find((one) => one.period_on === on)?.status === "critical"
      );
      return [{ ...last, twice }];
    });
    const n = (status: string) => newest.filter((one) => one.status === status).length;
    return {
      id: kri.id,
      newest_on: newest.map((one) => one.period_on).sort().at(-1) ?? null,
      ...{ on_track: n("on-track"), at_risk: n("at-risk"), critical: n("critical") },
      ...{ unknown: n("unknown"), critical_twice: newest.filter((one) => one.twice).length },
    };
  });
}

export function limits(facts: Facts) {
  const all = points(facts);
  return facts.qtls.map((qtl) => {
    const kri = facts.kris.find((one) => one.id === qtl.kri_id)!;
    const known = all.filter((one) =>
      one.kri_id === kri.id && one.numerator !== null && one.denominator !== null
    );
    const sum = (of: "numerator" | "denominator") =>
      known.length === 0 ? null : known.reduce((total, one) => total + one[of]!, 0);
    const [n, d] = [sum("numerator"), sum("denominator")];
    const [amber, red] = [qtl.warning_limit ?? qtl.limit_value, qtl.limit_value];
    return {
      qtl_id: qtl.id,
      numerator: n,
      denominator: d,
      points: known.length,
      sites: new Set(known.map((one) => one.site_id)).size,
      status: statusOf(n, d, { ...qtl, amber, red, multiplier: kri.multiplier }),
    };
  });
}

export function deviationState({ resolved_on, due_on }: Deviation) {
  const open = resolved_on === null;
  return { state: open ? "open" : "resolved", overdue: open && due_on !== null && due_on < TODAY };
}

export function capaState(capa: Capa) {
  const planned = capa.effectiveness_due_on !== null || !!capa.effectiveness_check?.trim();
  const over = (day: Day) => day !== null && day < TODAY;
  if (capa.closed_on) return { state: "closed", overdue: false };
  if (capa.effective === false) return { state: "ineffective", overdue: false };
  if (!capa.implemented_on) return { state: "open", overdue: over(capa.due_on) };
  return capa.effective === null && planned
    ? { state: "awaiting_check", overdue: over(capa.effectiveness_due_on) }
    : { state: "implemented", overdue: false };
}

export function riskState(risk: Risk) {
  const { likelihood, impact, detectability } = risk;
  const score = likelihood === null || impact === null ? null : likelihood * impact;
  const open = risk.state === "confirmed" && risk.closed_on === null;
  return {
    score,
    zone: score === null ? null : score >= 15 ? "high" : score >= 8 ? "medium" : "low",
    priority: score === null || detectability === null ? null : score * detectability,
    state: risk.closed_on ? "closed" : open ? "open" : "unconfirmed",
    reviews: risk.reviews.length,
    last_reviewed_on: risk.reviews.toSorted().at(-1) ?? null,
    review_overdue: open && risk.review_due_on !== null && risk.review_due_on < TODAY,
  };
}
