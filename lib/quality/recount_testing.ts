/** How quality stands, counted anew from the facts, the plain way: what SQL is held against. */
import { seeded } from "@/lib/enrollment/recount_testing.ts";

export type Day = string | null;

export interface Kri {
  id: string;
  source: "entered" | "screen_failure" | "withdrawal" | "deviation";
  period: "month" | "quarter";
  direction: "high" | "low";
  multiplier: number;
  amber: number;
  red: number;
  min_denominator: number;
}
export interface Value {
  kri_id: string;
  site_id: string;
  period_on: string;
  numerator: number | null;
  denominator: number | null;
}
export interface Snapshot {
  site_id: string;
  as_of: string;
  screened: number | null;
  screen_failed: number | null;
  enrolled: number | null;
  withdrawn: number | null;
}
export interface Qtl {
  id: string;
  kri_id: string;
  direction: "high" | "low";
  warning_limit: number | null;
  limit_value: number;
  min_denominator: number;
}
export interface Deviation {
  id: string;
  site_id: string | null;
  found_on: string;
  due_on: Day;
  resolved_on: Day;
}
export interface Capa {
  id: string;
  opened_on: string;
  due_on: Day;
  implemented_on: Day;
  effectiveness_check: string | null;
  effectiveness_due_on: Day;
  effectiveness_checked_on: Day;
  effective: boolean | null;
  closed_on: Day;
}
export interface Risk {
  id: string;
  likelihood: number | null;
  detectability: number | null;
  impact: number | null;
  state: "unconfirmed" | "confirmed";
  review_due_on: Day;
  closed_on: Day;
  reviews: string[];
}
export interface Facts {
  sites: string[];
  kris: Kri[];
  values: Value[];
  snapshots: Snapshot[];
  qtls: Qtl[];
  deviations: Deviation[];
  capas: Capa[];
  risks: Risk[];
}

export const TODAY = "2026-06-17";
const addDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** First day of the month or quarter of a day. */
export function periodOf(day: string, period: "month" | "quarter"): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  const first = period === "month" ? month : month - (month - 1) % 3;
  return `${year}-${String(first).padStart(2, "0")}-01`;
}

export function randomFacts(seed: number): Facts {
  const random = seeded(seed);
  const pick = <T>(...of: T[]) => of[random.below(of.length)]!;
  const id = () => crypto.randomUUID();
  const around = () => addDays(TODAY, random.below(500) - 420);
  const past = () => addDays(TODAY, -random.below(420));
  const sites = Array.from({ length: 7 }, id);
  const kris: Kri[] = (["entered", "screen_failure", "withdrawal", "deviation"] as const)
    .flatMap((source) =>
      (["month", "quarter"] as const).map((period): Kri => {
        const direction = pick("high", "low");
        const [less, more] = [random.below(40), 41 + random.below(40)];
        return {
          ...{ id: id(), source, period, direction, multiplier: pick(1, 100, 1000) },
          ...(direction === "high" ? { amber: less, red: more } : { amber: more, red: less }),
          min_denominator: pick(1, 2, 5, 7.5),
        };
      })
    );
  const values = kris.filter((kri) => kri.source === "entered").flatMap((kri) =>
    sites.flatMap((site_id) => {
      const days = new Set(Array.from({ length: 8 }, () => periodOf(past(), kri.period)));
      return [...days].map((period_on): Value => ({
        ...{ kri_id: kri.id, site_id, period_on },
        numerator: random.chance(0.15) ? null : random.below(8),
        denominator: random.chance(0.15) ? null : random.below(20),
      }));
    })
  );
  const snapshots = sites.flatMap((site_id) => {
    const days = [...new Set(Array.from({ length: random.below(25) }, around))].sort();
    let [failed, enrolled] = [0, 0];
    return days.map((as_of): Snapshot => {
      failed = Math.max(0, failed + random.below(4) - (random.chance(0.15) ? 3 : 0));
      enrolled = Math.max(0, enrolled + random.below(5) - (random.chance(0.15) ? 3 : 0));
      const open = () => random.chance(0.25);
      const row: Snapshot = {
        ...{ site_id, as_of, screened: failed + enrolled + random.below(4) },
        screen_failed: open() ? null : failed,
        enrolled: open() ? null : enrolled,
        withdrawn: open() ? null : Math.min(enrolled, random.below(4)),
      };
      if (row.enrolled === null) row.withdrawn = open() ? null : row.withdrawn;
      if (open() && (row.screen_failed ?? row.enrolled) !== null) row.screened = null;
      return row;
    });
  });
  return {
    ...{ sites, kris, values, snapshots },
    qtls: kris.flatMap((kri) => {
      const [less, more] = [random.below(20), 21 + random.below(30)];
      const direction = pick("high" as const, "low" as const);
      return [{
        ...{ id: id(), kri_id: kri.id, direction, min_denominator: pick(1, 30) },
        warning_limit: pick(null, direction === "high" ? less : more),
        limit_value: direction === "high" ? more : less,
      }];
    }),
    deviations: Array.from({ length: 60 }, () => {
      const found_on = past();
      return {
        ...{
          id: id(),
          site_id: pick(null, ...sites),
          found_on,
          due_on: pick(null, around(), TODAY),
        },
        resolved_on: random.chance(0.4) ? pick(found_on, TODAY) : null,
      };
    }),
    capas: Array.from({ length: 60 }, (): Capa => {
      const opened_on = past();
      const implemented_on = random.chance(0.7) ? pick(opened_on, TODAY) : null;
      const effective = implemented_on ? pick(null, true, false) : null;
      const due = pick(null, addDays(opened_on, random.below(200)));
      return {
        ...{ id: id(), opened_on, due_on: due, implemented_on, effective },
        effectiveness_check: pick(null, "", "  ", "Look at ten charts"),
        effectiveness_due_on: pick(null, around(), TODAY),
        effectiveness_checked_on: effective === null ? null : TODAY,
        closed_on: effective && random.chance(0.5) ? TODAY : null,
      };
    }),
    risks: Array.from({ length: 60 }, (): Risk => {
      const score = () => pick(null, 1, 2, 3, 4, 5, 5);
      return {
        ...{ id: id(), likelihood: score(), detectability: score(), impact: score() },
        state: pick("unconfirmed", "confirmed"),
        review_due_on: pick(null, around(), TODAY, addDays(TODAY, -1)),
        closed_on: random.chance(0.2) ? past() : null,
        reviews: Array.from({ length: random.below(4) }, past),
      };
    }),
  };
}

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
