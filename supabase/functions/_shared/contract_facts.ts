/** What models are told and what they ask for: facts and tools. Part of contract.ts. */
import { z } from "npm:zod@4.6.7";

export const line = (max: number) => z.string().min(1).max(max);
export const factId = z.string().regex(/^F\d{1,5}$/, "must be an id like F12");

/** Something the caller may know, with where it stands. `null` is "not known", and is said so. */
export const fact = z.strictObject({
  id: factId,
  label: line(300),
  value: z.union([z.string().max(4000), z.number(), z.null()]),
  unit: z.string().max(60).optional(),
  /** ISO date or time that the value is of. */
  asOf: z.string().max(40).optional(),
  /** Where a person sees it; stays here, no model is told. */
  href: z.string().max(500).optional(),
});
export type Fact = z.infer<typeof fact>;

/** What a model may ask for; the app does it, or does not. */
export const tool = z.strictObject({
  name: z.string().regex(/^[a-z][a-z_]{0,59}$/, "must be a name like list_sites"),
  description: line(2000),
  /** The provider's subset of JSON Schema, of an object with fields; none: it takes nothing. */
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type Tool = z.infer<typeof tool>;

const args = z.record(z.string(), z.unknown());
/** What a model asked for, identifiers put back; also what was not offered. */
export const toolCall = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/),
  args,
  /** The provider's seal on the call; goes back with it, unread. */
  signature: z.string().max(100_000).optional(),
});
export type ToolCall = z.infer<typeof toolCall>;

/** What a model asked for at a time, and what came of each, in the same order. */
export const round = z.strictObject({
  calls: z.array(toolCall).min(1).max(100),
  results: z.array(z.strictObject({
    name: toolCall.shape.name,
    facts: z.array(fact).max(200),
    /** What became of it, in words. */
    note: z.string().max(4000).optional(),
  })),
}).refine(
  ({ calls, results }) =>
    calls.length === results.length && calls.every(({ name }, i) => name === results[i]!.name),
  "must have a result for each call, in their order",
);
export type Round = z.infer<typeof round>;
