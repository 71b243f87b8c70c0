/** How documents and versions are said and marked. */
import {
  type Expected,
  KIND_WORDS,
  KINDS,
  NEEDED_WORDS,
  WHEN_WORDS,
} from "@/lib/documents/model.ts";
import { formatDate, plural } from "../format.ts";
import type { GlyphName } from "../icons.tsx";
import type { Option } from "../options.ts";

const GLYPHS: Record<string, GlyphName> = {
  missing: "unk",
  pending: "info",
  current: "ok",
  expiring: "risk",
  expired: "crit",
  superseded: "info",
  withdrawn: "risk",
  waived: "info",
};

/** A document that is missing is a lack where a step waits for it. */
export const documentGlyph = ({ state, neededFor }: Pick<Expected, "state" | "neededFor">) =>
  state === "missing" && neededFor !== null ? "crit" : versionGlyph(state);

export const versionGlyph = (state: string): GlyphName => GLYPHS[state] ?? "unk";

/** Why it stands so, with its days. */
export function because(
  one: Pick<Expected, "state" | "expiresOn" | "daysLeft" | "reason">,
): string {
  const { state, expiresOn, daysLeft, reason } = one;
  if (state === "waived" && reason) return reason;
  if (daysLeft !== null && expiresOn !== null) {
    if (state === "expired") {
      return `${plural(-daysLeft, "day")} ago, ${formatDate(expiresOn)} was the last`;
    }
    if (state === "expiring") {
      return daysLeft === 0
        ? "today is the last day"
        : `${plural(daysLeft, "day")} left, to ${formatDate(expiresOn)}`;
    }
    if (state === "current") return `to ${formatDate(expiresOn)}`;
  }
  return WHEN_WORDS[state] ?? "";
}

export const placeOf = ({ level, country, site }: Pick<Expected, "level" | "country" | "site">) =>
  level === "SITE" ? site ?? "A site" : level === "COUNTRY" ? country ?? "A country" : "Study";

export const KIND_OPTIONS: Option[] = KINDS.map((value) => ({ value, label: KIND_WORDS[value] }));
export const NEEDED_OPTIONS: Option[] = Object.entries(NEEDED_WORDS)
  .map(([value, label]) => ({ value, label }));
export const LEVEL_OPTIONS: Option[] = [
  { value: "STUDY", label: "One for the study" },
  { value: "COUNTRY", label: "One for each country" },
  { value: "SITE", label: "One for each site" },
];
