/** How long: lengths of parts, a start and an end. A range keeps both of its ends. */
import type { Reading, Values } from "../model.ts";
import { dates } from "./dates.ts";
import { type Found, type Length, lengths } from "./numbers.ts";
import { read, unread } from "./reading.ts";
import { entries, type Piece, split, within } from "./text.ts";

type Part = Values["duration"]["part"];

const PARTS: [RegExp, Part][] = [
  [/\b(?:start-?\s?up|set-?up|initiation|Anlauf)\b/iu, "START_UP"],
  [
    /(?:\benrol?l?ment|\brecruit\w*|\baccrual|\bRekrutierung|\binclusion|\breclutamiento)/iu,
    "ENROLLMENT",
  ],
  [
    /(?:\bfollow[\s-]?up|\bFU\b|\bobservation period|\bNachbeobachtung|\bsuivi|\bseguimiento)/iu,
    "FOLLOW_UP",
  ],
  [
    /(?:\btreatment|\bdosing|\bintervention|\btherapy|\bBehandlung|\btraitement|\btratamiento)/iu,
    "TREATMENT",
  ],
  [/\b(?:close-?\s?out|closing)\b/iu, "CLOSE_OUT"],
  [
    /(?:\btotal|\boverall|\bwhole|\bentire|\bstudy|\btrial|\bduration|\bStudie|\bDauer|\bin all|\bdurée|\bduración)/iu,
    "STUDY",
  ],
];
const START =
  /(?:\bstart|\bbegin|\bfrom\b|\bfirst (?:patient|participant|subject)|\bopens?\b|\bBeginn|\bvon\b|\bab\b|\bdébut|\binicio|\bdesde\b|\bdu\b)/iu;
const END =
  /(?:\bend|\bcomplet|\bfinish|\buntil\b|\bto\b|\btill\b|\bthrough\b|\bclos|\bEnde\b|\bbis\b|\bfin\b|\bhasta\b|\blast (?:patient|participant|subject))/iu;
const PRIMARY = /\bprimary completion\b/iu;
const WORDS_OF_TIME =
  /\b(?:one|two|three|four|five|six|twelve|eighteen|half)\b.{0,12}\b(?:weeks?|months?|years?)/iu;

function partOf(text: string, at: Found<Length>): Part | null {
  const around = text.slice(0, at.start) + " " + text.slice(at.end);
  if (
    !/\p{L}{2,}/u.test(
      around.replace(/\b(?:in|of|for|the|it|takes?|will|about|approx|ca)\b/giu, ""),
    )
  ) {
    return "STUDY";
  }
  const hits = PARTS.filter(([form]) => form.test(around)).map(([, part]) => part);
  const narrow = hits.filter((part) => part !== "STUDY");
  return narrow.length === 1 ? narrow[0]! : narrow.length === 0 ? hits[0] ?? null : null;
}

/** "Start" before a date, or "to" between two of them, says which it is. */
function dateKind(text: string, from: number, at: number): Values["date"]["kind"] | null {
  const before = text.slice(from, at);
  if (PRIMARY.test(before)) return "PRIMARY_COMPLETION";
  const [start, end] = [
    START.test(before),
    END.test(before) || /^\s*[-–—]\s*$/.test(before) && from > 0,
  ];
  return start === end ? null : start ? "START" : "COMPLETION";
}

function readDates(piece: Piece): Reading[] {
  const found = dates(piece.text);
  let from = 0;
  // "Jan 2027 - Dec 2028" and nothing else: the first is the start.
  const pair = found.length === 2 && /^\W*$/.test(piece.text.slice(0, found[0]!.start)) &&
    /^\s*(?:[-–—]|to|until|bis|through|à|au|hasta)\s*$/iu.test(
      piece.text.slice(found[0]!.end, found[1]!.start),
    );
  return found.map((one, i) => {
    const kind = pair && i === 0 ? "START" : dateKind(piece.text, from, one.start);
    const lead = /^[^\p{L}\p{N}]*/u.exec(piece.text.slice(from, one.start))![0].length;
    const part = within(piece, from + lead, one.end)!;
    from = one.end;
    const { value, said } = one.value;
    if (value === null) {
      return unread("date", part, `“${said}” is no date. Enter one by hand when it is known.`);
    }
    if (kind === null) return unread("date", part, "Say what this date is: the start, or the end");
    return read("date", part, { kind, value });
  });
}

const NEXT =
  /\s*,\s+(?!(?:19|20)\d{2}\b)(?:and\s+|then\s+|with\s+)?|\s+\+\s+|\s+(?:plus|followed by|and|then)\s+(?=\D{0,40}\d)|\.\s+(?=\p{Lu})/u;

function clauses(raw: string): Piece[] {
  return entries(raw).flatMap(outOfBrackets).flatMap((part) => split(part, NEXT));
}

/** "2 years (12 months of treatment)" is two clauses. */
function outOfBrackets(piece: Piece): Piece[] {
  const inner = /\(([^()]*\d[^()]*)\)/u.exec(piece.text);
  if (!inner) return [piece];
  const close = inner.index + inner[0].length;
  return [
    within(piece, 0, inner.index),
    within(piece, inner.index + 1, close - 1),
    within(piece, close),
  ].filter((part) => part !== null).filter((part) => /[\p{L}\p{N}]/u.test(part.text));
}

export function parseDuration(raw: string): Reading[] {
  const found: Reading[] = [];
  for (const clause of clauses(raw)) {
    const long = lengths(clause.text);
    const part = long.length === 1 ? partOf(clause.text, long[0]!) : null;
    const when = long.length === 0 ? readDates(clause) : [];
    if (part !== null) found.push(read("duration", clause, { part, ...long[0]!.value }));
    else if (when.length > 0) found.push(...when);
    else found.push(unread("duration", clause, hintOf(clause.text, long.length)));
  }
  return found;
}

function hintOf(text: string, many: number): string {
  if (many > 1) return "Two lengths in one: write one a line.";
  if (many === 1) return "Say which part this is: enrollment, treatment, follow-up or the whole.";
  if (WORDS_OF_TIME.test(text)) return "Write the number in digits, or enter it by hand.";
  return "No length and no date is read here. Rephrase, or enter it by hand.";
}
