/** The rows of a plan as `public.plan_page` gives them: what people said, nothing derived. */
import type * as m from "./model.ts";

type Facts<T, Derived extends keyof T> = Omit<T, keyof m.Timing | "status" | Derived>;

export type MilestoneFacts = Facts<m.Milestone, never>;
export type TaskFacts = Facts<m.Task, "plannedFinish">;
export type LinkFacts = Pick<
  m.Dependency,
  "id" | "fromId" | "toId" | "type" | "lagDays" | "lagCalendar" | "state" | "basis" | "version"
>;

export interface CalendarFacts extends m.WorkCalendar {
  timeZone: string;
  /** The day it is in that time zone. */
  today: string;
}

/** What the schedule is made of. */
export interface Network {
  calendar: CalendarFacts;
  milestones: MilestoneFacts[];
  tasks: TaskFacts[];
  dependencies: LinkFacts[];
}

export interface PlanDoc extends Network {
  version: string;
  asOf: string;
  permissions: { can: Record<string, string[]> };
  baselines: m.Baseline[];
  /** Of the newest baseline. */
  baselineItems: ({ id: string } & m.Span)[];
  people: { id: string; name: string }[];
}
