/** From the texts of cells to values: dates, numbers, words of a list. Ambiguity is refused. */

export type DateFormat = "iso" | "dmy" | "mdy";

export type Read<T> = { value: T } | { fault: string };

const fault = (message: string) => ({ fault: message });

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `2026-11-21 00:00:00` is what a spreadsheet makes of a day. */
const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/;
const DOTTED = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;
const DAY_NAME = /^(\d{1,2})[-\s/]?([a-z]{3})[a-z]*\.?,?[-\s/]?(\d{4})$/i;
const NAME_DAY = /^([a-z]{3})[a-z]*\.?\s(\d{1,2}),?\s(\d{4})$/i;
const MONTH = /^(\d{4})-(\d{1,2})$/;
const MONTH_FIRST = /^(\d{1,2})[/.](\d{4})$/;
const NAME_MONTH = /^([a-z]{3})[a-z]*\.?[-\s/](\d{4})$/i;

/** Which of the first two numbers is the day in `21/11/2026`, as the whole column shows. */
export function slashOrder(texts: readonly string[]): "dmy" | "mdy" | "unknown" | "mixed" | "none" {
  let [dayFirst, monthFirst, open] = [false, false, false];
  for (const text of texts) {
    const [, first, second] = SLASHED.exec(text.trim()) ?? [];
    if (first === undefined || second === undefined) continue;
    if (Number(first) > 12) dayFirst = true;
    else if (Number(second) > 12) monthFirst = true;
    else if (Number(first) !== Number(second)) open = true;
  }
  if (dayFirst && monthFirst) return "mixed";
  if (dayFirst) return "dmy";
  if (monthFirst) return "mdy";
  return open ? "unknown" : "none";
}

function day(year: number, month: number, date: number, text: string): Read<string> {
  if (month < 1 || month > 12) return fault(`Cannot read date "${text}": month must be 1-12`);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (date < 1 || date > last) {
    return fault(
      `Cannot read date "${text}": day must be 1-${last} in ${year}-${
        String(month).padStart(2, "0")
      }`,
    );
  }
  const two = (n: number) => String(n).padStart(2, "0");
  return { value: `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}` };
}

const monthOf = (name: string) => MONTHS.indexOf(name.toLowerCase()) + 1;

/** A day as `2026-11-21`. `order` says what `21/11/2026` means in this column. */
export function readDate(text: string, order: DateFormat | null): Read<string> {
  let found = ISO.exec(text);
  if (found) return day(Number(found[1]), Number(found[2]), Number(found[3]), text);
  found = DOTTED.exec(text);
  if (found) return day(Number(found[3]), Number(found[2]), Number(found[1]), text);
  found = SLASHED.exec(text);
  if (found) {
    const [first, second, year] = [Number(found[1]), Number(found[2]), Number(found[3])];
    if (order === "dmy" || first === second) return day(year, second, first, text);
    if (order === "mdy") return day(year, first, second, text);
    return fault(`Cannot read date "${text}": day and month could be either; write 2026-11-21`);
  }
  found = DAY_NAME.exec(text);
  if (found && monthOf(found[2]!)) {
    return day(Number(found[3]), monthOf(found[2]!), Number(found[1]), text);
  }
  found = NAME_DAY.exec(text);
  if (found && monthOf(found[1]!)) {
    return day(Number(found[3]), monthOf(found[1]!), Number(found[2]), text);
  }
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    return fault(
      `Cannot read date "${text}": it is a spreadsheet's number; format the column as a date`,
    );
  }
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2}$/.test(text)) {
    return fault(`Cannot read date "${text}": the year needs four digits`);
  }
  return fault(`Cannot read date "${text}": write it as 2026-11-21`);
}

/** A date as precise as it was given: `2026`, `2026-11` or `2026-11-21`. */
export function readPartialDate(text: string, order: DateFormat | null): Read<string> {
  if (/^\d{4}$/.test(text)) return { value: text };
  const numbers = MONTH.exec(text);
  const swapped = MONTH_FIRST.exec(text);
  const named = NAME_MONTH.exec(text);
  const [year, month] = numbers
    ? [Number(numbers[1]), Number(numbers[2])]
    : swapped
    ? [Number(swapped[2]), Number(swapped[1])]
    : named && monthOf(named[1]!)
    ? [Number(named[2]), monthOf(named[1]!)]
    : [null, null];
  if (year === null || month === null) return readDate(text, order);
  const first = day(year, month, 1, text);
  return "value" in first ? { value: first.value.slice(0, 7) } : first;
}

