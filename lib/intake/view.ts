/** From the document of the database to what pages and the API show. */
import {
  type Answer,
  type Intake,
  type Item,
  nextOf,
  progressOf,
  type Question,
  QUESTION_KEYS,
  type QuestionKey,
} from "./model.ts";
import { knownOf } from "./known.ts";
import { spotOf } from "./placing.ts";
import type { AnswerRow, IntakeDoc, ItemRow, StudyDoc } from "./queries.ts";
import { missingOf } from "./values.ts";

const utc = (value: string) => new Date(value).toISOString();
const person = (id: string | null, name: string | null) => id === null ? null : { id, name };

function toAnswer(row: AnswerRow): Answer {
  const { id, raw, row_version: version } = row;
  return { id, raw, version, by: person(row.answered_by, row.name), at: utc(row.answered_at) };
}

function toItem(row: ItemRow, study: StudyDoc): Item {
  const { id, kind, value, hint, text, present, target_table: table, target_id } = row;
  const missing = value === null ? [] : missingOf(kind, value);
  const decided = row.decided_value;
  const complete = value !== null && missing.length === 0 && row.state !== "confirmed";
  return {
    id,
    kind,
    value,
    hint,
    text,
    start: row.start_at,
    end: row.end_at,
    present,
    state: row.state as Item["state"],
    decided: decided !== null && JSON.stringify(decided) !== JSON.stringify(value) ? decided : null,
    by: person(row.decided_by, row.name),
    at: row.decided_at === null ? null : utc(row.decided_at),
    target: table !== null && target_id !== null ? { table, id: target_id } : null,
    standing: complete ? spotOf(kind, value, study).standing : null,
    missing,
  };
}

function toQuestion(key: QuestionKey, doc: IntakeDoc): Question {
  const answer = doc.answers.find((row) => row.question === key);
  const rows = doc.items.filter((row) => row.answer_id === answer?.id);
  const ours = new Set(
    rows.flatMap((row) => row.target_id && row.target_table !== "projects" ? [row.target_id] : []),
  );
  const confirmed = rows.filter((row) => row.target_table === "projects");
  const known = knownOf(key, doc.study, ours);
  return {
    key,
    answer: answer ? toAnswer(answer) : null,
    items: rows.map((row) => toItem(row, doc.study)),
    // A fact of the project that this answer gave stands below the answer.
    known: confirmed.length > 0 && key === "enrollment" ? [] : known,
  };
}

export function toIntake(doc: IntakeDoc): Intake {
  const questions = QUESTION_KEYS.map((key) => toQuestion(key, doc));
  return { questions, progress: progressOf(questions), next: nextOf(questions) };
}
