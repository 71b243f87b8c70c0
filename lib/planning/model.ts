/**
 * The plan of a study as pages and callers see it: what people said (planned, forecast and actual
 * dates, links), and what follows from it (schedule, slack, critical path). Types and pure rules
 * only, so that components may import it. docs/plan.md says how the dates are counted.
 */

export type Phase = "start_up" | "recruitment" | "conduct" | "close_out";
export type LinkType = "FS" | "SS" | "FF" | "SF";
/** `working`: over working days only. `calendar`: every day counts. */
export type DayUnit = "working" | "calendar";
/** `unconfirmed`: a rule's suggestion that nobody has stood up for. */
export type State = "unconfirmed" | "confirmed";
export type Status = "not_started" | "in_progress" | "done";
export type Priority = "low" | "normal" | "high";

/** First and last day (both included), `2026-11-21`; null: not known. */
export interface Span {
  startOn: string | null;
  finishOn: string | null;
}

/** What follows for an item from the whole plan. Of a milestone start and finish are one date. */
export interface Timing {
  /** By planned dates, durations, links and what has happened. */
  early: Span;
  /** The latest dates that keep the end of the plan. */
  late: Span;
  /** As `early`, but nothing unfinished before today, and what people forecast holds. */
  forecast: Span;
  /** What the newest baseline promised; null when it is not in it. */
  baseline: Span | null;
  /** Total float, calendar days; null when done or without a date. */
  slackDays: number | null;
  freeSlackDays: number | null;
  /** Slack is 0. */
  critical: boolean;
  /** Id of the item whose link holds the early date where it is. */
  heldBy: string | null;
  /** Ids of items before it whose date is not known, so that their links count for nothing. */
  missing: string[];
  /** Days past the planned finish, as of today or of the day it was done; 0: not late; null: not known. */
  lateDays: number | null;
  /** Forecast finish against the planned finish, days, later is positive; null: not known. */
  slipDays: number | null;
  /** Forecast finish against the baseline's, days, later is positive; null: not in it. */
  baselineDays: number | null;
}

interface Item extends Timing {
  id: string;
  title: string;
  phase: Phase | null;
  ownerId: string | null;
  ownerName: string | null;
  state: State;
  /** What a rule's suggestion, or a computed date, stands on. */
  basis: string | null;
  status: Status;
  ordinal: number;
  restricted: boolean;
  version: number;
}

export interface Milestone extends Item {
  kind: string;
  key: string;
  /** As precise as it is known: `2027`, `2027-03` or `2027-03-14`. */
  plannedOn: string | null;
  precision: "year" | "month" | "day" | null;
  /** The registry's word on its date, until a person gives another. */
  certainty: "ACTUAL" | "ESTIMATED" | null;
  forecastOn: string | null;
  /** The day it was reached, as recorded here. */
  actualOn: string | null;
  /** Where it came from, null for one made by hand. */
  imported: boolean;
}

export interface Task extends Item {
  description: string | null;
  plannedStart: string | null;
  /** Null: not known; the schedule then counts none. */
  durationDays: number | null;
  calendar: DayUnit;
  /** Of its own planned start and duration; null when one of them is not known. */
  plannedFinish: string | null;
  forecastFinish: string | null;
  actualStart: string | null;
  actualFinish: string | null;
  priority: Priority;
  milestoneId: string | null;
  siteId: string | null;
  siteName: string | null;
  /** Points of its checklist. */
  checklist: { done: number; all: number };
}

export interface Dependency {
  id: string;
  /** Ids of tasks or milestones. */
  fromId: string;
  toId: string;
  type: LinkType;
  lagDays: number;
  lagCalendar: DayUnit;
  state: State;
  basis: string | null;
  version: number;
}

export interface Baseline {
  id: string;
  name: string;
  /** Day it was taken, in the project's time zone. */
  takenOn: string;
  takenBy: string | null;
}

