/** Enrollment counted anew from the facts, the plain way: what SQL and model.ts are held against. */
import { type CountName, COUNTS, type Counts } from "./model.ts";

export interface SiteFact {
  id: string;
  country: string | null;
  target: number | null;
}
export interface SnapshotFact {
  siteId: string;
  asOf: string;
  counts: Counts;
  reasons: Record<string, number>;
}

/** Numbers from a seed: the same ones each time (mulberry32). */
export function seeded(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { next, below, chance: (p: number) => next() < p };
}

const addDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Sites and snapshots of a made-up study; counts mostly grow, some are left open or corrected. */
export function randomFacts(seed: number, ids: string[]) {
  const random = seeded(seed);
  const countries = ["Denmark", "Portugal", "Wales", null];
  const sites: SiteFact[] = ids.map((id) => ({
    id,
    country: countries[random.below(4)]!,
    target: random.chance(0.8) ? random.below(40) : null,
  }));
  const snapshots: SnapshotFact[] = [];
  for (const { id } of sites) {
    let day = addDays("2024-01-01", random.below(60));
    let [screened, failed, enrolled, withdrawn, completed] = [0, 0, 0, 0, 0];
    for (let i = random.below(15); i > 0; i--) {
      day = addDays(day, 1 + random.below(21));
      const step = random.chance(0.1) ? -1 : random.below(5);
      enrolled = Math.max(0, enrolled + step);
      failed = Math.max(0, failed + random.below(3) - (random.chance(0.1) ? 2 : 0));
      screened = enrolled + failed + random.below(4);
      withdrawn = Math.min(enrolled, random.below(3));
      completed = random.below(enrolled - withdrawn + 1);
      const all: Counts = {
        ...{ prescreened: screened + random.below(9), screened, screenFailed: failed },
        ...{ enrolled, withdrawn, completed },
      };
      for (const name of COUNTS) if (random.chance(0.25)) all[name] = null;
      if (COUNTS.every((name) => all[name] === null)) all.enrolled = enrolled;
      const ecog = all.screenFailed === null ? 0 : random.below(all.screenFailed + 1);
      const reasons: Record<string, number> = ecog > 0 ? { ECOG: ecog } : {};
      snapshots.push({ siteId: id, asOf: day, counts: all, reasons });
    }
  }
  return { sites, snapshots };
}

/** Of one site the newest that has the count, up to a day. */
function newest(mine: SnapshotFact[], name: CountName, until: string) {
  let found: SnapshotFact | null = null;
  for (const one of mine) {
    if (one.counts[name] === null || one.asOf > until) continue;
    if (found === null || one.asOf > found.asOf) found = one;
  }
  return found;
}

export interface Recount {
  counts: Record<
    CountName,
    { n: number | null; sites: number; oldest: string | null; newest: string | null }
  >;
  pairs: Record<string, { of: number | null; by: number | null; sites: number; mixed: number }>;
  reasons: Record<string, number>;
  counted: number;
}

const PAIRS: [CountName, CountName][] = [
  ["screened", "prescreened"],
  ["screenFailed", "screened"],
  ["enrolled", "screened"],
  ["withdrawn", "enrolled"],
  ["completed", "enrolled"],
];

/** Totals of these sites up to a day. */
export function recount(sites: SiteFact[], all: SnapshotFact[], until = "9999-12-31"): Recount {
  const bySite = sites.map((site) =>
    all.filter((one) => one.siteId === site.id && one.asOf <= until)
  );
  const counts = {} as Recount["counts"];
  for (const name of COUNTS) {
    const found = bySite.map((mine) => newest(mine, name, until)).filter((one) => one !== null);
    const days = found.map((one) => one.asOf).sort();
    counts[name] = {
      n: found.length ? found.reduce((sum, one) => sum + one.counts[name]!, 0) : null,
      sites: found.length,
      oldest: days[0] ?? null,
      newest: days.at(-1) ?? null,
    };
  }
  const pairs: Recount["pairs"] = {};
  for (const [of, by] of PAIRS) {
    const both = bySite.map((mine) => [newest(mine, of, until), newest(mine, by, until)] as const)
      .filter(([a, b]) => a !== null && b !== null);
    const sum = (side: 0 | 1, name: CountName) =>
      both.length ? both.reduce((total, pair) => total + pair[side]!.counts[name]!, 0) : null;
    pairs[of] = {
      of: sum(0, of),
      by: sum(1, by),
      sites: both.length,
      mixed: both.filter(([a, b]) => a!.asOf !== b!.asOf).length,
    };
  }
  const reasons: Record<string, number> = {};
  for (const mine of bySite) {
    const last = newest(mine, "screenFailed", until);
    for (const [reason, n] of Object.entries(last?.reasons ?? {})) {
      reasons[reason] = (reasons[reason] ?? 0) + n;
    }
  }
  return { counts, pairs, reasons, counted: bySite.filter((mine) => mine.length > 0).length };
}
