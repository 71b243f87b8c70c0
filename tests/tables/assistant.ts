/** What the assistant wrote, what it was asked, what people think of it. */
import { type Declarations } from "./declaration.ts";

/** A text of the ledger's one call (`ai_calls` of the stage). */
export const WRITTEN = {
  operation: "generate",
  persona: "trialCoordinator",
  tab_type: "general",
  section_key: "summary",
  text: "As planned.",
};

/** The section that the call is kept as, but for its id. */
export const SECTION = {
  key: WRITTEN.section_key,
  author: { kind: "agent" },
  text: WRITTEN.text,
};

const hash = "0".repeat(64);

export const assistant: Declarations = {
  ai_calls: { rule: { resource: "ai_call" }, verbs: ["select"], sample: null },
  feedback: {
    rule: { resource: "feedback" },
    verbs: ["select", "insert"],
    sample: () => ({ rating: 4, comment: "Right", subject: "tab:general" }),
  },
  tab_versions: {
    rule: { resource: "tab" },
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({
      tab_type: WRITTEN.tab_type,
      content: WRITTEN.text,
      data_sha256: hash,
      as_of: "2026-11-21T09:00:00Z",
      sections: [{ ...SECTION, callId: rows.get("ai_calls") }],
    }),
  },
  tab_acceptances: {
    rule: { resource: "tab_acceptance" },
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({
      section_key: WRITTEN.section_key,
      version_id: rows.get("tab_versions"),
    }),
    beside: { table: "tab_versions", column: "version_id" },
  },
  generation_jobs: {
    rule: { resource: "tab" },
    verbs: ["select", "insert", "update"],
    sample: () => ({ tab_type: "riskControls" }),
    change: { message: "Writing" },
  },
};
