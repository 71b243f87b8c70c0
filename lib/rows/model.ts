/**
 * Rows of a project that people edit, described once: table, fields, who may, how they are sent.
 *
 * ```ts
 * export const riskSpec: RowSpec = {
 *   table: "risks", resource: "risk", path: "risks", one: "risk", many: "risks",
 *   fields: {
 *     title: { column: "title", schema: name(500), required: true },
 *     ownerId: { column: "owner_id", schema: z.uuid().nullable() },
 *     reviewOn: { column: "review_on", schema: day.nullable() },
 *     closedOn: { column: "closed_on", schema: day.nullable() },
 *   },
 *   // private.risk_facts(project uuid, ids uuid[]) returns table (id uuid, score integer, level text)
 *   derived: {
 *     from: "risk_facts",
 *     fields: {
 *       score: { column: "score", schema: z.int() },
 *       level: { column: "level", schema: z.enum(["low", "medium", "high"]) },
 *     },
 *   },
 *   order: ["created_at"],
 *   // ?ownerId=…&level=high&reviewFrom=2026-01-01&reviewTo=2026-03-31&closed=false
 *   filters: [
 *     "ownerId",
 *     "level",
 *     { name: "reviewFrom", field: "reviewOn", by: "from" },
 *     { name: "reviewTo", field: "reviewOn", by: "to" },
 *     { name: "closed", field: "closedOn", by: "known" },
 *   ],
 *   words: {
 *     risks_closed_after_found: { path: "/closedOn", message: "Cannot close before it was found" },
 *     risks_title_idx: { path: "/title", message: "Another risk of the study has this title" },
 *   },
 * };
 * ```
 */
import { z } from "zod";

export interface Field {
  column: string;
  /** What callers may send; null where the column takes it. */
  schema: z.ZodType;
  /** Must be given when the row is made. */
  required?: boolean;
  /** Set when the row is made, never after. */
  fixed?: boolean;
  /** Derived or generated: given, never taken. */
  readOnly?: boolean;
}

/** A field that follows from others: given, never taken. */
export type DerivedField = Pick<Field, "column" | "schema">;

/** What a database function knows about rows, read in the statement that reads them. */
export interface Derived {
  /**
   * Function of schema private: `(project uuid, ids uuid[])`, a row with `id` for each of these
   * rows of the project; `ids` null: for all of them (a list is narrowed by one of its fields).
   * A row that it does not answer has null in every field of it. Executable by authenticated.
   */
  from: string;
  fields: Record<string, DerivedField>;
}

/**
 * What a list is narrowed by, beside its project. `from` and `to`: at least and at most, both
 * included; what is not known is in neither. `known`: whether the field has a value, `true` or
 * `false`. A name alone: the field is equal to the value.
 */
export type Filter = string | { name: string; field: string; by: "from" | "to" | "known" };

export interface RowSpec {
  /** Table of schema public, with the columns of private.project_row_template. */
  table: string;
  /** Key of role_permissions. */
  resource: string;
  /** Last part of the path, as in /api/projects/{id}/tasks. */
  path: string;
  one: string;
  many: string;
  fields: Record<string, Field>;
  /** Columns that a list is ordered by, before the id; not null. */
  order: string[];
  derived?: Derived;
  /** Of fields, derived ones too, by their names in the query. */
  filters?: Filter[];
  /**
   * What a violated constraint or unique index means, by its name: JSON pointer to the field that
   * it concerns, and the words to say there. A duplicate is answered 409, any other 422. Without an
   * entry the answer is that of lib/db/problem.ts. Constraints are named in the migration so that
   * they can be listed here; a foreign key may be named too: "There is no such site in this study".
   */
  words?: Record<string, { path: string; message: string }>;
}

/** A row as the database gives it, by column. */
export type Doc = Record<string, unknown>;

/** Key of a row's derived columns in its document: no column has a name like this. */
export const DERIVED = "(derived)";

export type Item = Record<string, unknown> & { id: string; version: number };

export interface ListQuery {
  limit: number;
  cursor?: string | undefined;
  [filter: string]: unknown;
}

/** A day as `2026-11-21`, in the years that a trial may speak of. */
export const day = z.iso.date("Must be a date such as 2026-11-21")
  .refine((text) => text >= "1950-01-01" && text <= "2150-12-31", "Must be 1950 to 2150");

