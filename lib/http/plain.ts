/** What zod says in its own English, as the reader of an answer would say it. */
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** How zod's own messages begin; words that a schema gives do not, and are kept. */
const OWN = /^(Too (small|big): |Invalid |Unrecognized )/;

const TYPES: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

const FORMATS: Record<string, string> = {
  uuid: "an id (UUID)",
  email: 'an address such as "name@example.org"',
  url: 'an address such as "https://example.org"',
  date: 'a date such as "2026-11-21"',
  datetime: 'a time such as "2026-11-21T09:36:12Z"',
};

/** More values than this are not read out. */
const MOST_VALUES = 12;

/** The message of an issue, in plain words where the schema has none of its own. */
export function plainMessage(issue: Issue): string {
  if (!OWN.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "too_small":
      return atLeast(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case "too_big":
      return atMost(issue.origin, Number(issue.maximum), issue.inclusive !== false);
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? "Must be given"
        : `Must be ${TYPES[issue.expected] ?? "of another type"}`;
    case "invalid_format":
      return `Must be ${FORMATS[issue.format] ?? "in another form"}`;
    case "invalid_value":
      return issue.values.length > MOST_VALUES
        ? "Must be one of the known values"
        : `Must be one of ${issue.values.map(String).join(", ")}`;
    case "not_multiple_of":
      return `Must be a multiple of ${issue.divisor}`;
  }
  return "Cannot be read here";
}

const count = (value: number) => value.toLocaleString("en-GB");
const many = (value: number, one: string, more: string) =>
  `${count(value)} ${value === 1 ? one : more}`;

/** Texts are measured in characters, lists in entries, numbers by themselves. */
function atLeast(origin: string, least: number, inclusive: boolean): string {
  if (origin === "string") {
    return least <= 1 ? "Must be given" : `Must have at least ${count(least)} characters`;
  }
  if (isList(origin)) return `Must have at least ${many(least, "entry", "entries")}`;
  return inclusive ? `Must be at least ${count(least)}` : `Must be more than ${count(least)}`;
}

function atMost(origin: string, most: number, inclusive: boolean): string {
  if (origin === "string") return `Must be at most ${many(most, "character", "characters")}`;
  if (isList(origin)) return `Must have at most ${many(most, "entry", "entries")}`;
  return inclusive ? `Must be at most ${count(most)}` : `Must be less than ${count(most)}`;
}

const isList = (origin: string) => origin === "array" || origin === "set" || origin === "map";
