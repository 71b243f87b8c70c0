/** The rows of a plan: tasks and milestones as one list, filtered, sorted, in groups, in pages. */
import { type Milestone, type Phase, PHASES, type Plan, type Task } from "@/lib/planning/model.ts";
import type { PlanQuery } from "./query.ts";

export interface Row {
  id: string;
  /** Exactly one of the two is not null. */
  task: Task | null;
  milestone: Milestone | null;
  item: Task | Milestone;
}

export interface Group {
  phase: Phase | null;
  /** Those shown. */
  rows: Row[];
  /** How many there are, with those not shown. */
  total: number;
}

/** Rows of one page of a phase, or of the list. */
export const PAGE = 100;
/** A plan of at most so many rows is shown whole; of a larger one each phase shows the first few. */
const WHOLE = 80;
const FIRST = 15;

export function rowsOf(plan: Plan): Row[] {
  return [
    ...plan.milestones.map((one) => ({ id: one.id, task: null, milestone: one, item: one })),
    ...plan.tasks.map((one) => ({ id: one.id, task: one, milestone: null, item: one })),
  ];
}

export const isLate = ({ item }: Row) => item.status !== "done" && (item.lateDays ?? 0) > 0;

/** Ids of what waits for something whose turn has not come: a predecessor is not done. */
export function blockedBy(plan: Plan): Map<string, Row[]> {
  const rows = new Map(rowsOf(plan).map((row) => [row.id, row]));
  const waiting = new Map<string, Row[]>();
  for (const { fromId, toId, type } of plan.dependencies) {
    const from = rows.get(fromId);
    const to = rows.get(toId);
    if (!from || !to || to.item.status === "done") continue;
    // FS and SS hold the start, FF and SF only the finish.
    const started = from.item.status !== "not_started";
    const held = type === "FS"
      ? to.item.status === "not_started" && from.item.status !== "done"
      : type === "SS" && to.item.status === "not_started" && !started;
    if (held) waiting.set(toId, [...waiting.get(toId) ?? [], from]);
  }
  return waiting;
}

export function filtered(rows: Row[], query: PlanQuery): Row[] {
  const words = query.q.toLowerCase();
  return rows.filter((row) => {
    const { item, task } = row;
    return (!words || item.title.toLowerCase().includes(words)) &&
      (!query.owner || (item.ownerId ?? "none") === query.owner) &&
      (!query.phase || (item.phase ?? "none") === query.phase) &&
      (!query.site || (task?.siteId ?? "none") === query.site) &&
      (!query.status || item.status === query.status) &&
      (query.show !== "critical" || item.critical) &&
      (query.show !== "late" || isLate(row)) &&
      (query.show !== "unconfirmed" || item.state === "unconfirmed");
  });
}

const text = (value: string | number | null) => value === null ? "~" : String(value);
const number = (value: number | null) => value ?? Infinity;

/** Not known comes last, whichever way the order goes. */
const KEYS: Record<string, (row: Row) => string | number> = {
  title: ({ item }) => item.title.toLowerCase(),
  start: ({ item }) => text(item.early.startOn),
  finish: ({ item }) => text(item.early.finishOn),
  slack: ({ item }) => number(item.slackDays),
  owner: ({ item }) => text(item.ownerName),
  status: ({ item }) => ["in_progress", "not_started", "done"].indexOf(item.status),
};

const UNKNOWN = new Set<string | number>(["~", Infinity]);

const compare = (a: string | number, b: string | number) => a < b ? -1 : a > b ? 1 : 0;

/** By early date, then by title; or as the query says. */
export function sorted(rows: Row[], query: Pick<PlanQuery, "sort" | "dir">): Row[] {
  const key = KEYS[query.sort] ?? KEYS.start!;
  const way = query.dir === "desc" ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: key(row), by: KEYS.start!(row) }));
  keyed.sort((a, b) =>
    Number(UNKNOWN.has(a.key)) - Number(UNKNOWN.has(b.key)) ||
    way * compare(a.key, b.key) || compare(a.by, b.by) ||
    compare(a.row.item.ordinal, b.row.item.ordinal) ||
    compare(a.row.item.title, b.row.item.title) || compare(a.row.id, b.row.id)
  );
  return keyed.map(({ row }) => row);
}

/** One page of a list, and how many pages there are. Pages count from 1. */
export function paged<T>(all: T[], page: number, size = PAGE) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const at = Math.min(Math.max(1, page), pages);
  return { rows: all.slice((at - 1) * size, at * size), page: at, pages };
}

/** By phase, in the order of a study; those of no phase last. Large plans are cut short. */
export function grouped(rows: Row[], query: PlanQuery): { groups: Group[]; pages: number } {
  const byPhase = Map.groupBy(rows, ({ item }) => item.phase);
  const one = byPhase.size === 1 && query.phase !== "";
  const pages = one ? paged(rows, query.page).pages : 1;
  const groups = [...PHASES, null].flatMap((phase): Group[] => {
    const all = byPhase.get(phase);
    if (!all) return [];
    const shown = one ? paged(all, query.page).rows : rows.length <= WHOLE ? all : firstOf(all);
    return [{ phase, rows: shown, total: all.length }];
  });
  return { groups, pages };
}

/** What is not done comes before what is, when not all have room. */
function firstOf(all: Row[]): Row[] {
  if (all.length <= FIRST) return all;
  const open = all.filter(({ item }) => item.status !== "done");
  const kept = new Set([...open, ...all].slice(0, FIRST));
  return all.filter((row) => kept.has(row));
}
