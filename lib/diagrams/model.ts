/**
 * What the compilers of diagrams take: plain facts, without a database. Ids are those of the rows
 * the facts come from, and come back as `sourceRefs`. Dates are ISO dates; null is "not known".
 * Below: the diagrams that are made of a study.
 */

export interface Named {
  id: string;
  name: string;
}

/** A diagram as Mermaid source, with what stands for it where it cannot be seen. */
export interface Compiled {
  code: string;
  /** As Mermaid names it; what `validate` says of `code`. */
  diagramType: "gantt" | "flowchart-v2" | "stateDiagram";
  /** Plain text. */
  title: string;
  /** Plain text: what the diagram shows, in words, names unshortened. */
  alt: string;
  /** Ids of the rows that the diagram was made of, also of those that were folded. */
  sourceRefs: string[];
}

export interface GanttItem extends Named {
  kind: "milestone" | "task";
  /** Phase or group. */
  section: string | null;
  startOn: string | null;
  /** Inclusive. */
  finishOn: string | null;
  done: boolean;
  critical: boolean;
}

export interface GanttInput {
  title: string;
  items: readonly GanttItem[];
  /** The day that a vertical line marks. */
  asOf: string | null;
}

export interface Gate extends Named {
  state: "passed" | "open" | "unknown";
  /** Passed on, or planned for. */
  on: string | null;
  /** What the gate still waits for. */
  missing: readonly string[];
}

export interface Phase extends Named {
  state: "done" | "current" | "ahead" | "unknown";
  /** At its end. */
  gate: Gate | null;
}

export interface PhaseGatesInput {
  title: string;
  /** In order of time. */
  phases: readonly Phase[];
}

export interface SiteState extends Named {
  siteIds: readonly string[];
}

export interface SiteStatesInput {
  title: string;
  /** In the order of the pipeline; the first is where sites begin. */
  states: readonly SiteState[];
  /** By ids of states. */
  transitions: readonly { from: string; to: string }[];
}

export interface ApprovalStep extends Named {
  state: "done" | "running" | "waiting" | "unknown";
  /** Done on, or expected. */
  on: string | null;
  /** Sites of the country that are through, for steps that each site takes. */
  sites: { done: number; of: number } | null;
}

export interface ApprovalsInput {
  title: string;
  /** Steps in their order. */
  countries: readonly (Named & { steps: readonly ApprovalStep[] })[];
}

export interface OrganisationInput {
  title: string;
  study: Named;
  sponsor: Named | null;
  collaborators: readonly Named[];
  /** `name` null: the country of these sites is not known. */
  countries: readonly { id: string; name: string | null; sites: readonly Named[] }[];
}

/** Of an arm or intervention; `type` in words, null where it is not known. */
export interface Typed extends Named {
  type: string | null;
}

export interface DesignInput {
  title: string;
  arms: readonly Typed[];
  interventions: readonly Typed[];
  /** From arms to interventions, by id. */
  links: readonly { from: string; to: string }[];
}

export interface Measure extends Named {
  kind: "PRIMARY" | "SECONDARY" | "OTHER";
}

/** What is measured in a time frame; `name` null: none is given. */
export interface Frame {
  name: string | null;
  outcomes: readonly Measure[];
}

export interface ScheduleInput {
  title: string;
  frames: readonly Frame[];
}

/** Somebody on the staff of a site; `role` in words. */
export interface Person extends Named {
  role: string;
  duties: readonly string[];
}

export interface DelegationInput {
  title: string;
  sites: readonly (Named & { people: readonly Person[] })[];
}

/** A version of a consent form; `approved` and `used` count sites. */
export interface ConsentVersion extends Named {
  state: "pending" | "current" | "expiring" | "expired" | "superseded" | "withdrawn";
  approvedOn: string | null;
  approved: number;
  used: number;
  /** The first sites that use it. */
  names: readonly string[];
}

export interface ConsentFlowInput {
  title: string;
  /** Versions in their order, the newest last. */
  forms: readonly (Named & { versions: readonly ConsentVersion[] })[];
}

/** Expected documents of a part of the Trial Master File; states in words, `held` or not. */
export interface DocumentZone {
  name: string;
  kinds: readonly {
    name: string;
    n: number;
    held: number;
    states: readonly { name: string; n: number; held: boolean }[];
  }[];
}

export interface DocumentTypesInput {
  title: string;
  zones: readonly DocumentZone[];
  ruleIds: readonly string[];
}

export interface ControlledRisk extends Named {
  /** Likelihood × impact; null: not assessed. */
  score: number | null;
  high: boolean;
  overdue: boolean;
  control: string | null;
}

/** `words`: how it stands. */
export interface WatchedIndicator extends Named {
  words: string;
  critical: boolean;
  limits: readonly (Named & { words: string; critical: boolean })[];
}

export interface RiskControlsInput {
  title: string;
  /** `id` null: what hangs on no factor. */
  factors: readonly {
    id: string | null;
    name: string;
    risks: readonly ControlledRisk[];
    indicators: readonly WatchedIndicator[];
  }[];
}

/** What can be compiled from the rows of a study. */
export const KINDS = [
  "gantt",
  "phase_gates",
  "site_states",
  "approvals",
  "organization",
  "design",
  "schedule",
  "delegation",
  "consent_flow",
  "document_types",
  "risk_controls",
] as const;
export type Kind = typeof KINDS[number];

export const KIND_WORDS: Record<Kind, { title: string; what: string }> = {
  gantt: {
    title: "Plan",
    what: "milestones and tasks on a line of time, by forecast dates, the critical path marked",
  },
  phase_gates: {
    title: "Phases and gates",
    what: "the phases of the plan, each with the milestone at its end and what that waits for",
  },
  site_states: {
    title: "Sites by state",
    what: "how many sites are in which state of the pipeline",
  },
  approvals: {
    title: "Start-up by country",
    what: "how many sites of each country have contract, ethics approval, visit and activation",
  },
  organization: {
    title: "Who runs the study",
    what: "sponsor, collaborators, countries and sites",
  },
  design: {
    title: "Arms and interventions",
    what: "the arms of the study, each with what is given in it",
  },
  schedule: {
    title: "What is measured when",
    what: "outcomes by the time frame that the record gives them",
  },
  delegation: {
    title: "Who is delegated what",
    what: "people on the staff of the sites with the duties delegated to them today",
  },
  consent_flow: {
    title: "Consent forms",
    what: "versions of the consent forms, their approvals, and how many sites work with each",
  },
  document_types: {
    title: "Expected documents",
    what: "what the Trial Master File should hold by zone and kind, and what of it is held",
  },
  risk_controls: {
    title: "Risks and controls",
    what: "critical factors with their risks and controls, indicators and limits",
  },
};

/** A row that a diagram stands on. */
export interface SourceRow extends Named {
  kind:
    | ("project" | "milestone" | "task" | "site" | "arm" | "intervention" | "outcome" | "staff")
    | ("document" | "document_version" | "document_requirement")
    | ("risk" | "critical_factor" | "kri" | "qtl");
  /** What of it the diagram shows, in words. */
  detail: string;
}

/** A diagram with what it stands on. */
export interface Diagram extends Compiled {
  kind: Kind;
  /** How it came about, in a sentence. */
  formula: string;
  rows: SourceRow[];
  /** What is drawn in sum only; null when everything has a place of its own. */
  summarised: string | null;
  /** What the rows do not say, or nobody has confirmed. */
  caveat: string | null;
  /** When the rows were read, UTC. */
  asOf: string;
}
