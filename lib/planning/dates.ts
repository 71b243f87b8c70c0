/** Dates that may be no more precise than a month or a year, and days between dates. Pure. */
import { formatDay, parseDay } from "./schedule/calendar.ts";

/** First and last day of what a trial may speak of. */
export const FIRST_DATE = "1950-01-01";
export const LAST_DATE = "2150-12-31";

/** The first day that a partial date may mean: `2027-03` is 2027-03-01. */
export const firstDay = (partial: string): string => `${partial}-01-01`.slice(0, 10);

/** The last day that a partial date may mean: `2027-03` is 2027-03-31. */
export function lastDay(partial: string): string {
  if (partial.length === 10) return partial;
  const [year, month] = [partial.slice(0, 4), Number(partial.slice(5) || 12)];
  if (month === 12) return `${year}-12-31`;
  const next = `${year}-${String(month + 1).padStart(2, "0")}-01`;
  return addDays(next, -1);
}

/** A date of year, month or day precision that the calendar has, in the years of trials. */
export function isPartialDate(text: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return false;
  const first = firstDay(text);
  return parseDay(first) !== null && first >= FIRST_DATE && first <= LAST_DATE;
}

/** Calendar days from one date to another; negative when it is earlier. */
export const daysBetween = (from: string, to: string): number => parseDay(to)! - parseDay(from)!;

export const addDays = (date: string, days: number): string => formatDay(parseDay(date)! + days);

/**
 * Days by which `date` is outside what the partial date means: 0 for any day of the month when
 * only the month was said.
 */
export function daysOutside(partial: string, date: string): number {
  const [first, last] = [firstDay(partial), lastDay(partial)];
  if (date > last) return daysBetween(last, date);
  return date < first ? daysBetween(first, date) : 0;
}
