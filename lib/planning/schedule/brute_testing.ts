/** What the brute force concludes from walking: dates, slack and what holds an item. */
import { BruteForce, type Spots } from "./brute_walk_testing.ts";
import type { Plan, PlanItem, PlanLink } from "./model.ts";

export interface BruteItem {
  start: number | null;
  finish: number | null;
  slack: number | null;
  free: number | null;
  missing: string[];
  /** Every predecessor whose link alone would hold the item where it is. */
  drivers: string[];
}

export interface Brute {
  items: Map<string, BruteItem>;
  end: number | null;
}

const endOf = (spots: Spots) =>
  [...spots.values()].reduce<number | null>(
    (end, { finish }) => finish !== null && (end === null || finish > end) ? finish : end,
    null,
  );

/** Where the item would stand if this link were its only bound. */
function alone(brute: BruteForce, item: PlanItem, link: PlanLink, spots: Spots): boolean {
  const spot = spots.get(item.id)!;
  const from = spots.get(link.from);
  if (!from || (link.type[0] === "F" ? from.finish : from.start) === null) return false;
  const started = brute.actual(item) !== undefined;
  if (started && link.type[1] === "S") return false;
  const days = item.durationDays ?? 0;
  const earlier = (back: number): boolean => {
    if (!started) {
      const start = spot.start! - back;
      return brute.fits(item, start) &&
        brute.kept(link, from, { start, finish: brute.finish(item, start) });
    }
    const finish = spot.finish! - back;
    return brute.fits(item, days === 0 ? finish : finish - 1) &&
      brute.kept(link, from, { start: spot.start, finish });
  };
  for (let back = 1; back < 30; back++) if (earlier(back)) return false;
  return true;
}

export function bruteForce(plan: Plan): Brute {
  const brute = new BruteForce(plan);
  const spots = brute.settle(brute.bottom());
  const end = endOf(spots);
  const known = brute.dated();
  const items = new Map<string, BruteItem>();
  for (const item of plan.items) {
    const spot = spots.get(item.id) ?? { start: null, finish: null };
    const done = brute.done(item);
    const open = spots.has(item.id) && !done;
    let slack = open ? 0 : null;
    let free = open ? 0 : null;
    for (let by = 1, going = open; going; by++) {
      const delayed = brute.settle(spots, { id: item.id, by });
      going = endOf(delayed) === end;
      if (!going) break;
      slack = by;
      const others = [...delayed].every(([id, { start, finish }]) =>
        id === item.id || start === spots.get(id)!.start && finish === spots.get(id)!.finish
      );
      if (others) free = by;
    }
    items.set(item.id, {
      ...spot,
      slack,
      free,
      missing: done ? [] : [
        ...new Set(
          brute.into(item.id).filter((link) => !brute.source(link, known)).map((l) => l.from),
        ),
      ],
      drivers: open
        ? brute.into(item.id).filter((link) => alone(brute, item, link, spots)).map((l) => l.from)
        : [],
    });
  }
  return { items, end };
}

/** The latest finish alone. */
export function bruteEnd(plan: Plan): number | null {
  const brute = new BruteForce(plan);
  return endOf(brute.settle(brute.bottom()));
}
