import { count, label, list, plain, someApart } from "./labels.ts";
import type { Compiled, Frame, ScheduleInput } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Time frames with a box of their own; the others are one box. */
export const MAX_FRAMES = 12;
/** Names in a box; more are counted. */
const MAX_NAMES = 4;

const DAYS = { hour: 1 / 24, day: 1, week: 7, month: 30.4375, year: 365.25 } as const;
const UNITS = "(hour|day|week|month|year)s?";
const AMOUNT = new RegExp(`(\\d+(?:\\.\\d+)?)[\\s-]*${UNITS}|${UNITS}\\s*(\\d+(?:\\.\\d+)?)`, "gi");

/** The longest time that the words name, in days, to put time frames in an order; null: none. */
export function longestDays(text: string): number | null {
  const found = [...text.matchAll(AMOUNT)].map(([, before, unit, unitFirst, after]) =>
    Number(before ?? after) * DAYS[(unit ?? unitFirst)!.toLowerCase() as keyof typeof DAYS]
  );
  if (found.length > 0) return Math.max(...found);
  return /baseline|screening|enrol/i.test(text) ? 0 : null;
}

const KINDS = { PRIMARY: "primary", SECONDARY: "secondary", OTHER: "other" } as const;
const counts = ({ outcomes }: Pick<Frame, "outcomes">) =>
  list(
    Object.entries(KINDS).flatMap(([kind, word]) => {
      const n = outcomes.filter((one) => one.kind === kind).length;
      return n === 0 ? [] : [`${n} ${word}`];
    }),
  );

const nameOf = ({ name }: Pick<Frame, "name">) => name === null ? "no time frame" : plain(name);

/** Of outcomes that are not primary the number alone: there can be a hundred of them. */
function frameWords(frame: Frame): string {
  const primary = frame.outcomes.filter(({ kind }) => kind === "PRIMARY");
  const names = primary.length === 0 ? "" : `: ${list(primary.map(({ name }) => plain(name)))}`;
  return `${nameOf(frame)} (${counts(frame)}${names})`;
}

/** What is measured by when: a box a time frame, in the order of the longest time that it names. */
export function compileSchedule({ title, frames }: ScheduleInput): Compiled {
  const sourceRefs = frames.flatMap(({ outcomes }) => outcomes.map(({ id }) => id));
  if (frames.length === 0) return nothing(title, "No outcomes are recorded");
  const ordered = frames.map((frame) => ({
    ...frame,
    days: frame.name === null ? null : longestDays(frame.name),
  })).sort((a, b) => (a.days ?? Infinity) - (b.days ?? Infinity) || 0);
  const shown = ordered.length <= MAX_FRAMES ? ordered : ordered.slice(0, MAX_FRAMES - 1);
  const rest = { outcomes: ordered.slice(shown.length).flatMap(({ outcomes }) => outcomes) };
  const folded = ordered.length - shown.length;
  const lines = shown.map((frame, i) => {
    const names = frame.outcomes.slice(0, MAX_NAMES).map(({ name }) => label(name, 48));
    const more = frame.outcomes.length - names.length;
    const inside = [...names, ...(more > 0 ? [`and ${more} more`] : [])];
    return `  f${i}["${label(nameOf(frame), 80)}<br/>${label(counts(frame))}"] --- o${i}["${
      inside.join("<br/>")
    }"]`;
  });
  return {
    code: [
      "flowchart LR",
      ...lines,
      ...(folded > 0
        ? [`  f${shown.length}["${count(folded, "more time frame")}<br/>${label(counts(rest))}"]`]
        : []),
    ].join("\n"),
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${count(sourceRefs.length, "outcome")} in ${
      count(frames.length, "time frame")
    }. ${someApart(ordered.map(frameWords))}.`,
    sourceRefs,
  };
}
