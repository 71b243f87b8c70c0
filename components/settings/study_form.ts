/** The study form as typed, and what a service can read out of it. */
import type { Project } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { phasesWords } from "../options.ts";

/** Every field is the text in its control; "" is nothing. */
export interface StudyForm {
  name: string;
  description: string;
  status: string;
  phase: string;
  indication: string;
  sponsor: string;
  targetEnrollment: string;
  timeZone: string;
}

/** Labels by field, as the form and the conflict call them. */
export const STUDY_FIELDS: Record<keyof StudyForm, string> = {
  name: "Name",
  description: "Description",
  status: "Overall status",
  phase: "Phase",
  indication: "Indication",
  sponsor: "Sponsor",
  targetEnrollment: "Target enrollment",
  timeZone: "Time zone",
};

const NAMES = Object.keys(STUDY_FIELDS) as (keyof StudyForm)[];

/** The form of a submitted body; what is missing is empty. */
export function typedForm(body: FormData): StudyForm {
  const text = (name: string) => {
    const value = body.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  return Object.fromEntries(NAMES.map((name) => [name, text(name)])) as unknown as StudyForm;
}

export const EMPTY_STUDY: StudyForm = typedForm(new FormData());

/** The form of a study as it stands. */
export function formOf(study: Project): StudyForm {
  return {
    name: study.name,
    description: study.description ?? "",
    status: study.status ?? "",
    phase: study.phases?.join("/") ?? "",
    indication: study.indication ?? "",
    sponsor: study.sponsor ?? "",
    targetEnrollment: study.targetEnrollment?.toString() ?? "",
    timeZone: study.timeZone ?? "",
  };
}

/**
 * What the services take, still unchecked: empty is null, a number is a number where it can be
 * read as one. With `was`, only what differs from it.
 */
export function inputOf(form: StudyForm, was?: StudyForm): Record<string, unknown> {
  const names = NAMES.filter((name) => was ? form[name] !== was[name] : form[name] !== "");
  return Object.fromEntries(names.map((name) => [name, valueOf(name, form[name])]));
}

function valueOf(name: keyof StudyForm, text: string): unknown {
  if (name === "name") return text;
  if (text === "") return null;
  if (name !== "targetEnrollment") return text;
  const digits = text.replace(/[,\s]/g, "");
  return /^\d{1,15}$/.test(digits) ? Number(digits) : text;
}

/** What a field takes, where its schema has no words for it. */
export const STUDY_HINTS: Record<string, string> = {
  targetEnrollment: "Must be a whole number of participants, such as 180",
};

/** A field that two people changed; or, with `yours` null, that only the other one changed. */
export interface ConflictRow {
  label: string;
  theirs: string;
  yours: string | null;
  /** Who saved it, where that is known. */
  by: string | null;
  /** UTC timestamp. */
  at: string | null;
}

/** Where a field of the form stands in the provenance of a study. */
const SOURCES: Partial<Record<keyof StudyForm, string>> = { phase: "phases" };

/**
 * The stored study with what the reader changed put on it: what he left alone stays as the other
 * person saved it. Without `was` every field counts as changed.
 */
export function rebased(yours: StudyForm, theirs: StudyForm, was?: StudyForm): StudyForm {
  const changed = NAMES.filter((name) => !was || yours[name] !== was[name]);
  return { ...theirs, ...Object.fromEntries(changed.map((name) => [name, yours[name]])) };
}

/**
 * Both versions of what would be overwritten, then what the other person changed besides.
 * @param mine the form as `rebased` gives it
 */
export function conflictRows(
  now: Pick<Project, "provenance">,
  theirs: StudyForm,
  mine: StudyForm,
  was?: StudyForm,
): ConflictRow[] {
  const row = (name: keyof StudyForm, yours: string | null): ConflictRow => {
    const source = now.provenance.fields[SOURCES[name] ?? name];
    return {
      label: STUDY_FIELDS[name],
      theirs: valueWords(name, theirs[name]),
      yours: yours === null ? null : valueWords(name, yours),
      by: source?.by?.name ?? null,
      at: source?.at ?? null,
    };
  };
  const both = NAMES.filter((name) => theirs[name] !== mine[name]);
  const onlyTheirs = NAMES.filter((name) =>
    theirs[name] === mine[name] && was && was[name] !== theirs[name]
  );
  return [
    ...both.map((name) => row(name, mine[name])),
    ...onlyTheirs.map((name) => row(name, null)),
  ];
}

/** What a field says, for those who read it. */
export function valueWords(name: keyof StudyForm, value: string): string {
  if (value === "") return "not known";
  if (name === "status") return enumWords(value);
  return name === "phase" ? phasesWords(value) : value;
}
