/** Documents of the sponsor's project manager: progress, enrollment, money, decisions. */
import type { SectionRecipe, TabRecipe } from "../recipe.ts";

const noLines = {
  text: "what the study is planned to cost; no budget line is recorded",
  act: { label: "Add a budget line", path: "budget" },
};

const noCounts = {
  text:
    "how fast the study enrols; it takes two counts of a site, 14 days or more apart, and 5 people enrolled between them",
  act: { label: "Add counts", path: "enrollment" },
};

const projection: SectionRecipe = {
  key: "projection",
  title: "If the rate stays as it is",
  wishes: [{ key: "rate.projection" }, { key: "rate.needed" }],
  write:
    "Say when the target would be reached at the rate of the last 90 days and what that assumes; say that it is a sum, no forecast. Where it is not known, say what is missing.",
  gaps: () => [{
    text:
      "a forecast with its uncertainty; the app adds up counts and does not simulate sites or seasons",
  }],
};

export const SPONSOR: TabRecipe[] = [
  {
    type: "portfolioHealth",
    persona: "sponsorPM",
    title: "Portfolio health",
    what: "how this study stands, and how it stands beside the others of the organisation",
    sections: [
      {
        key: "study",
        title: "How this study stands",
        wishes: [
          { key: "diagram.phase_gates" },
          { key: "study.summary" },
          { key: "plan.slippage" },
          { key: "enrollment.enrolled" },
          { key: "documents.completeness" },
          { key: "quality.open_deviations" },
        ],
        write:
          "Say in one paragraph how this study stands on schedule, enrollment, documents and quality, with the reason behind each; worst first.",
      },
      {
        key: "portfolio",
        title: "Studies of the organisation",
        wishes: [{ key: "portfolio.health", params: { limit: 50 } }],
        live: true,
      },
      {
        key: "compare",
        title: "This study against the others",
        wishes: [{ key: "portfolio.compare" }],
        live: true,
      },
      {
        key: "actions",
        title: "What is critical here",
        actions: { severities: ["critical"], limit: 8 },
      },
    ],
  },
  {
    type: "enrollmentForecast",
    persona: "sponsorPM",
    title: "Enrollment forecast",
    what: "how fast people are enrolled, where, and when the target would be reached",
    sections: [
      {
        key: "standing",
        title: "Enrollment against plan",
        wishes: [{ key: "enrollment.burnup" }, { key: "enrollment.enrolled" }, {
          key: "enrollment.funnel",
        }],
        write:
          "Say in a few sentences how enrollment stands against its plan, and where people are lost on the way.",
        empty: {
          "enrollment.burnup": {
            text: "how many are enrolled; no site has sent a count",
            act: { label: "Add a count", path: "enrollment" },
          },
        },
      },
      {
        key: "rate",
        title: "Rate over the last 30 and 90 days",
        wishes: [{ key: "rate.enrollment", params: { days: 90 } }],
        empty: { "rate.enrollment": noCounts },
      },
      projection,
      {
        key: "sites",
        title: "Sites that contribute",
        wishes: [{ key: "rate.sites", params: { days: 90, limit: 20 } }, {
          key: "enrollment.by_country",
        }],
        empty: { "rate.sites": noCounts },
      },
      {
        key: "actions",
        title: "What holds enrollment up",
        actions: {
          rules: [
            ...["enrollment_behind", "site_no_enrollment", "enrollment_stale"] as const,
            ...["site_enrolling_gate_open", "hold_too_long", "target_unknown"] as const,
          ],
          limit: 12,
        },
      },
    ],
  },
  {
    type: "budgetAndPayables",
    persona: "sponsorPM",
    title: "Budget and payables",
    what:
      "what was planned, booked and is still to come, and what sites are owed as far as it is known",
    sections: [
      {
        key: "totals",
        title: "Budget as a whole",
        wishes: [{ key: "budget.totals" }, { key: "budget.variance" }],
        write:
          "Say in a few sentences how the budget stands in each currency, never adding currencies, and which lines drive the variance.",
        empty: { "budget.totals": noLines },
      },
      {
        key: "lines",
        title: "Lines",
        wishes: [{ key: "budget.lines", params: { limit: 50 } }],
      },
      {
        key: "commitments",
        title: "Not booked yet",
        wishes: [{ key: "budget.commitments", params: { limit: 50 } }],
      },
      {
        key: "payables",
        title: "Payments to sites",
        wishes: [{ key: "budget.payables", params: { limit: 50 } }],
        empty: {
          "budget.payables": {
            text: "what sites are to be paid; no line is of site payments or of one site",
            act: { label: "Add a budget line", path: "budget" },
          },
        },
        gaps: () => [{
          text:
            "invoices, terms of payment, and visits done by participant; what a site is owed beyond its lines cannot be said",
        }],
      },
      {
        key: "actions",
        title: "What needs doing",
        actions: { rules: ["budget_variance", "budget_overbooked"] },
      },
    ],
  },
  {
    type: "steeringBrief",
    persona: "sponsorPM",
    title: "Steering brief",
    what: "one page for the steering committee: progress, risks, decisions",
    sections: [
      {
        key: "progress",
        title: "Progress",
        wishes: [
          { key: "diagram.gantt" },
          { key: "study.summary" },
          { key: "plan.slippage" },
          { key: "sites.active" },
        ],
        write:
          "Write one paragraph for a steering committee: where the study stands against its plan, and what changed the dates.",
      },
      {
        key: "milestones",
        title: "Next milestones",
        wishes: [{ key: "plan.next_milestones" }],
        empty: {
          "plan.next_milestones": {
            text: "which milestones are to come; none is recorded",
            act: { label: "Add a milestone", path: "plan?panel=milestone" },
          },
        },
      },
      projection,
      {
        key: "risks",
        title: "Risks and limits",
        wishes: [{ key: "quality.risk_heatmap" }, { key: "indicators.qtls" }, {
          key: "quality.open_deviations",
        }],
        write:
          "Name the risks and limits that the committee has to know of, worst first; at most five.",
      },
      {
        key: "budget",
        title: "Budget",
        wishes: [{ key: "budget.totals" }],
        empty: { "budget.totals": noLines },
      },
      {
        key: "decisions",
        title: "What needs a decision",
        actions: { severities: ["critical", "at-risk"], limit: 8 },
        write:
          "Say which of these need a decision of the committee, one sentence each, in the order given; decide nothing yourself.",
        gaps: () => [{
          text: "what the committee decided before; the app keeps no decisions yet",
        }],
      },
    ],
  },
];
