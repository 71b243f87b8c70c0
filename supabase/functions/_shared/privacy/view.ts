/**
 * What detectors read: the text in plain form. Full-width and other digits become ASCII, all spaces
 * and dashes one kind, invisible characters go, tokens of the gate become a barrier nothing matches.
 * Each character of the view knows where it came from, so that what is replaced is the original.
 */
export interface View {
  /** Plain text; a character is one UTF-16 unit. */
  text: string;
  /** The same length, in lower case. */
  lower: string;
  /** Where the value begins; before it stands the key of a JSON field, as context only. */
  from: number;
  /** The range of the original text (UTF-16 units) behind [start, end) of the view. */
  origin(start: number, end: number): [number, number];
}

/** Stands for a token: no letter, digit, space or punctuation, so that no pattern crosses it. */
export const barrier = "\ufffc";

const invisible =
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF]/;
const spaces = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/;
const dashes = /[\u2010-\u2015\u2043\u2212\uFE58\uFE63]/;
const digit = /\p{Nd}/u;
const circled = 0x2460;

/** @param tokens Ranges of the text that already are tokens, in order. */
export function viewOf(text: string, key: string, tokens: readonly [number, number][]): View {
  const prefix = key === "" ? "" : `${words(key)}: `;
  const out: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (char: string, start: number, end: number) => {
    out.push(char);
    starts.push(start);
    ends.push(end);
  };
  let next = 0;
  for (let at = 0; at < text.length;) {
    const token = tokens[next];
    if (token !== undefined && token[0] === at) {
      put(barrier, at, token[1]);
      at = token[1];
      next++;
      continue;
    }
    const code = text.codePointAt(at)!;
    const size = code > 0xffff ? 2 : 1;
    if (code < 0x80) put(text[at]!, at, at + 1);
    else {
      const plain = plainOf(code);
      // what has no plain form keeps its units, so that positions of a view stay UTF-16
      if (plain !== null) { if (plain !== "") put(plain, at, at + size); }
      else for (let i = 0; i < size; i++) put(text[at + i]!, at + i, at + i + 1);
    }
    at += size;
  }
  const body = out.join("");
  const plain = prefix + body;
  return {
    text: plain,
    lower: lowerOf(plain),
    from: prefix.length,
    origin: (start, end) => [starts[start - prefix.length]!, ends[end - 1 - prefix.length]!],
  };
}

/** "" for what is not seen, null for what stays as it is. */
function plainOf(code: number): string | null {
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (code >= 0xe0000 && code <= 0xe01ef) return "";
  if (code >= circled && code < circled + 9) return String(code - circled + 1);
  const char = String.fromCodePoint(code);
  if (invisible.test(char)) return "";
  if (spaces.test(char)) return " ";
  if (dashes.test(char)) return "-";
  if (code === 0x2028 || code === 0x2029 || code === 0x85) return "\n";
  if (code === 0x2024 || code === 0x3002) return ".";
  if (code === 0x2044 || code === 0x2215) return "/";
  if (code === 0x2018 || code === 0x2019) return "'";
  if (digit.test(char)) return String(digitValue(code));
  return null;
}

/** Unicode keeps decimal digits in runs of ten; mathematical ones are five runs side by side. */
function digitValue(code: number): number {
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10;
  let value = 0;
  while (value < 9 && digit.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}

function lowerOf(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, i) => {
    const char = text[i]!.toLowerCase();
    return char.length === 1 ? char : text[i]!;
  }).join("");
}

/** "dateOfBirth" and "date_of_birth" are words to a context rule. */
function words(key: string): string {
  return key.slice(0, 200).replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_.\-/]+/g, " ")
    .replaceAll(barrier, " ");
}
