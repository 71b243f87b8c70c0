/**
 * The same definitions by other means, for tests only: days are walked one by one, early dates are
 * the fixed point of "move what is too early by a day", slack is found by trying delays. Shares no
 * code with the engine.
 */
import type { Plan, PlanItem, PlanLink } from "./model.ts";

const DAY = 86_400_000;
const number = (date: string) => {
  const [y, m, d] = date.split("-").map(Number);
  return Date.UTC(y!, m! - 1, d!) / DAY;
};

export type Spot = { start: number | null; finish: number | null };
export type Spots = Map<string, Spot>;

export class BruteForce {
  readonly #working = new Map<number, boolean>();
  constructor(readonly plan: Plan) {}

  works(day: number): boolean {
    let known = this.#working.get(day);
    if (known === undefined) {
      const date = new Date(day * DAY);
      const { workingWeekdays, holidays } = this.plan.calendar;
      known = workingWeekdays.includes(date.getUTCDay() || 7) &&
        !holidays.includes(date.toISOString().slice(0, 10));
      this.#working.set(day, known);
    }
    return known;
  }

  /** Walks `days` days that count, forwards or backwards. */
  walk(instant: number, days: number, working: boolean): number {
    let at = instant;
    for (let left = days; left > 0; at++) if (!working || this.works(at)) left--;
    for (let left = days; left < 0;) {
      at--;
      if (!working || this.works(at)) left++;
    }
    return at;
  }

  fits(item: PlanItem, start: number): boolean {
    return item.kind === "milestone" || item.durationUnit !== "working" || this.works(start);
  }

  finish(item: PlanItem, start: number): number {
    if (item.kind === "milestone") return start;
    return this.walk(start, item.durationDays ?? 0, item.durationUnit === "working");
  }

  /** Where the item stands by facts alone; undefined when it is not started. */
  actual(item: PlanItem): Spot | undefined {
    const { actualStart: s, actualFinish: f } = item;
    if (item.kind === "milestone") {
      const date = f ?? s;
      return date == null ? undefined : { start: number(date) + 1, finish: number(date) + 1 };
    }
    if (s == null && f == null) return undefined;
    return {
      start: s == null ? null : number(s),
      finish: f == null ? null : number(f) + ((item.durationDays ?? 0) === 0 ? 0 : 1),
    };
  }

  /** Whether the link is kept by the two spots. A link without a date asks nothing. */
  kept(link: PlanLink, from: Spot, to: Spot): boolean {
    const source = link.type[0] === "F" ? from.finish : from.start;
    const target = link.type[1] === "F" ? to.finish : to.start;
    if (source === null || target === null) return true;
    return target >= this.walk(source, link.lagDays ?? 0, link.lagUnit === "working");
  }

  into(id: string): PlanLink[] {
    return this.plan.links.filter((link) => link.to === id);
  }

  done = (item: PlanItem) =>
    item.actualFinish != null || item.kind === "milestone" && item.actualStart != null;

  /** Items that have any date at all, by spreading from those that have one. */
  dated(): Set<string> {
    const known = new Set<string>();
    for (let before = -1; before < known.size;) {
      before = known.size;
      for (const item of this.plan.items) {
        const own = item.plannedOn != null || this.actual(item) !== undefined;
        const inherited = this.into(item.id).some((link) => this.source(link, known));
        if (own || inherited) known.add(item.id);
      }
    }
    return known;
  }

  /** Whether the link has a date to start from. */
  source(link: PlanLink, known: Set<string>): boolean {
    if (!known.has(link.from)) return false;
    const item = this.plan.items.find((one) => one.id === link.from)!;
    return !(this.done(item) && link.type[0] === "S" && this.actual(item)!.start === null);
  }

  /** What has started is held by its finish only. */
  binds = (link: PlanLink, to: PlanItem) => link.type[1] === "F" || this.actual(to) === undefined;

  /** Moves one item by a day when anything forbids its place. Tells whether it moved. */
  nudge(item: PlanItem, spots: Spots, floor: { start: number; finish: number }, links: PlanLink[]) {
    const spot = spots.get(item.id)!;
    const days = item.kind === "milestone" ? 0 : item.durationDays ?? 0;
    const kept = links.every((link) => this.kept(link, spots.get(link.from)!, spot));
    if (this.actual(item)) {
      const last = days === 0 ? spot.finish! : spot.finish! - 1;
      if (kept && spot.finish! >= floor.finish && this.fits(item, last)) return false;
      spot.finish!++;
    } else {
      if (kept && spot.start! >= floor.start && this.fits(item, spot.start!)) return false;
      spot.start!++;
      spot.finish = this.finish(item, spot.start!);
    }
    return true;
  }

  /** The lowest instants that an item may have, links aside. */
  floor(item: PlanItem): { start: number; finish: number } {
    const data = this.plan.dataDate == null ? -Infinity : number(this.plan.dataDate);
    const end = item.kind === "milestone" ? 1 : 0;
    const planned = item.plannedOn == null ? -Infinity : number(item.plannedOn) + end;
    const started = this.actual(item)?.start;
    return {
      start: Math.max(planned, data + end),
      finish: Math.max(
        started == null ? -Infinity : this.finish(item, started),
        data + ((item.durationDays ?? 0) === 0 ? end : 1),
      ),
    };
  }

  /** Least places at or above `from` at which nothing is too early; `delay` raises one floor. */
  settle(from: Spots, delay?: { id: string; by: number }): Spots {
    const spots: Spots = new Map([...from].map(([id, spot]) => [id, { ...spot }]));
    const open = this.plan.items.filter((item) => spots.has(item.id) && !this.done(item));
    const links = new Map(open.map((item) => [
      item.id,
      this.into(item.id).filter((link) => spots.has(link.from) && this.binds(link, item)),
    ]));
    const floors = new Map(open.map((item) => [item.id, this.floor(item)]));
    if (delay) {
      const spot = spots.get(delay.id)!;
      floors.set(delay.id, { start: spot.start! + delay.by, finish: spot.finish! + delay.by });
    }
    for (let moved = true; moved;) {
      moved = false;
      for (const item of open) {
        while (this.nudge(item, spots, floors.get(item.id)!, links.get(item.id)!)) moved = true;
      }
    }
    return spots;
  }

  /** A start for the walk that is too early for everything. */
  bottom(): Spots {
    const dates = this.plan.items.flatMap((item) =>
      [item.plannedOn, item.actualStart, item.actualFinish].flatMap((date) =>
        date == null ? [] : [number(date)]
      )
    );
    const longest = this.plan.items.reduce((sum, item) => sum + 3 * (item.durationDays ?? 0), 0) +
      this.plan.links.reduce((sum, link) => sum + 3 * Math.abs(link.lagDays ?? 0), 0);
    const low = Math.min(...dates) - longest - 20;
    const known = this.dated();
    return new Map(
      this.plan.items.filter((item) => known.has(item.id)).map((item) => {
        const actual = this.actual(item);
        if (this.done(item)) return [item.id, actual!];
        const start = actual?.start ?? low;
        return [item.id, { start, finish: actual ? start : this.finish(item, start) }];
      }),
    );
  }
}
