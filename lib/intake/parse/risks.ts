/** What could go wrong: one risk an entry; what is done about it where the entry says so. */
import type { Reading } from "../model.ts";
import { read, TOO_LONG, unread } from "./reading.ts";
import { entries, lines, type Piece, split, within } from "./text.ts";

const MITIGATION =
  /^\s*(?:mitigat(?:ion|e|ed|ing)(?: by)?|countermeasures?|measures?|action|response|contingency|Maßnahmen?|Gegenmaßnahmen?)\s*[:：=–—-]?\s*/iu;
const INSIDE =
  /\s*(?:[;,(|→]|->|=>|\s[-–—]\s)\s*(?:mitigat(?:ion|e|ed|ing)(?: by)?|countermeasures?|contingency|Maßnahmen?|Gegenmaßnahmen?)\s*[:：=–—-]?\s*|\s*(?:->|=>|→)\s*/iu;
/** "High: slow enrollment", "Slow enrollment (likelihood high)": kept as words, not as a rating. */
const RATING =
  /\s*[([]([^()[\]]*\b(?:high|medium|low|likel\w*|impact|probab\w*|severity|hoch|mittel|niedrig)\b[^()[\]]*)[)\]]\s*$/iu;

function entry(piece: Piece): Reading {
  const at = INSIDE.exec(piece.text);
  const head = at && at.index > 0 ? within(piece, 0, at.index)! : piece;
  const mitigation = at && at.index > 0
    ? within(piece, at.index + at[0].length)?.text.replace(
      /^[^()]*\)$/u,
      (end) => end.slice(0, -1),
    ) ?? null
    : null;
  const rating = RATING.exec(head.text);
  const title = rating ? within(head, 0, rating.index) ?? head : head;
  if (title.text.length > 500) return unread("risk", piece, TOO_LONG);
  const description = rating && title !== head ? rating[1]!.trim() : null;
  return read("risk", piece, { title: title.text, description, mitigation });
}

/** A line "Mitigation: …" belongs to the risk above it. */
function withMitigations(pieces: Piece[], raw: string): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const above = joined.at(-1);
    if (above && MITIGATION.test(piece.text) && !INSIDE.test(above.text)) {
      joined[joined.length - 1] = {
        ...above,
        end: piece.end,
        text: raw.slice(above.start, piece.end),
      };
    } else joined.push(piece);
  }
  return joined;
}

const HEADING = /^[^:]{1,60}[:：]$/u;

export function parseRisks(raw: string): Reading[] {
  const single = lines(raw).length === 1;
  const pieces = entries(raw).filter((piece) => !HEADING.test(piece.text)).flatMap((piece) =>
    // A lone line of short items is a list.
    single && !INSIDE.test(piece.text) ? short(piece) : [piece]
  );
  return withMitigations(pieces, raw).map((piece) => ({
    ...entry(oneLine(piece)),
    ...piece,
  }));
}

function short(piece: Piece): Piece[] {
  const parts = split(piece, /\s*,\s*(?:and\s+)?/);
  return parts.length > 2 && parts.every(({ text }) => text.split(/\s+/).length <= 6)
    ? parts
    : [piece];
}

/** "Slow enrollment\n  Mitigation: open sites" reads as if it stood in one line. */
function oneLine(piece: Piece): Piece {
  const breakAt = /\s*[\r\n]+\W*(?=\p{L})/u.exec(piece.text);
  if (!breakAt) return piece;
  const { text } = piece;
  // Same length, so that places stay true: the break becomes the separator.
  const filler = ";".padEnd(breakAt[0].length, " ");
  return {
    ...piece,
    text: text.slice(0, breakAt.index) + filler + text.slice(breakAt.index + breakAt[0].length),
  };
}
