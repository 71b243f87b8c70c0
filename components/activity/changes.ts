/** Reading an entry of the trail: what kind of record, which one, and what changed in it. */
import { dateKindWords, enumWords, fieldWords } from "@/lib/projects/words.ts";
import { formatDate, formatNumber } from "../format.ts";

export type Row = Record<string, unknown> | null;

export interface ChangedField {
  field: string;
  /** Null where there was, or is, no value. */
  from: string | null;
  to: string | null;
}

const NOUNS: Record<string, string> = {
  orgs: "Organisation",
  org_members: "Member of the organisation",
  projects: "Study",
  project_members: "Member of the study",
  import_runs: "Import",
  study_dates: "Date",
  arms: "Arm",
  interventions: "Intervention",
  arm_interventions: "Arm and intervention",
  outcomes: "Outcome",
  eligibility_criteria: "Eligibility item",
  sites: "Site",
  contacts: "Contact",
  milestones: "Milestone",
  profiles: "Profile",
};

/** "eligibility_criteria" -> "Eligibility item". */
export function entityWords(entity: string): string {
  return NOUNS[entity] ?? enumWords(entity.toUpperCase());
}

const VERBS: Record<string, string> = { insert: "Added", update: "Changed", delete: "Removed" };

export function actionWords(action: string): string {
  return VERBS[action] ?? enumWords(action.toUpperCase());
}

const NAMING = ["name", "title", "label", "facility", "measure", "text", "no"];
/** What else tells a record from its like, in the order of preference. */
const TELLING = [...NAMING, "kind", "role"];

/** What the record is called, shortened; "" where nothing names it. */
export function recordName(entity: string, before: Row, after: Row): string {
  const row = after ?? before ?? {};
  if (entity === "study_dates") return dateKindWords(String(row.kind));
  const key = TELLING.find((name) => row[name] !== null && row[name] !== undefined);
  return key ? short(valueWords(row[key]) ?? "", 90) : "";
}

/** Columns that the database keeps for itself. */
const KEPT = new Set([
  "id",
  "org_id",
  "project_id",
  "created_at",
  "updated_at",
  "created_by",
  "row_version",
  "field_sources",
  "import_run_id",
  "source_pointer",
  "ordinal",
  "restricted",
  "record",
  "counts",
  "sha256",
  "depth",
  "key",
]);

/** The fields that an entry changed, in words; for an addition or a removal, what it holds. */
export function changedFields(before: Row, after: Row): ChangedField[] {
  const names = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])];
  // Of a new or a removed record the name is said already, and ids say nothing to a reader.
  const whole = before === null || after === null;
  const said = (name: string) =>
    whole && (NAMING.includes(name) || name === "kind" || name.endsWith("_id"));
  return names.filter((name) => !KEPT.has(name) && !said(name)).flatMap((name) => {
    const from = valueWords(before?.[name]);
    const to = valueWords(after?.[name]);
    if (from === to) return [];
    return [{
      field: fieldWords(camel(name)).toLowerCase(),
      from: from && short(from),
      to: to && short(to),
    }];
  });
}

function camel(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function valueWords(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") {
    if (/^\d{4}(-\d{2}){1,2}$/.test(value)) return formatDate(value);
    return /^[A-Z][A-Z_0-9]{2,}$/.test(value) && !/^NCT\d/.test(value)
      ? enumWords(value).replace(/^Phase(\d)$/, "Phase $1")
      : value;
  }
  if (Array.isArray(value)) {
    return value.length ? value.map((part) => valueWords(part) ?? "none").join(", ") : null;
  }
  return JSON.stringify(value);
}

const LONGEST = 120;

function short(text: string, longest = LONGEST): string {
  return text.length > longest ? `${text.slice(0, longest).trimEnd()} …` : text;
}
