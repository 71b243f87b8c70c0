/**
 * Registry dates: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. A date is a date: it has no time zone, and
 * what is not written (a day, a month) is never filled in.
 */

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Days of a month in the Gregorian calendar; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** What is wrong with a written date, or null when it is one. */
export function dateProblem(text: string): string | null {
  const parts = SHAPE.exec(text);
  if (!parts) return "expected YYYY, YYYY-MM or YYYY-MM-DD";
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  if (year < 1900 || year > 2200) return "year must be 1900-2200";
  if (month < 1 || month > 12) return "month must be 1-12";
  const last = daysInMonth(year, month);
  if (day < 1 || day > last) return `day must be 1-${last} in ${parts[1]}-${parts[2]}`;
  return null;
}
