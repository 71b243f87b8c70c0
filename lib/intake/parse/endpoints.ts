/** What is measured: one outcome an entry, its kind from a heading or from the entry itself. */
import type { Reading, Values } from "../model.ts";
import { read, TOO_LONG, unread } from "./reading.ts";
import { entries, type Piece, split, within } from "./text.ts";

type OutcomeKind = Values["outcome"]["kind"];

const NOUN = String
  .raw`(?:endpoints?|end points?|outcomes?(?: measures?)?|objectives?|Endpunkte?|Zielgrößen?|Zielkriteri(?:um|en)|critères?|variables?)`;
const HEAD = new RegExp(
  String
    .raw`^(?:the\s+)?(?:key\s+)?(co-?primary|primary|primärer?|primaire|primaria|secondary|sekundärer?|secondaires?|secundaria|tertiary|exploratory|explorative?r?|safety|other)(?:\s+(?:and\s+\w+\s+)?(?:(?:efficacy|safety|exploratory)\s+)?${NOUN})?\s*(?:\(s\))?\s*(?:[:：=]|\s[-–—]\s|\bis\b|\bare\b|$)\s*`,
  "iu",
);
const NUMBERED = new RegExp(String.raw`^${NOUN}\s*(?:\d{1,2})?\s*[:：]\s*`, "iu");

function kindOf(word: string): OutcomeKind {
  if (/^(?:co-?)?prim/i.test(word)) return "PRIMARY";
  return /^[sz]e[ckg](?!.*safety)/i.test(word) ? "SECONDARY" : "OTHER";
}

const FRAME_LABEL = /[,;(\[]?\s*\b(?:time\s*frame|timeframe|zeitrahmen)\s*[:：]?\s*(.+?)[)\]]?$/iu;
const FRAME_BRACKET =
  /[(\[]\s*((?:at|from|over|up to|through|until|baseline|day|week|month|year|after)?[^()[\]]*\b(?:days?|weeks?|months?|years?|baseline|visit)\b[^()[\]]*)[)\]]\s*$/iu;
const FRAME_WORDS =
  /\b((?:from\s+(?:baseline|randomi[sz]ation|screening)\s+(?:to|through|until|up to)\s+)?(?:at|by|through|until|up to|over|after|within|to)?\s*(?:the\s+)?(?:(?:week|month|day|year|visit)s?\s*\d{1,3}(?:\s*(?:,|and|-|–|to)\s*\d{1,3})*|\d{1,3}(?:\s*[-–]\s*\d{1,3})?[\s-]*(?:days?|weeks?|months?|years?)))\s*$/iu;

/** The measure and its time frame. What stands in brackets or after a label leaves the measure. */
function measureOf(piece: Piece): { measure: Piece; timeFrame: string | null } {
  for (const form of [FRAME_LABEL, FRAME_BRACKET]) {
    const found = form.exec(piece.text);
    const measure = found && within(piece, 0, found.index);
    if (measure) return { measure, timeFrame: found[1]!.trim() };
  }
  return { measure: piece, timeFrame: FRAME_WORDS.exec(piece.text)?.[1]?.trim() ?? null };
}

/** "…survival. Secondary endpoints are…" are two sentences, each with a heading of its own. */
const NEXT_HEADING =
  /\.\s+(?=(?:the\s+)?(?:key\s+)?(?:co-?primary|primary|secondary|tertiary|exploratory|safety|sekundär\p{L}*)\b)/iu;

/** "PFS, OS, ORR" are three; "change in sleep, mood and work" is one. */
function listed(piece: Piece): Piece[] {
  const parts = split(piece, /\s*,\s*(?:and\s+)?/);
  return parts.length > 1 &&
      parts.every(({ text }) => text.split(/\s+/).length === 1 && /^\p{Lu}/u.test(text))
    ? parts
    : [piece];
}

/** @return the entries of an answer, each with the kind that its heading or itself says */
export function parseEndpoints(raw: string): Reading[] {
  const found: Reading[] = [];
  let kind: OutcomeKind = null;
  for (const entry of entries(raw).flatMap((one) => split(one, NEXT_HEADING))) {
    const head = HEAD.exec(entry.text);
    if (head) kind = kindOf(head[1]!);
    const label = head ?? NUMBERED.exec(entry.text);
    const rest = label ? within(entry, label[0].length) : entry;
    if (rest !== null) found.push(...listed(rest).map((one) => outcome(one, kind)));
  }
  return found;
}

function outcome(piece: Piece, kind: OutcomeKind): Reading {
  const { measure, timeFrame } = measureOf(piece);
  if (measure.text.length > 1_000 || (timeFrame?.length ?? 0) > 500) {
    return unread("outcome", piece, TOO_LONG);
  }
  return read("outcome", piece, { kind, measure: measure.text, timeFrame });
}
