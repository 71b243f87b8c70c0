/** A document as its page shows it: figures of now, texts of a version, read and numbered. */
import type { Action } from "@/lib/actions/model.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import type { GenerationJob } from "./jobs_model.ts";
import type {
  Author,
  Gap,
  Persona,
  Stale,
  TabFact,
  TabPage,
  TabType,
  VersionedRow,
  VersionHead,
} from "./model.ts";
import type { Block, DiffRow, Source } from "./prose_model.ts";

/** A text between the figures. */
export interface DocText {
  blocks: Block[];
  /** Numbers of the sources, by the ids that the text cites. */
  numbers: Record<string, number>;
  author: Author;
  /** UTC timestamp. */
  at: string;
  figures: { found: number; unverified: string[] } | null;
  /** Who stood up for it; null: nobody yet. */
  accepted: { by: string | null; at: string } | null;
  /** Of the ledger; null where no model wrote it. */
  callId: string | null;
}

export interface DocSection {
  key: string;
  title: string;
  /** In the document, from 1. */
  no: number;
  /** A text belongs here. */
  writable: boolean;
  widgets: Widget[];
  /** Ids of widgets that may be seen and have nothing to show. */
  empty: string[];
  actions: Action[] | null;
  facts: TabFact[];
  text: DocText | null;
  /** Its figures are others than when its text was written. */
  stale: boolean;
}

/** A document in the bars above. */
export interface TabLink {
  type: TabType;
  title: string;
  ofSite: boolean;
}

export interface Bars {
  persona: Persona;
  /** Of each persona that has documents the first one. */
  personas: { persona: Persona; first: TabLink }[];
  tabs: TabLink[];
}

/** What every page of the assistant knows of its place. */
export interface DocPlace {
  projectId: string;
  tab: TabLink & { what: string; generatesNothing: boolean };
  siteId: string | null;
}

export interface DocView {
  place: DocPlace;
  bars: Bars;
  project: string;
  site: { id: string; label: string } | null;
  protocolVersion: string | null;
  asOf: string;
  sections: DocSection[];
  gaps: Gap[];
  sources: Source[];
  /** Rows behind the figures. */
  rows: VersionedRow[];
  /** The one that is shown; null: nothing was kept yet. */
  version: VersionHead | null;
  versions: VersionHead[];
  stale: Stale | null;
  may: TabPage["may"];
  ai: TabPage["ai"];
  head: TabPage["head"];
  /** Of this document: what is being written, and what was asked for last. */
  jobs: GenerationJob[];
}

/** Two versions beside each other. */
export interface Comparison {
  before: VersionHead;
  after: VersionHead;
  /** Texts by section, as they were written; those that are the same have no rows. */
  texts: { key: string; title: string; rows: DiffRow[] }[];
  /** All that was kept, figures too: what differs. */
  whole: DiffRow[];
}

/** Somebody's words for a section, not kept yet. */
export interface Draft {
  key: string;
  text: string;
  /** The version that was shown when they began. */
  base: number;
  preview: { blocks: Block[]; numbers: Record<string, number> } | null;
  errors: { path: string; message: string }[];
  /** Somebody kept another version meanwhile. */
  conflict: { version: VersionHead | null } | null;
}

/** Address of a document, with what stays of its query. */
export function hrefOf(
  projectId: string,
  { type, ofSite }: Pick<TabLink, "type" | "ofSite">,
  siteId: string | null,
  query: Record<string, string> = {},
): string {
  const search = new URLSearchParams({ ...(ofSite && siteId ? { site: siteId } : {}), ...query });
  return `/projects/${projectId}/assistant/${type}${search.size > 0 ? `?${search}` : ""}`;
}
