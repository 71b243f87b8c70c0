/** Two versions of a text side by side, line by line and within a line word by word. Pure. */
import { diffArrays, diffWordsWithSpace } from "diff";
import { plainText } from "./prose.ts";
import type { DiffRow, Piece } from "./prose_model.ts";

/** Further apart than this they have nothing in common worth pointing out. */
const MOST_LINES_CHANGED = 2_000;
const MOST_WORDS_CHANGED = 400;
/** Of a line: with less in common it is another line, and single words would only confuse. */
const LEAST_SHARE = 0.3;

const whole = (text: string, kind: Piece["kind"]): Piece[] => [{ kind, text }];

/** A line that became another: what stayed, went and came. */
function wordsOf(before: string, after: string): DiffRow {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_WORDS_CHANGED });
  const stayed = parts?.reduce(
    (sum, { added, removed, value }) => sum + (added || removed ? 0 : value.trim().length),
    0,
  ) ?? 0;
  if (!parts || stayed < LEAST_SHARE * Math.max(before.length, after.length)) {
    return { kind: "changed", before: whole(before, "del"), after: whole(after, "ins") };
  }
  const pieces = parts.map(({ added, removed, value }): Piece => ({
    kind: added ? "ins" : removed ? "del" : "same",
    text: value,
  }));
  return {
    kind: "changed",
    before: pieces.filter(({ kind }) => kind !== "ins"),
    after: pieces.filter(({ kind }) => kind !== "del"),
  };
}

/** Lines without the empty ones between paragraphs: those say nothing. */
const linesOf = (text: string) =>
  plainText(text).split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");

/** What went beside what came in its place, as far as both go. */
function beside(gone: string[], come: string[]): DiffRow[] {
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, i): DiffRow => {
    const [before, after] = [gone[i], come[i]];
    if (before !== undefined && after !== undefined) return wordsOf(before, after);
    return before !== undefined
      ? { kind: "del", before: whole(before, "del"), after: null }
      : { kind: "ins", before: null, after: whole(after!, "ins") };
  });
}

/** Rows in the order of reading; [] where both are empty. */
export function compareTexts(before: string, after: string): DiffRow[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const parts = diffArrays(old, now, { maxEditLength: MOST_LINES_CHANGED });
  if (!parts) return beside(old, now);
  const rows: DiffRow[] = [];
  let gone: string[] = [];
  let come: string[] = [];
  const flush = () => {
    rows.push(...beside(gone, come));
    [gone, come] = [[], []];
  };
  for (const { added, removed, value } of parts) {
    if (removed) gone.push(...value);
    else if (added) come.push(...value);
    else {
      flush();
      rows.push(...value.map((text): DiffRow => ({
        kind: "same",
        before: whole(text, "same"),
        after: whole(text, "same"),
      })));
    }
  }
  flush();
  return rows;
}
