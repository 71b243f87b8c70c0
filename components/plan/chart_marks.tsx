/** The marks of the timeline: months, rows, bars, diamonds, what is tried. SVG attributes only. */
import type { Move } from "@/lib/planning/model.ts";
import type { Box, Marks } from "./bars.ts";
import type { Row } from "./rows.ts";
import { round, type Scale, type Tick } from "./scale.ts";
import { barWords, daysWords, markWords } from "./words.ts";

/** Heights in pixels: of the head, and of a row, which the table beside it shares. */
export const HEAD = 44;
export const ROW = 30;
const CHAR = 6;

const diamond = (x: number, y: number, r: number) =>
  `M${x} ${y - r}l${r} ${r}-${r} ${r}-${r}-${r}z`;

export function Ticks({ ticks, height }: { ticks: Tick[]; height: number }) {
  return (
    <>
      {ticks.map(({ x, kind, label, year }) => (
        <>
          <line
            class={kind === "year" ? "yr" : "mon"}
            x1={x}
            x2={x}
            y1={kind === "plain" ? 36 : 24}
            y2={kind === "plain" ? HEAD : height}
          />
          {label && <text x={round(x + 5)} y="36">{label}</text>}
          {year && <text class="bar-t" x={round(x + 5)} y="18">{year}</text>}
        </>
      ))}
    </>
  );
}

interface RowMarksProps {
  row: Row;
  marks: Marks;
  move: Move | null;
  /** Top of the row. */
  y: number;
  scale: Scale;
  today: string;
  href: string;
  /** The reader may move it: then the island does, too. */
  movable: boolean;
}

/** What a script needs to move it: from when, and for how long. */
function handles({ row, movable }: RowMarksProps) {
  const { item, task, milestone } = row;
  if (!movable || item.status === "done") return {};
  const on = task ? task.plannedStart ?? item.early.startOn : item.early.finishOn;
  return {
    "data-id": row.id,
    "data-on": on && item.status === "not_started" ? on : undefined,
    "data-days": task?.durationDays ?? undefined,
    "data-title": item.title,
    "data-milestone": milestone ? "" : undefined,
  };
}

/** A function, not a component: keyed components leave their keys in the page. */
export function rowMarks(props: RowMarksProps) {
  const { row, marks, move, y, scale, href } = props;
  const { bar, forecast, base, slack } = marks;
  const tone = row.item.critical && row.item.status !== "done" ? "c" : "n";
  const thin = Boolean(move);
  const high = tone === "c" ? 12 : 10;
  const dashed = row.item.state === "unconfirmed";
  const words = labelOf(props);
  const left = Math.min(bar?.x ?? Infinity, (marks.diamond ?? Infinity) - 8, scale.width - 24);
  return (
    <g>
      {slack && (
        <line
          class="slack"
          x1={tailStart(slack, words)}
          x2={slack.x + slack.w}
          y1={y + 15.5}
          y2={y + 15.5}
        />
      )}
      {base && (
        <line
          class="base"
          x1={base.x}
          x2={round(base.x + base.w)}
          y1={y + 25}
          y2={y + 25}
        />
      )}
      {marks.baseDiamond !== null && (
        <path
          class="ms-b"
          d={diamond(marks.baseDiamond, y + 15, 5)}
        />
      )}
      {forecast && (
        <rect class={`fc ${tone}`} x={forecast.x} y={y + 10} width={forecast.w} height="10" />
      )}
      {marks.forecastDiamond !== null && (
        <path class={`fc ${tone}`} d={diamond(marks.forecastDiamond, y + 15, 6)} />
      )}
      {(bar || marks.diamond !== null) && (
        <a
          id={`b-${row.id}`}
          class="bar-a"
          href={href}
          aria-label={barWords(row, move)}
          {...handles(props)}
        >
          <rect
            class="hit"
            x={left}
            y={y + 3}
            width={Math.max(24, round(marks.end - left))}
            height="24"
          />
          {bar && (
            <rect
              class={`bar-${tone}${dashed ? " un" : ""}`}
              x={bar.x}
              y={y + (tone === "c" ? 9 : 10)}
              width={bar.w}
              height={thin ? 7 : high}
            />
          )}
          {marks.diamond !== null && (
            <path
              class={`ms-${tone}${dashed ? " un" : ""}`}
              d={diamond(marks.diamond, y + 15, 6)}
            />
          )}
        </a>
      )}
      {marks.move && (
        <rect
          class="mv"
          x={marks.move.x}
          y={y + 9}
          width={marks.move.w}
          height="12"
        />
      )}
      {marks.moveDiamond !== null && <path class="mv" d={diamond(marks.moveDiamond, y + 15, 6)} />}
      {words && (
        <text
          class={move?.days ? "mv-t" : "bar-t"}
          x={words.x}
          y={y + 19}
          text-anchor={words.behind ? undefined : "end"}
        >
          {words.text}
        </text>
      )}
    </g>
  );
}

interface Label {
  text: string;
  x: number;
  /** Right of the mark; else left of it, where there is no room. */
  behind: boolean;
}

function labelOf({ marks, move, row, scale, today }: RowMarksProps): Label | null {
  const text = move?.days ? daysWords(move.days) : markWords(row, today);
  if (!text || marks.end === 0) return null;
  const behind = marks.end + 8 + text.length * CHAR <= scale.width;
  const start = marks.bar?.x ?? marks.diamond ?? marks.end;
  return { text, x: round(behind ? marks.end + 6 : start - 9), behind };
}

/** The tail of slack begins behind the words, unless nothing of it would be left. */
function tailStart(slack: Box, words: Label | null): number {
  const end = words?.behind ? words.x + words.text.length * CHAR + 4 : 0;
  return end > slack.x && end < slack.x + slack.w - CHAR ? round(end) : slack.x;
}
