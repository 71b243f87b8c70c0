/** What a change does to what people agreed on: each check with its numbers. */
import type { Plan, Preview } from "@/lib/planning/model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Glyph, type GlyphName } from "../icons.tsx";
import { Widget } from "../widget.tsx";
import { daysBetween } from "./days.ts";
import { rowsOf } from "./rows.ts";
import { shiftWords } from "./sentence.ts";

interface Check {
  state: GlyphName;
  title: string;
  reason: string;
}

function endCheck(preview: Preview, plan: Plan): Check {
  const promised = rowsOf(plan).map(({ item }) => item.baseline?.finishOn ?? "").toSorted().at(-1);
  const { endTo, endMovesDays } = preview;
  if (endTo === null || endMovesDays === null) {
    return { state: "unk", title: "Effect on the end not known", reason: "the plan has no end" };
  }
  const title = endMovesDays === 0 ? "The end stays" : `The plan ends ${shiftWords(endMovesDays)}`;
  if (!promised || !plan.baseline) {
    return { state: endMovesDays > 0 ? "risk" : "ok", title, reason: `on ${formatDate(endTo)}` };
  }
  const over = daysBetween(promised, endTo);
  const reason = `${shiftWords(over)} against ${plan.baseline.name}`;
  return { state: over > 0 ? "risk" : "ok", title, reason };
}

/** What is checked of a trial; pure. */
export function checksOf(preview: Preview, plan: Plan): Check[] {
  const status = new Map(rowsOf(plan).map(({ id, item }) => [id, item.status]));
  const moves = formatNumber(preview.moves.length);
  const early = preview.moves.filter(({ id, to }) =>
    to !== null && to < plan.today && status.get(id) === "not_started"
  );
  const critical = preview.slackUsed.filter(({ before, after }) => before > 0 && after === 0);
  const confirmed = preview.needsReason.length;
  return [
    endCheck(preview, plan),
    {
      state: early.length > 0 ? "risk" : "ok",
      title: early.length > 0
        ? `${plural(early.length, "item")} would start before today`
        : "No moved item starts before today",
      reason: early[0]?.title ?? `${moves} of ${moves}`,
    },
    {
      state: critical.length > 0 ? "risk" : "ok",
      title: critical.length > 0
        ? `${plural(critical.length, "item")} would become critical`
        : "No item becomes critical",
      reason: critical.length > 0 ? "their slack is used up" : "none loses its last slack",
    },
    {
      state: confirmed > 0 ? "info" : "ok",
      title: confirmed > 0
        ? `${plural(confirmed, "confirmed milestone")} would move`
        : "No confirmed milestone moves",
      reason: confirmed > 0 ? "a reason is asked" : "no reason is asked",
    },
  ];
}

export function Checked({ preview, plan }: { preview: Preview; plan: Plan }) {
  return (
    <Widget id="chk-t" title="Checked" span={4}>
      <ul class="rows">
        {checksOf(preview, plan).map(({ state, title, reason }) => (
          <li>
            <Glyph name={state} class={`t-${state}`} />
            <span>
              <b>{title}</b>
              <small>{reason}</small>
            </span>
          </li>
        ))}
      </ul>
    </Widget>
  );
}
