/**
 * The guided intake: ten questions, what is read in their answers, and how far it is.
 * Types and pure rules only. A `null` means "not said".
 */

export const QUESTION_KEYS = [
  "trialName",
  "endpoints",
  "enrollment",
  "regulations",
  "duration",
  "stakeholders",
  "risks",
  "documents",
  "milestones",
  "systems",
] as const;
export type QuestionKey = typeof QUESTION_KEYS[number];

/** Longest answer, in characters. */
export const ANSWER_LENGTH = 20_000;

/** Facts of the project itself that an answer may give. */
export const FACT_FIELDS = [
  "name",
  "officialTitle",
  "acronym",
  "orgStudyId",
  "nctId",
  "phases",
  "sponsor",
  "targetEnrollment",
] as const;
export type FactField = typeof FACT_FIELDS[number];

export const DURATION_PARTS = [
  "STUDY",
  "START_UP",
  "ENROLLMENT",
  "TREATMENT",
  "FOLLOW_UP",
  "CLOSE_OUT",
] as const;
export const UNITS = ["DAY", "WEEK", "MONTH", "YEAR"] as const;
export const DATE_KINDS = ["START", "PRIMARY_COMPLETION", "COMPLETION"] as const;
export const OUTCOME_KINDS = ["PRIMARY", "SECONDARY", "OTHER"] as const;
export const SCOPES = ["STUDY", "COUNTRY", "SITE"] as const;

/** What an item says, by its kind. */
export interface Values {
  fact: { field: FactField; value: string | number | string[] };
  outcome: {
    /** Null where the answer does not say which: a person has to. */
    kind: typeof OUTCOME_KINDS[number] | null;
    measure: string;
    timeFrame: string | null;
  };
  duration: {
    part: typeof DURATION_PARTS[number];
    shortest: number | null;
    longest: number | null;
    unit: typeof UNITS[number];
    approximate: boolean;
  };
  /** `value` is 2027, 2027-01 or 2027-01-15: as exact as it was said. */
  date: { kind: typeof DATE_KINDS[number]; value: string };
  regulation: { name: string; jurisdiction: string | null };
  stakeholder: {
    name: string | null;
    role: string | null;
    organization: string | null;
    email: string | null;
  };
  risk: { title: string; description: string | null; mitigation: string | null };
  document: { title: string; scope: typeof SCOPES[number] | null };
  milestone: {
    /** One of the milestones that every study has, else null. */
    key: string | null;
    title: string;
    /** As exact as it was said; null for a quarter, "in spring" or nothing. */
    planned: string | null;
    /** The words about when, as written; null where there are none. */
    said: string | null;
  };
  system: { type: string | null; name: string | null };
}
export type Kind = keyof Values;
export type Value = Values[Kind];

/** A part of an answer: from `start` up to `end`, in UTF-16 units. */
interface Span {
  start: number;
  end: number;
  text: string;
}

/** What the rules make of a part of an answer; `hint` says why one could not be read. */
export type Reading =
  & Span
  & (
    | { [K in Kind]: { kind: K; value: Values[K]; hint: null } }[Kind]
    | { kind: Kind; value: null; hint: string }
  );

export interface Person {
  id: string;
  name: string | null;
}

/** What stands in the study where an item would go, and differs from it. */
export interface Standing {
  text: string;
  /** The row is confirmed: a change needs a reason. */
  regulated: boolean;
}

export interface Item extends Span {
  id: string;
  kind: Kind;
  /** Null: not understood, see `hint`. */
  value: Value | null;
  hint: string | null;
  /** The answer still says it. */
  present: boolean;
  state: "open" | "confirmed" | "rejected";
  /** As confirmed, when it was edited. */
  decided: Value | null;
  by: Person | null;
  at: string | null;
  target: { table: string; id: string } | null;
  /** Of an open item: what confirming it would replace. */
  standing: Standing | null;
  /** Fields that a person has to give before it can be confirmed. */
  missing: string[];
}

/** Something that the study knows already, whoever said it. */
export interface KnownFact {
  label: string;
  value: string;
  /** "Registry record", "Ada Rennick, 12 Mar 2026". */
  source: string;
}

export interface Answer {
  id: string;
  raw: string;
  version: number;
  by: Person | null;
  at: string;
}

export interface Question {
  key: QuestionKey;
  answer: Answer | null;
  items: Item[];
  known: KnownFact[];
}

export interface Progress {
  total: number;
  answered: number;
  /** Questions without an answer whose facts are known from elsewhere. */
  known: number;
  confirmed: number;
  toConfirm: number;
  unread: number;
}

export interface Intake {
  questions: Question[];
  progress: Progress;
  /** Where to go on: the question after the one answered last that is still open. */
  next: QuestionKey | null;
}

export const isOpen = (item: Item) => item.state === "open";
export const isRead = (item: Item) => item.value !== null;
export const isAnswered = (question: Question) => (question.answer?.raw.trim() ?? "") !== "";

export function progressOf(questions: Question[]): Progress {
  const items = questions.flatMap((question) => question.items);
  return {
    total: questions.length,
    answered: questions.filter(isAnswered).length,
    known: questions.filter((one) => !isAnswered(one) && one.known.length > 0).length,
    confirmed: items.filter((item) => item.state === "confirmed").length,
    toConfirm: items.filter((item) => isOpen(item) && isRead(item)).length,
    unread: items.filter((item) => isOpen(item) && !isRead(item)).length,
  };
}

/**
 * Where somebody who comes back goes on: the first open question after the one answered last, else
 * the first open one, else the first with something to decide. Null when all is done.
 */
export function nextOf(questions: Question[]): QuestionKey | null {
  const open = (one: Question) => !isAnswered(one) && one.known.length === 0;
  const last = questions.filter(isAnswered)
    .reduce((max, one) => (one.answer!.at > max ? one.answer!.at : max), "");
  const at = questions.findIndex((one) => isAnswered(one) && one.answer!.at === last);
  const order = [...questions.slice(at + 1), ...questions.slice(0, at + 1)];
  const found = order.find(open) ?? questions.find((one) => one.items.some(isOpen)) ??
    questions.find((one) => !isAnswered(one));
  return found?.key ?? null;
}
