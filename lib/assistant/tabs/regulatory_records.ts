/** Documents of the regulatory advisor on what is kept: requirements, documents, compliance, risks. */
import type { TabRecipe } from "../recipe.ts";
import { EMPTY, undrawn } from "./regulatory_gaps.ts";

const persona = "regulatoryAdvisor";

const NO_DIAGRAM = undrawn({
  "diagram.consent_flow": {
    text: "how consent forms reach the sites; no version of one is recorded",
    act: { label: "Add a consent form", path: "documents" },
  },
  "diagram.document_types": {
    text: "which kinds of documents are expected; no requirement is confirmed",
    act: { label: "Read what is suggested", path: "documents/requirements" },
  },
  "diagram.risk_controls": {
    text: "what watches over risks; no critical factor, confirmed risk or indicator is recorded",
    act: { label: "Add a critical factor", path: "quality?view=factors" },
  },
  "diagram.approvals": {
    text: "how far start-up is in which country; no site is recorded",
    act: { label: "Add a site", path: "sites" },
  },
  "diagram.site_states": {
    text: "in which state the sites are; no site is recorded",
    act: { label: "Add a site", path: "sites" },
  },
});

const protocolRequirements: TabRecipe = {
  type: "protocolRequirements",
  persona,
  title: "Protocol requirements",
  what: "what protocol, registry record and regulations ask for, and what of it is held",
  sections: [
    {
      key: "protocol",
      title: "The protocol in force",
      wishes: [{ key: "changes.protocol" }],
      empty: EMPTY,
      gaps: () => [{
        text: "what the protocol's sections ask for; its versions are kept as files, and what " +
          "follows stands on the registry record and on confirmed requirements",
      }],
    },
    {
      key: "record",
      title: "What the record commits the study to",
      wishes: [
        { key: "record.identity" },
        { key: "record.outcome_counts" },
        { key: "record.outcomes", params: { limit: 40 } },
        { key: "record.eligibility" },
        { key: "record.criteria", params: { limit: 50 } },
      ],
      empty: {
        "record.outcomes": {
          text: "what is measured; no outcome is recorded",
          act: { label: "Import a registry record", path: "import" },
        },
        "record.criteria": {
          text: "who may take part; no criterion is recorded",
          act: { label: "Import a registry record", path: "import" },
        },
      },
      write:
        "Say in one paragraph what the registry record commits the study to: primary outcomes with their time frames, who may take part, and how many. Name only what the facts say.",
    },
    {
      key: "regulations",
      title: "Regulations that apply",
      wishes: [{ key: "documents.regulations", params: { limit: 20 } }],
      empty: EMPTY,
    },
    {
      key: "required",
      title: "Documents that are required",
      wishes: [
        { key: "documents.by_requirement", params: { limit: 40 } },
        { key: "documents.missing", params: { limit: 12 } },
      ],
      empty: EMPTY,
      write:
        "Say which required documents are missing or expired and which step each holds up, the most urgent first.",
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: [
          ...["document_missing_for_gate", "document_expired", "documents_unconfirmed"] as const,
          ...["intake_unconfirmed", "newer_record_waits", "estimated_date_passed"] as const,
          ...["target_unknown", "status_unknown", "sites_unknown"] as const,
        ],
        limit: 12,
      },
    },
  ],
};

