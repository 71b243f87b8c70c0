/** Figures of more than one word: days, ratios, versions, ranks; and numbers in all usual forms. Pure. */
import { romanOf } from "./figures_words.ts";

/** What a figure says; `value` is a decimal without needless zeros. */
export type Said =
  | { kind: "number"; value: string; unit: string | null; literal: string; negative?: boolean }
  | { kind: "percent"; value: string }
  | { kind: "money"; value: string; currency: string }
  /** 2025-10-06, 2025-10, or --10-06. */
  | { kind: "date"; value: string }
  | { kind: "year"; value: string }
  /** 3:1, 14:30 */
  | { kind: "ratio"; value: string }
  /** Names and numbers of things: NCT01234567, v3.0, COVID-19. */
  | { kind: "text"; value: string }
  | { kind: "version"; value: string }
  /** Phase 2, Grade IV, Site 12: a number that is a name. `counted`: it may be none, as in "Sites: 12". */
  | { kind: "rank"; name: string; number: string; strict: boolean; counted: boolean }
  /** Half, twice: the same word, or the figure that says the same. */
  | { kind: "share"; word: string; percent: string | null; number: string | null };

export type Figure = Said & {
  start: number;
  end: number;
  /** It may as well be read like this: each of a group has to hold. */
  or?: Said[][];
};

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MONTH =
  "(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?";
export const matched = (pattern: RegExp, text: string, i: number) => {
  pattern.lastIndex = i;
  return pattern.exec(text);
};

const END = "(?![\\p{L}\\p{N}])";
const sticky = (source: string, flags = "") => new RegExp(source, `uy${flags}`);
const pad = (n: string | number) => String(n).padStart(2, "0");
const month = (name: string) => pad(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);

/** Whether a day is one: "31 Feb" is none. */
function dated(year: string | null, mm: string, dd: string): Said[] {
  const day = Number(dd);
  const last = new Date(Date.UTC(Number(year ?? "2024"), Number(mm), 0)).getUTCDate();
  if (day < 1 || day > last) return [{ kind: "text", value: `${year ?? ""}-${mm}-${dd}` }];
  return [{ kind: "date", value: `${year ?? "-"}-${mm}-${pad(day)}` }];
}

/** What is numbered by rank: another number is another thing. */
const STRICT = "phase|grade|class|type|stage|category|level|tier";
/** What may be named by its number in other words too. */
const LOOSE =
  "part|annex|cohort|arm|group|site|cent(?:er|re)|visit|cycle|section|amendment|milestone|risk|deviation|day|week|month";

type Rule = [RegExp, (match: RegExpExecArray) => Said[] | null];

const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
const YEAR = "((?:19|20)\\d{2})(?!-?\\d)";
const RANGE = " ?(?:-|to|and|or|until) ?";

