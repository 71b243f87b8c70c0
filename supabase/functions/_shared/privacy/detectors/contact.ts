/** E-mail addresses, telephone and fax numbers. */
import { alone, context, type Detector, detector, digits, edgeBefore, near } from "../rules.ts";
import type { Span } from "../kinds.ts";
import type { View } from "../view.ts";

const atom = "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~.-]";
/** A mail broken at the end of a line, quoted (">") or not, breaks beside @ or a dot. */
const fold = "(?:[ \\t]{0,4}=?\\r?\\n[ \\t>]{0,8})";

const mail = detector([
  {
    kind: "EMAIL",
    rank: 9,
    pattern: new RegExp(
      `(?:"[^"\\n]{1,64}"|${atom}{0,63}[\\p{L}\\p{N}_+-])(?: ?@ ?|${fold}?@${fold}?|(?:%40|\\[at\\]|\\(at\\)| \\[at\\] | \\(at\\) ))` +
        `(?:[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,62}${fold}?(?:\\.|\\[dot\\]| \\[dot\\] |\\(dot\\)| \\(dot\\) )${fold}?){1,8}(?:xn--[a-z0-9-]{2,59}|\\p{L}{2,24})`,
      "giu",
    ),
  },
  {
    kind: "EMAIL",
    rank: 8,
    pattern: new RegExp(
      `${atom}{1,64}@(?:[\\p{L}\\p{N}-]{1,63}${fold}[\\p{L}\\p{N}-]{1,63}\\.\\p{L}{2,24}(?:\\.\\p{L}{2,24})?|\\[(?:\\d{1,3}\\.){3}\\d{1,3}\\])`,
      "giu",
    ),
  },
]);

const callWords = context(
  "(?:tele|cell|mobile|hand|smart)\\s?phones?|phones?|cell phone|mobile phone|phone (?:no|number)|tel|telephone|telefon\\w*|tlf|t[ée]l[ée]phone|t[ée]l[ée]fono|telepono|m[óo]vil|celular|cep no|fax|telefax|facsimile|pager|beeper|hotline|fon|ring|please text|whatsapp|sms|dial|calls?|called|answering|messages? to|text (?:me|him|her|us|at)|reach(?:ed)? (?:me|him|her|us|them)?\\s?(?:at|on|under)|contact (?:number|no|tel)|contact(?:ed)? (?:me |us |him |her |them )?(?:at|on)|ring (?:me|us|him|her)",
);
/** Words of other things too: they must touch the number. */
const weak = "(?:mobile|cell|desk|office|direct|home|work|landline|extension)";
const weakBefore = new RegExp(
  `(?<![\\p{L}\\p{N}])${weak}(?: (?:no|number|phone)\\.?)?(?:\\s?[:=#-]{1,2}|\\sis)?\\s?$`,
  "u",
);
const weakAfter = new RegExp(`^[\\s,-]{0,2}\\(?${weak}(?![\\p{L}\\p{N}]| visit)`, "u");
const numberIs = /(?:number is|numero|n[úu]mero|no is)[\s:]{1,3}$/u;

const separator = "[-. ]";
const broken = "(?:[-. ]{1,2}|[-.]?[ \\t]{0,2}\\r?\\n[ \\t>]{0,8})";
const extension = "(?:\\s?(?:x|ext\\.?|extension)\\s?\\d{1,6})?";
const edgeAfter = "(?![\\p{N}_]|[./:-]\\p{N}|\\p{L}(?<!x))";

