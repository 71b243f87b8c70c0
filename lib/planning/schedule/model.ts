/**
 * What the critical-path engine takes and gives. Method: critical path method, Kelley & Walker
 * (1959), "Critical-Path Planning and Scheduling"; forward and backward pass, total and free float
 * as in PMI, Practice Standard for Scheduling.
 *
 * Time is counted in instants between days: instant n is the start of day n. A task starts at the
 * start of its start day and finishes at the end of its last worked day (so "start 5, finish 5" is
 * one day); a task of 0 days finishes where it starts. A milestone stands at the end of its day: a
 * task after it starts the next day, and a milestone after a task falls on the task's last day.
 */

/** `working`: over working days only. `calendar`: every day counts. */
export type DayUnit = "working" | "calendar";

/** ISO 8601 date, `2026-11-21`. */
export type IsoDate = string;

export interface Calendar {
  /** ISO weekdays on which work is done, 1 (Monday) to 7 (Sunday). At least one. */
  workingWeekdays: readonly number[];
  /** Dates without work. Those on a free weekday are allowed and change nothing. */
  holidays: readonly IsoDate[];
}

export interface PlanItem {
  id: string;
  kind: "milestone" | "task";
  /** Whole days, 0 to 36,500. Of a milestone: 0 or absent. */
  durationDays?: number;
  /** How the duration is counted. Of a task in working days the start is a working day, too. */
  durationUnit?: DayUnit;
  /** Start of a task, date of a milestone: a bound, it never starts before. Null: not known. */
  plannedOn?: IsoDate | null;
  actualStart?: IsoDate | null;
  /** Of a milestone either actual date is its date. */
  actualFinish?: IsoDate | null;
}

/**
 * How the successor is held: FS its start by the finish of the predecessor, SS start by start,
 * FF finish by finish, SF its finish by the start.
 */
export type LinkType = "FS" | "SS" | "FF" | "SF";

export interface PlanLink {
  from: string;
  to: string;
  type: LinkType;
  /** Whole days, -36,500 to 36,500; negative is a lead. */
  lagDays?: number;
  lagUnit?: DayUnit;
}

export interface Plan {
  calendar: Calendar;
  items: readonly PlanItem[];
  links: readonly PlanLink[];
  /** What is not started starts on this day or later, what is not finished finishes so. */
  dataDate?: IsoDate | null;
}

/** `unscheduled`: nothing says when, so it has no dates. */
export type ItemState = "completed" | "inProgress" | "notStarted" | "unscheduled";

export interface ScheduledItem {
  id: string;
  state: ItemState;
  /** First day. Null: unscheduled, or completed without a recorded start. */
  startOn: IsoDate | null;
  /** Last day, inclusive. */
  finishOn: IsoDate | null;
  /** Latest start and finish that keep the end of the project. Null when completed, too. */
  lateStartOn: IsoDate | null;
  lateFinishOn: IsoDate | null;
  /**
   * Total float, calendar days: the largest delay of the early start (in progress: of the finish)
   * that does not delay the end of the project. Null: completed or unscheduled.
   */
  slackDays: number | null;
  /** Free float, calendar days: the largest such delay that moves no other item either. */
  freeSlackDays: number | null;
  /** Slack is 0. */
  critical: boolean;
  /** The predecessor whose link holds the early date where it is; the first of several. */
  drivingPredecessor: string | null;
  /** Predecessors whose date is not known, so that their links could not be honoured. */
  missing: string[];
}

/** One wrong place of the input; `path` is a JSON pointer into it. */
export interface InputError {
  path: string;
  message: string;
}

/** Items of a circle in the order of its links; the last leads to the first again. */
export interface CycleRefusal {
  ok: false;
  kind: "cycle";
  cycle: string[];
}

export interface InputRefusal {
  ok: false;
  kind: "input";
  errors: InputError[];
}

export interface Schedule {
  ok: true;
  /** In the order of the input. */
  items: ScheduledItem[];
  /** Latest finish of all items; null when nothing has a date. */
  endOn: IsoDate | null;
  /** Ids of the critical items, by early start, predecessors first. */
  criticalPath: string[];
}

export type ScheduleResult = Schedule | CycleRefusal | InputRefusal;

export interface PlanChange {
  id: string;
  /** Null takes the planned date away. */
  plannedOn?: IsoDate | null;
  durationDays?: number;
}

/** An item whose dates a change moves. Of a milestone start and finish are the same date. */
export interface Move {
  id: string;
  from: IsoDate | null;
  to: IsoDate | null;
  finishFrom: IsoDate | null;
  finishTo: IsoDate | null;
}

export interface Preview {
  ok: true;
  moves: Move[];
  /** Items whose slack shrinks or grows; `used` = before − after, calendar days. */
  slackUsed: { id: string; before: number; after: number; used: number }[];
  endFrom: IsoDate | null;
  endTo: IsoDate | null;
  /** Calendar days, later is positive; null when there is no end before or after. */
  endMovesDays: number | null;
  criticalPath: string[];
}

export type PreviewResult = Preview | CycleRefusal | InputRefusal;