/** Tried in this order, where a word or number begins. */
export const RULES: Rule[] = [
  [
    sticky(`(\\d{4})-(\\d{2})-(\\d{2})(?:T(\\d{2}:\\d{2})[\\d:.]*Z?)?${END}(?!-\\d)`),
    ([, y, m, d, time]) => [
      ...(Number(m) >= 1 && Number(m) <= 12
        ? dated(y!, m!, d!)
        : [{ kind: "text", value: `${y}-${m}-${d}` } as const]),
      ...(time ? [ratio(time)] : []),
    ],
  ],
  [
    sticky(`((?:19|20)\\d{2})-(0[1-9]|1[0-2])${END}(?!-)`),
    ([, y, m]) => [{ kind: "date", value: `${y}-${m}` }],
  ],
  [
    sticky(`${DAY}${RANGE}${DAY}(?: of)?[ -]${MONTH},?[ -]${YEAR}${END}`, "i"),
    ([, a, b, m, y]) => [...dated(y!, month(m!), a!), ...dated(y!, month(m!), b!)],
  ],
  [
    sticky(`${DAY}(?: of)?[ -]${MONTH},?[ -]${YEAR}${END}`, "i"),
    ([, d, m, y]) => dated(y!, month(m!), d!),
  ],
  [sticky(`${MONTH} ${DAY},? ${YEAR}${END}`, "i"), ([, m, d, y]) => dated(y!, month(m!), d!)],
  [
    sticky(`${MONTH},?[ -]${YEAR}${END}`, "i"),
    ([, m, y]) => [{ kind: "date", value: `${y}-${month(m!)}` }],
  ],
  [sticky(`${DAY}(?: of)? ${MONTH}${END}`), ([, d, m]) => dated(null, month(m!), d!)],
  [sticky(`${MONTH} ${DAY}${END}(?![.,:/]\\d)`), ([, m, d]) => dated(null, month(m!), d!)],
  // "Site 12: 5" is none.
  [
    sticky(`(\\d+(?:\\.\\d+)?)(?:(?: :|:) )?(?:(?<= )|:)(\\d+(?:\\.\\d+)?)${END}`),
    ([whole, a, b]) => /:/.test(whole) && !/\d: /.test(whole) ? [ratio(`${a}:${b}`)] : null,
  ],
  [
    sticky(`\\d{1,4}(?:[/.]\\d{1,4}){2}${END}(?![.,]\\d)`),
    ([whole]) => /^\d{1,3}(?:\.\d{3}){2}$/.test(whole) ? null : [{ kind: "text", value: whole }],
  ],
  [
    sticky(`(?:versions?:?|vers?\\.|v\\.?) ?(\\d+(?:\\.\\d+)*)${END}`, "i"),
    ([, value]) => [{ kind: "version", value: value! }],
  ],
  [
    sticky(
      `(${STRICT}|${LOOSE})(s?:?)[ -](?:no\\. ?)?(\\d{1,4}|[IVX]+|one|two|three|four)([a-c])?(?:/(\\d{1,4}|[IVX]+)([a-c])?)?${END}(?![.,/]\\d)`,
      "i",
    ),
    ([, name, many, one, a = "", two, b = ""]) => {
      const rank = (said: string, letter: string) => ranked(name!, said, letter, many !== "");
      const all = [rank(one!, a), ...(two ? [rank(two, b)] : [])];
      return all.some((said) => said === null) ? null : all as Said[];
    },
  ],
];

/** "II" of "Phase II" as 2. */
function ranked(given: string, said: string, letter: string, counted: boolean): Said | null {
  const word = ["one", "two", "three", "four"].indexOf(said.toLowerCase()) + 1;
  const number = /^\d/.test(said) ? Number(said) : word || romanOf(said);
  if (!number) return null;
  const name = given.toLowerCase();
  const strict = new RegExp(`^(?:${STRICT})$`).test(name);
  return {
    kind: "rank",
    name,
    number: `${number}${letter.toLowerCase()}`,
    strict,
    counted: counted && !strict,
  };
}

const ratio = (text: string): Said => ({
  kind: "ratio",
  value: text.split(":").map((part) => decimal(part) ?? part).join(":"),
});

/** "007.50" as "7.5"; null: no number in any usual form. */
export function decimal(text: string): string | null {
  const joined = text.replace(/['’ ]/g, "");
  const plain = /^\d+(?:\.\d+)?$/.test(joined) || /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(joined) ||
      /^\d{1,2}(?:,\d{2})+,\d{3}$/.test(joined)
    ? joined.replaceAll(",", "")
    : /^\d{1,3}(?:\.\d{3})+,\d+$/.test(joined) || /^\d{1,3}(?:\.\d{3}){2,}$/.test(joined)
    ? joined.replaceAll(".", "").replace(",", ".")
    : /^\d+,\d+$/.test(joined)
    ? joined.replace(",", ".")
    : null;
  if (plain === null) return null;
  const [whole = "", part = ""] = plain.split(".");
  const rest = part.replace(/0+$/, "");
  return (whole.replace(/^0+(?=\d)/, "") || "0") + (rest ? `.${rest}` : "");
}