export interface WorkCalendar {
  /** ISO weekdays on which work is done, 1 (Monday) to 7 (Sunday). */
  workingWeekdays: number[];
  /** Dates without work. */
  holidays: string[];
  /** Version of the project, for PUT …/plan/calendar with If-Match. */
  version: number;
}

/** What the caller may do; the interface hides what would be refused. */
export interface PlanRights {
  milestones: { add: boolean; edit: boolean; remove: boolean };
  tasks: { add: boolean; edit: boolean; remove: boolean };
  dependencies: { add: boolean; edit: boolean; remove: boolean };
  baseline: boolean;
  calendar: boolean;
}

export interface Plan {
  milestones: Milestone[];
  tasks: Task[];
  dependencies: Dependency[];
  /** Ids of the critical items, by early start, predecessors first. */
  criticalPath: string[];
  /** Total float by id; items that are done or without a date are left out. */
  slackDays: Record<string, number>;
  /** Latest early finish, and latest forecast finish. */
  endOn: string | null;
  forecastEndOn: string | null;
  /** The newest baseline, and all of them from the newest. */
  baseline: Baseline | null;
  baselines: Baseline[];
  calendar: WorkCalendar;
  /** The data date of the forecast: today in `timeZone`. */
  today: string;
  timeZone: string;
  /** Of the whole plan: give it back with preview and apply to find out that others changed it. */
  version: string;
  /** People who can own an item. */
  people: { id: string; name: string }[];
  /** How many of a rule's suggestions wait for somebody. */
  unconfirmed: { milestones: number; tasks: number; dependencies: number };
  may: PlanRights;
  /** Why nothing could be scheduled; null when it could. */
  problem: string | null;
  /** When it was read, UTC. */
  asOf: string;
}

/** A change to try. Of a task `plannedOn` is its planned start; null takes the date away. */
export interface PlanChange {
  id: string;
  /** Of a milestone as precise as known (`2027-03`), of a task a day. */
  plannedOn?: string | null | undefined;
  /** Tasks only. */
  durationDays?: number | undefined;
}

/** An item that a change moves. Of a milestone start and finish are one date. */
export interface Move {
  id: string;
  kind: "milestone" | "task";
  title: string;
  ownerId: string | null;
  ownerName: string | null;
  /** Early start before and after. */
  from: string | null;
  to: string | null;
  finishFrom: string | null;
  finishTo: string | null;
  /** Finish after against before, days, later is positive; null when one is not known. */
  days: number | null;
  /** It is changed itself, else it follows. */
  changed: boolean;
  /** Id of the item that holds it where it would be. */
  heldBy: string | null;
  /** Apply writes a planned date of it: others follow by their links alone. */
  writes: boolean;
}

export interface Preview {
  moves: Move[];
  /** `used` = before − after, calendar days. */
  slackUsed: { id: string; before: number; after: number; used: number }[];
  endFrom: string | null;
  endTo: string | null;
  endMovesDays: number | null;
  criticalPath: string[];
  /** Confirmed milestones whose date would be written: apply wants a reason. */
  needsReason: string[];
  /** Of the plan that it was tried on; give it to apply. */
  version: string;
}

export interface Applied extends Preview {
  /** Rows written. */
  written: number;
}

export const PHASES: readonly Phase[] = ["start_up", "recruitment", "conduct", "close_out"];

export const PHASE_WORDS: Record<Phase, string> = {
  start_up: "Start-up",
  recruitment: "Recruitment",
  conduct: "Conduct",
  close_out: "Close-out",
};

export const LINK_WORDS: Record<LinkType, string> = {
  FS: "starts after it finishes",
  SS: "starts after it starts",
  FF: "finishes after it finishes",
  SF: "finishes after it starts",
};

export const STATUS_WORDS: Record<Status, string> = {
  not_started: "Not started",
  in_progress: "In progress",
  done: "Done",
};
