import { count, day, lineLabel, plain, some } from "./labels.ts";
import type { Compiled, GanttInput, GanttItem } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Rows that a reader can still take in. More are folded into one bar a section. */
export const MAX_ROWS = 60;
const MAX_SECTIONS = 12;
const NO_SECTION = "Other";
const REST = "Further phases";

type Dated = GanttItem & { startOn: string; finishOn: string };

interface Row {
  name: string;
  tags: string[];
  startOn: string;
  /** Inclusive; null: a moment. */
  finishOn: string | null;
}

interface Section {
  name: string;
  shown: Dated[];
  folded: Dated[];
}

const isDate = (text: string | null) => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);
const isDated = (item: GanttItem): item is Dated =>
  isDate(item.startOn) && isDate(item.finishOn) && item.startOn! <= item.finishOn!;

/** Critical milestones stay longest, then what is critical, then milestones. */
const weight = (item: GanttItem) => (item.critical ? 2 : 0) + (item.kind === "milestone" ? 1 : 0);

/** By section in the order of the items; what does not fit is folded, the weightiest is not. */
function sections(items: readonly Dated[]): Section[] {
  const kept = new Set(
    items.length <= MAX_ROWS ? items : [...items]
      .map((item, at) => ({ item, at }))
      .sort((a, b) => weight(b.item) - weight(a.item) || a.at - b.at)
      .slice(0, MAX_ROWS)
      .map(({ item }) => item),
  );
  const found = new Map<string, Section>();
  for (const item of items) {
    const own = item.section === null ? NO_SECTION : plain(item.section);
    const name = found.has(own) || found.size < MAX_SECTIONS ? own : REST;
    const section = found.get(name) ?? { name, shown: [], folded: [] };
    found.set(name, section);
    (kept.has(item) ? section.shown : section.folded).push(item);
  }
  return [...found.values()];
}

function toRow(item: Dated): Row {
  return {
    name: item.name,
    tags: [
      ...(item.critical ? ["crit"] : []),
      ...(item.done ? ["done"] : []),
      ...(item.kind === "milestone" ? ["milestone"] : []),
    ],
    startOn: item.startOn,
    finishOn: item.kind === "milestone" ? null : item.finishOn,
  };
}

const first = (items: readonly Dated[]) =>
  items.map((item) => item.startOn).reduce((a, b) => a < b ? a : b);
const last = (items: readonly Dated[]) =>
  items.map((item) => item.finishOn).reduce((a, b) => a > b ? a : b);

const foldedRow = (folded: readonly Dated[]): Row => ({
  name: `and ${count(folded.length, "more item")}`,
  tags: folded.every((item) => item.done) ? ["done"] : [],
  startOn: first(folded),
  finishOn: last(folded),
});

function itemWords(item: Dated): string {
  const when = item.kind === "milestone" || item.startOn === item.finishOn
    ? day(item.finishOn)
    : `${day(item.startOn)} to ${day(item.finishOn)}`;
  const marks = [item.done ? "done" : null, item.critical ? "critical" : null];
  return [`${plain(item.name)}: ${when}`, ...marks.filter((mark) => mark !== null)].join(", ");
}

function sectionWords({ name, shown, folded }: Section): string {
  const more = folded.length === 0
    ? []
    : [`${count(folded.length, "more item")} from ${day(first(folded))} to ${day(last(folded))}`];
  return `${name} — ${[...shown.map(itemWords), ...more].join("; ")}.`;
}

/**
 * Milestones and tasks on a line of time. Items without both dates cannot stand on it; the
 * alternative text names them.
 */
export function compileGantt({ title, items, asOf }: GanttInput): Compiled {
  const dated = items.filter(isDated);
  const undated = items.filter((item) => !isDated(item));
  const without = undated.length === 0
    ? ""
    : ` Without dates: ${some(undated.map((item) => plain(item.name)))}.`;
  const sourceRefs = items.map((item) => item.id);
  if (dated.length === 0) {
    const why = items.length === 0 ? "Nothing is planned yet" : "Nothing in the plan has dates yet";
    return nothing(title, why, { more: without, sourceRefs });
  }
  const parts = sections(dated);
  let number = 0;
  const line = (row: Row) =>
    `  ${lineLabel(row.name)} :${
      [...row.tags, `i${++number}`, row.startOn, row.finishOn ?? "0d"].join(", ")
    }`;
  const code = [
    "gantt",
    "  dateFormat YYYY-MM-DD",
    // Short: in a document's column a plan has 680 px.
    "  axisFormat %b '%y",
    "  todayMarker off",
    "  inclusiveEndDates",
    ...(asOf === null ? [] : [`  As of ${day(asOf)} :vert, asof, ${asOf}, 0d`]),
    ...parts.flatMap(({ name, shown, folded }) => [
      `  section ${lineLabel(name, 26)}`,
      ...shown.map((item) => line(toRow(item))),
      ...(folded.length === 0 ? [] : [line(foldedRow(folded))]),
    ]),
  ].join("\n");
  const marked = asOf === null ? "" : ` As of ${day(asOf)}.`;
  return {
    code,
    diagramType: "gantt",
    title: plain(title),
    alt: `${plain(title)}: ${count(dated.length, "item")} from ${day(first(dated))} to ${
      day(last(dated))
    }.${marked} ${parts.map(sectionWords).join(" ")}${without}`,
    sourceRefs,
  };
}
