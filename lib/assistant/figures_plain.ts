/**
 * A text in the plain form that figures are read in, with where each character stood: ASCII digits
 * whatever their script, one kind of dash and space, no markup, no invisible characters. Pure.
 */

export interface Plain {
  text: string;
  /** Place in the original of each character, and its length at the end. */
  at: number[];
}

const FRACTIONS: Record<string, string> = {
  "½": ".5",
  "¼": ".25",
  "¾": ".75",
  "⅕": ".2",
  "⅖": ".4",
  "⅗": ".6",
  "⅘": ".8",
  "⅛": ".125",
  "⅜": ".375",
  "⅝": ".625",
  "⅞": ".875",
};
const SUPER = /[⁰¹²³⁴-⁹]/u;
const HIDDEN = /[\p{Cf}\p{Mn}\p{Me}\u{fe00}-\u{fe0f}]/u;
/** Emphasis, code and strikes join what stands around them: 1**2** is read as 12. */
const MARKUP = /[*`~_\\]/;
const DASH = /[\p{Pd}−⁃]/u;
const ENTITY =
  /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(nbsp|minus|ndash|mdash|half|frac12|percnt));/y;
const NAMED: Record<string, string> = {
  nbsp: " ",
  minus: "-",
  ndash: "-",
  mdash: "-",
  half: "½",
  frac12: "½",
  percnt: "%",
};

/** 0-9 of a decimal digit of any script: Unicode keeps each ten together. */
function digitOf(char: string): string {
  const code = char.codePointAt(0)!;
  let zero = code;
  while (code - zero < 10 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

function entityAt(text: string, i: number): { char: string; length: number } | null {
  ENTITY.lastIndex = i;
  const found = ENTITY.exec(text);
  if (!found) return null;
  const [whole, decimal, hex, name] = found;
  const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : null;
  if (code !== null && (code === 0 || code > 0x10ffff)) return null;
  const char = code === null ? NAMED[name!]! : String.fromCodePoint(code);
  return { char, length: whole.length };
}

/** @param before What was read before it */
function plainChar(char: string, before: string): string {
  if (FRACTIONS[char]) return /\d$/.test(before) ? FRACTIONS[char] : `0${FRACTIONS[char]}`;
  // 10² is no 102, and the 2 of m² is no figure.
  if (SUPER.test(char)) return /[\d^]$/.test(before) ? `^${char.normalize("NFKC")}` : "'";
  if (/\p{Nd}/u.test(char) && char > "9") {
    const wide = char.normalize("NFKC");
    return /^\d$/.test(wide) ? wide : digitOf(char);
  }
  if (HIDDEN.test(char)) return "";
  if (MARKUP.test(char)) return "";
  if (DASH.test(char)) return "-";
  if (char === "\n" || char === "\t") return char;
  if (/\s/u.test(char)) return " ";
  return char.normalize("NFKC");
}

export function plainOf(original: string): Plain {
  let text = "";
  const at: number[] = [];
  for (let i = 0; i < original.length;) {
    const entity = entityAt(original, i);
    const char = entity?.char ?? String.fromCodePoint(original.codePointAt(i)!);
    const plain = plainChar(char, text);
    text += plain;
    for (let k = 0; k < plain.length; k++) at.push(i);
    i += entity?.length ?? char.length;
  }
  at.push(original.length);
  return { text, at };
}

/** Blanks of the same length in the place of what is no statement: citations, addresses of links. */
export function blanked(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, " ");
  return numberingBlanked(
    text.replace(/\[\s*F\d{1,5}(?:\s*[,;]\s*F\d{1,5})*\s*\]/g, blank)
      .replace(/\]\([^()\s]*\)/g, blank),
  );
}

/** Numbers of a list that counts from one; a line that begins with any other number says it. */
function numberingBlanked(text: string): string {
  let next = new Map<number, number>();
  return text.split("\n").map((line) => {
    const [, indent = "", number] = /^(\s*)(\d{1,3})[.)]\s/.exec(line) ?? [];
    if (number === undefined) {
      if (/^\S/.test(line) && !/^[-+]\s/.test(line)) next = new Map();
      return line;
    }
    const value = Number(number);
    if (value !== 1 && value !== next.get(indent.length)) return line;
    next.set(indent.length, value + 1);
    return indent + " ".repeat(number.length + 1) + line.slice(indent.length + number.length + 1);
  }).join("\n");
}
