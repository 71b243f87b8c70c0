/** English for the registry's enumerations, dates and fields. Pure, for pages and islands. */
import type { PartialDate } from "./model.ts";

const PHASE_WORDS: Record<string, string> = {
  NA: "Not applicable",
  EARLY_PHASE1: "Early phase 1",
  PHASE1: "Phase 1",
  PHASE2: "Phase 2",
  PHASE3: "Phase 3",
  PHASE4: "Phase 4",
};

const SPECIAL: Record<string, string> = {
  ACTIVE_NOT_RECRUITING: "Active, not recruiting",
  NON_RANDOMIZED: "Not randomised",
  RANDOMIZED: "Randomised",
  SINGLE_GROUP: "Single group",
  NONE: "None, open label",
  ECT: "Educational, counselling or training",
  NA: "Not applicable",
  NIH: "NIH",
  FED: "US federal agency",
  OTHER_GOV: "Other government agency",
  INDIV: "Individual",
  AMBIG: "Ambiguous",
  EUDRACT_NUMBER: "EudraCT number",
  CTIS: "EU CTIS number",
};

/** "Phase 1/Phase 2", "Phase 3"; null (not known, or an observational study) is "". */
export function phaseWords(phases: string[] | null): string {
  return (phases ?? []).map((phase) => PHASE_WORDS[phase] ?? enumWords(phase)).join("/");
}

/** "NOT_YET_RECRUITING" is "Not yet recruiting"; null is "Not known". */
export function enumWords(value: string | null): string {
  if (value === null) return "Not known";
  const special = SPECIAL[value];
  if (special) return special;
  const words = value.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "6 Oct 2025", "Oct 2025" or "2025": as exact as it is known. */
export function dateWords(date: { value: string } | null): string {
  if (date === null) return "Not known";
  const [year, month, day] = date.value.split("-");
  const name = month === undefined ? "" : MONTHS[Number(month) - 1] ?? "";
  return [day === undefined ? "" : String(Number(day)), name, year].filter(Boolean).join(" ");
}

/** "estimated", "actual", or "" where the source does not say. */
export function certaintyWords(date: PartialDate | null): string {
  return date?.type ? date.type.toLowerCase() : "";
}

const DATE_WORDS: Record<string, string> = {
  START: "Study start",
  PRIMARY_COMPLETION: "Primary completion",
  COMPLETION: "Study completion",
  VERIFIED: "Record verified",
  FIRST_SUBMIT: "First submitted",
  FIRST_SUBMIT_QC: "First submitted that met quality control",
  FIRST_POST: "First posted",
  RESULTS_FIRST_SUBMIT: "Results first submitted",
  RESULTS_FIRST_SUBMIT_QC: "Results first submitted that met quality control",
  RESULTS_FIRST_POST: "Results first posted",
  DISP_FIRST_SUBMIT: "Delay of results first submitted",
  DISP_FIRST_SUBMIT_QC: "Delay of results first submitted that met quality control",
  DISP_FIRST_POST: "Delay of results first posted",
  LAST_UPDATE_SUBMIT: "Last update submitted",
  LAST_UPDATE_POST: "Last update posted",
};

/** What a kind of registry date is called. */
export function dateKindWords(kind: string): string {
  return DATE_WORDS[kind] ?? enumWords(kind);
}

const FIELD_WORDS: Record<string, string> = {
  nctId: "NCT number",
  orgStudyId: "Organisation's study id",
  secondaryIds: "Other ids",
  studyType: "Study type",
  status: "Overall status",
  whyStopped: "Why stopped",
  targetEnrollment: "Target enrollment",
  enrollmentKind: "Enrollment, actual or estimated",
  sponsorClass: "Kind of sponsor",
  eligibilityText: "Eligibility, full text",
  stdAges: "Age groups",
  hasResults: "Results posted",
  whoMasked: "Who is masked",
  designDescription: "Design, described",
  armType: "Type",
  interventionType: "Type",
  timeFrame: "Time frame",
  phoneExt: "Phone extension",
  lat: "Latitude",
  lon: "Longitude",
  zip: "Postcode",
  measure: "Measure",
};

/** What a field is called: `primaryPurpose` is "Primary purpose". */
export function fieldWords(field: string): string {
  const known = FIELD_WORDS[field];
  if (known) return known;
  const words = field.replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
