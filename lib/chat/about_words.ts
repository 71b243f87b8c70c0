/** Fields of rows and their values as pages say them. Pure. */
import { z } from "zod";
import { writeMoney } from "@/lib/budget/model.ts";
import { day, num, pct, plain } from "@/lib/dashboard/text.ts";
import { KIND_WORDS, NEEDED_WORDS, STATE_WORDS } from "@/lib/documents/words.ts";
import { PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import { LINK_WORDS, PHASE_WORDS } from "@/lib/planning/model.ts";
import { dateKindWords, enumWords, fieldWords } from "@/lib/projects/words.ts";
import type { Item, RowSpec } from "@/lib/rows/model.ts";
import { FACT_WORDS, STAFF_ROLE_WORDS } from "@/lib/sites/words.ts";

/** Order in lists, keys of imports and of the machine: nobody asks about them. */
const UNSAID = new Set([
  ...["ordinal", "externalKey", "key", "precision", "callId", "subjectId", "nowVersions"],
  ...["edits", "applied", "changes", "evidence"],
]);

const LABELS: Record<string, string> = {
  ...{
    ...FACT_WORDS,
    ownerId: "Owner",
    userId: "Person",
    status: "Status",
    durationDays: "Days of work",
  },
  ...{
    fromId: "From",
    toId: "To",
    versionId: "Version",
    effective: "It worked",
    basis: "What it stands on",
  },
  ...{ neededFor: "Needed for", dateKind: "Date of", memberRole: "Role", itemKind: "Kind" },
  ...{ daysOver: "Days past its day", daysLeft: "Days left", age: "Days since it was found" },
  ...{
    calendar: "Days are counted as",
    criticalFactorId: "Critical factor",
    capaId: "Action",
    kriId: "Indicator",
    lineId: "Line",
  },
};

/** Of an indicator: counts of its sites, and from when they stand how. */
const OF_KRI: Record<string, string> = {
  ...{ onTrack: "Sites on track", atRisk: "Sites at risk", critical: "Sites that are critical" },
  ...{ unknown: "Sites that are not known", criticalTwice: "Sites critical in two periods" },
  ...{ amber: "At risk from", red: "Critical from", newestOn: "Newest period" },
};

/** What a field is called: "Contract signed", "Owner". */
export const labelOf = (field: string, table: string): string =>
  (table === "kris" ? OF_KRI[field] : undefined) ?? LABELS[field] ??
    fieldWords(field.replace(/(?<=.)(Id|On)$/, ""));

/** Codes that have words of their own, by table and field or by field alone. */
const WORDS: Record<string, Record<string, string>> = {
  ...{ direction: { high: "higher is worse", low: "lower is worse" } },
  ...{ phase: PHASE_WORDS, neededFor: NEEDED_WORDS, memberRole: PROJECT_ROLE_WORDS },
  ...{ "documents.kind": KIND_WORDS, "document_requirements.kind": KIND_WORDS },
  ...{ "documents.state": STATE_WORDS, "document_versions.state": STATE_WORDS },
  ...{ "site_staff.role": STAFF_ROLE_WORDS, "dependencies.type": LINK_WORDS },
};

/** Of rows without a schema: the registry's own codes. */
const CODED = new Set(["armType", "interventionType", "certainty", "kind", "status", "itemKind"]);

const MONEY = new Set([
  "unitAmount",
  "planned",
  "actual",
  "forecast",
  "variance",
  "unbooked",
  "amount",
]);

const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodNullable ? bare(schema.unwrap() as z.ZodType) : schema;
const isCode = (name: string, schema: z.ZodType) =>
  bare(schema) instanceof z.ZodEnum || CODED.has(name);

function codeWords(table: string, name: string, code: string): string {
  const own = (WORDS[`${table}.${name}`] ?? WORDS[name])?.[code];
  if (own) return own;
  if (name === "dateKind") return dateKindWords(code);
  return /^[A-Z][A-Z_0-9]+$/.test(code) ? enumWords(code) : plain(code);
}

const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/;

function textWords(text: string): string {
  if (/^\d{4}(-\d\d){0,2}$/.test(text)) return day(text);
  const [, on, time] = MOMENT.exec(text) ?? [];
  return on ? `${day(on)}, ${time} UTC` : text;
}

/** A value of which the field is not known: days as pages write them, no ids. */
export function looseWords(value: unknown): string {
  const text = value === null ? "not known" : String(value);
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? "another one" : textWords(text);
}

export interface Told {
  table: string;
  /** The row: money is in its currency. */
  item: Item;
  /** Of what fields refer to, by id. */
  names: ReadonlyMap<string, string>;
  /** It follows from others: two decimals say enough. */
  derived: boolean;
}

/** A value as pages say it; null: not known. Of what refers to a row that is not seen it says so. */
export function valueOf(
  name: string,
  schema: z.ZodType,
  value: unknown,
  { table, item, names, derived }: Told,
): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    if (MONEY.has(name) && typeof item.currency === "string") {
      return `${item.currency} ${writeMoney(value, item.currency)}`;
    }
    return name === "varianceRatio" ? pct(value) : num(value, derived ? 2 : 6);
  }
  if (Array.isArray(value)) return value.map(String).join(", ") || null;
  if (typeof value === "object") {
    return Object.entries(value).map(([one, n]) => `${one}: ${n}`).join("; ") || null;
  }
  const text = String(value);
  if (/Id$/.test(name)) return names.get(text) ?? "not yours to see";
  return isCode(name, schema) || name === "dateKind" || name === "memberRole"
    ? codeWords(table, name, text)
    : textWords(text);
}

export type FieldList = [name: string, schema: z.ZodType][];

/** What people say of a row; its title stands in its name, and comes last. */
export function saidFields({ fields }: RowSpec): FieldList {
  const all = Object.entries(fields).filter(([name]) => !UNSAID.has(name));
  const isTitle = ([name]: [string, unknown]) => name === "title";
  return [...all.filter((one) => !isTitle(one)), ...all.filter(isTitle)]
    .map(([name, { schema }]) => [name, schema]);
}

/** What follows from it; ids of rows that it follows from are no words. */
export const derivedFields = ({ derived }: RowSpec): FieldList =>
  Object.entries(derived?.fields ?? {})
    .filter(([name]) => !UNSAID.has(name) && !name.endsWith("Id"))
    .map(([name, { schema }]) => [name, schema]);