const numbers = detector([
  { // +CC…: ITU-T E.164, up to 15 digits, with the trunk zero in brackets that people write
    kind: "PHONE",
    rank: 5,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_+])\\+[1-9]\\d{0,14}(?:${broken}?\\(\\d{1,4}\\)${broken}?\\d{1,12})?(?:${broken}\\d{1,12}){0,7}${extension}(?![\\p{L}\\p{N}_])`,
      "gu",
    ),
    valid: (value) => between(digits(value.replace(/(?:x|ext).*$/is, "")), 8, 16),
  },
  { // 00 and 001-… international prefixes
    kind: "PHONE",
    rank: 4,
    pattern: new RegExp(
      `${edgeBefore}(?:00|011)${separator}?[1-9]\\d{0,2}(?:${separator}\\(?\\d{2,12}\\)?){2,5}${extension}${edgeAfter}`,
      "gu",
    ),
    valid: (value) =>
      (value.match(/[-. (]+/g) ?? []).length > 1 &&
      between(digits(value.replace(/(?:x|ext).*$/is, "")), 10, 17),
  },
  { // North American numbering plan: area and exchange begin with 2 to 9
    kind: "PHONE",
    rank: 4,
    pattern: new RegExp(
      `${edgeBefore}(?:\\d{1,3}[-. ])?(?:\\([2-9]\\d{2}\\)${broken}?|[2-9]\\d{2}(?:[-.]|[-.]?\\r?\\n[ \\t>]{0,8}))[2-9]\\d{2}(?:${broken})\\d{4}${extension}${edgeAfter}`,
      "gu",
    ),
  },
  { // a trunk zero and ten or eleven digits, in groups that no list has
    kind: "PHONE",
    rank: 1,
    pattern: new RegExp(
      `${edgeBefore}0[1-9](?:\\d{8,9}|\\d{3} \\d{6}|\\d{1,3} \\d{3,4} \\d{3,4}|\\d{1,2} \\d{7,8})${edgeAfter}`,
      "gu",
    ),
    valid: (value) => between(digits(value), 10, 11),
  },
  { // an area code in brackets, anywhere in the world
    kind: "PHONE",
    rank: 3,
    pattern: new RegExp(
      `${edgeBefore}\\(0\\d{1,4}\\)${separator}?\\d{2,4}(?:${separator}?\\d{2,4}){1,3}${edgeAfter}`,
      "gu",
    ),
    valid: (value) => between(digits(value), 8, 12),
  },
]);

/** Any number of seven to fifteen digits that telephone words introduce. */
const candidate = new RegExp(
  `${edgeBefore}(?:(?:\\d{1,4}${broken}?)?\\(\\d{1,5}\\)${broken}?)?\\d{1,15}(?:(?:${broken}| ?/ ?)\\d{1,12}){0,7}${extension}${edgeAfter}`,
  "gu",
);

/** Alone in a cell: a trunk zero and nine or ten digits, or a grouped or valid mobile number. */
const shapes = [
  /^0 ?\(?[1-9](?:[-. ()]{0,2}\d){8,10}$/,
  /^[2-9]\d{2} ?[2-9]\d{2} ?\d{4}$/,
  /^5[0-5]\d ?\d{3} ?\d{2} ?\d{2}$/,
  /^[2-4]\d{2} ?[1-9]\d{2} ?\d{2} ?\d{2}$/,
  /^1[3-9]\d{9}$/,
];

const contextual: Detector = (view) => {
  const spans: Span[] = [];
  for (const match of view.text.matchAll(candidate)) {
    const start = match.index;
    const value = match[0].trimEnd();
    const end = start + value.length;
    if (start < view.from) continue;
    const plain = digits(value.replace(/(?:x|ext).*$/is, ""));
    const called = between(plain, 7, 15) && told(view, start, end, value);
    const shaped = shapes.some((shape) => shape.test(value)) && alone(view, start, end);
    if (called || shaped) spans.push({ start, end, kind: "PHONE", rank: called ? 2 : 1 });
  }
  return spans;
};

/** "fax no. 22 12 34 56": nothing else can follow. */
const labelled =
  /(?:phone|tel|telephone|telefon\w{0,6}|fon|fax|mobile|cell)(?: ?(?:no|nr|number))?\s?[:.=#]{1,2}\s?$/u;

function told(view: View, start: number, end: number, value: string): boolean {
  const before = view.lower.slice(Math.max(0, start - 28), start);
  if (labelled.test(before)) return !dated(value);
  if (counted(value)) return false;
  const length = digits(value).length;
  return near(view, start, end, callWords, 28) ||
    weakBefore.test(before) && (length > 8 || /[:=#-]\s?$/.test(before)) ||
    weakAfter.test(view.lower.slice(end, end + 16)) || length >= 10 && numberIs.test(before);
}

const dated = (value: string) =>
  /^(?:19|20)\d{2}[-. /]\d{1,2}[-. /]\d{1,2}/.test(value) ||
  /^\d{1,2}[-. /]\d{1,2}[-. /](?:19|20)\d{2}$/.test(value);

/** Dates, ranges of years, lists of days and thousands stand beside telephone words, too. */
const counted = (value: string) =>
  dated(value) || /^(?:19|20)\d{2}\s?[-/]\s?(?:19|20)\d{2}$/.test(value) ||
  /^[1-9]\d?(?:[ /]\d{1,2})+$/.test(value) || /^\d{1,3}(?:\/\d{1,3})+$/.test(value) ||
  / 000$/.test(value) || /^\d+(?:\.\d{3})+$/.test(value) && /000$/.test(value) ||
  /^20[012]\d{5}$/.test(value);

const between = (plain: string, least: number, most: number) =>
  plain.length >= least && plain.length <= most && !/^(\d)\1*$/.test(plain);

export const contact: Detector = (view) => [
  ...(/@|%40|[([]at[)\]]/i.test(view.text) ? mail(view) : []),
  ...numbers(view),
  ...contextual(view),
];
