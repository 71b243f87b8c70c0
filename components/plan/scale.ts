/** From days to pixels, and the ticks above the timeline. */
import { dateOf, dayOf } from "./days.ts";

export interface Scale {
  /** First and last day shown. */
  from: number;
  to: number;
  width: number;
  /** Pixels a day. */
  px: number;
  /** Left edge of the day, within the chart. */
  x(date: string): number;
}

export interface Tick {
  x: number;
  kind: "year" | "labelled" | "plain";
  /** Above and below: "2026" and "Jan". */
  year: string | null;
  label: string | null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Room at both ends, as a share of the whole: labels stand behind their bars. */
const LEAD = 0.04;
const TAIL = 0.12;
const LEAST = 90;
/** Labels closer than this run into each other. */
const LABEL_PX = 44;
/** Trial dates go from 1950 to 2150; more than this is no plan but a slip. */
const MOST = 73_500;

export const round = (value: number): number => Math.round(value * 10) / 10;

/** A scale that all dates fit in; without any, a quarter from `today`. */
export function scaleOf(dates: string[], today: string, width: number): Scale {
  const days = dates.map(dayOf).filter(Number.isFinite);
  const at = dayOf(today);
  let first = at;
  let last = at;
  for (const day of days) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  const span = Math.min(Math.max(last - first, LEAST), MOST);
  const from = Math.floor(first - span * LEAD);
  const to = Math.ceil(first + span * (1 + TAIL));
  const px = width / (to - from);
  return { from, to, width, px, x: (date) => round((dayOf(date) - from) * px) };
}

/** A tick a month, quarter or year, by the room there is; each year's first carries the year. */
export function ticksOf(scale: Scale): Tick[] {
  const perMonth = scale.px * 30.4;
  const every = perMonth >= LABEL_PX ? 1 : perMonth * 3 >= LABEL_PX ? 3 : 12;
  const step = perMonth >= 6 ? 1 : perMonth >= 2 ? 3 : 12;
  const ticks: Tick[] = [];
  const first = dateOf(scale.from);
  let year = Number(first.slice(0, 4));
  let month = Number(first.slice(5, 7));
  let lastYear = -Infinity;
  while (true) {
    if (++month > 12) {
      month = 1;
      year++;
    }
    const date = `${year}-${String(month).padStart(2, "0")}-01`;
    if (dayOf(date) > scale.to) return ticks;
    if ((month - 1) % step !== 0) continue;
    const x = scale.x(date);
    const named = (month - 1) % every === 0;
    const crowded = month === 1 && x - lastYear < LABEL_PX;
    if (month === 1 && !crowded) lastYear = x;
    ticks.push({
      x,
      kind: month === 1 ? "year" : named ? "labelled" : "plain",
      year: month === 1 && !crowded ? String(year) : null,
      label: named && every < 12 ? MONTHS[month - 1]! : null,
    });
  }
}
