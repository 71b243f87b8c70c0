/**
 * An answer cut into pieces: lines without their bullets and numbers, each with its place. Nothing
 * is rewritten, so that every piece is a part of the answer.
 */

export interface Piece {
  text: string;
  /** UTF-16 units from the beginning of the answer. */
  start: number;
  end: number;
}

/** Most pieces that are read; what comes after is kept as one that is not understood. */
export const MOST_PIECES = 200;

// Dashes, dots, squares, arrows, and the bullets of other scripts; a checkbox may follow.
const BULLET =
  /^(?:[-*+•·‣◦▪▫■□●○◆◇►▸➤→⁃∙–—―・※✓✔☐☑]+|\[[ xX]?\])(?=\s|[^\s\d\-])\s*(?:\[[ xX]?\]\s*)?/;
const NUMBER =
  /^(?:\(?\d{1,2}[.)）](?!\d)|\(?[a-hA-H][.)](?=\s)|\(?(?:i{1,3}|iv|vi{0,3}|ix|x)[.)](?=\s)|[①-⑳]|\d{1,2}[．、]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*/;
const MONTH_NEXT = /^\s*(?:\p{L}{3,10})\.?\s+\d{4}/u;

/** The length of what only marks an entry of a list. */
function markerLength(line: string): number {
  const bullet = BULLET.exec(line)?.[0].length ?? 0;
  const rest = line.slice(bullet);
  const number = NUMBER.exec(rest)?.[0] ?? "";
  // "15. January 2027" is a date, and its day no number of a list.
  const isDate = /^\d/.test(number) && MONTH_NEXT.test(rest.slice(number.length));
  return bullet + (isDate ? 0 : number.length);
}

/** The part of `text` from `start` to `end` without blanks around it; null when nothing is left. */
export function span(text: string, start: number, end: number): Piece | null {
  const part = text.slice(start, end);
  const trimmed = part.trim();
  if (trimmed === "") return null;
  const at = start + part.indexOf(trimmed);
  return { text: trimmed, start: at, end: at + trimmed.length };
}

/** Part of a piece, by its place within the piece. */
export function within(piece: Piece, start: number, end = piece.text.length): Piece | null {
  const found = span(piece.text, start, end);
  return found && { ...found, start: piece.start + found.start, end: piece.start + found.end };
}

/** The lines of an answer, without what only marks an entry of a list. */
export function lines(raw: string): Piece[] {
  const found: Piece[] = [];
  for (const match of raw.matchAll(/[^\r\n\u2028\u2029\v\f]+/g)) {
    const line = span(raw, match.index, match.index + match[0].length);
    if (line === null) continue;
    const piece = within(line, markerLength(line.text));
    if (piece !== null && /[\p{L}\p{N}]/u.test(piece.text)) found.push(piece);
  }
  return found;
}

/** Splits a piece at a separator, but never inside brackets. */
export function split(piece: Piece, separator: RegExp): Piece[] {
  const cuts: [number, number][] = [];
  for (
    const match of piece.text.matchAll(new RegExp(separator, separator.ignoreCase ? "giu" : "gu"))
  ) {
    if (depthAt(piece.text, match.index) === 0) cuts.push([match.index, match[0].length]);
  }
  const parts: (Piece | null)[] = [];
  let from = 0;
  for (const [at, length] of cuts) {
    parts.push(within(piece, from, at));
    from = at + length;
  }
  parts.push(within(piece, from));
  return parts.filter((part) => part !== null && /[\p{L}\p{N}]/u.test(part.text)) as Piece[];
}

/** Open brackets before a place. One that is never closed counts for nothing. */
function depthAt(text: string, at: number): number {
  let depth = 0;
  for (let i = 0; i < at; i++) {
    if ("([（".includes(text[i]!)) depth++;
    else if (")]）".includes(text[i]!)) depth = Math.max(0, depth - 1);
  }
  return depth > 0 && /[)\]）]/.test(text.slice(at)) ? depth : 0;
}

/** Entries of a list: lines; in a line, what semicolons part, and (`commas`) commas of short words. */
export function entries(raw: string, options: { commas?: boolean } = {}): Piece[] {
  return lines(raw).flatMap((line) => split(line, /\s*[;；]\s*/)).flatMap((line) => {
    if (!options.commas) return [line];
    const parts = split(
      line,
      /\s*[,、，]\s*(?:and\s+|und\s+|et\s+|y\s+)?|\s+(?:and|und|et)\s+(?=\p{Lu})/u,
    );
    // A sentence with commas is a sentence.
    return parts.every((part) => part.text.split(/\s+/).length <= 8) ? parts : [line];
  }).map(withoutPeriod);
}

function withoutPeriod(piece: Piece): Piece {
  return /[^.]\.$/.test(piece.text) &&
      !/\b(?:\p{L}\.)+$|\b(?:Inc|Ltd|Corp|Co|Dr|Prof)\.$/u.test(piece.text)
    ? within(piece, 0, piece.text.length - 1) ?? piece
    : piece;
}

export interface Labelled {
  label: string;
  rest: Piece | null;
}

/** "Sponsor: Northfold" is ["Sponsor", "Northfold"]; the label has at most `most` words. */
export function labelled(piece: Piece, most = 5): Labelled | null {
  const found = /^([\p{L}\p{N}][^:：=\n]{0,80}?)\s*(?:[:：=]|\s[-–—]\s)\s*/u.exec(piece.text);
  if (!found || found[1]!.split(/\s+/).length > most) return null;
  return { label: found[1]!, rest: within(piece, found[0].length) };
}

/** The same for comparing: small letters, single blanks. */
export function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
