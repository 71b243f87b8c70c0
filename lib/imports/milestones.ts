/**
 * The plan skeleton of an import: the milestones every trial has, dated only where the registry
 * says when. Nothing is guessed; the basis of each is written beside it, and none is confirmed.
 */
import { dateWords } from "@/lib/projects/words.ts";
import type { DateFact, StudyFacts } from "./facts.ts";

export interface MilestoneDraft {
  key: string;
  title: string;
  kind: string;
  /** `YYYY-MM` or `YYYY-MM-DD`; null where nobody said, or said only a year. */
  plannedText: string | null;
  certainty: string | null;
  basis: string;
  pointer: string | null;
}

const SKELETON = [
  ["study_start_up", "Study start-up complete", null, "study start-up"],
  ["first_participant_in", "First participant in", "START", null],
  ["last_participant_in", "Last participant in", null, "the end of enrollment"],
  [
    "primary_completion",
    "Primary completion (last participant, primary outcome)",
    "PRIMARY_COMPLETION",
    null,
  ],
  ["study_completion", "Study completion (last participant, last visit)", "COMPLETION", null],
  ["database_lock", "Database lock", null, "database lock"],
  ["study_report", "Clinical study report", null, "the study report"],
] as const;

const FIELD_OF: Record<string, string> = {
  START: "start date",
  PRIMARY_COMPLETION: "primary completion date",
  COMPLETION: "completion date",
};

export function milestoneSkeleton(facts: StudyFacts): MilestoneDraft[] {
  return SKELETON.map(([key, title, from, unknown]) => {
    const draft = { key, title, kind: "milestone" };
    if (from === null) {
      const basis = `Not known: the registry has no date for ${unknown}`;
      return { ...draft, plannedText: null, certainty: null, basis, pointer: null };
    }
    return { ...draft, ...dated(from, facts.dates.find((date) => date.kind === from)) };
  });
}

function dated(kind: string, date: DateFact | undefined) {
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
