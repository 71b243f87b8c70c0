/** Widgets as callers and pages see them: figures of a query, how they stand, what they stand on. */

export const TYPES = [
  ...["kpi", "table", "timeline", "workflow", "list", "text", "chart", "diagram"] as const,
  ...["gantt", "heatmap", "funnel", "burnup", "grid"] as const,
] as const;
export type WidgetType = typeof TYPES[number];

export const STANDINGS = [
  ...["on-track", "at-risk", "critical", "unknown"] as const,
  // Of enrollment: behind before its middle, and nobody is expected any more.
  ...["early", "over"] as const,
] as const;
export type Standing = typeof STANDINGS[number];
/** How something stands, and why in words. */
export interface Stand {
  state: Standing;
  reason: string;
}

export const SPANS = [4, 6, 8, 12] as const;
export type Span = typeof SPANS[number];

/** A cell: text, a figure, a day (`2026-11-21`), money in minor units, or how it stands. */
export type Cell = string | number | null | Stand | { minor: number; currency: string };
export interface Column {
  label: string;
  kind: "text" | "number" | "date" | "money" | "percent" | "stand" | "bar";
  /** Days to or from today: another number tomorrow, though nothing has changed. */
  age?: true;
}
export interface Row {
  name: string;
  /** Below the study's address: `sites/<id>`. */
  path?: string;
  cells: Cell[];
}

export interface Point {
  on: string;
  n: number;
  sites: number;
}
export interface Bar {
  label: string;
  /** Null: not counted. */
  n: number | null;
  note?: string;
  stand?: Standing;
}
export interface Moment {
  id: string;
  title: string;
  /** Null: nobody said when. */
  on: string | null;
  state: "reached" | "late" | "coming" | "unconfirmed";
}
export interface Stretch {
  id: string;
  title: string;
  kind: "task" | "milestone";
  from: string | null;
  to: string;
  late: boolean;
  confirmed: boolean;
}
export interface Risk {
  id: string;
  no: number;
  title: string;
  likelihood: number;
  impact: number;
  detectability: number | null;
}

export interface Item {
  title: string;
  detail: string;
  /** "34 days late": how long it has been so today. */
  age?: string;
  path?: string;
}

export type Data =
  | {
    type: "kpi";
    value: number | null;
    /** What `value` counts; a percent is a share of 1. */
    unit: "count" | "ratio" | "percent" | "days";
    /** Dividend and divisor, where it is a rate. */
    of: number | null;
    by: number | null;
    target: number | null;
    /** "under 3 : 1", "of 78 planned". */
    targetWords: string;
  }
  | { type: "table"; columns: Column[]; rows: Row[]; total: number }
  | { type: "list"; items: Item[]; total: number }
  | { type: "timeline"; items: Moment[] }
  | { type: "workflow"; steps: { label: string; n: number; now?: boolean }[]; notes: string[] }
  | { type: "text"; sentences: string[] }
  | { type: "chart"; unit: string; bars: Bar[]; upright?: boolean }
  | { type: "gantt"; today: string; items: Stretch[] }
  | { type: "heatmap"; risks: Risk[]; notScored: number }
  | {
    type: "funnel";
    steps: { label: string; n: number | null; share: number | null }[];
    notes: string[];
  }
  | {
    type: "burnup";
    points: Point[];
    plan: { firstOn: string; lastOn: string; target: number } | null;
    planned: number | null;
  }
  | {
    type: "grid";
    columns: string[];
    rows: { name: string; path?: string; cells: ({ text: string; state: Standing } | null)[] }[];
  }
  | { type: "diagram"; kind: string; title: string; code: string; alt: string };

export interface SourceRef {
  kind: string;
  id: string;
}

/** A row behind a figure, and its last change. */
export interface SourceRow extends SourceRef {
  label: string;
  /** UTC timestamp. */
  at: string;
  by: string | null;
}

export interface Widget {
  id: string;
  catalogKey: string;
  widgetType: WidgetType;
  title: string;
  order: number;
  span: Span;
  params: Record<string, unknown>;
  version: number;
  /** Null: the caller's role may not see it, or the catalogue has it no more; `reason` says so. */
  data: Data | null;
  formula: string;
  /** The formula with its numbers put in; "" where there is nothing to put in. */
  filled: string;
  thresholds: string;
  /** The chart in words. */
  summary: string;
  /** Name of the query. */
  query: string;
  /** UTC timestamp of the reading. */
  asOf: string;
  sourceCount: number;
  sourceRefs: SourceRef[];
  status: Standing | null;
  reason: string | null;
}

/** An entry of the catalogue, for who chooses. */
export interface Choice {
  key: string;
  type: WidgetType;
  title: string;
  group: string;
  params: ParamField[];
  formula: string;
  /** The caller's role may see what it shows. */
  may: boolean;
}

export interface ParamField {
  name: string;
  label: string;
  kind: "text" | "number" | "date" | "site" | "kri";
  least?: number;
  most?: number;
}

/** What the home of a study shows of its dashboard. */
export interface Dashboard {
  widgets: Widget[];
  /** The caller may add, change and remove widgets. */
  may: boolean;
}
