/** Reading a registry record: from anything at all to a typed study, or to what is wrong with it. */
import { clean, type JsonValue, pointerStep } from "./hygiene.ts";
import { isObject, openRecord } from "./envelope.ts";
import { type Study, studySchema } from "./schema.ts";

/** What is wrong, and where: `path` is a JSON pointer into what was given, `""` for all of it. */
export interface PathError {
  path: string;
  message: string;
}

export type Parsed =
  | { ok: true; study: Study; record: StoredRecord }
  | { ok: false; errors: PathError[] };

/** What is kept of a record: results are not part of an import, and pointers lead into this. */
export interface StoredRecord {
  protocolSection: JsonValue;
  hasResults: boolean | null;
}

/** More than this many errors help nobody, and a broken record can have thousands. */
const MOST_ERRORS = 100;

/** Reads one study out of a record of unknown shape. Never throws. */
export function parseRecord(record: unknown): Parsed {
  const opened = openRecord(record);
  if (!opened.ok) return opened;
  const { protocolSection, hasResults } = opened.study;
  const cleaned = clean({ protocolSection, hasResults }, opened.path);
  if (cleaned.errors.length > 0) return { ok: false, errors: few(cleaned.errors) };
  const parsed = studySchema.safeParse(cleaned.value);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      path: opened.path + issue.path.map((step) => pointerStep(step as string | number)).join(""),
      message: explain(issue, valueAt(cleaned.value, issue.path)),
    }));
    return { ok: false, errors: few(errors) };
  }
  const stored: StoredRecord = {
    protocolSection: parsed.data.protocolSection as JsonValue,
    hasResults: parsed.data.hasResults ?? null,
  };
  return { ok: true, study: parsed.data, record: stored };
}

function few(errors: PathError[]): PathError[] {
  if (errors.length <= MOST_ERRORS) return errors;
  const rest = errors.length - MOST_ERRORS;
  return [...errors.slice(0, MOST_ERRORS), { path: "", message: `And ${rest} more errors` }];
}

function valueAt(root: unknown, path: PropertyKey[]): unknown {
  let at = root;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isObject(at) ? at[String(step)] : undefined;
  }
  return at;
}

type Issue = ReturnType<typeof studySchema.safeParse> extends infer R
  ? R extends { success: false; error: { issues: (infer I)[] } } ? I : never
  : never;

const quoted = (value: unknown) => {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "nothing";
  return `"${text.length > 60 ? text.slice(0, 60).toWellFormed() + "…" : text}"`;
};

const kindOf = (value: unknown) =>
  value === undefined
    ? "nothing"
    : Array.isArray(value)
    ? "a list"
    : value === null
    ? "null"
    : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;

/** One sentence on one problem; says the value and what was expected. */
function explain(issue: Issue, value: unknown): string {
  const name = String(issue.path.findLast((step) => typeof step === "string") ?? "the record");
  if (issue.code === "custom") return issue.message;
  if (value === undefined && issue.code === "invalid_type") {
    return name === "nctId"
      ? "Cannot find nctId: a record without an NCT number cannot be imported"
      : `Cannot find ${name}: it is required`;
  }
  if (issue.code === "invalid_value") {
    return `Cannot read ${name} ${quoted(value)}: expected one of ${issue.values.join(", ")}`;
  }
  if (issue.code === "invalid_format" && name === "nctId") {
    return `Cannot read nctId ${quoted(value)}: expected NCT and eight digits`;
  }
  if (issue.code === "invalid_type") {
    return `Cannot read ${name}: expected ${issue.expected}, found ${kindOf(value)}`;
  }
  if (issue.code === "too_big") {
    const unit = issue.origin === "string"
      ? " characters"
      : issue.origin === "array"
      ? " rows"
      : "";
    return `Cannot read ${name}: at most ${issue.maximum}${unit}`;
  }
  if (issue.code === "too_small") {
    return issue.origin === "string"
      ? `Cannot read ${name}: it is empty`
      : `Cannot read ${name} ${quoted(value)}: at least ${issue.minimum}`;
  }
  return `Cannot read ${name}: ${issue.message}`;
}
