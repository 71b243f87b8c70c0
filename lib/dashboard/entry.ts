/** What an entry of the catalogue is. */
import { z } from "zod";
import { day } from "@/lib/rows/model.ts";
import type { Data, ParamField, Stand, WidgetType } from "./model.ts";

export type Json = Record<string, unknown>;
/** A figure of a document; null: not known. */
export const n = (value: unknown) => value === null || value === undefined ? null : Number(value);
export const count = (value: unknown) => n(value) ?? 0;
/** A text of a document; null: not known. */
export const s = (value: unknown) => typeof value === "string" && value !== "" ? value : null;
export const part = (value: unknown) => (value ?? {}) as Json;

/** A widget's answer from the database (private.widget_doc). */
export interface Doc {
  id: string;
  value: number | null;
  /** The query's own; each entry reads those it knows. */
  facts: Json;
  rows: Json[];
  count: number;
  refs: { kind: string; id: string }[];
  denied?: string[];
  gone?: boolean;
  /** What its parameters name is not there, or not seen: "site" or "indicator". */
  lost?: string;
}

export type Params = Partial<{
  country: string;
  siteId: string;
  kriId: string;
  limit: number;
  days: number;
  from: string;
  to: string;
  target: number;
}>;

export interface Shown {
  data: Data;
  stand: Stand | null;
  /** In words, as the text alternative of a chart. */
  summary: string;
  /** The formula with its numbers. */
  filled: string;
}

export interface Entry {
  key: string;
  /** Whose function has its figures, where that is not what its key begins with. */
  family?: string;
  type: WidgetType;
  title: string;
  formula: string;
  thresholds: string;
  params: (keyof Params)[];
  show(doc: Doc, params: Params, today: string): Shown;
}

const LIMITS = { limit: [1, 50], days: [1, 365], target: [0, 100_000] } as const;
const whole = (least: number, most: number) =>
  z.coerce.number("Must be a number").int("Must be a whole number")
    .min(least, `Must be at least ${least}`).max(most, `Must be at most ${most}`);

const SCHEMAS: Record<keyof Params, z.ZodType> = {
  country: z.string().trim().max(200, "Must be at most 200 characters"),
  siteId: z.uuid("Must be the id of a site"),
  kriId: z.uuid("Must be the id of an indicator"),
  limit: whole(...LIMITS.limit),
  days: whole(...LIMITS.days),
  from: day,
  to: day,
  target: z.coerce.number("Must be a number").min(0, "Must not be negative").max(
    100_000,
    "Must be at most 100,000",
  ),
};

/** The schema of an entry's parameters; one that it does not take is refused by name. */
export function paramsSchema(entry: Entry) {
  const shape = Object.fromEntries(entry.params.map((name) => [name, SCHEMAS[name].optional()]));
  return z.strictObject(shape).refine(
    (given) => !given.from || !given.to || String(given.from) <= String(given.to),
    { path: ["to"], message: "Must not be before the first day" },
  );
}

const LABELS: Record<keyof Params, [string, ParamField["kind"]]> = {
  country: ["Country", "text"],
  siteId: ["Site", "site"],
  kriId: ["Indicator", "kri"],
  limit: ["Rows at most", "number"],
  days: ["Days", "number"],
  from: ["First day", "date"],
  to: ["Last day", "date"],
  target: ["Target", "number"],
};

export const fieldsOf = (entry: Entry): ParamField[] =>
  entry.params.map((name) => {
    const [label, kind] = LABELS[name];
    const [least, most] = LIMITS[name as keyof typeof LIMITS] ?? [];
    return { name, label, kind, ...(kind === "number" ? { least, most } : {}) };
  });
