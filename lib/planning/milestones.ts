/**
 * The milestones of the plan skeleton, those that every trial has, dated only where the registry
 * says when. Nothing is guessed; the basis of each is written beside it, and none is confirmed.
 */
import { dateWords } from "@/lib/projects/words.ts";

/** A date of the registry; `value` may be no more precise than a month or a year. */
export interface RegistryDate {
  kind: string;
  value: string;
  certainty: string | null;
  /** JSON pointer into the record that it came from. */
  pointer: string;
}

export interface MilestoneDraft {
  key: string;
  title: string;
  kind: string;
  phase: "start_up" | "recruitment" | "conduct" | "close_out";
  /** `YYYY-MM` or `YYYY-MM-DD`; null where nobody said, or said only a year. */
  plannedText: string | null;
  certainty: string | null;
  basis: string;
  pointer: string | null;
}

const SKELETON = [
  ["study_start_up", "Study start-up complete", "start_up", null, "study start-up"],
  ["first_participant_in", "First participant in", "recruitment", "START", null],
  ["last_participant_in", "Last participant in", "recruitment", null, "the end of enrollment"],
  [
    "primary_completion",
    "Primary completion (last participant, primary outcome)",
    "conduct",
    "PRIMARY_COMPLETION",
    null,
  ],
  [
    "study_completion",
    "Study completion (last participant, last visit)",
    "conduct",
    "COMPLETION",
    null,
  ],
  ["database_lock", "Database lock", "close_out", null, "database lock"],
  ["study_report", "Clinical study report", "close_out", null, "the study report"],
] as const;

const FIELD_OF: Record<string, string> = {
  START: "start date",
  PRIMARY_COMPLETION: "primary completion date",
  COMPLETION: "completion date",
};

export function milestoneSkeleton(facts: { dates: readonly RegistryDate[] }): MilestoneDraft[] {
  return SKELETON.map(([key, title, phase, from, unknown]) => {
    const draft = { key, title, kind: "milestone", phase };
    if (from === null) {
      const basis = `Not known: the registry has no date for ${unknown}`;
      return { ...draft, plannedText: null, certainty: null, basis, pointer: null };
    }
    return { ...draft, ...dated(from, facts.dates.find((date) => date.kind === from)) };
  });
}

function dated(kind: string, date: RegistryDate | undefined) {
  const field = FIELD_OF[kind] ?? kind;
  if (!date) {
    const basis = `Not known: the record has no ${field}`;
    return { plannedText: null, certainty: null, basis, pointer: null };
  }
  const { certainty, pointer } = date;
  if (date.value.length === 4) {
    const basis = `Registry ${field}, which gives only the year ${date.value}`;
    return { plannedText: null, certainty, basis, pointer };
  }
  const kindWords = certainty ? `, ${certainty.toLowerCase()}` : "";
  const basis = `Registry ${field} ${dateWords(date)}${kindWords}`;
  return { plannedText: date.value, certainty, basis, pointer };
}
