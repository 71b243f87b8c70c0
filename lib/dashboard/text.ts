/** Figures and days inside sentences. Pure. */
import { dateWords } from "@/lib/projects/words.ts";

/** Half up at one decimal at most: 1,148 · 2.4 · −3. */
export function num(value: number, digits = 1): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: digits }).replace("-", "−");
}

/** "1 document", "2 documents", of a unit as charts name it, in the plural. */
export function units(n: number, unit: string): string {
  const one = n !== 1 ? unit : unit === "people" ? "person" : unit.replace(/s$/, "");
  return `${num(n)} ${one}`.trim();
}

/** "91.8 %" of 0.918. */
export const pct = (share: number, digits = 1) => `${num(share * 100, digits)} %`;
export const many = (n: number, one: string, more = `${one}s`) =>
  `${num(n)} ${n === 1 ? one : more}`;
export const day = (on: string | null) =>
  on === null ? "a day not known" : dateWords({ value: on });
/** "open_gates" as "open gates". */
export const plain = (key: string) => key.replaceAll("_", " ");
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
