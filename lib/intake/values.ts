/** What may be said of each kind of item: schemas for edits, and what must be given to confirm. */
import { z } from "zod";
import { PHASES } from "@/lib/projects/vocabulary.ts";
import {
  DATE_KINDS,
  DURATION_PARTS,
  type Kind,
  OUTCOME_KINDS,
  SCOPES,
  UNITS,
  type Value,
} from "./model.ts";

const text = (most: number) => z.string().trim().min(1).max(most);
const orNull = (most: number) =>
  z.string().trim().max(most).transform((said) => said === "" ? null : said).nullable();

/** A date as exact as it is known; a day that no calendar has is refused. */
export const partialDate = z.string().trim().superRefine((value, ctx) => {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value) ?? [];
  const fault = !year
    ? "write 2027, 2027-03 or 2027-03-15"
    : month && (Number(month) < 1 || Number(month) > 12)
    ? "month must be 1-12"
    : day && !isDay(value)
    ? "no calendar has this day"
    : null;
  if (fault) {
    ctx.addIssue({
      code: "custom",
      message: `Cannot parse date "${value.slice(0, 40)}": ${fault}`,
    });
  }
});

function isDay(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

const length = z.number().min(0).max(99_999).multipleOf(0.01).nullable();

const factValue = z.discriminatedUnion("field", [
  z.strictObject({ field: z.literal("name"), value: text(200) }),
  z.strictObject({ field: z.literal("officialTitle"), value: text(1_000) }),
  z.strictObject({ field: z.literal("acronym"), value: text(100) }),
  z.strictObject({ field: z.literal("orgStudyId"), value: text(100) }),
  z.strictObject({
    field: z.literal("nctId"),
    value: z.string().regex(/^NCT\d{8}$/, "An NCT number is NCT and eight digits"),
  }),
  z.strictObject({ field: z.literal("phases"), value: z.array(z.enum(PHASES)).min(1).max(6) }),
  z.strictObject({ field: z.literal("sponsor"), value: text(500) }),
  z.strictObject({
    field: z.literal("targetEnrollment"),
    value: z.int({ error: "Must be a whole number" }).min(0).max(2_147_483_647),
  }),
], { error: "Say what this is: the name, a title, a number, …" });

/** As it may be written into the study. */
export const VALUES = {
  fact: factValue,
  outcome: z.strictObject({
    kind: z.enum(OUTCOME_KINDS, { error: "Say whether it is primary, secondary or other" }),
    measure: text(1_000),
    timeFrame: orNull(500),
  }),
  duration: z.strictObject({
    part: z.enum(DURATION_PARTS, { error: "Say which part of the study this is" }),
    shortest: length,
    longest: length,
    unit: z.enum(UNITS, { error: "Say days, weeks, months or years" }),
    approximate: z.boolean(),
  }).superRefine(({ shortest, longest }, ctx) => {
    if (shortest === null && longest === null) {
      ctx.addIssue({ code: "custom", path: ["longest"], message: "Give at least one number" });
    } else if (shortest !== null && longest !== null && shortest > longest) {
      const message = "Must not be less than the shortest";
      ctx.addIssue({ code: "custom", path: ["longest"], message });
    }
  }),
  date: z.strictObject({
    kind: z.enum(DATE_KINDS, { error: "Say which date this is" }),
    value: partialDate,
  }),
  regulation: z.strictObject({ name: text(500), jurisdiction: orNull(100) }),
  stakeholder: z.strictObject({
    name: orNull(300),
    role: orNull(300),
    organization: orNull(300),
    email: z.union([z.email({ error: "Must be an e-mail address" }).max(254), z.literal("")])
      .transform((said) => said || null).nullable(),
  }).refine((who) => who.name ?? who.role ?? who.organization, {
    path: ["name"],
    message: "Give a name, a role or an organisation",
  }),
  risk: z.strictObject({ title: text(500), description: orNull(4_000), mitigation: orNull(4_000) }),
  document: z.strictObject({ title: text(500), scope: z.enum(SCOPES).nullable() }),
  milestone: z.strictObject({
    key: z.string().regex(/^[a-z0-9_]{1,80}$/).nullable(),
    title: text(500),
    planned: partialDate.nullable(),
    said: orNull(300),
  }),
  system: z.strictObject({ type: orNull(300), name: orNull(300) })
    .refine((system) => system.type ?? system.name, {
      path: ["name"],
      message: "Give a name or what it is for",
    }),
} satisfies Record<Kind, z.ZodType>;

/** What an item says where nobody has said anything yet. */
const BLANK: Record<Kind, Record<string, unknown>> = {
  fact: {},
  outcome: { kind: null, measure: "", timeFrame: null },
  duration: { part: null, shortest: null, longest: null, unit: null, approximate: false },
  date: { kind: null, value: "" },
  regulation: { name: "", jurisdiction: null },
  stakeholder: { name: null, role: null, organization: null, email: null },
  risk: { title: "", description: null, mitigation: null },
  document: { title: "", scope: null },
  milestone: { key: null, title: "", planned: null, said: null },
  system: { type: null, name: null },
};

/** The value with a person's edits; zod's result says what is still wrong with it. */
export function withEdits(kind: Kind, value: Value | null, edits: Record<string, unknown>) {
  const given = { ...BLANK[kind], ...value, ...edits };
  return VALUES[kind].safeParse(given) as z.ZodSafeParseResult<Value>;
}

/** Fields that keep an item from being confirmed as it was read. */
export function missingOf(kind: Kind, value: Value | null): string[] {
  const checked = withEdits(kind, value, {});
  return checked.success ? [] : checked.error.issues.map(({ path }) => String(path[0] ?? ""));
}

const line = (said: unknown): string =>
  String(said).normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** What makes two items of an answer the same, whatever their place and their capitals. */
export function canonical(kind: Kind, value: Value | null, said: string): string {
  if (value === null) return JSON.stringify([kind, null, line(said)]);
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, part]) => [name, typeof part === "string" ? line(part) : part]);
  return JSON.stringify([kind, entries]);
}
