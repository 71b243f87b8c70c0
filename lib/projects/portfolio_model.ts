/** The list of projects, and how each of them stands. `null` always means "not known". */
import type { Brand } from "@/lib/brand/model.ts";
import type { ProjectSummary } from "./model.ts";

/** How far the guided intake is. */
export interface IntakeProgress {
  total: number;
  answered: number;
  confirmed: number;
  toConfirm: number;
  unread: number;
}

/** How a study stands, as far as its plan and its counts say. Null: not known. */
export interface Standing {
  schedule: {
    /** Name of the newest baseline. */
    baseline: string | null;
    promisedEnd: string | null;
    endOn: string | null;
    /** End of the plan against the baseline; later is positive. */
    endDays: number | null;
    /** Confirmed milestones, those past their day, and the next of them. */
    confirmed: number;
    overdue: number;
    next: { title: string; dueOn: string } | null;
  };
  enrollment: {
    target: number | null;
    enrolled: number | null;
    /** By today, on the line from the first to the last participant in. */
    planned: number | null;
    /** Sites with a count, and the days of the oldest and the newest of their newest counts. */
    sites: number;
    oldest: string | null;
    newest: string | null;
    firstOn: string | null;
    lastOn: string | null;
    /** The last participant is in, or the study is over. */
    over: boolean;
  };
  documents: RecordStanding & {
    /** Whether a confirmed requirement expects any. */ expected: boolean;
  };
  quality: RecordStanding & {
    /** Whether anything was counted for an indicator. */ measured: boolean;
  };
  /** Each currency, the worst first; null for who may not read it. Amounts in minor units. */
  budget: BudgetStanding[] | null;
  may: { edit: boolean; import: boolean };
}

/** What the rules found in records. `worst`: of them; null: nothing. */
export interface RecordStanding {
  worst: "crit" | "risk" | null;
  /** How often, by rule. */
  counts: Record<string, number>;
}

export interface BudgetStanding {
  currency: string;
  lines: number;
  /** Lines whose forecast stands on nothing. */
  unknown: number;
  planned: number;
  actual: number;
  forecast: number | null;
  variance: number | null;
  varianceRatio: number | null;
  /** The highest of its lines; null when none of them has one. */
  worstRatio: number | null;
}

/** GET /projects, one statement. */
export interface PortfolioPage {
  projects: ProjectSummary[];
  nextCursor: string | null;
  /** How many match; null when there are more than one page of them. */
  total: number | null;
  organizations: {
    id: string;
    name: string;
    role: string;
    mayCreate: boolean;
    maySeeActivity: boolean;
  }[];
  /** By id of the study; absent where nobody asked for them. */
  standings?: Record<string, Standing>;
  /** Looks of the caller's only organisation. */
  brand: Brand | null;
}
