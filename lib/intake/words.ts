/** The ten questions in plain words, and how items read. Pure, for pages. */
import { dateWords } from "@/lib/projects/words.ts";
import type { Kind, QuestionKey, Value, Values } from "./model.ts";

export interface QuestionWords {
  /** In lists. */
  short: string;
  ask: string;
  why: string;
  /** All of them made up. */
  examples: string[];
  /** What a part that the rules cannot read is entered as. */
  hand: Kind;
}

export const QUESTIONS: Record<QuestionKey, QuestionWords> = {
  trialName: {
    short: "Trial name",
    ask: "What is the trial called?",
    why: "The name stands on every page and in every list. Numbers and titles help others find it.",
    examples: [
      "MERIDIAN-3",
      "MERIDIAN-3\nProtocol: NR-2026-014\nOfficial title: Prevention of migraine with tolvipant in adults\nPhase 3\nSponsor: Northfold Research",
    ],
    hand: "fact",
  },
  endpoints: {
    short: "Endpoints",
    ask: "What will the trial measure?",
    why: "Endpoints decide what has to be collected, when, and what must not go wrong.",
    examples: [
      "Primary: change in monthly migraine days at week 12\nSecondary:\n- responder rate at week 12\n- acute medication days per month",
      "Primary endpoint - overall survival (24 months)",
    ],
    hand: "outcome",
  },
  enrollment: {
    short: "Enrollment",
    ask: "How many people should take part?",
    why:
      "The target is what enrollment is measured against. A range stays open until it is one number.",
    examples: ["N=300 (150 per arm)", "approx. 560 participants at 40 sites", "Target: 1,200"],
    hand: "fact",
  },
  regulations: {
    short: "Regulations",
    ask: "Which rules does the trial follow?",
    why: "They say which documents, approvals and reports are expected.",
    examples: [
      "ICH E6(R3), 21 CFR Part 11, EU CTR 536/2014",
      "- Declaration of Helsinki\n- GDPR\n- Local ethics rules of Alder Quay",
    ],
    hand: "regulation",
  },
  duration: {
    short: "Duration",
    ask: "How long will it take?",
    why: "Start, end and the length of each part make the plan. What is not known stays open.",
    examples: [
      "approx. 24 months, enrollment 12 months, follow-up 18-24 months",
      "Start: Jan 2027\nEnd: Dec 2029",
    ],
    hand: "duration",
  },
  stakeholders: {
    short: "Stakeholders",
    ask: "Who has a part in it?",
    why: "Whom to ask, who approves, who must be told. No trial participants here.",
    examples: [
      "Sponsor: Northfold Research\nCRO: Kestrel Clinical\nMedical monitor: Dr Maud Keller (Kestrel Clinical)",
      "Ethics committee of Alder Quay Hospital",
    ],
    hand: "stakeholder",
  },
  risks: {
    short: "Risks",
    ask: "What could go wrong?",
    why: "Risks named early get an owner and a limit before they happen.",
    examples: [
      "- Slow enrollment at small sites; mitigation: open four more\n- Diary entries missing over holidays",
    ],
    hand: "risk",
  },
  documents: {
    short: "Documents",
    ask: "Which documents must exist?",
    why: "What is expected can be missed in time; what nobody expects is found at the inspection.",
    examples: [
      "Protocol, investigator's brochure, monitoring plan",
      "- Informed consent form (per site)\n- Ethics approval for each country",
    ],
    hand: "document",
  },
  milestones: {
    short: "Milestones",
    ask: "Which moments matter, and when?",
    why: "Dates are kept as exact as you say them: a quarter stays a quarter.",
    examples: [
      "FPI Q2 2027\nLPLV Jan 2029\nDatabase lock: 2029-03-15",
      "First site active - March 2027",
    ],
    hand: "milestone",
  },
  systems: {
    short: "Systems",
    ask: "Which computer systems will be used?",
    why: "Each one that holds trial records has to be validated, and access has to be given.",
    examples: ["EDC: Corvane / IRT: Lattice", "eTMF in Bindery Vault; ePRO by Daybook"],
    hand: "system",
  },
};

export const KIND_WORDS: Record<Kind, string> = {
  fact: "Fact of the study",
  outcome: "Outcome",
  duration: "Duration",
  date: "Date",
  regulation: "Regulation",
  stakeholder: "Stakeholder",
  risk: "Risk",
  document: "Expected document",
  milestone: "Milestone",
  system: "System",
};