/** Text of at most `most` characters; empty is null. */
export const text = (most: number) =>
  z.string().trim().max(most, `Must be at most ${most} characters`)
    .transform((given) => given === "" ? null : given).nullable();

/** Text that must be there. */
export const name = (most: number) =>
  z.string().trim().min(1, "Must be given").max(most, `Must be at most ${most} characters`);

export const count = z.int("Must be a whole number").min(0, "Must not be negative")
  .max(10_000_000, "Must be at most 10,000,000");

const reason = z.string().max(2_000).optional();

type Shape = Record<string, z.ZodType>;

/** Stored fields and those that follow from them. */
const shown = ({ fields, derived }: RowSpec) =>
  Object.entries<DerivedField>({ ...fields, ...derived?.fields });

const writable = (spec: RowSpec) =>
  Object.entries(spec.fields).filter(([, field]) => !field.readOnly);

export function createSchema(spec: RowSpec) {
  const shape: Shape = { restricted: z.boolean().optional(), reason };
  for (const [name, { schema, required }] of writable(spec)) {
    shape[name] = required ? schema : schema.optional();
  }
  return z.object(shape);
}

export function updateSchema(spec: RowSpec) {
  const shape: Shape = { restricted: z.boolean().optional(), reason };
  for (const [name, field] of writable(spec)) {
    if (!field.fixed) shape[name] = field.schema.optional();
  }
  return z.object(shape).refine((body) => Object.keys(body).some((key) => key !== "reason"), {
    message: "Nothing to change: give at least one field",
  });
}

export function itemSchema(spec: RowSpec) {
  const shape: Shape = { id: z.uuid() };
  for (const [name, { schema }] of shown(spec)) shape[name] = schema.nullable();
  return z.object({
    ...shape,
    restricted: z.boolean(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  });
}

export function listSchema(spec: RowSpec) {
  const shape: Shape = {
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(500).optional(),
  };
  for (const { name, by, schema } of filtersOf(spec)) {
    shape[name] = (by === "known" ? YES_OR_NO : fromText(schema)).optional();
  }
  return z.object(shape);
}

const YES_OR_NO = z.enum(["true", "false"], "Must be true or false")
  .transform((text) => text === "true");

/** A query holds text: numbers and yes or no are read from it. */
function fromText(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodNullable) return fromText(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodNumber) return z.coerce.number().pipe(schema);
  return schema instanceof z.ZodBoolean ? YES_OR_NO : schema;
}

export interface ListFilter {
  /** Of the query. */
  name: string;
  by: "equal" | "from" | "to" | "known";
  column: string;
  /** The column is one of the function's, not of the table. */
  derived: boolean;
  schema: z.ZodType;
}

/** @throws Error for a filter of a field that the rows do not have */
export function filtersOf({ fields, derived, filters, many }: RowSpec): ListFilter[] {
  return (filters ?? []).map((filter) => {
    const { name, field, by } = typeof filter === "string"
      ? { name: filter, field: filter, by: "equal" as const }
      : filter;
    const { column, schema } = fields[field] ?? derived?.fields[field] ?? {};
    if (!column || !schema) throw new Error(`Cannot narrow ${many} by "${field}": no such field`);
    return { name, by, column, derived: fields[field] === undefined, schema };
  });
}

/** The columns that a body sets. */
export function columnsOf(spec: RowSpec, body: Record<string, unknown>): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [name, { column }] of writable(spec)) {
    if (body[name] !== undefined) row[column] = body[name];
  }
  if (body.restricted !== undefined) row.restricted = body.restricted;
  return row;
}

/** A row as the API gives it; without the derived fields where these were not read. */
export function itemOf(spec: RowSpec, doc: Doc): Item {
  const item: Record<string, unknown> = {};
  for (const [name, { column }] of Object.entries(spec.fields)) item[name] = doc[column] ?? null;
  const derived = doc[DERIVED] as Doc | null | undefined;
  if (derived !== undefined) {
    for (const [name, { column }] of Object.entries(spec.derived?.fields ?? {})) {
      item[name] = derived?.[column] ?? null;
    }
  }
  const utc = (moment: unknown) => new Date(String(moment)).toISOString();
  return {
    id: String(doc.id),
    ...item,
    restricted: doc.restricted === true,
    version: Number(doc.row_version),
    createdAt: utc(doc.created_at),
    updatedAt: utc(doc.updated_at),
  };
}
