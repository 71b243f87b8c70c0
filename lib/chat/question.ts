/** Which tools a question in plain English takes, by its words. Pure. */
import type { Rule } from "@/lib/actions/model.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import type { SiteRow } from "./queries.ts";
import type { Use } from "./tools.ts";

export const TOPICS = [
  ...["late", "expiring", "enrollment", "forecast", "why", "next", "owner", "compare"] as const,
  ...["trail", "missing", "budget", "critical_path", "quality", "site", "sites", "study"] as const,
  ...["milestones", "about", "several"] as const,
] as const;
export type Topic = typeof TOPICS[number];

/** What a question was understood as. */
export interface Plan {
  topic: Topic;
  uses: Use[];
  /** It tells somebody to do something, which an answer does not. */
  order?: boolean;
}

/** A question that cannot be looked up, and why in words. */
export interface Unknown {
  topic: null;
  why: string;
  /** It is about another study: no model is asked what it would answer of this one. */
  elsewhere?: boolean;
}

/** Questions that are answered without a model, as people would ask them. */
export const ASKABLE = [
  "What is late?",
  "What expires soon?",
  "How is enrollment?",
  "When do we reach the target?",
  "Why is site 012 red?",
  "What is next?",
  "Who owns the imaging charter?",
  "Compare site 012 and site 014",
  "What is missing for activation of site 012?",
  "Is the audit trail intact?",
  "How is the budget?",
  "What is on the critical path?",
] as const;

/** The same with the sites of the study, and without those that want more sites than it has. */
export function askableOf(sites: readonly SiteRow[]): string[] {
  const [one, two] = sites.flatMap(({ number }) => number ?? []);
  return ASKABLE.filter((question) => !question.includes("014") || two)
    .filter((question) => !question.includes("012") || one)
    .map((question) => question.replace(/01[24]/g, (said) => said === "012" ? one! : two!));
}

/** In order: the first whose words stand in a question is it. */
const WORDS: readonly [Topic, RegExp][] = [
  ["compare", /\b(compare|comparison|versus|vs|difference between)\b/],
  ["owner", /\bwho\b.*\b(own|owns|leads?|is responsible|does|has)\b|\bowner of\b|\bowned by\b/],
  ["trail", /\b(audit trail|trail|hash chain|tamper\w*|who changed|what (has )?changed)\b/],
  ["budget", /\b(budget|money|costs?|spen[dt]\w*|payables?|payments?)\b/],
  ["expiring", /\b(expir\w+|runs? out|lapses?)\b/],
  ["why", /\bwhy\b|\bwhat is wrong\b|\b(red|amber)\b/],
  ["missing", /\b(missing|lack\w*|activat\w+|gate|expected documents?|tmf)\b/],
  [
    "forecast",
    /\b(forecast|projection|project(ed)? (end|finish)|when (do|will|does)\b.*\b(target|enrol\w*|reach\w*))\b/,
  ],
  [
    "milestones",
    /\b(milestones?|database lock|(first|last) (patient|participant|subject)|[fl]p[io])\b/,
  ],
  [
    "enrollment",
    /\b(enrol\w*|recruit\w*|accrual|screen\w*|withdr[ae]w\w*|drop-?outs?|retention)\b/,
  ],
  ["critical_path", /\b(critical path|slack)\b/],
  ["late", /\b(late|overdue|behind|delayed|slipp\w*|past due)\b/],
  ["next", /\b(next|coming up|upcoming|to do|today|this week|should (i|we) do)\b/],
  ["quality", /\b(risks?|kris?|indicators?|deviations?|capas?|qtls?|tolerance limits?|quality)\b/],
];

const STOP = new Set(
  ("who own owns the and for are does has what which lead leads responsible owner owned this that " +
    "with from have our is of a an to in on by it at task milestone document").split(" "),
);

/** Words of a question that a title may have. */
export function titleWords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}-]+/gu) ?? [];
  return [...new Set(words)].filter((word) => !STOP.has(word)).slice(0, 8)
    .map((word) => word.slice(0, 60));
}

const bare = (number: string) => number.replace(/^0+(?=.)/, "").toLowerCase();

/** Sites that a question names by number, or by the whole name of the facility, and numbers of none. */
export function sitesOf(question: string, sites: readonly SiteRow[]) {
  const text = question.toLowerCase();
  const named = [
    ...text.matchAll(
      /\bsites?\s+#?([a-z]*-?\d[\w-]*)((?:\s*(?:,|and|vs|versus|with|to)\s*(?:site\s+)?#?[a-z]*-?\d[\w-]*)*)/g,
    ),
  ]
    .flatMap(([, first, rest]) => [first!, ...(rest!.match(/[a-z]*-?\d[\w-]*/g) ?? [])]);
  const found = new Map<string, SiteRow>();
  const lost: string[] = [];
  for (const number of named) {
    const row = sites.find((site) => site.number?.toLowerCase() === number) ??
      sites.find((site) => site.number && bare(site.number) === bare(number));
    if (row) found.set(row.id, row);
    else lost.push(number);
  }
  for (const site of sites) {
    const name = (site.number ? site.label.slice(site.number.length) : site.label).trim();
    if (name.length > 5 && text.includes(name.toLowerCase())) found.set(site.id, site);
  }
  return { found: [...found.values()], lost };
}

