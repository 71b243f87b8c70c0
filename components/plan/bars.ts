/** Where the marks of one row stand: bar, forecast, baseline, slack, previewed move. Pure. */
import type { Move, Span } from "@/lib/planning/model.ts";
import { shifted } from "./days.ts";
import type { Row } from "./rows.ts";
import { round, type Scale } from "./scale.ts";

export interface Box {
  x: number;
  w: number;
}

export interface Marks {
  /** Of a task; null without dates. */
  bar: Box | null;
  /** Middle of the diamond of a milestone. */
  diamond: number | null;
  forecast: Box | null;
  forecastDiamond: number | null;
  base: Box | null;
  baseDiamond: number | null;
  /** From the end of the bar to the latest date that keeps the end of the plan. */
  slack: Box | null;
  move: Box | null;
  moveDiamond: number | null;
  /** Where words can stand. */
  end: number;
}

/** A day is seen, whatever the scale. */
const LEAST = 2;

/** From the start of the first day to the end of the last. */
export function boxOf(scale: Scale, span: Span): Box | null {
  const last = span.finishOn ?? span.startOn;
  if (!last) return null;
  const x = scale.x(span.startOn ?? last);
  return { x, w: Math.max(LEAST, round(scale.x(shifted(last, 1)) - x)) };
}

const middle = (scale: Scale, date: string | null) =>
  date === null ? null : round(scale.x(date) + scale.px / 2);

function forecastOf(scale: Scale, { early, forecast }: Row["item"]): Box | null {
  if (!forecast.finishOn || !early.finishOn || forecast.finishOn <= early.finishOn) return null;
  const next = shifted(early.finishOn, 1);
  const startOn = forecast.startOn && forecast.startOn > next ? forecast.startOn : next;
  return boxOf(scale, { startOn, finishOn: forecast.finishOn });
}

export function marksOf(scale: Scale, row: Row, baseline: Span | null, move: Move | null): Marks {
  const { item, task } = row;
  const done = item.status === "done";
  const bar = task ? boxOf(scale, item.early) : null;
  const diamond = task ? null : middle(scale, item.early.finishOn);
  const late = item.early.finishOn !== item.forecast.finishOn;
  const marks = {
    bar,
    diamond,
    forecast: task && !done && !move ? forecastOf(scale, item) : null,
    forecastDiamond: task || done || move || !late ? null : middle(scale, item.forecast.finishOn),
    base: task && baseline ? boxOf(scale, baseline) : null,
    baseDiamond: task || !baseline || baseline.finishOn === item.early.finishOn
      ? null
      : middle(scale, baseline.finishOn),
    slack: slackOf(scale, row),
    move: task && move ? boxOf(scale, { startOn: move.to, finishOn: move.finishTo }) : null,
    moveDiamond: !task && move ? middle(scale, move.finishTo) : null,
  };
  return { ...marks, end: endOf(marks) };
}

function slackOf(scale: Scale, { item }: Row): Box | null {
  const { early, late, slackDays } = item;
  if (!slackDays || slackDays < 0 || !early.finishOn || !late.finishOn) return null;
  const x = scale.x(shifted(early.finishOn, 1));
  const end = Math.min(scale.x(shifted(late.finishOn, 1)), scale.width);
  return end > x ? { x, w: round(end - x) } : null;
}

function endOf(marks: Omit<Marks, "end">): number {
  const boxes = [marks.bar, marks.forecast, marks.move].map((box) => box ? box.x + box.w : 0);
  const diamonds = [marks.diamond, marks.forecastDiamond, marks.moveDiamond]
    .map((x) => x === null ? 0 : x + 6);
  return round(Math.max(...boxes, ...diamonds));
}
