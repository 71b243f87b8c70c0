/** Documents of the CRA monitor: one site, and the next visit to it. */
import type { SectionRecipe, TabRecipe } from "../recipe.ts";

const people: SectionRecipe = {
  key: "people",
  title: "People, duties, training",
  wishes: [{ key: "site.staff" }, { key: "site.delegations" }, { key: "site.training" }],
  empty: {
    "site.staff": { text: "who works at the site; nobody is recorded" },
    "site.delegations": { text: "which duties the investigator has delegated; none is recorded" },
    "site.training": { text: "who is trained in what; no training is recorded" },
  },
};

const findings: SectionRecipe = {
  key: "findings",
  title: "Findings and corrective actions",
  wishes: [{ key: "site.deviations" }, { key: "site.capas" }],
};

export const MONITOR: TabRecipe[] = [
  {
    type: "siteDossier",
    persona: "craMonitor",
    title: "Site dossier",
    what: "all that is known of one site, with its gate, people, records and findings",
    ofSite: true,
    sections: [
      {
        key: "standing",
        title: "Where the site stands",
        wishes: [{ key: "site.facts" }],
        write:
          "Say in one short paragraph where this site stands: its state, people counted, what its gate lacks, and what is worst.",
      },
      {
        key: "gate",
        title: "Activation gate",
        wishes: [{ key: "site.gate" }],
      },
      people,
      {
        key: "enrollment",
        title: "Enrollment",
        wishes: [{ key: "site.enrollment" }, { key: "enrollment.burnup" }, { key: "rate.sites" }],
        empty: {
          "site.enrollment": {
            text: "how many were screened and enrolled at the site; nothing was counted",
            act: { label: "Add a count", path: "enrollment" },
          },
        },
      },
      {
        key: "documents",
        title: "Documents",
        wishes: [{ key: "site.documents", params: { limit: 30 } }, { key: "site.consent" }],
        empty: {
          "site.documents": {
            text: "which documents the site should hold; no confirmed requirement asks for one",
            act: { label: "Say what is expected", path: "documents/requirements" },
          },
          "site.consent": {
            text: "which consent version the site works with; none is recorded as in use",
            act: { label: "Record the version in use", path: "documents/consent" },
          },
        },
      },
      findings,
      {
        key: "indicators",
        title: "Risk indicators",
        wishes: [{ key: "site.indicators" }],
        empty: {
          "site.indicators": {
            text: "how the site stands on risk indicators; none has a value here",
          },
        },
      },
      { key: "tasks", title: "Tasks and milestones", wishes: [{ key: "site.tasks" }] },
      { key: "actions", title: "What needs doing at this site", actions: { limit: 12 } },
    ],
  },
  {
    type: "visitPrep",
    persona: "craMonitor",
    title: "Visit preparation",
    what: "what to look at during the next visit to one site",
    ofSite: true,
    sections: [
      {
        key: "focus",
        title: "What to look at first",
        wishes: [{ key: "site.facts" }],
        actions: { limit: 12 },
        write:
          "Say what to look at first at the next visit and why, in the order of the list of actions; at most six items. Give no date of a visit: none is known.",
        gaps: () => [{
          text:
            "when the last visit was and when the next one is; the app keeps no visits and no visit reports yet",
          act: { label: "Plan the visit as a task", path: "plan?panel=task" },
        }],
      },
      {
        key: "enrollment",
        title: "Counts since three months ago",
        wishes: [{ key: "site.enrollment", params: { days: 90 } }],
        empty: {
          "site.enrollment": {
            text: "how many were screened and enrolled at the site; nothing was counted",
            act: { label: "Add a count", path: "enrollment" },
          },
        },
      },
      {
        key: "consent",
        title: "Consent forms in use",
        wishes: [{ key: "site.consent" }],
        empty: {
          "site.consent": {
            text: "which consent version the site works with; none is recorded as in use",
            act: { label: "Record the version in use", path: "documents/consent" },
          },
        },
      },
      findings,
      {
        key: "documents",
        title: "Documents to ask for",
        wishes: [{ key: "site.documents", params: { limit: 30 } }, { key: "site.gate" }],
        write:
          "List the documents to ask for at the site: missing, expired, pending, or ending within 90 days; leave out those that are in order.",
        empty: {
          "site.documents": {
            text: "which documents the site should hold; no confirmed requirement asks for one",
            act: { label: "Say what is expected", path: "documents/requirements" },
          },
        },
      },
      people,
      {
        key: "indicators",
        title: "Risk indicators of the site",
        wishes: [{ key: "site.indicators" }],
        gaps: () => [{
          text:
            "queries, source data review and drug accountability of the site; the app holds no data of the capture system",
        }],
      },
      { key: "tasks", title: "Open tasks of the site", wishes: [{ key: "site.tasks" }] },
    ],
  },
];
