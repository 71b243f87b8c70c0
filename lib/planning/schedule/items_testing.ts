/** Short ways to write a plan down, for tests only. */
import type { Calendar, LinkType, PlanItem, PlanLink } from "./model.ts";

export const calendar: Calendar = { workingWeekdays: [1, 2, 3, 4, 5], holidays: [] };

export const task = (id: string, days: number, more: Partial<PlanItem> = {}): PlanItem => ({
  id,
  kind: "task",
  durationDays: days,
  durationUnit: "working",
  ...more,
});
export const milestone = (id: string, more: Partial<PlanItem> = {}): PlanItem => ({
  id,
  kind: "milestone",
  ...more,
});
export const link = (
  from: string,
  to: string,
  type: LinkType = "FS",
  more: Partial<PlanLink> = {},
) => ({
  from,
  to,
  type,
  ...more,
});
