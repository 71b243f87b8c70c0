/** Documents of the RBQM analyst: indicators, limits, signals. */
import type { TabRecipe } from "../recipe.ts";

const noIndicators = {
  text: "how the study stands on risk indicators; none is set up",
  act: { label: "Set up an indicator", path: "quality?view=indicators" },
};

export const RBQM: TabRecipe[] = [
  {
    type: "kriMonitor",
    persona: "rbqmAnalyst",
    title: "KRI monitor",
    what: "each risk indicator by site and period, with what stands out",
    sections: [
      {
        key: "indicators",
        title: "Indicators",
        wishes: [{ key: "indicators.kris" }],
        write:
          "Say in a few sentences which indicators stand out, at which sites, and whether they went better or worse; no cause that is not in the facts.",
        empty: { "indicators.kris": noIndicators },
      },
      {
        key: "sites",
        title: "Sites that are red or amber",
        wishes: [{ key: "indicators.sites", params: { limit: 30 } }],
      },
      {
        key: "grid",
        title: "All sites",
        wishes: [{ key: "quality.kri_grid", params: { limit: 30 } }],
      },
      { key: "trend", title: "Course", wishes: [{ key: "indicators.trend" }] },
      {
        key: "notes",
        title: "Notes on values",
        wishes: [{ key: "indicators.notes" }],
        empty: {
          "indicators.notes": {
            text: "why values are as they are; nobody wrote a note beside one",
          },
        },
      },
      {
        key: "actions",
        title: "Signals",
        actions: {
          rules: ["kri_red_two_periods", "qtl_breach", "qtl_warning", "risk_high_unreviewed"],
        },
        write:
          "Say what to look into first and at which site, in the order given; at most five items.",
      },
    ],
  },
  {
    type: "qtlEvaluation",
    persona: "rbqmAnalyst",
    title: "QTL evaluation",
    what: "each tolerance limit: its value, since when it is breached, and what follows",
    sections: [
      {
        key: "limits",
        title: "Limits",
        wishes: [{ key: "indicators.qtls" }],
        write:
          "Say for each limit how far it is from its warning and its limit, and since when it is breached where it is.",
        empty: {
          "indicators.qtls": {
            text: "which tolerance limits the study has; none is set",
            act: { label: "Set a limit", path: "quality?view=indicators" },
          },
        },
      },
      { key: "course", title: "Course", wishes: [{ key: "indicators.qtl_course" }] },
      {
        key: "sites",
        title: "Sites behind the values",
        wishes: [{ key: "indicators.sites", params: { limit: 20 } }],
      },
      {
        key: "evaluation",
        title: "What was done",
        wishes: [{ key: "quality.capa_on_time" }, { key: "indicators.notes" }],
        actions: {
          rules: [
            ...["qtl_breach", "qtl_warning", "kri_red_two_periods"] as const,
            ...["capa_overdue", "capa_ineffective"] as const,
          ],
        },
        gaps: () => [{
          text:
            "how each breach was evaluated and which corrective action answers it; the app keeps no evaluation of a limit and no link from a limit to a corrective action",
          act: { label: "Open a corrective action", path: "quality?view=capas" },
        }],
      },
    ],
  },
];
