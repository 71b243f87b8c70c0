/** The shapes of the intake in answers, for the API's description; `model.ts` says what they mean. */
import { z } from "zod";
import { QUESTION_KEYS } from "./model.ts";

const text = z.string().nullable();
const person = z.object({ id: z.uuid(), name: text }).nullable();
const KINDS = [
  "fact",
  "outcome",
  "duration",
  "date",
  "regulation",
  "stakeholder",
  "risk",
  "document",
  "milestone",
  "system",
] as const;
const value = z.record(z.string(), z.unknown()).nullable();

export const questionKey = z.enum(QUESTION_KEYS);

export const item = z.object({
  id: z.uuid(),
  kind: z.enum(KINDS),
  value,
  hint: text,
  text: z.string(),
  start: z.int(),
  end: z.int(),
  present: z.boolean(),
  state: z.enum(["open", "confirmed", "rejected"]),
  decided: value,
  by: person,
  at: text,
  target: z.object({ table: z.string(), id: z.uuid() }).nullable(),
  standing: z.object({ text: z.string(), regulated: z.boolean() }).nullable(),
  missing: z.array(z.string()),
});

export const question = z.object({
  key: questionKey,
  answer: z.object({
    id: z.uuid(),
    raw: z.string(),
    version: z.int(),
    by: person,
    at: z.string(),
  }).nullable(),
  items: z.array(item),
  known: z.array(z.object({ label: z.string(), value: z.string(), source: z.string() })),
});

export const progress = z.object({
  total: z.int(),
  answered: z.int(),
  known: z.int(),
  confirmed: z.int(),
  toConfirm: z.int(),
  unread: z.int(),
});
