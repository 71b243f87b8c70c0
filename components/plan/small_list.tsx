/** The timeline on a phone: one small bar an item, all on one scale. */
import type { Move, Plan } from "@/lib/planning/model.ts";
import { formatDate } from "../format.ts";
import { boxOf } from "./bars.ts";
import { datesOf, More } from "./gantt.tsx";
import type { PlanQuery } from "./query.ts";
import type { Group, Row } from "./rows.ts";
import { type Scale, scaleOf } from "./scale.ts";
import { Title } from "./texts.tsx";
import { daysWords, phaseWords, plannedWords, shortSpan, slackWords } from "./words.ts";

interface SmallListProps {
  plan: Plan;
  groups: Group[];
  query: PlanQuery;
  moves: Map<string, Move>;
}

export function SmallList({ plan, groups, query, moves }: SmallListProps) {
  const rows = groups.flatMap((group) => group.rows);
  const scale = scaleOf(datesOf(rows, moves, false), plan.today, 100);
  return (
    <ol class={moves.size > 0 ? "glist preview" : "glist"}>
      {groups.map((group) => (
        <>
          <li class="g">
            {phaseWords(group.phase)}
            <More group={group} query={query} />
          </li>
          {group.rows.map((row) => one(row, plan.today, scale, query, moves.get(row.id) ?? null))}
        </>
      ))}
    </ol>
  );
}

function one(row: Row, today: string, scale: Scale, query: PlanQuery, move: Move | null) {
  const { item } = row;
  const critical = item.critical && item.status !== "done";
  const bar = boxOf(scale, item.early);
  const moved = move && boxOf(scale, { startOn: move.to, finishOn: move.finishTo });
  const at = scale.x(today);
  return (
    <li class={critical ? "crit" : undefined}>
      <div class="h">
        <b>
          <Title row={row} query={query} />
        </b>
        <span class="nowrap">
          {move?.finishTo
            ? (
              <>
                <del>{plannedWords(row)}</del> <ins>{formatDate(move.finishTo)}</ins>
              </>
            )
            : shortSpan(row, today)}
        </span>
      </div>
      <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
        <line class="track-l" x1="0" x2="100" y1="8" y2="8" />
        {bar && (
          <rect
            class={`bar-${critical ? "c" : "n"}${item.state === "unconfirmed" ? " un" : ""}`}
            x={bar.x}
            y="4"
            width={row.task ? bar.w : 1.2}
            height="8"
          />
        )}
        {moved && <rect class="mv" x={moved.x} y="4" width={row.task ? moved.w : 1.2} height="8" />}
        <line class="today" x1={at} x2={at} y1="0" y2="16" />
      </svg>
      <span class="text-xs text-ink-3">
        {slackWords(row)}
        {move?.days ? `, moves ${daysWords(move.days)}` : ""}
        {(item.lateDays ?? 0) > 0 && item.status !== "done" ? `, ${item.lateDays} d late` : ""}
      </span>
    </li>
  );
}
