/** The study form as typed, and what a service can read out of it. */
import type { Project } from "@/lib/projects/model.ts";

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

/** Both versions of the fields in which they differ. */
export function conflictRows(theirs: StudyForm, yours: StudyForm) {
  return NAMES.filter((name) => theirs[name] !== yours[name]).map((name) => ({
    label: STUDY_FIELDS[name],
    theirs: theirs[name] || "not known",
    yours: yours[name] || "not known",
  }));
}
