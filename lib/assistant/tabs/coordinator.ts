/** Documents of the trial coordinator. */
import type { TabRecipe } from "../recipe.ts";

export const COORDINATOR: TabRecipe[] = [
  {
    type: "general",
    persona: "trialCoordinator",
    title: "General",
    what: "where the study stands today, in one page",
    sections: [
      {
        key: "summary",
        title: "Where the study stands",
        wishes: [{ key: "diagram.phase_gates" }, { key: "study.summary" }],
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
        empty: {
          "plan.next_milestones": {
            text: "which milestones are to come; none is recorded",
            act: { label: "Add a milestone", path: "plan?panel=milestone" },
          },
        },
      },
    ],
  },
];
