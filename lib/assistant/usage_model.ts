/** What the assistant used: the ledger of calls, added up and one by one. Pure. */
import { z } from "zod";

export const PERIODS = ["today", "7d", "30d", "90d"] as const;
export type Period = typeof PERIODS[number];
export const PERIOD_DAYS: Record<Period, number> = { today: 1, "7d": 7, "30d": 30, "90d": 90 };

const DAY = "Must be a date such as 2026-11-21";
const day = z.iso.date({ error: DAY, abort: true }).refine(
  (text) => text >= "2020-01-01" && text <= "2150-12-31",
  DAY,
);

const fields = {
  period: z.enum(PERIODS).optional().describe("The last days, today included; 30d without dates"),
  from: day.optional().describe("Day in the time zone of the study or organisation, inclusive"),
  to: day.optional().describe("Day, inclusive"),
  person: z.uuid("Must be the id of a person").optional().describe("For whom it was asked"),
};
const inOrder = ({ from, to }: { from?: string; to?: string }) => !from || !to || from <= to;
const DAYS_WRONG = { path: ["to"], message: "Must not be before the first day" };

/** Parts of an address that cannot be used are left out and said. */
export const usageFields = z.object(fields);
export const usageFilter = usageFields.refine(inOrder, DAYS_WRONG);
export type UsageFilter = z.infer<typeof usageFilter>;

const CURSOR = /^\d{1,17}\.[0-9a-f-]{36}$/;
export const callsQuery = z.object({
  ...fields,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().regex(CURSOR, "Must be the nextCursor of a page before").optional(),
}).refine(inOrder, DAYS_WRONG);

export const isCursor = (text: string): boolean => CURSOR.test(text);

const sum = z.object({
  calls: z.int(),
  /** Of them answered by the cache, without a model. */
  cached: z.int(),
  /** Of them without an answer. */
  failed: z.int(),
  input: z.int().describe("Tokens"),
  output: z.int().describe("Tokens, with those the model thought in"),
  cost: z.int().nullable().describe("Millionths of a US dollar over calls whose cost is known"),
  unpriced: z.int().describe("Calls that used tokens and have no cost: nobody said what it costs"),
  median: z.number().nullable().describe("Milliseconds, of calls of the model"),
  slow: z.number().nullable().describe("Milliseconds: 95 of 100 calls were as fast"),
  figures: z.int().describe("Figures in the answers"),
  unverified: z.int().describe("Of them not in the facts"),
});
export type Sum = z.infer<typeof sum>;

const named = sum.extend({ id: z.uuid(), name: z.string().nullable() });

const opinion = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  rating: z.int(),
  comment: z.string().nullable(),
  subject: z.string().nullable(),
  callId: z.uuid().nullable(),
  by: z.string().nullable(),
  study: z.string().nullable(),
});
export type Opinion = z.infer<typeof opinion>;

export const usage = z.object({
  zone: z.string(),
  today: z.iso.date(),
  from: z.iso.date(),
  to: z.iso.date(),
  asOf: z.iso.datetime(),
  total: sum,
  people: z.array(named),
  studies: z.array(named),
  days: z.array(sum.extend({ day: z.iso.date() })),
  documents: z.array(sum.extend({ operation: z.string(), tab: z.string().nullable() })),
  outcomes: z.array(z.object({ outcome: z.string(), calls: z.int() })),
  /** What the privacy gate took out before anything was sent, by class. */
  gate: z.array(z.object({ class: z.string(), n: z.int() })),
  /** Who asked in these days, whoever is chosen. */
  askers: z.array(z.object({ id: z.uuid(), name: z.string().nullable() })),
  /** Null for who may not read it. */
  feedback: z.object({
    n: z.int(),
    mean: z.number().nullable(),
    ratings: z.array(z.object({ rating: z.int(), n: z.int() })),
    newest: z.array(opinion),
  }).nullable(),
}).meta({ id: "AiUsage" });
export type Usage = z.infer<typeof usage>;

/** A sum as private.ai_usage() gives it. */
export interface SumRow extends Sum {
  by: "all" | "person" | "study" | "day" | "document" | "outcome";
  id: string | null;
  name: string | null;
  day: string | null;
  operation: string | null;
  tab: string | null;
  outcome: string | null;
}

export interface UsageDoc
  extends Pick<Usage, "zone" | "today" | "from" | "to" | "asOf" | "gate" | "feedback"> {
  sums: SumRow[];
  people: Usage["askers"];
}

const sumOf = (row: SumRow): Sum => sum.parse(row);

/** The sums by what they are of. */
export function toUsage({ sums, people, ...rest }: UsageDoc): Usage {
  const of = (by: SumRow["by"]) => sums.filter((row) => row.by === by);
  const named = (by: "person" | "study") =>
    of(by).map((row) => ({ ...sumOf(row), id: row.id!, name: row.name }));
  return {
    ...rest,
    total: sumOf(of("all")[0]!),
    people: named("person"),
    studies: named("study"),
    days: of("day").map((row) => ({ ...sumOf(row), day: row.day! })),
    documents: of("document").map((row) => ({
      ...sumOf(row),
      operation: row.operation!,
      tab: row.tab,
    })),
    outcomes: of("outcome").map(({ outcome, calls }) => ({ outcome: outcome!, calls })),
    askers: people,
  };
}

/** One call of the ledger. */
export const aiCall = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  by: z.object({ id: z.uuid(), name: z.string().nullable() }),
  project: z.object({ id: z.uuid(), name: z.string() }),
  operation: z.string(),
  persona: z.string(),
  tabType: z.string().nullable(),
  sectionKey: z.string().nullable(),
  siteId: z.uuid().nullable(),
  model: z.string().nullable(),
  promptVersion: z.string().nullable(),
  promptSha256: z.string().nullable(),
  responseSha256: z.string().nullable(),
  facts: z.int().describe("Rows that were told"),
  tools: z.array(z.string()).describe("Names of the tools that its answer asked for"),
  gateCounts: z.record(z.string(), z.int()),
  figures: z.int(),
  unverified: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costMicros: z.int().nullable(),
  latencyMs: z.int(),
  outcome: z.string(),
}).meta({ id: "AiCall" });
export type AiCall = z.infer<typeof aiCall>;

export interface CallsPage {
  items: AiCall[];
  nextCursor: string | null;
}

/** A row that a call was told of, as far as the reader sees it. */
export interface FactRow {
  kind: string;
  id: string;
  label: string;
  at: string;
}
