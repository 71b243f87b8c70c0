/** Documents without their versions: what is held, where, and what expects it. */
import { type DocumentKind, KIND_WORDS, KINDS } from "@/lib/documents/model.ts";
import { documentSpec } from "@/lib/documents/specs.ts";
import type { CsvKind } from "../kind.ts";
import { ownerField, titleField } from "./plan_fields.ts";

const MORE: Partial<Record<DocumentKind, string[]>> = {
  investigator_brochure: ["IB", "brochure"],
  consent_form: ["ICF", "informed consent", "Einwilligung"],
  ethics_approval: ["IRB approval", "IEC approval", "Ethikvotum"],
  contract: ["CTA", "clinical trial agreement", "Vertrag"],
  cv: ["curriculum vitae", "Lebenslauf"],
  gcp_certificate: ["GCP"],
};

const ONE_PLACE = { field: "country", message: "Cannot be of a country and of a site: give one" };

export const DOCUMENTS: CsvKind = {
  kind: "documents",
  spec: documentSpec,
  title: "documents",
  fields: [
    {
      name: "key",
      field: "externalKey",
      label: "Key",
      type: "text",
      synonyms: ["id", "document id", "external key", "Schlüssel"],
    },
    titleField(["document", "document name", "Dokument"]),
    {
      name: "kind",
      label: "Kind",
      type: "choice",
      synonyms: ["type", "document type", "Art"],
      choices: Object.fromEntries(
        KINDS.map((kind) => [kind, [KIND_WORDS[kind], ...MORE[kind] ?? []]]),
      ),
    },
    {
      name: "requirement",
      field: "requirementId",
      label: "Requirement",
      type: "requirement",
      synonyms: ["expected by", "required document"],
    },
    {
      name: "artifactNumber",
      label: "TMF number",
      type: "text",
      synonyms: ["artifact", "artifact number", "TMF artifact number"],
    },
    { name: "country", label: "Country", type: "text", synonyms: ["Land", "pays", "país"] },
    {
      name: "site",
      field: "siteId",
      label: "Site",
      type: "site",
      synonyms: ["site number", "site no", "site name", "center", "centre", "Zentrum"],
    },
    { name: "language", label: "Language", type: "text", synonyms: ["Sprache", "langue"] },
    ownerField,
    { name: "note", label: "Note", type: "text", synonyms: ["notes", "comment", "Bemerkung"] },
  ],
  keys: [{ fields: ["externalKey"] }, {
    fields: ["title", "siteId", "country"],
    adopts: true,
    sparse: true,
  }],
  check: (row) => row.country && row.siteId ? [ONE_PLACE] : [],
};
