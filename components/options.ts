/** What lists offer: the registry's words for how a study or a site stands, and for its phase. */
import { enumWords } from "@/lib/projects/words.ts";
import { phaseLabel } from "./words.ts";

export interface Option {
  value: string;
  label: string;
}

const SITE_STATUSES = [
  "NOT_YET_RECRUITING",
  "RECRUITING",
  "ENROLLING_BY_INVITATION",
  "ACTIVE_NOT_RECRUITING",
  "SUSPENDED",
  "COMPLETED",
  "TERMINATED",
  "WITHDRAWN",
];

/** Those after the first are the registry's for expanded access and for what it no longer hears of. */
const STUDY_STATUSES = [
  ...SITE_STATUSES,
  "AVAILABLE",
  "NO_LONGER_AVAILABLE",
  "TEMPORARILY_NOT_AVAILABLE",
  "APPROVED_FOR_MARKETING",
  "WITHHELD",
  "UNKNOWN",
];

const PHASES = [
  "EARLY_PHASE1",
  "PHASE1",
  "PHASE1/PHASE2",
  "PHASE2",
  "PHASE2/PHASE3",
  "PHASE3",
  "PHASE4",
  "NA",
];

const inWords = (value: string): Option => ({ value, label: enumWords(value) });

export const SITE_STATUS_OPTIONS: Option[] = SITE_STATUSES.map(inWords);
export const STUDY_STATUS_OPTIONS: Option[] = STUDY_STATUSES.map(inWords);
export const PHASE_OPTIONS: Option[] = PHASES.map((value) => ({
  value,
  label: phasesWords(value),
}));

/** "PHASE2/PHASE3" as a form carries it -> "Phase 2/3". */
export function phasesWords(value: string): string {
  return phaseLabel(value.split("/")) ?? "Not applicable";
}

/** The list, with what stands where it offers something else: a form never drops a value unseen. */
/** Who owns something: the people who see the study, or nobody; who left stays where they stand. */
export const ownerOptions = (people: { id: string; name: string }[], current = ""): Option[] =>
  withCurrent([
    { value: "", label: "Nobody" },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ], { value: current, label: "As it is now" });

export function withCurrent(options: Option[], current: Option): Option[] {
  const known = current.value === "" || options.some((one) => one.value === current.value);
  return known ? options : [...options, current];
}
