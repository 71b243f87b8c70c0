/** Days as whole numbers since 1970-01-01, for geometry and differences. */

const DAY_MS = 86_400_000;

/** `2026-11-21` -> its number. */
export const dayOf = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);

/** The number as `2026-11-21`. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Days from one date to the other; later is positive. */
export const daysBetween = (from: string, to: string): number => dayOf(to) - dayOf(from);

export const shifted = (date: string, days: number): string => dateOf(dayOf(date) + days);
