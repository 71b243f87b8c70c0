/** Documents: what is expected, held, used. */
import { type Declarations, under, verbs } from "./declaration.ts";

export const documents: Declarations = {
  tmf_artifacts: {
    rule: { resource: "tmf" },
    verbs,
    sample: ({ rows }) => ({
      number: `05.0${2 + Math.floor(rows.size / 100)}.${String(rows.size % 100).padStart(2, "0")}`,
      zone: "Site Management",
      section: "Site Set-up",
      artifact: "Site Evidence of Training",
    }),
    change: { list_version: "3.3.1" },
  },
  documents: {
    rule: { resource: "document" },
    verbs,
    sample: ({ rows }) => ({
      title: "Delegation log",
      requirement_id: under(rows, "documents", "document_requirements"),
    }),
    change: { title: "Training log" },
  },
  document_versions: {
    rule: { resource: "document_version" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      document_id: under(rows, "document_versions", "documents"),
      version: `1.${rows.size}.${crypto.randomUUID().slice(0, 8)}`,
      held_in: "Binder 2",
    }),
    change: { note: "Signed copy" },
  },
  document_uses: {
    rule: { resource: "document" },
    verbs,
    // Each version is at a site once: the open row, the restricted row, those of the tests.
    sample: ({ rows }) => ({
      version_id: under(rows, "document_uses", "document_versions"),
      site_id: rows.get(rows.has("document_uses") ? "sites!" : "sites"),
    }),
    change: { note: "Since the amendment" },
  },
  document_waivers: {
    rule: { resource: "document_waiver" },
    verbs,
    sample: ({ rows }) => ({
      requirement_id: under(rows, "document_waivers", "document_requirements"),
      country: crypto.randomUUID(),
      reason: "Held by the sponsor",
    }),
    change: { reason: "Held by the laboratory" },
  },
};
