/** Rows of a project that people edit, described once: table, fields, who may, how they are sent. */
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
  /** Fields that a list can be narrowed to one value of. */
  filters?: string[];
}

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
  for (const [name, { schema }] of Object.entries(spec.fields)) shape[name] = schema.nullable();
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
  for (const filter of spec.filters ?? []) shape[filter] = spec.fields[filter]!.schema.optional();
  return z.object(shape);
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

/** A row as the API gives it. */
export function itemOf(spec: RowSpec, doc: Record<string, unknown>): Item {
  const item: Record<string, unknown> = {};
  for (const [name, { column }] of Object.entries(spec.fields)) item[name] = doc[column] ?? null;
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