const documentControl: TabRecipe = {
  type: "documentControl",
  persona,
  title: "Document control",
  what: "which documents are expected, held, in force, about to expire, or waived",
  sections: [
    {
      key: "overview",
      title: "How the file stands",
      wishes: [
        { key: "documents.completeness" },
        { key: "documents.by_state" },
        { key: "documents.expiry_bands" },
      ],
      write:
        "Say in one paragraph how complete the file is, what expires next, and what waits for approval.",
    },
    {
      key: "expected",
      title: "Expected documents and where they stand",
      wishes: [
        { key: "documents.by_zone" },
        { key: "documents.expected", params: { limit: 40 } },
      ],
      empty: EMPTY,
    },
    {
      key: "missing",
      title: "Missing, expiring, awaiting approval",
      wishes: [
        { key: "documents.missing", params: { limit: 20 } },
        { key: "documents.expiring", params: { limit: 20 } },
        { key: "documents.awaiting", params: { limit: 20 } },
      ],
    },
    {
      key: "versions",
      title: "Versions in force",
      wishes: [{ key: "documents.in_force", params: { limit: 40 } }],
      empty: EMPTY,
    },
    {
      key: "consent",
      title: "Consent forms by version and site",
      wishes: [
        { key: "documents.consent_versions", params: { limit: 30 } },
        { key: "documents.consent_matrix", params: { limit: 40 } },
      ],
      empty: EMPTY,
    },
    {
      key: "waivers",
      title: "Waivers",
      wishes: [{ key: "documents.waivers", params: { limit: 20 } }],
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: [
          ...["document_expired", "document_expiring", "document_missing_for_gate"] as const,
          ...["approval_pending", "consent_superseded_in_use", "documents_unconfirmed"] as const,
          "continuing_review_due",
        ],
      },
      write: "Say what to do first and why, in the order given; at most five items.",
    },
  ],
};

const complianceDiagrams: TabRecipe = {
  type: "complianceDiagrams",
  persona,
  title: "Compliance diagrams",
  what: "documents, consent forms, approvals and controls, drawn from what is recorded",
  sections: [
    {
      key: "consent",
      title: "From consent form to site",
      wishes: [{ key: "diagram.consent_flow" }],
      gaps: NO_DIAGRAM,
    },
    {
      key: "documents",
      title: "The Trial Master File",
      wishes: [{ key: "diagram.document_types" }, { key: "documents.by_zone" }],
      gaps: NO_DIAGRAM,
    },
    {
      key: "approvals",
      title: "Approvals and start-up by country",
      wishes: [{ key: "diagram.approvals" }, { key: "sites.open_gates" }],
      gaps: NO_DIAGRAM,
    },
    {
      key: "controls",
      title: "Risks, indicators, controls",
      wishes: [{ key: "diagram.risk_controls" }],
      gaps: NO_DIAGRAM,
    },
    {
      key: "reading",
      title: "What the diagrams show",
      wishes: [
        { key: "changes.consent_in_use" },
        { key: "documents.completeness" },
        { key: "quality.factors" },
      ],
      empty: EMPTY,
      write:
        "Say in at most five sentences where the chain from requirement to document to site is broken, and where it holds.",
    },
  ],
};

const riskControls: TabRecipe = {
  type: "riskControls",
  persona,
  title: "Risk controls",
  what: "what is critical, what could harm it, what watches over it, and what is done",
  sections: [
    {
      key: "factors",
      title: "Critical to quality",
      wishes: [
        { key: "diagram.risk_controls" },
        { key: "quality.factors", params: { limit: 20 } },
      ],
      empty: EMPTY,
      gaps: NO_DIAGRAM,
    },
    {
      key: "risks",
      title: "Risks and how they are controlled",
      wishes: [
        { key: "quality.risk_heatmap" },
        { key: "quality.risks", params: { limit: 30 } },
      ],
      empty: EMPTY,
      write:
        "Say which risks stand highest, which have no control or no owner, and whose review is overdue.",
    },
    {
      key: "indicators",
      title: "Indicators and limits",
      wishes: [
        { key: "quality.kri_grid", params: { limit: 20 } },
        { key: "quality.qtl" },
      ],
      empty: EMPTY,
    },
    {
      key: "findings",
      title: "Deviations, corrective and preventive actions",
      wishes: [
        { key: "quality.deviations", params: { limit: 20 } },
        { key: "quality.capas", params: { limit: 20 } },
        { key: "quality.capa_on_time" },
      ],
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: [
          ...["risk_high_unreviewed", "risks_unconfirmed", "kri_red_two_periods"] as const,
          ...["qtl_breach", "qtl_warning", "deviation_overdue"] as const,
          ...["capa_overdue", "capa_ineffective"] as const,
        ],
      },
      write: "Say what to do first and why, in the order given; at most five items.",
    },
  ],
};

export const REGULATORY_RECORDS: TabRecipe[] = [
  ...[protocolRequirements, documentControl, complianceDiagrams, riskControls],
];