/** A whole number; `12.0` is one, `1,200` is refused because it could be 1.2. */
export function readWhole(text: string): Read<number> {
  const plain = text.replaceAll(/(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))/g, "");
  if (/^[+-]?\d{1,15}(?:[.,]0{1,2})?$/.test(plain)) return { value: Number.parseInt(plain, 10) };
  if (/^[+-]?\d{1,3}(?:[.,]\d{3})+$/.test(plain)) {
    const digits = plain.replaceAll(/[.,]/g, "");
    return fault(`Cannot read number "${text}": if it is ${digits}, write ${digits}`);
  }
  return fault(`Cannot read number "${text}": must be a whole number such as 12`);
}

/** A number with a decimal point or comma. */
export function readDecimal(text: string): Read<number> {
  if (/^[+-]?\d{1,15}(?:[.,]\d{1,20})?$/.test(text)) {
    return { value: Number(text.replace(",", ".")) };
  }
  return fault(`Cannot read number "${text}": must be a number such as 48.2`);
}

/** Letters and digits alone, without case and accents: how headers and words are compared. */
export const plain = (text: string): string =>
  text.normalize("NFKD").toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** One word of a list, by its value or another name for it. */
export function readChoice(text: string, choices: Record<string, string[]>): Read<string> {
  const wanted = plain(text);
  const found = Object.entries(choices).find(([value, others]) =>
    [value, ...others].some((one) => plain(one) === wanted)
  );
  if (found && wanted !== "") return { value: found[0] };
  return fault(`Cannot use "${text}": must be one of ${Object.keys(choices).join(", ")}`);
}

const YES = ["yes", "y", "true", "1", "x", "ja", "oui", "si"];
const NO = ["no", "n", "false", "0", "nein", "non"];

export function readFlag(text: string): Read<boolean> {
  const wanted = plain(text);
  if (YES.includes(wanted)) return { value: true };
  if (NO.includes(wanted)) return { value: false };
  return fault(`Cannot use "${text}": must be yes or no`);
}

/** Counts by name: `Inclusion not met: 3; Consent withdrawn: 1`, or the same as a JSON object. */
export function readCounts(text: string): Read<Record<string, number>> {
  const help = 'write it as "Inclusion not met: 3; Consent withdrawn: 1"';
  if (text.startsWith("{")) {
    try {
      const value: unknown = JSON.parse(text);
      const all = Object.entries(value as object);
      if (all.every(([name, n]) => name !== "__proto__" && Number.isSafeInteger(n))) {
        return { value: Object.fromEntries(all) };
      }
    } catch {
      // said below
    }
    return fault(`Cannot read counts "${text.slice(0, 100)}": ${help}`);
  }
  const counts: [string, number][] = [];
  for (const part of text.split(";").map((one) => one.trim()).filter((one) => one !== "")) {
    const [, name, digits] = /^(.*\S)\s*[:=]\s*(\d{1,9})$/.exec(part) ?? [];
    if (name === undefined || name === "__proto__") {
      return fault(`Cannot read counts "${part.slice(0, 100)}": ${help}`);
    }
    if (counts.some(([other]) => other === name)) {
      return fault(`Cannot read counts: "${name}" is there twice`);
    }
    counts.push([name, Number(digits)]);
  }
  return { value: Object.fromEntries(counts) };
}

/** Counts as {@link readCounts} reads them. */
export function writeCounts(counts: Record<string, number>): string {
  const all = Object.entries(counts);
  const simple = all.every(([name]) => /^[^;:={\s](?:[^;:=\r\n]*[^;:=\s])?$/.test(name));
  return simple ? all.map(([name, n]) => `${name}: ${n}`).join("; ") : JSON.stringify(counts);
}
