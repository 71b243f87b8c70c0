/** Geometry of the burn-up: from points to paths, ticks and labels that do not collide. */
import { plannedOn, type Summary } from "@/lib/enrollment/model.ts";
import { formatDate, formatNumber } from "../format.ts";

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** How many dates fit below. */
  ticks: number;
}

export const WIDE: Frame = {
  ...{ width: 640, height: 286, left: 40, right: 84, top: 26, bottom: 26, ticks: 6 },
};
/** For 358 px. */
export const NARROW: Frame = {
  ...{ width: 358, height: 250, left: 34, right: 10, top: 26, bottom: 26, ticks: 4 },
};

export interface Label {
  x: number;
  y: number;
  text: string;
  anchor: "start" | "end" | "middle";
}

export interface Burn {
  plan: string | null;
  fact: string;
  dot: { x: number; y: number };
  grid: { y: number; text: string }[];
  dates: Label[];
  asOf: { x: number; label: Label };
  enrolled: Label;
  planned: Label | null;
  target: Label | null;
}

const days = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
const dayOf = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

/** A step of 1, 2 or 5 times a power of ten that gives at most four lines. */
export function niceStep(most: number): number {
  const rough = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough) ?? 10 * power;
}

/** First days of months, so far apart that at most `most` fit. */
export function monthTicks(from: string, to: string, most: number): string[] {
  const month = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const [first, last] = [month(from) + (from.endsWith("-01") ? 0 : 1), month(to)];
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((n) => (last - first) / n < most) ?? 240;
  const start = Math.ceil(first / step) * step;
  const found: string[] = [];
  for (let at = start; at <= last; at += step) {
    found.push(`${Math.floor(at / 12)}-${String(at % 12 + 1).padStart(2, "0")}-01`);
  }
  return found;
}

/** About as wide as the text is drawn, at 12 px. */
const widthOf = (text: string) => text.length * 6.4;

/** Beside a point, at the side where there is room. */
function beside(frame: Frame, x: number, y: number, text: string, prefer: "start" | "end"): Label {
  const edge = frame.width - 2;
  const fits = { start: x + 8 + widthOf(text) <= edge, end: x - 8 - widthOf(text) >= frame.left };
  const anchor = fits[prefer] ? prefer : prefer === "start" ? "end" : "start";
  return { x: anchor === "start" ? x + 8 : x - 8, y, text, anchor };
}

const round = (n: number) => Math.round(n * 10) / 10;

/** Null when nothing was counted. */
export function burnOf(summary: Summary, frame: Frame): Burn | null {
  const { series, plan, asOf } = summary;
  const last = series.at(-1);
  if (!last || asOf === null) return null;
  const known = summary.plan.missing.length === 0;
  const start = [series[0]!.on, ...(known ? [plan.first.on!] : [])].sort()[0]!;
  const end = [last.on, asOf, ...(known ? [plan.last.on!] : [])].sort().at(-1)!;
  const highest = Math.max(1, ...series.map((one) => one.enrolled), known ? plan.target! : 0);
  const step = niceStep(highest);
  const top = Math.ceil(highest / step) * step;
  const [from, span] = [days(start), Math.max(1, days(end) - days(start))];
  const inner = {
    w: frame.width - frame.left - frame.right,
    h: frame.height - frame.top - frame.bottom,
  };
  const x = (day: string) => round(frame.left + (days(day) - from) / span * inner.w);
  const y = (n: number) => round(frame.top + (1 - n / top) * inner.h);
  const line = (points: [number, number][]) => points.map(([a, b]) => `${a},${b}`).join(" ");

  const dot = { x: x(last.on), y: y(last.enrolled) };
  const plannedNow = known ? plannedOn(plan, last.on)! : null;
  const enrolled = beside(
    frame,
    dot.x,
    dot.y + 4,
    `${formatNumber(last.enrolled)} enrolled`,
    "start",
  );
  const planned = plannedNow === null ? null : beside(
    frame,
    dot.x,
    y(plannedNow) + 4,
    `${formatNumber(Math.round(plannedNow))} planned`,
    "end",
  );
  spread(enrolled, planned, frame);
  const target = known
    ? {
      ...{ x: x(plan.last.on!), y: y(plan.target!) - 8, anchor: "end" as const },
      text: `Plan ${formatNumber(plan.target!)} by ${formatDate(plan.last.on!)}`,
    }
    : null;
  const bottom = frame.height - frame.bottom;
  return {
    plan: known
      ? line([[x(start), y(plannedOn(plan, start)!)], [x(plan.first.on!), y(0)], [
        x(plan.last.on!),
        y(plan.target!),
      ], [x(end), y(plannedOn(plan, end)!)]])
      : null,
    fact: line(series.map((one) => [x(one.on), y(one.enrolled)])),
    dot,
    grid: Array.from({ length: Math.round(top / step) + 1 }, (_, i) => ({
      y: y(i * step),
      text: formatNumber(i * step),
    })),
    dates: monthTicks(start, dayOf(from + span), frame.ticks).map((day) => ({
      ...{
        x: x(day),
        y: bottom + 18,
        text: formatDate(day.slice(0, 7)),
        anchor: "middle" as const,
      },
    })),
    asOf: {
      x: dot.x,
      label: {
        ...{ y: frame.top - 12, text: formatDate(last.on) },
        x: Math.min(Math.max(dot.x, frame.left + 30), frame.width - 34),
        anchor: "middle",
      },
    },
    enrolled,
    planned,
    target,
  };
}

/** Two labels on the same side keep 14 px apart. */
function spread(one: Label, other: Label | null, frame: Frame): void {
  if (other === null || one.anchor !== other.anchor || Math.abs(one.y - other.y) >= 14) return;
  const lower = one.y >= other.y ? one : other;
  const upper = lower === one ? other : one;
  lower.y = Math.min(lower.y + 8, frame.height - frame.bottom);
  upper.y = lower.y - 15;
}