export const FACT_WORDS: Record<Values["fact"]["field"], string> = {
  name: "Name",
  officialTitle: "Official title",
  acronym: "Acronym",
  orgStudyId: "Protocol number",
  nctId: "NCT number",
  phases: "Phase",
  sponsor: "Sponsor",
  targetEnrollment: "Target enrollment",
};

export const PART_WORDS: Record<Values["duration"]["part"], string> = {
  STUDY: "Whole study",
  START_UP: "Start-up",
  ENROLLMENT: "Enrollment",
  TREATMENT: "Treatment",
  FOLLOW_UP: "Follow-up",
  CLOSE_OUT: "Close-out",
};

export const DATE_WORDS: Record<Values["date"]["kind"], string> = {
  START: "Study start",
  PRIMARY_COMPLETION: "Primary completion",
  COMPLETION: "Study completion",
};

export const UNIT_WORDS: Record<Values["duration"]["unit"], string> = {
  DAY: "days",
  WEEK: "weeks",
  MONTH: "months",
  YEAR: "years",
};

export const OUTCOME_WORDS: Record<string, string> = {
  PRIMARY: "Primary",
  SECONDARY: "Secondary",
  OTHER: "Other",
};

export const SCOPE_WORDS: Record<string, string> = {
  STUDY: "once in the study",
  COUNTRY: "for each country",
  SITE: "for each site",
};

const PHASES: Record<string, string> = { NA: "not applicable", EARLY_PHASE1: "early phase 1" };

/** A length as it was said: "18 to 24 months", "up to 12 weeks", "about 2 years". */
export function lengthWords(value: Omit<Values["duration"], "part">): string {
  const { shortest, longest, unit } = value;
  const number = shortest === null
    ? `up to ${longest}`
    : longest === null
    ? `at least ${shortest}`
    : shortest === longest
    ? `${shortest}`
    : `${shortest} to ${longest}`;
  const one = shortest === 1 && longest === 1;
  const unitWord = one ? UNIT_WORDS[unit].slice(0, -1) : UNIT_WORDS[unit];
  return `${value.approximate ? "about " : ""}${number} ${unitWord}`;
}

/** A fact's value as text. */
export function factText(value: Values["fact"]["value"]): string {
  if (typeof value === "number") return value.toLocaleString("en");
  if (typeof value === "string") return value;
  return value.map((phase) => PHASES[phase] ?? phase.replace("PHASE", "Phase ")).join(" / ");
}

interface Said {
  title: string;
  /** Small words below. */
  more: string[];
}

const given = (...words: (string | null | false)[]) => words.filter((word) => !!word) as string[];

const SAY: { [K in Kind]: (value: Values[K]) => Said } = {
  fact: ({ field, value }) => ({ title: factText(value), more: [FACT_WORDS[field]] }),
  outcome: ({ kind, measure, timeFrame }) => ({
    title: measure,
    more: given(kind && `${OUTCOME_WORDS[kind]} outcome`, timeFrame && `Time frame: ${timeFrame}`),
  }),
  duration: (value) => ({ title: lengthWords(value), more: [PART_WORDS[value.part]] }),
  date: ({ kind, value }) => ({ title: dateWords({ value }), more: [DATE_WORDS[kind]] }),
  regulation: ({ name, jurisdiction }) => ({ title: name, more: given(jurisdiction) }),
  stakeholder: ({ name, role, organization, email }) => {
    const all = given(name, role, organization);
    return { title: all[0] ?? "", more: given(...all.slice(1), email) };
  },
  risk: ({ title, description, mitigation }) => ({
    title,
    more: given(description, mitigation && `Mitigation: ${mitigation}`),
  }),
  document: ({ title, scope }) => ({ title, more: given(scope && SCOPE_WORDS[scope]!) }),
  milestone: ({ title, planned, said }) => ({
    title,
    more: [
      planned
        ? dateWords({ value: planned })
        : said
        ? `“${said}”: no date yet, the words are kept`
        : "no date said",
    ],
  }),
  system: ({ type, name }) => {
    const all = given(name, type);
    return { title: all[0] ?? "", more: all.slice(1) };
  },
};

/** An item in words: a title and what stands below it. */
export function sayValue(kind: Kind, value: Value): Said {
  return (SAY[kind] as (value: Value) => Said)(value);
}
