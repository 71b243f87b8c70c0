/** Table left, timeline right, rows of 30 px: the table is the accessible form of the chart. */
import type { Dependency, Move, Plan } from "@/lib/planning/model.ts";
import { formatDate, formatNumber } from "../format.ts";
import { marksOf } from "./bars.ts";
import { HEAD, ROW, rowMarks, Ticks } from "./chart_marks.tsx";
import { type Anchor, linkPath, shownLinks } from "./links.ts";
import type { PlanQuery } from "./query.ts";
import { hrefOf } from "./query.ts";
import type { Group, Row } from "./rows.ts";
import { type Scale, scaleOf, type Tick, ticksOf } from "./scale.ts";
import { DateText, Title } from "./texts.tsx";
import { phaseWords, shortDate, slackCell } from "./words.ts";

/** Width of the chart at 1440 px. */
const WIDTH = 696;

export interface GanttProps {
  plan: Plan;
  groups: Group[];
  query: PlanQuery;
  moves: Map<string, Move>;
  /** Items that a trial changes by itself. */
  changed: Set<string>;
  mayMove: boolean;
}

/** All days that the rows show, so that all have the same scale. */
export function datesOf(rows: Row[], moves: Map<string, Move>, baseline: boolean): string[] {
  return rows.flatMap(({ id, item }) => {
    const move = moves.get(id);
    return [
      item.early.startOn,
      item.early.finishOn,
      item.forecast.finishOn,
      baseline ? item.baseline?.startOn : null,
      baseline ? item.baseline?.finishOn : null,
      move?.to,
      move?.finishTo,
    ].filter((date) => date != null);
  });
}

export function Gantt(props: GanttProps) {
  return (
    <div class={props.moves.size > 0 ? "gantt preview" : "gantt"} data-gantt>
      <div>{table(props)}</div>
      {timeline(props)}
    </div>
  );
}

function table({ plan, groups, query, moves, changed }: GanttProps) {
  return (
    <table>
      <caption class="vh">Plan items with dates and slack</caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="r">Start</th>
          <th scope="col" class="r">Finish</th>
          <th scope="col" class="r">Slack, d</th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody>
          <tr class="g">
            <th scope="rowgroup" colSpan={4}>
              {phaseWords(group.phase)}
              <More group={group} query={query} />
            </th>
          </tr>
          {group.rows.map((row) => tableRow(row, plan, query, moves.get(row.id), changed))}
        </tbody>
      ))}
    </table>
  );
}

/** Where the rest of a group is, when not all of it is shown. */
export function More({ group, query }: { group: Group; query: PlanQuery }) {
  if (group.rows.length === group.total) return null;
  return (
    <a class="link more-l" href={hrefOf(query, { phase: group.phase ?? "none" })}>
      {formatNumber(group.rows.length)} of {formatNumber(group.total)}
      <span class="vh">in {phaseWords(group.phase)} are shown</span>: all
    </a>
  );
}

function tableRow(
  row: Row,
  plan: Plan,
  query: PlanQuery,
  move: Move | undefined,
  changed: Set<string>,
) {
  const { item, task } = row;
  const marked = row.id === query.sel || changed.has(row.id);
  const classes = [item.critical && item.status !== "done" && "crit", marked && "sel"];
  return (
    <tr class={classes.filter(Boolean).join(" ") || undefined}>
      <th scope="row">
        <Title row={row} query={query} />
      </th>
      <td class="r second">
        {task && (
          <DateText
            date={item.early.startOn}
            to={move && move.from !== move.to ? move.to : null}
            today={plan.today}
          />
        )}
      </td>
      <td class="r">
        <DateText
          date={item.early.finishOn}
          words={!task && row.milestone!.precision !== "day" ? row.milestone!.plannedOn : null}
          to={move && move.finishFrom !== move.finishTo ? move.finishTo : null}
          today={plan.today}
        />
      </td>
      <td class="r muted">
        <a class="proof" href={hrefOf(query, {}, { proof: `slack.${row.id}` })}>{slackCell(row)}</a>
      </td>
    </tr>
  );
}

