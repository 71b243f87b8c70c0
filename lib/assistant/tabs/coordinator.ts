/** Documents of the trial coordinator. */
import type { TabRecipe } from "../recipe.ts";
import * as gaps from "./coordinator_gaps.ts";
import { NO_BASELINE, NO_MILESTONE, tab } from "./coordinator_parts.ts";
import { OVERVIEW, SCHEDULE } from "./coordinator_study.ts";
import { CHECKLISTS, TEAM, TIMELINE } from "./coordinator_work.ts";

const COUNT = { label: "Enter counts", path: "enrollment" };
const NOBODY_COUNTED = { text: "how many are enrolled; nobody was counted", act: COUNT };

const GENERAL = tab("general", "General", "where the study stands today, in one page", [
  {
    key: "summary",
    title: "Where the study stands",
    wishes: [{ key: "diagram.phase_gates" }, { key: "study.summary" }],
    empty: { "study.summary": NOBODY_COUNTED },
    write:
      "Say in one paragraph where the study stands: sites, enrollment, the next milestone, and what is late.",
  },
  {
    key: "figures",
    title: "Figures",
    wishes: [
      { key: "enrollment.enrolled" },
      { key: "sites.active" },
      { key: "plan.slippage" },
      { key: "documents.completeness" },
    ],
    empty: {
      "enrollment.enrolled": NOBODY_COUNTED,
      "plan.slippage": NO_BASELINE,
      "documents.completeness": {
        text: "which documents are lacking; no rule that expects one is confirmed",
        act: { label: "Confirm what is expected", path: "documents/requirements" },
      },
      "sites.active": {
        text: "where the study is run; no site is recorded",
        act: { label: "Add a site", path: "sites" },
      },
    },
  },
  {
    key: "actions",
    title: "What needs doing first",
    actions: { severities: ["critical", "at-risk"], limit: 8 },
    write: "Say what to do first and why, in the order given; at most five items.",
  },
  {
    key: "milestones",
    title: "Next milestones",
    wishes: [{ key: "plan.next_milestones" }],
    empty: { "plan.next_milestones": NO_MILESTONE },
  },
]);

const QUALITY = tab("qualityMetrics", "Quality metrics", "rates against the targets of the field", [
  {
    key: "people",
    title: "Participants",
    wishes: [
      ...["enrollment.screen_ratio", "enrollment.screen_failure", "enrollment.retention"].map((
        key,
      ) => ({ key })),
    ],
    empty: {
      "enrollment.screen_ratio": {
        text: "how many are screened for one enrolled (in the field under 3 : 1)",
        act: COUNT,
      },
      "enrollment.screen_failure": { text: "how many fail screening, and why", act: COUNT },
      "enrollment.retention": { text: "how many stay (in the field over 85 %)", act: COUNT },
    },
    write:
      "Say how each rate stands against its target and on how many it is counted. A rate that is not known is not known; do not explain causes.",
  },
  {
    key: "corrections",
    title: "Deviations and corrective actions",
    wishes: [
      { key: "quality.open_deviations" },
      { key: "quality.capa_on_time" },
      { key: "quality.deviations_by_month" },
    ],
    empty: {
      "quality.capa_on_time": {
        text: "how many corrective actions come in time (in the field over 90 %)",
        act: { label: "Open the actions", path: "quality?view=actions" },
      },
    },
  },
  {
    key: "consent",
    title: "Consent on the current form",
    wishes: [{ key: "documents.consent_matrix" }],
    empty: {
      "documents.consent_matrix": {
        text: "whether every site consents on the current form (in the field 100 %)",
        act: { label: "Open consent forms", path: "documents/consent" },
      },
    },
  },
  {
    key: "indicators",
    title: "Indicators and limits",
    wishes: [{ key: "quality.kri_grid" }, { key: "quality.qtl" }],
    empty: {
      "quality.kri_grid": {
        text: "how the sites compare; no indicator has a value",
        act: { label: "Add an indicator", path: "quality?view=indicators" },
      },
      "quality.qtl": {
        text: "how the study stands against its tolerance limits; none is set",
        act: { label: "Set a limit", path: "quality?view=indicators" },
      },
    },
    gaps: gaps.unmeasured,
  },
  {
    key: "actions",
    title: "What needs doing",
    actions: {
      rules: [
        ...["kri_red_two_periods", "qtl_breach", "qtl_warning", "deviation_overdue"] as const,
        ...["capa_overdue", "capa_ineffective", "consent_superseded_in_use"] as const,
        "approval_pending",
      ],
      limit: 12,
    },
    write: "Say which of these to look at first and what evidence each has; at most five items.",
  },
]);

export const COORDINATOR: TabRecipe[] = [
  ...[GENERAL, OVERVIEW, CHECKLISTS, TEAM, TIMELINE, QUALITY, SCHEDULE],
];
