/** Random plans from a seed, for tests only. */
import type { IsoDate, LinkType, Plan, PlanItem, PlanLink } from "./model.ts";

export type Random = () => number;

/** mulberry32: small, good enough, the same on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const between = (random: Random, low: number, high: number) =>
  low + Math.floor(random() * (high - low + 1));
export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)]!;

const TYPES: LinkType[] = ["FS", "FS", "SS", "FF", "SF"];
const UNITS = ["working", "calendar"] as const;
const WEEKS = [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [7, 1, 2, 3, 4], [1, 3], [2, 3, 4, 5, 6, 7]];

export const dateAt = (offset: number): IsoDate =>
  new Date(Date.UTC(2026, 10, 21) + offset * 86_400_000).toISOString().slice(0, 10);

function randomItem(random: Random, i: number): PlanItem {
  const kind = random() < 0.25 ? "milestone" : "task";
  const item: PlanItem = { id: `i${i}`, kind };
  if (kind === "task") {
    item.durationDays = random() < 0.12 ? 0 : between(random, 1, 8);
    item.durationUnit = pick(random, UNITS);
  }
  if (random() < 0.45) item.plannedOn = dateAt(between(random, -10, 25));
  const luck = random();
  const at = between(random, -12, 12);
  if (luck < 0.06) item.actualStart = dateAt(at);
  else if (luck < 0.12) {
    item.actualStart = dateAt(at);
    item.actualFinish = kind === "milestone" ? dateAt(at) : dateAt(at + between(random, 0, 6));
  } else if (luck < 0.15) item.actualFinish = dateAt(at);
  return item;
}

function randomLink(random: Random, from: string, to: string): PlanLink {
  return {
    from,
    to,
    type: pick(random, TYPES),
    lagDays: random() < 0.5 ? 0 : between(random, -6, 6),
    lagUnit: pick(random, UNITS),
  };
}

/** A plan without circles; ids are in no order of the links. */
export function randomPlan(random: Random, size: number, links: number): Plan {
  const items = Array.from({ length: size }, (_, i) => randomItem(random, i));
  const order = items.map((item) => item.id).sort(() => random() - 0.5);
  return {
    calendar: {
      workingWeekdays: pick(random, WEEKS),
      holidays: Array.from(
        { length: between(random, 0, 6) },
        () => dateAt(between(random, -20, 40)),
      ),
    },
    items,
    links: size < 2 ? [] : Array.from({ length: links }, () => {
      const from = between(random, 0, size - 2);
      return randomLink(random, order[from]!, order[between(random, from + 1, size - 1)]!);
    }),
    dataDate: random() < 0.3 ? dateAt(between(random, -5, 10)) : null,
  };
}

/** The plan with its links turned so that there is at least one circle. */
export function withCycle(random: Random, plan: Plan): Plan {
  const ids = plan.items.map((item) => item.id).sort(() => random() - 0.5);
  const ring = ids.slice(0, between(random, 1, Math.min(6, ids.length)));
  const closing = ring.map((id, i) => randomLink(random, id, ring[(i + 1) % ring.length]!));
  return { ...plan, links: [...plan.links, ...closing].sort(() => random() - 0.5) };
}
