import assert from "node:assert/strict";
import { z } from "zod";
import { fieldErrors } from "./intake.ts";

const said = (schema: z.ZodType, value: unknown) => {
  const result = schema.safeParse(value);
  return result.success ? [] : fieldErrors(result.error.issues).map(({ message }) => message);
};

Deno.test("bounds, types and formats are said in plain words", () => {
  const cases: [z.ZodType, unknown, string][] = [
    [z.string().min(1), "", "Must be given"],
    [z.string(), undefined, "Must be given"],
    [z.string().min(8), "a", "Must have at least 8 characters"],
    [z.string().max(20_000), "x".repeat(20_001), "Must be at most 20,000 characters"],
    [z.string().max(1), "xx", "Must be at most 1 character"],
    [z.string(), 1, "Must be a text"],
    [z.number().min(1), 0, "Must be at least 1"],
    [z.number().max(100), 101, "Must be at most 100"],
    [z.number().positive(), 0, "Must be more than 0"],
    [z.int(), 1.5, "Must be a whole number"],
    [z.int(), "1", "Must be a number"],
    [z.boolean(), "yes", "Must be true or false"],
    [z.array(z.string()).min(1), [], "Must have at least 1 entry"],
    [z.array(z.string()).max(2), ["", "", ""], "Must have at most 2 entries"],
    [z.enum(["owner", "admin"]), "king", "Must be one of owner, admin"],
    [z.uuid(), "x", "Must be an id (UUID)"],
    [z.iso.date(), "x", 'Must be a date such as "2026-11-21"'],
    [z.object({}), [], "Must be an object"],
  ];
  for (const [schema, value, words] of cases) assert.deepEqual(said(schema, value), [words]);
});

Deno.test("a schema's own words are kept", () => {
  assert.deepEqual(said(z.string().min(8, "Longer, please"), "a"), ["Longer, please"]);
  assert.deepEqual(said(z.string().refine(() => false, "Cannot be so"), "a"), ["Cannot be so"]);
});