const LATE: Rule[] = [
  ...["task_overdue", "milestone_overdue", "deviation_overdue", "capa_overdue"] as const,
  ...["estimated_date_passed", "enrollment_behind"] as const,
];
const ENDING: Rule[] = [
  ...[
    "document_expired",
    "document_expiring",
    "continuing_review_due",
    "training_expiring",
  ] as const,
];

const ofSite = (site: SiteRow): Use => ({
  ...{ tool: "site_status", siteId: site.id, detail: site.label },
});
const actsOf = (site: SiteRow, rules?: Rule[]): Use => ({
  ...{ tool: "actions", siteId: site.id, ...(rules ? { rules } : {}) },
  detail: `${rules ? "Late" : "What needs doing"} at ${site.label}`,
});

function usesOf(topic: Topic, sites: SiteRow[], question: string): Use[] {
  const [site] = sites;
  switch (topic) {
    case "late":
      return site ? [actsOf(site, LATE)] : [
        { tool: "plan_late", detail: "Plan and findings" },
        { tool: "actions", rules: LATE, detail: "What to do about it" },
      ];
    case "expiring":
      return [
        { tool: "expiring", detail: "Documents that end" },
        { tool: "actions", rules: ENDING, detail: "What to do about it" },
      ];
    case "enrollment":
      return site
        ? [ofSite(site)]
        : [{ tool: "enrollment", detail: "People counted, and the rate" }];
    case "forecast":
      return [{ tool: "run_forecast", detail: "If the rate stays" }];
    case "why":
    case "site":
      return site ? [ofSite(site), actsOf(site)] : [
        { tool: "actions", detail: "What needs doing" },
        { tool: "kri", detail: "Indicators and limits" },
      ];
    case "next":
      return [
        { tool: "actions", detail: "What needs doing" },
        { tool: "next_milestones", detail: "Milestones to come" },
      ];
    case "owner":
      return [{ tool: "search", words: titleWords(question), detail: "Rows by their titles" }];
    case "compare":
      return sites.slice(0, 4).map(ofSite);
    case "trail":
      return [{ tool: "activity_lookup", detail: "The chain, and what changed" }];
    case "missing":
      return site
        ? [
          { tool: "site_gate", siteId: site.id, detail: `Gate of ${site.label}` },
          { tool: "site_documents", siteId: site.id, detail: `Documents of ${site.label}` },
        ]
        : [{ tool: "expected_documents", detail: "Expected and held documents" }];
    case "budget":
      return [{ tool: "budget", detail: "Plan and bookings" }];
    case "critical_path":
      return [{ tool: "critical_path", detail: "What decides the end" }];
    case "quality":
      return [
        { tool: "kri", detail: "Indicators and limits" },
        { tool: "quality", detail: "Risks, deviations, actions" },
      ];
    case "sites":
      return [{ tool: "list_sites", detail: "Sites" }];
    case "study":
      return [{ tool: "get_project", detail: "What the study is" }];
    case "milestones":
      return [{ tool: "next_milestones", detail: "Milestones to come" }];
    case "about":
    case "several":
      return [];
  }
}

/**
 * What a question takes; or why it cannot be looked up.
 * @param here a site that is meant besides those that are named
 */
export function planOf(
  message: string,
  sites: readonly SiteRow[],
  here?: SiteRow,
): Plan | Unknown {
  const text = message.toLowerCase().replaceAll(/\s+/g, " ");
  const { found: named, lost } = sitesOf(text, sites);
  const found = here ? [...new Set([here, ...named])] : named;
  const no = (why: string): Unknown => ({ topic: null, why });
  if (lost.length > 0) {
    return no(`No site of this study that you see is called ${lost.join(", ")}.`);
  }
  const topic = WORDS.find(([, words]) => words.test(text))?.[0] ??
    (found.length > 0
      ? "site"
      : /\bsites\b/.test(text)
      ? "sites"
      : /\b(study|trial|protocol|summary|overview)\b/.test(text)
      ? "study"
      : null);
  if (topic === null) return no("That is not among the questions that rules can answer.");
  if (topic === "compare" && found.length < 2) {
    return no("To compare, name two sites by their numbers.");
  }
  if (topic === "owner" && titleWords(text).length === 0) return no("Name what has an owner.");
  return { topic, uses: usesOf(topic, found, text) };
}

/** What a persona knows besides, for a model. */
export const GENERAL: Record<Persona, Use[]> = {
  trialCoordinator: [{ tool: "actions", detail: "What needs doing" }],
  regulatoryAdvisor: [{ tool: "expected_documents", detail: "Expected and held documents" }],
  sponsorPM: [{ tool: "get_project", detail: "What the study is" }, {
    tool: "enrollment",
    detail: "People counted, and the rate",
  }],
  craMonitor: [{ tool: "list_sites", detail: "Sites" }],
  rbqmAnalyst: [{ tool: "kri", detail: "Indicators and limits" }],
  inspector: [{ tool: "activity_lookup", detail: "The chain, and what changed" }],
};

/** Tools for a model's answer: those of the question, then the persona's, each once. */
export function withGeneral(plan: Plan | Unknown, persona: Persona): Use[] {
  const own = plan.topic === null ? [] : plan.uses;
  const has = (use: Use) =>
    own.some(({ tool, ...rest }) => tool === use.tool && !("siteId" in rest));
  return [...own, ...GENERAL[persona].filter((use) => !has(use))].slice(0, 6);
}
