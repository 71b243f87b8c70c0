/** Documents of the regulatory advisor on what changes and what is asked: inspection, alerts, amendment. */
import type { SectionRecipe, TabRecipe } from "../recipe.ts";
import { all, always, EMPTY, notKnown } from "./regulatory_gaps.ts";

const persona = "regulatoryAdvisor";

const auditPreparation: TabRecipe = {
  type: "auditPreparation",
  persona,
  title: "Audit preparation",
  what: "what an inspector would find today: gates, records, findings, the trail",
  sections: [
    {
      key: "first",
      title: "What an inspector would ask first",
      actions: {
        rules: [
          ...["chain_broken", "site_enrolling_gate_open", "consent_superseded_in_use"] as const,
          ...["document_expired", "continuing_review_due", "deviation_overdue"] as const,
          ...["capa_overdue", "capa_ineffective", "training_missing_for_delegation"] as const,
          ...["qtl_breach", "document_missing_for_gate", "risk_high_unreviewed"] as const,
        ],
        limit: 12,
      },
      write:
        "Say what an inspector would ask about first and what the study can show for it, as questions with one sentence each; at most six.",
    },
    {
      key: "gates",
      title: "Open activation gates",
      wishes: [{ key: "sites.open_gates", params: { limit: 20 } }],
    },
    {
      key: "records",
      title: "Essential records",
      wishes: [
        { key: "documents.completeness" },
        { key: "documents.by_zone" },
        { key: "documents.missing", params: { limit: 20 } },
        { key: "documents.waivers", params: { limit: 20 } },
      ],
      empty: EMPTY,
    },
    {
      key: "findings",
      title: "Findings",
      wishes: [
        { key: "quality.past_due", params: { limit: 20 } },
        { key: "quality.deviations", params: { limit: 20 } },
        { key: "quality.capas", params: { limit: 20 } },
      ],
      write:
        "Say which findings are open and past due and what is being done about each, critical ones first.",
    },
    {
      key: "trail",
      title: "Audit trail",
      wishes: [{ key: "trail.chain" }],
      gaps: always({
        text:
          "whether anything was signed electronically; signatures have no place in the record " +
          "yet, approvals are recorded as days",
      }),
    },
  ],
};

const alerts = (
  key: string,
  title: string,
  severity: "critical" | "at-risk" | "unknown" | "note",
): SectionRecipe => ({ key, title, actions: { severities: [severity], limit: 50 } });

const smartAlerts: TabRecipe = {
  type: "smartAlerts",
  persona,
  title: "Smart alerts",
  what: "everything that the rules find, worst first, with its evidence, age and owner",
  sections: [
    {
      key: "overview",
      title: "What is open",
      wishes: [{ key: "actions.open" }, { key: "actions.by_rule", params: { limit: 20 } }],
      write:
        "Say in one paragraph what is open, which rule finds most of it, and what has waited longest.",
    },
    alerts("critical", "Critical", "critical"),
    alerts("atRisk", "At risk", "at-risk"),
    {
      ...alerts("unknown", "What the rules cannot tell", "unknown"),
      gaps: always({
        text: "safety reports, queries and visits out of their window; case data and schedules " +
          "of visits are not recorded here, so no rule looks at them",
      }),
    },
    alerts("note", "Notes", "note"),
  ],
};

const amendmentImpact: TabRecipe = {
  type: "amendmentImpact",
  persona,
  title: "Amendment impact",
  what: "what the newest protocol version or registry record touches, and what is still to do",
  sections: [
    {
      key: "summary",
      title: "What changed",
      wishes: [{ key: "changes.summary" }, { key: "changes.protocol" }],
      empty: EMPTY,
      gaps: all(
        notKnown,
        always({
          text: "which sections of the protocol an amendment changed; its versions are kept as " +
            "files, not section by section",
        }),
      ),
      write:
        "Say in one paragraph which version is in force, what was before it, and how far it has reached the sites.",
    },
    {
      key: "sites",
      title: "Sites that still lack an approval",
      wishes: [{ key: "changes.approvals", params: { limit: 40 } }],
      write: "Say where approvals are lacking and where active sites are concerned.",
    },
    {
      key: "consent",
      title: "Consent forms superseded and in use",
      wishes: [
        { key: "diagram.consent_flow" },
        { key: "changes.consent_in_use", params: { limit: 40 } },
      ],
    },
    {
      key: "record",
      title: "Differences of the newest record",
      wishes: [{ key: "changes.record", params: { limit: 40 } }],
      empty: {
        "changes.record": { text: "what the registry changed since; no newer record was read" },
      },
    },
    {
      key: "plan",
      title: "Plan that hangs on it",
      wishes: [{ key: "changes.touched", params: { limit: 30 } }],
    },
    {
      key: "reviews",
      title: "Continuing reviews",
      wishes: [{ key: "changes.reviews", params: { limit: 30 } }],
      empty: EMPTY,
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: [
          ...["newer_record_waits", "consent_superseded_in_use", "approval_pending"] as const,
          ...["continuing_review_due", "training_missing_for_delegation"] as const,
          ...["critical_path_slip", "estimated_date_passed"] as const,
        ],
      },
    },
  ],
};

export const REGULATORY_CHANGES: TabRecipe[] = [auditPreparation, smartAlerts, amendmentImpact];
