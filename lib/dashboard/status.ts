/**
 * How a figure stands against its target: the one place of thresholds. Targets are those seen in the
 * field (PRODUCT.md); a widget's `target` parameter goes before them.
 */
import { LEAST_OF_PLAN, standOfPlan } from "@/lib/enrollment/words.ts";
import { type Doc, n, s } from "./entry.ts";
import type { Stand } from "./model.ts";
import { many, num } from "./text.ts";

/** Fewer than these are no base for a rate. */
export const MINIMUM = { people: 10, actions: 5, documents: 1, gained: 5 } as const;

export const TARGETS = {
  /** Of what is planned until then, at least. */
  ofPlan: LEAST_OF_PLAN,
  /** Screened for one enrolled, fewer than. */
  screenRatio: 3,
  retention: 0.85,
  capaOnTime: 0.9,
  /** Days that the end may be later than promised. */
  slippage: 14,
  /** Forecast over plan, at most. */
  variance: 0.1,
} as const;

export const onTrack = (reason: string): Stand => ({ state: "on-track", reason });
export const atRisk = (reason: string): Stand => ({ state: "at-risk", reason });
export const critical = (reason: string): Stand => ({ state: "critical", reason });
export const unknown = (reason: string): Stand => ({ state: "unknown", reason });

export interface Rate {
  /** Null where one of the counts is missing. */
  of: number | null;
  by: number | null;
  /** "enrolled": what the divisor counts. */
  noun: string;
  minimum: number;
}

/** Why a rate says nothing; null when it does. */
export function whyUnknown({ of, by, noun, minimum }: Rate): string | null {
  if (of === null && by === null) return "nothing is counted yet";
  if (of === null || by === null) {
    return `${noun} and what is divided by it were not counted together`;
  }
  if (by < minimum) return `${num(by)} ${noun}, needs ${minimum} for a rate`;
  return null;
}

/** A figure against its target, where there is one of each. */
const against = (holds: (value: number, target: number) => boolean) =>
(
  rate: Rate,
  value: number | null,
  target: number | null,
  words: string,
): Stand => {
  const why = whyUnknown(rate);
  if (why !== null || value === null) return unknown(why ?? "there is nothing to divide by");
  if (target === null) return unknown("no target is set");
  return holds(value, target) ? onTrack(words) : atRisk(words);
};

/** A share that should be over its target. */
export const shareOver = against((value, target) => value > target);

/** A figure that should be under its target. */
export const under = against((value, target) => value < target);

/** People enrolled against what is planned until the day of the newest count, as enrollment has it. */
export function ofPlan({ value, facts }: Pick<Doc, "value" | "facts">, least?: number): Stand {
  const { firstOn, lastOn, today, over } = facts;
  const when = {
    firstOn: s(firstOn),
    lastOn: s(lastOn),
    today: s(today) ?? "",
    over: over === true,
  };
  return standOfPlan(n(value), n(facts.planned), when, least);
}

/** Counts of what is bad: the worst that there is decides. */
export function worst(
  found: { critical?: number; atRisk?: number; of?: number; known?: number },
  words: { critical: string; atRisk: string; none: string; nothing: string },
): Stand {
  const { critical: crit = 0, atRisk: risk = 0, of = 1, known = of } = found;
  if (of === 0) return unknown(words.nothing);
  if (crit > 0) return critical(`${num(crit)} ${words.critical}`);
  if (risk > 0) return atRisk(`${num(risk)} ${words.atRisk}`);
  return known === 0 ? unknown(words.nothing) : onTrack(words.none);
}

/** Days that an end is later than promised. */
export function slip(days: number | null, limit: number): Stand {
  if (days === null) return unknown("no baseline, or no day to compare with it");
  if (days <= 0) return onTrack(days === 0 ? "on the promised day" : `${many(-days, "day")} early`);
  const words = `${many(days, "day")} after the baseline, limit ${limit}`;
  return days > limit ? atRisk(words) : onTrack(words);
}
