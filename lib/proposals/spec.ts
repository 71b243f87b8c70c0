/** The rows of proposals for lib/rows: they are read as others are, and never changed. */
import { z } from "zod";
import type { RowSpec } from "@/lib/rows/model.ts";
import { KINDS, ORIGINS, RISKS, STATES, TARGETS } from "./model.ts";

const given = (column: string, schema: z.ZodType) => ({ column, schema, readOnly: true });
const fields = z.record(z.string(), z.unknown());
const moment = z.iso.datetime();

const change = z.object({
  op: z.enum(["insert", "update"]),
  target: z.enum(TARGETS),
  id: z.uuid().optional(),
  baseVersion: z.int().optional(),
  before: fields.optional().describe("What the fields were in that version"),
  after: fields,
});
const evidence = z.object({ kind: z.string(), id: z.uuid(), label: z.string() });
const applied = z.object({
  change: z.int().nullable().describe("Number of the change; null: it only moved along"),
  target: z.enum(TARGETS),
  id: z.uuid(),
  version: z.int(),
  before: fields.nullable().describe("Columns that it had; null: it was made"),
});

export const proposalSpec: RowSpec = {
  table: "proposals",
  resource: "proposal",
  path: "proposals",
  one: "proposal",
  many: "proposals",
  fields: {
    kind: given("kind", z.enum(KINDS)),
    title: given("title", z.string()),
    rationale: given("rationale", z.string()),
    changes: given("changes", z.array(change)),
    evidence: given("evidence", z.array(evidence)),
    origin: given("origin", z.enum(ORIGINS)),
    rule: given("rule", z.string()),
    subjectId: given("subject_id", z.uuid()),
    callId: given("call_id", z.uuid()),
    risk: given("risk", z.enum(RISKS)),
    regulated: given("regulated", z.boolean()),
    proposerId: given("created_by", z.uuid()),
  },
  derived: {
    from: "proposal_standing",
    fields: {
      state: { column: "state", schema: z.enum(STATES) },
      proposedBy: { column: "proposed_by", schema: z.string() },
      expiresAt: { column: "expires_at", schema: moment },
      decidedAt: { column: "decided_at", schema: moment },
      decidedBy: { column: "decided_by", schema: z.string() },
      decidedReason: { column: "decided_reason", schema: z.string() },
      edits: { column: "edits", schema: z.array(z.object({ change: z.int(), after: fields })) },
      applied: { column: "applied", schema: z.array(applied) },
      undoneAt: { column: "undone_at", schema: moment },
      undoneBy: { column: "undone_by", schema: z.string() },
      nowVersions: { column: "now_versions", schema: z.array(z.int().nullable()) },
      undoable: { column: "undoable", schema: z.boolean() },
    },
  },
  order: ["created_at"],
  filters: ["state", "kind", "risk", "origin", "regulated"],
  words: {
    proposals_expires: { path: "/expiresAt", message: "Must be ahead, and at most by a year" },
  },
};
