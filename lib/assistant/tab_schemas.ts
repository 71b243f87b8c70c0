/** Documents as the API describes them. */
import { z } from "zod";
import { TAB_TYPES } from "./model.ts";

const at = z.iso.datetime();

const fact = z.object({
  id: z.string().describe("As the text cites it: F12"),
  label: z.string(),
  value: z.union([z.string(), z.number()]).nullable().describe("null: not known"),
  unit: z.string().optional(),
  asOf: z.string().optional(),
  href: z.string().optional(),
  section: z.string(),
});

const author = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rules") }),
  z.object({
    ...{ kind: z.literal("agent"), id: z.string(), name: z.string() },
    model: z.string(),
  }),
  z.object({ kind: z.literal("person"), id: z.uuid(), name: z.string() }),
]);

const section = z.object({
  key: z.string(),
  title: z.string(),
  author,
  at,
  callId: z.uuid().nullable().describe("In the ledger of calls"),
  text: z.string().describe('Markdown that cites its facts as [F12]; "": nothing is written'),
  facts: z.array(fact).describe("The facts that the text cites"),
  figures: z.object({
    found: z.int(),
    unverified: z.array(z.string()).describe("Figures that no fact has"),
  }).nullable(),
  dataSha256: z.string(),
});

const row = z.object({
  ...{ kind: z.string(), id: z.uuid(), label: z.string(), at },
  by: z.string().nullable(),
  version: z.int(),
});

const gap = z.object({
  section: z.string(),
  text: z.string(),
  act: z.object({ label: z.string(), href: z.string() }).optional(),
});

const stale = z.object({
  since: at.nullable().describe("First change since; null: a row went, or the day is another"),
  changed: z.array(row.pick({ kind: true, id: true, label: true, by: true })),
  of: z.int(),
  sections: z.array(z.string()).describe("Sections whose facts say something else now"),
});

export const head = z.object({
  id: z.uuid(),
  version: z.int(),
  provider: z.string().describe('"rules", "person", or the model'),
  asOf: at,
  at,
  by: z.object({ id: z.uuid(), name: z.string().nullable() }),
  note: z.string().nullable(),
  restoredFrom: z.int().nullable(),
});

const kept = head.extend({
  tabType: z.enum(TAB_TYPES),
  siteId: z.uuid().nullable(),
  title: z.string(),
  sections: z.array(section),
  content: z.string().describe("The whole document as Markdown"),
  sources: z.array(row),
  gaps: z.array(gap),
  dataSha256: z.string(),
  restricted: z.boolean(),
  accepted: z.array(z.object({ sectionKey: z.string(), by: z.string().nullable(), at })),
  stale: stale.nullable().describe("null: the figures are as they were"),
});

const note = z.object({
  section: z.string(),
  message: z.string(),
}).describe("A section that was not written, and why");

export const tabAnswer = z.object({ tab: kept });
export const generated = tabAnswer.extend({ notes: z.array(note) });

/** What is shown of a document: also of one that nothing was kept of. */
export const shown = z.object({
  tab: kept.extend({
    id: z.uuid().nullable().describe("null: nothing was kept yet, the rest is as it is now"),
    by: head.shape.by.nullable(),
    ai: z.enum(["on", "off", "not configured"]),
    may: z.object({ write: z.boolean(), accept: z.boolean() }),
    figures: z.array(z.object({
      key: z.string(),
      title: z.string(),
      facts: z.array(fact),
    })).describe("What is known now, section by section"),
  }),
});