function timeline({ plan, groups, query, moves, changed, mayMove }: GanttProps) {
  const rows = groups.flatMap((group) => group.rows);
  const compared = query.base !== "none";
  const width = WIDTH * query.zoom;
  const scale = scaleOf(datesOf(rows, moves, compared), plan.today, width);
  const count = rows.length + groups.length;
  const height = HEAD + count * ROW;
  const today = scale.x(plan.today);
  const ticks = ticksOf(scale);
  const anchors = new Map<string, Anchor>();
  const tops = new Map<string, number>();
  let y = HEAD;
  for (const group of groups) {
    y += ROW;
    for (const row of group.rows) {
      tops.set(row.id, y);
      y += ROW;
    }
  }
  const bars = rows.map((row) => {
    const top = tops.get(row.id)!;
    const move = moves.get(row.id) ?? null;
    const marks = marksOf(scale, row, compared ? row.item.baseline : null, move);
    const mark = marks.move ?? marks.bar;
    const middle = marks.moveDiamond ?? marks.diamond;
    if (mark) anchors.set(row.id, { left: mark.x, right: mark.x + mark.w, y: top + 15 });
    else if (middle !== null) {
      anchors.set(row.id, { left: middle - 6, right: middle + 6, y: top + 15 });
    }
    const href = hrefOf(query, { sel: "" }, { item: row.id });
    const movable = mayMove;
    return rowMarks({ row, marks, move, y: top, scale, today: plan.today, href, movable });
  });
  return (
    <div class="tl" role="region" aria-label="Timeline" tabIndex={0}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={`Timeline from ${dateWords(scale, 0)} to ${
          dateWords(scale, 1)
        }. The table beside it holds the same dates.`}
        data-px={scale.px}
        data-from={scale.from}
      >
        <line class="hdl" x1="0" x2={width} y1={HEAD - .5} y2={HEAD - .5} />
        <Ticks ticks={ticks} height={height} />
        {rows.filter(({ id }) => changed.has(id) || id === query.sel).map(({ id }) => (
          <rect class="selrow" x="0" y={tops.get(id)!} width={width} height={ROW - 1} />
        ))}
        <path
          class="rowl"
          d={Array.from({ length: count }, (_, i) => `M0 ${HEAD + (i + 1) * ROW - .5}H${width}`)
            .join("")}
        />
        {links(plan.dependencies, anchors, new Set(moves.keys()), query.sel)}
        <line class="today" x1={today} x2={today} y1="28" y2={height} />
        {bars}
        {todayLabel(today, `Today ${shortDate(plan.today, plan.today).day}`, ticks)}
      </svg>
    </div>
  );
}

/** Right of its line, or left of it where a year stands at the right. */
function todayLabel(x: number, words: string, ticks: Tick[]) {
  const room = words.length * 7;
  const taken = ticks.some((tick) => tick.year && tick.x > x - 34 && tick.x < x + room);
  return (
    <text class="today-t" x={x + (taken ? -5 : 5)} y="18" text-anchor={taken ? "end" : undefined}>
      {words}
    </text>
  );
}

function dateWords(scale: Scale, end: 0 | 1): string {
  return formatDate(
    new Date((end ? scale.to : scale.from) * 86_400_000).toISOString().slice(0, 7),
  );
}

function links(all: Dependency[], anchors: Map<string, Anchor>, moved: Set<string>, sel: string) {
  const tone = moved.size > 0 ? "dep m" : "dep";
  return shownLinks(all, moved, sel).map(({ fromId, toId, type }) => {
    const from = anchors.get(fromId);
    const to = anchors.get(toId);
    return from && to ? line(linkPath(from, to, type), tone) : null;
  });
}

const line = (path: string, tone: string) => <path class={tone} d={path} />;
