/** What the study knows already of each question, and from where: the person fills the gaps. */
import { dateWords } from "@/lib/projects/words.ts";
import type { FieldSource } from "@/lib/projects/provenance.ts";
import type { Kind, KnownFact, QuestionKey, Value, Values } from "./model.ts";
import type { StudyDoc, StudyRow } from "./queries.ts";
import { FACT_WORDS, factText, KIND_WORDS, sayValue } from "./words.ts";

const RECORD = "Registry record";

function personal(entry: FieldSource): string {
  if (entry.kind === "import") return RECORD;
  const day = entry.at ? dateWords({ value: entry.at.slice(0, 10) }) : null;
  const who = entry.name ?? "somebody who has left";
  return [entry.kind === "confirmed" ? `${who}, confirmed` : who, day].filter(Boolean).join(", ");
}

function rowSource({ source }: StudyRow): string {
  const latest = Object.values(source?.overrides ?? {}).filter(({ kind }) => kind !== "import")
    .sort((a, b) => (a.at ?? "") < (b.at ?? "") ? 1 : -1)[0];
  if (latest) return personal(latest);
  return source?.runId ? RECORD : "Entered by hand";
}

function projectSource({ project }: StudyDoc, column: string): string {
  const entry = project.field_sources[column];
  if (entry) return personal(entry);
  return project.import_run_id ? RECORD : "Entered by hand";
}

const FACTS: [QuestionKey, Values["fact"]["field"], string][] = [
  ["trialName", "name", "name"],
  ["trialName", "officialTitle", "official_title"],
  ["trialName", "acronym", "acronym"],
  ["trialName", "orgStudyId", "org_study_id"],
  ["trialName", "nctId", "nct_id"],
  ["trialName", "phases", "phases"],
  ["trialName", "sponsor", "sponsor"],
  ["enrollment", "targetEnrollment", "target_enrollment"],
  ["stakeholders", "sponsor", "sponsor"],
];

function facts(question: QuestionKey, study: StudyDoc): KnownFact[] {
  return FACTS.flatMap(([key, field, column]) => {
    const value = study.project[column] as Values["fact"]["value"] | null;
    if (key !== question || value === null || value === undefined) return [];
    return [{
      label: FACT_WORDS[field],
      value: factText(value),
      source: projectSource(study, column),
    }];
  });
}

/** The rows that answer a question, as the value that an item would have. */
const ROWS: Partial<Record<QuestionKey, [keyof StudyDoc, Kind, (row: StudyRow) => unknown][]>> = {
  endpoints: [["outcomes", "outcome", (row) => ({ ...row, timeFrame: row.time_frame ?? null })]],
  regulations: [["regulations", "regulation", (row) => row]],
  duration: [
    ["study_durations", "duration", (row) => row],
    ["study_dates", "date", (row) => row],
  ],
  stakeholders: [
    ["stakeholders", "stakeholder", (row) => row],
    ["contacts", "stakeholder", (row) => ({ ...row, organization: row.affiliation, email: null })],
  ],
  risks: [["risks", "risk", (row) => row]],
  documents: [["document_requirements", "document", (row) => row]],
  milestones: [[
    "milestones",
    "milestone",
    (row) => ({ ...row, planned: row.planned_text, said: null }),
  ]],
  systems: [["study_systems", "system", (row) => ({ name: row.name, type: row.system_type })]],
};

const TOLD = new Set(["START", "PRIMARY_COMPLETION", "COMPLETION"]);

function answers(table: string, row: StudyRow): boolean {
  if (table === "study_dates") return TOLD.has(String(row.kind));
  // What a rule suggests is no fact of the study.
  if (table === "risks" || table === "document_requirements") return row.state !== "unconfirmed";
  return table !== "milestones" || row.planned_text !== null;
}

/**
 * What is known without this question's own items: `ours` are the ids of the rows that came of
 * them, which stand below the answer.
 */
export function knownOf(question: QuestionKey, study: StudyDoc, ours: Set<string>): KnownFact[] {
  const rows = (ROWS[question] ?? []).flatMap(([table, kind, value]) =>
    (study[table] as StudyRow[]).filter((row) => answers(table, row) && !ours.has(row.id))
      .map((row) => {
        const { title, more } = sayValue(kind, value(row) as Value);
        const open = table === "milestones" && row.state === "unconfirmed" ? ", not confirmed" : "";
        return {
          label: more.join(" · ") || KIND_WORDS[kind],
          value: title,
          source: rowSource(row) + open,
        };
      })
  );
  return [...facts(question, study), ...rows];
}
