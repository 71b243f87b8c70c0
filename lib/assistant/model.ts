/**
 * Documents of the assistant ("tabs") as pages and callers see them. A document is a skeleton of
 * queries, always computed anew for its reader, and texts that a model or a person wrote between,
 * each kept with the facts it stands on.
 */
import type { Action } from "@/lib/actions/model.ts";
import type { SourceRow, Widget } from "@/lib/dashboard/model.ts";

export const PERSONAS = [
  "trialCoordinator",
  "regulatoryAdvisor",
  "sponsorPM",
  "craMonitor",
  "rbqmAnalyst",
  "inspector",
] as const;
export type Persona = typeof PERSONAS[number];

export const PERSONA_WORDS: Record<Persona, { title: string; what: string }> = {
  trialCoordinator: { title: "Trial coordinator", what: "the daily work of the study" },
  regulatoryAdvisor: { title: "Regulatory advisor", what: "obligations, documents, inspections" },
  sponsorPM: { title: "Sponsor PM", what: "progress, enrollment, money, decisions" },
  craMonitor: { title: "CRA monitor", what: "one site and the next visit to it" },
  rbqmAnalyst: { title: "RBQM analyst", what: "indicators, limits, signals" },
  inspector: { title: "Inspector", what: "what happened; nothing is generated here" },
};

export const TAB_TYPES = [
  ...["general", "trialOverview", "taskChecklists", "teamWorkflows", "trialTimeline"] as const,
  ...["qualityMetrics", "visitSchedule"] as const,
  ...["protocolRequirements", "documentControl", "complianceDiagrams", "riskControls"] as const,
  ...["auditPreparation", "smartAlerts", "amendmentImpact"] as const,
  ...["portfolioHealth", "enrollmentForecast", "budgetAndPayables", "steeringBrief"] as const,
  ...["siteDossier", "visitPrep"] as const,
  ...["kriMonitor", "qtlEvaluation"] as const,
  "inspectionRoom",
] as const;
export type TabType = typeof TAB_TYPES[number];

/** One thing that is known, as a model is told it and a reader can look it up. */
export interface TabFact {
  /** F1, F2 … in the order of the document. */
  id: string;
  label: string;
  /** Null: not known. */
  value: string | number | null;
  unit?: string;
  /** ISO date or UTC timestamp that the value is of. */
  asOf?: string;
  /** Where a person sees it, from the root of the app. */
  href?: string;
  /** Key of the section it stands in. */
  section: string;
}

/** What is not known and matters, and what would close it. */
export interface Gap {
  /** Key of the section it belongs to. */
  section: string;
  /** "not known: …", without these words. */
  text: string;
  act?: { label: string; href: string };
}

/** A part of a skeleton: figures of the catalogue, what needs doing, facts told of both. */
export interface SkeletonSection {
  key: string;
  title: string;
  /** What a text here says; null: the figures speak for themselves. */
  write: string | null;
  /** Of its reader alone: never kept in a version. */
  live?: true;
  widgets: Widget[];
  actions: Action[] | null;
  facts: TabFact[];
  /** SHA-256 of labels and values of the facts, in hex. */
  dataSha256: string;
}

/** A document as the rules make it, for its reader, now. */
export interface Skeleton {
  projectId: string;
  tabType: TabType;
  persona: Persona;
  title: string;
  /** Which site it is about. */
  site: { id: string; label: string } | null;
  project: string;
  /** Of the newest protocol document in force; null: not known. */
  protocolVersion: string | null;
  /** The day in the study. */
  today: string;
  /** UTC timestamp of the reading. */
  asOf: string;
  sections: SkeletonSection[];
  gaps: Gap[];
  /** Rows behind the figures, with their version. */
  sources: VersionedRow[];
  /** Rights that its figures took. */
  resources: string[];
  /** It may hold what only the cleared may know. */
  restricted: boolean;
  dataSha256: string;
}

export interface VersionedRow extends SourceRow {
  version: number;
}

/** Who wrote a text. `rules`: nobody, figures only. */
export type Author =
  | { kind: "rules" }
  | { kind: "agent"; id: string; name: string; model: string }
  | { kind: "person"; id: string; name: string };

/** A section of a kept version. */
export interface WrittenSection {
  key: string;
  title: string;
  author: Author;
  /** UTC timestamp. */
  at: string;
  /** Of the ledger; null where no model wrote it. */
  callId: string | null;
  /** Markdown; citations as [F12] name `facts` of this section. "" where nothing is written. */
  text: string;
  /** The facts that the text cites, and no others. */
  facts: TabFact[];
  /** Figures of the text; of a person's text null. */
  figures: { found: number; unverified: string[] } | null;
  /** Of the section's facts when it was written. */
  dataSha256: string;
}

/** Why a document is not as its figures are now. */
export interface Stale {
  /** UTC timestamp of the first change since; null: a row went or came. */
  since: string | null;
  /** Rows that changed, of how many. */
  changed: { kind: string; id: string; label: string; by: string | null }[];
  of: number;
  /** Keys of sections whose facts differ. */
  sections: string[];
}

/** A kept version, as lists show it. */
export interface VersionHead {
  id: string;
  version: number;
  /** "rules", "person", or the model. */
  provider: string;
  /** UTC timestamps. */
  asOf: string;
  at: string;
  by: { id: string; name: string | null };
  note: string | null;
  restoredFrom: number | null;
}

export interface Version extends VersionHead {
  tabType: TabType;
  siteId: string | null;
  sections: WrittenSection[];
  content: string;
  sources: VersionedRow[];
  gaps: Gap[];
  dataSha256: string;
  restricted: boolean;
  accepted: { sectionKey: string; by: string | null; at: string }[];
}

/** Whether a model writes here. `off`: the organisation wants none. */
export type AiState = "on" | "off" | "not configured";

/** A document as a page shows it: the figures now, and the version whose texts stand between. */
export interface TabPage {
  skeleton: Skeleton;
  /** The one asked for, else the newest; null: nothing was kept yet. */
  version: Version | null;
  /** Newest first, at most 100. */
  versions: VersionHead[];
  /** Null: the figures are as they were, or nothing was kept. */
  stale: Stale | null;
  may: { write: boolean; accept: boolean };
  ai: AiState;
  /** Head of the audit trail's chain, for paper; null: the caller may not read the trail. */
  head: { seq: number; hash: string } | null;
}

/** How far a section is. `kept`: it stays as it was. */
export type SectionState = "queued" | "asked" | "retrying" | "done" | "kept" | "failed";

/** What happens while a document is written. */
export type GenerateEvent =
  | { kind: "section"; key: string; state: SectionState; message?: string }
  | { kind: "delta"; key: string; text: string };
