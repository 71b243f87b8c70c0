/** Figures of an action as parts of a sentence. Pure. */

/** Figures of an action; null: not known. */
export type Facts = Record<string, unknown>;

/** Of an action, what its words are made of. */
export interface Told {
  label: string;
  facts: Facts;
}

export interface RuleWords {
  title(told: Told): string;
  /** The rule: "… ." with its limit. */
  rule: string;
  found(told: Told): string;
  /** Why it matters, for who asks. */
  matters: string;
  /** Verb of the button. */
  act: string;
}

export const number = (value: unknown) => typeof value === "number" ? value : 0;
export const text = (value: unknown) => typeof value === "string" ? value : "";
export const texts = (value: unknown) => Array.isArray(value) ? value.map(String) : [];
export function grouped(value: number): string {
  const [whole, fraction] = String(value).split(".");
  const digits = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction ? `${digits}.${fraction}` : digits;
}
export const many = (count: unknown, one: string, more = `${one}s`) =>
  `${grouped(number(count))} ${number(count) === 1 ? one : more}`;
export const days = (count: unknown) => many(count, "day");
/** "a, b and c". */
export const listed = (all: string[]) =>
  all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** `2026-03` as "Mar 2026". */
export function day(value: unknown): string {
  const [year, month, date] = text(value).split("-");
  return [date && Number(date), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}
