/** The inspector's room: what happened, from records alone; nothing is generated here. */
import type { TabRecipe } from "../recipe.ts";

export const INSPECTOR: TabRecipe[] = [
  {
    type: "inspectionRoom",
    persona: "inspector",
    title: "Inspection room",
    what: "what happened, who did it and why; nothing is written here by anybody",
    generatesNothing: true,
    sections: [
      {
        key: "chain",
        title: "Is the trail whole",
        wishes: [{ key: "trail.chain" }],
        empty: {
          "trail.chain": {
            text: "whether the trail is whole; it was not verified to its end",
            act: { label: "Verify the trail", path: "activity" },
          },
        },
      },
      {
        key: "changes",
        title: "What was changed in the last 30 days, and by whom",
        wishes: [
          { key: "trail.changes", params: { days: 30, limit: 50 } },
          { key: "trail.people", params: { days: 30, limit: 50 } },
        ],
      },
      {
        key: "reasons",
        title: "Changes with their reasons",
        wishes: [{ key: "trail.reasons", params: { days: 30, limit: 20 } }],
        gaps: () => [{
          text:
            "electronic signatures (21 CFR 11.50); the app records who changed what, when and why, and has no signing of records yet",
        }],
      },
      {
        key: "readings",
        title: "Readings of restricted rows",
        wishes: [{ key: "trail.readings", params: { days: 30, limit: 50 } }],
      },
      {
        key: "approvals",
        title: "Approvals and documents",
        wishes: [
          { key: "diagram.approvals" },
          { key: "documents.completeness" },
          { key: "documents.by_state" },
          { key: "documents.consent_matrix", params: { limit: 20 } },
        ],
        empty: {
          "documents.completeness": {
            text: "which documents the study should hold; no requirement is confirmed",
            act: { label: "Say what is expected", path: "documents/requirements" },
          },
        },
      },
      {
        key: "findings",
        title: "Findings and what was done about them",
        wishes: [
          { key: "quality.open_deviations" },
          { key: "quality.deviations_by_month" },
          { key: "quality.capa_on_time" },
          { key: "indicators.qtls" },
        ],
      },
      {
        key: "sites",
        title: "Sites and their gates",
        wishes: [{ key: "diagram.site_states" }, {
          key: "sites.open_gates",
          params: { limit: 20 },
        }],
      },
      {
        key: "actions",
        title: "What the rules find",
        actions: { severities: ["critical", "at-risk"] },
      },
    ],
  },
];
