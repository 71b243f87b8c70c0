/** What confirming a suggested requirement would do at once, in words. Pure. */
import type { Effect } from "@/lib/documents/model.ts";
import { formatNumber, plural } from "../format.ts";

type Level = "STUDY" | "COUNTRY" | "SITE";
const NOUNS: Record<Level, [one: string, more: string]> = {
  STUDY: ["study", "studies"],
  COUNTRY: ["country", "countries"],
  SITE: ["site", "sites"],
};

/** "12 of 25 sites lack it at once; 3 of them are active already". */
export function effectWords(effect: Effect, level: string | null): string {
  const { places, lacking, activeSites } = effect;
  const [one, more] = NOUNS[(level ?? "STUDY") as Level] ?? NOUNS.STUDY;
  if (places === 0) return `expected nowhere yet: no ${one} that it is for`;
  if (level === null || level === "STUDY") {
    return lacking === 0
      ? "the study holds it"
      : `the study lacks it at once${active(activeSites)}`;
  }
  if (lacking === 0) return `held at ${plural(places, one, more)}`;
  return `${formatNumber(lacking)} of ${plural(places, one, more)} ${
    lacking === 1 ? "lacks" : "lack"
  } it at once${active(activeSites)}`;
}

const active = (sites: number) =>
  sites === 0 ? "" : `; ${plural(sites, "site")} without it ${sites === 1 ? "is" : "are"} active`;

/** Of all suggestions together: places that would lack a document. */
export const lackingInAll = (effects: Effect[]): number =>
  effects.reduce((sum, { lacking }) => sum + lacking, 0);
