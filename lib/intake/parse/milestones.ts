/** Which moments, and when: as exact as they are said. A quarter is kept as words. */
import type { Reading } from "../model.ts";
import { dates } from "./dates.ts";
import { NAME_LENGTH, read, TOO_LONG, unread } from "./reading.ts";
import { entries, type Piece, split, within } from "./text.ts";

/** The milestones that an import makes too (lib/planning/milestones.ts), by what they are called. */
export const KNOWN: [RegExp, string][] = [
  [
    /\b(?:FP(?:I|FV)|FS(?:I|FV)|first (?:patient|participant|subject)(?:'s)? (?:in|first visit|enrol\w*|dosed|randomi[sz]ed)|erster Patient)\b/iu,
    "first_participant_in",
  ],
  [
    /\b(?:LPLV|LSLV|last (?:patient|participant|subject)(?:'s)?,? (?:last visit|out)|LPO|study completion|end of study|EOS)\b/iu,
    "study_completion",
  ],
  [
    /\b(?:LP(?:I|FV)|LS(?:I|FV)|last (?:patient|participant|subject)(?:'s)? (?:in|first visit|enrol\w*|randomi[sz]ed)|enrol?lment (?:complete|closed|closes|ends?)|letzter Patient)\b/iu,
    "last_participant_in",
  ],
  [/\bprimary completion\b/iu, "primary_completion"],
  [/\b(?:DBL|database[- ]lock|data ?base freeze|DB[- ]lock|Datenbankschluss)\b/iu, "database_lock"],
  [
    /\b(?:CSR|clinical study report|final report|study report|Abschlussbericht)\b/iu,
    "study_report",
  ],
  [/\b(?:study start-?\s?up(?: complete)?|start-?up complete)\b/iu, "study_start_up"],
];

/** What stands between a milestone and its date. */
const JOINT =
  /[\s:：=,(\[–—@|→>-]+$|\s+(?:in|on|at|by|is|planned|expected|due|target(?:ed)?|for|am|im|um|le|en|el)\s*$/iu;
const LEAD = /^[\s:：=,)\]–—@|-]+|^(?:for|of)\s+/iu;

function bare(text: string): string {
  let [was, now] = ["", text];
  while (was !== now) [was, now] = [now, now.replace(JOINT, "").replace(LEAD, "").trim()];
  return now;
}

function entry(piece: Piece): Reading {
  if (piece.text.length > NAME_LENGTH) return unread("milestone", piece, TOO_LONG);
  const found = dates(piece.text);
  if (found.length > 1) {
    return unread("milestone", piece, "More than one date: write one milestone a line.");
  }
  const [when] = found;
  const title = when
    ? bare(piece.text.slice(0, when.start)) || bare(piece.text.slice(when.end))
    : bare(piece.text);
  if (!/\p{L}{2,}/u.test(title)) {
    return unread("milestone", piece, "Say what happens then, as in “Database lock: March 2027”.");
  }
  const key = KNOWN.find(([form]) => form.test(title))?.[1] ?? null;
  const planned = when?.value.value ?? null;
  return read("milestone", piece, { key, title, planned, said: when?.value.said ?? null });
}

/** "FPI Q2 2027, LPLV Jan 2029" are two; "March 15, 2027" is one date. */
function parts(piece: Piece): Piece[] {
  if (dates(piece.text).length < 2) {
    const names = split(piece, /\s*[,、，]\s*/);
    const all = names.length > 1 && dates(piece.text).length === 0 &&
      names.every(({ text }) => text.split(/\s+/).length <= 5);
    return all ? names : [piece];
  }
  const pieces: Piece[] = [];
  let from = 0;
  for (
    const match of piece.text.matchAll(
      /\s*[,、，]\s*(?:and\s+|then\s+)?|\s+(?:and|then)\s+|\s*(?:->|→|\|)\s*|\.\s+/gu,
    )
  ) {
    const [before, after] = [
      piece.text.slice(from, match.index),
      piece.text.slice(match.index + match[0].length),
    ];
    const cutsDate = dates(piece.text).some((one) =>
      one.start < match.index + match[0].length && one.end > match.index
    );
    if (cutsDate || dates(before).length === 0 || dates(after).length === 0) continue;
    pieces.push(within(piece, from, match.index)!);
    from = match.index + match[0].length;
  }
  const last = within(piece, from);
  return last ? [...pieces, last] : pieces;
}

export function parseMilestones(raw: string): Reading[] {
  return entries(raw).filter(({ text }) => !/[:：]$/u.test(text)).flatMap(parts).map(entry);
}
