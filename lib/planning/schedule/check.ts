/** What is wrong with a plan, place by place. */
import { parseDay } from "./calendar.ts";
import type { Calendar, InputError, Plan, PlanItem, PlanLink } from "./model.ts";

export const MAX_DAYS = 36_500;

const wholeDays = (value: unknown, from: number): value is number =>
  Number.isInteger(value) && (value as number) >= from && (value as number) <= MAX_DAYS;

const shown = (value: unknown) => JSON.stringify(value) ?? String(value);

/** Why the text is no date, or null. Absent and null are fine. */
export function dateError(value: unknown): string | null {
  if (value === undefined || value === null || parseDay(value) !== null) return null;
  return `Cannot parse date ${shown(value)}: must be a day of the calendar, such as 2026-11-21`;
}

export function durationError(value: unknown, kind: PlanItem["kind"]): string | null {
  if (kind === "milestone") {
    return value === undefined || value === 0 ? null : "Must be 0: a milestone has no duration";
  }
  return value === undefined || wholeDays(value, 0)
    ? null
    : `Must be whole days from 0 to ${MAX_DAYS}, not ${shown(value)}`;
}

function calendarErrors(calendar: Calendar): InputError[] {
  const days = calendar.workingWeekdays;
  const errors: InputError[] = [];
  if (days.length === 0 || !days.every((day) => wholeDays(day, 1) && day <= 7)) {
    errors.push({
      path: "/calendar/workingWeekdays",
      message: `Must be one or more of 1 (Monday) to 7 (Sunday), not ${shown(days)}`,
    });
  }
  calendar.holidays.forEach((date, i) => {
    const message = date == null ? "Must be a date" : dateError(date);
    if (message) errors.push({ path: `/calendar/holidays/${i}`, message });
  });
  return errors;
}

function itemErrors(item: PlanItem, at: string): InputError[] {
  const errors: InputError[] = [];
  const say = (field: string, message: string | null) => {
    if (message) errors.push({ path: `${at}/${field}`, message });
  };
  if (item.kind !== "milestone" && item.kind !== "task") {
    say("kind", `Must be milestone or task, not ${shown(item.kind)}`);
  }
  say("durationDays", durationError(item.durationDays, item.kind));
  if (item.durationUnit !== undefined && !isUnit(item.durationUnit)) {
    say("durationUnit", `Must be working or calendar, not ${shown(item.durationUnit)}`);
  }
  say("plannedOn", dateError(item.plannedOn));
  say("actualStart", dateError(item.actualStart));
  say("actualFinish", dateError(item.actualFinish));
  if (errors.length === 0) say("actualFinish", orderError(item));
  return errors;
}

/** ISO dates compare as text. */
function orderError({ kind, actualStart, actualFinish }: PlanItem): string | null {
  if (actualStart == null || actualFinish == null) return null;
  if (kind === "milestone" && actualStart !== actualFinish) {
    return `Must be ${actualStart} as well: a milestone has one date`;
  }
  return actualFinish < actualStart
    ? `Cannot finish on ${actualFinish}: it started on ${actualStart}`
    : null;
}

const isUnit = (value: unknown) => value === "working" || value === "calendar";

function linkErrors(link: PlanLink, at: string, ids: Set<string>): InputError[] {
  const errors: InputError[] = [];
  for (const end of ["from", "to"] as const) {
    if (!ids.has(link[end])) {
      errors.push({ path: `${at}/${end}`, message: `No item has the id ${shown(link[end])}` });
    }
  }
  if (!["FS", "SS", "FF", "SF"].includes(link.type)) {
    errors.push({
      path: `${at}/type`,
      message: `Must be FS, SS, FF or SF, not ${shown(link.type)}`,
    });
  }
  if (link.lagDays !== undefined && !wholeDays(link.lagDays, -MAX_DAYS)) {
    errors.push({
      path: `${at}/lagDays`,
      message: `Must be whole days from -${MAX_DAYS} to ${MAX_DAYS}, not ${shown(link.lagDays)}`,
    });
  }
  if (link.lagUnit !== undefined && !isUnit(link.lagUnit)) {
    errors.push({
      path: `${at}/lagUnit`,
      message: `Must be working or calendar, not ${shown(link.lagUnit)}`,
    });
  }
  return errors;
}

export function planErrors(plan: Plan): InputError[] {
  const errors = calendarErrors(plan.calendar);
  const ids = new Set<string>();
  plan.items.forEach((item, i) => {
    if (ids.has(item.id)) {
      errors.push({ path: `/items/${i}/id`, message: `Another item has the id ${shown(item.id)}` });
    }
    ids.add(item.id);
    errors.push(...itemErrors(item, `/items/${i}`));
  });
  plan.links.forEach((link, i) => errors.push(...linkErrors(link, `/links/${i}`, ids)));
  const message = dateError(plan.dataDate);
  if (message) errors.push({ path: "/dataDate", message });
  return errors;
}
