/** What a demo plan is made of: invented rows around the day that it is seeded on. Pure. */

export type Row = Record<string, unknown> & { id: string };

/** What an import left to build on. */
export interface Ground {
  /** The day in the study, `YYYY-MM-DD`. */
  today: string;
  /** Ids of the two people of the demo, and the address of the second. */
  owner: string;
  coordinator: string;
  coordinatorEmail: string;
  /** In the order of the study. */
  sites: { id: string; facility: string; status: string | null }[];
  /** Ids of milestones by key, and of tasks by the key of the rule that made them. */
  milestones: Record<string, string>;
  tasks: Record<string, string>;
}

/** Rows to change carry an id that is there; the others are new. In an order that can be written. */
export interface PlanRows {
  sites: Row[];
  milestones: Row[];
  /** Rule-made tasks that people took over. */
  taken: Row[];
  newMilestones: Row[];
  tasks: Row[];
  checklist: Row[];
  links: Row[];
  staff: Row[];
  delegations: Row[];
  trainings: Row[];
  baselines: Row[];
  baselineItems: Row[];
  snapshots: Row[];
}

/** Stands with everything that somebody might take for real. */
export const MARK = "Demo data, invented";

/** `days` after a date; negative: before. */
export function day(date: string, days: number): string {
  return new Date(Date.parse(date) + Math.round(days) * 86_400_000).toISOString().slice(0, 10);
}

export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const earlier = (a: string, b: string) => a < b ? a : b;
export const later = (a: string, b: string) => a > b ? a : b;

export const newId = () => crypto.randomUUID();

export function emptyPlan(): PlanRows {
  return {
    sites: [],
    milestones: [],
    taken: [],
    newMilestones: [],
    tasks: [],
    checklist: [],
    links: [],
    staff: [],
    delegations: [],
    trainings: [],
    baselines: [],
    baselineItems: [],
    snapshots: [],
  };
}

/** The last of `days` working days (Monday to Friday) from a start. */
export function workedUntil(start: string, days: number): string {
  let at = start;
  for (let left = days;; at = day(at, 1)) {
    if (new Date(`${at}T00:00:00Z`).getUTCDay() % 6 !== 0) left--;
    if (left <= 0) return at;
  }
}
