/** Made-up facts of quality, from a seed. */
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
        ...{ id: id(), kri_id: kri.id, direction, min_denominator: pick(1, 30, 5000) },
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
