/**
 * What needs doing, as pages and callers see it. Rules over facts find it, in SQL
 * (supabase/migrations/*_actions.sql says each rule); `words.ts` says it in words.
 */
import { z } from "zod";

export const RULES = [
  "task_overdue",
  "task_due_soon",
  "task_blocked",
  "milestone_overdue",
  "critical_path_slip",
  "skeleton_unconfirmed",
  "site_enrolling_gate_open",
  "site_no_enrollment",
  "enrollment_behind",
  "enrollment_stale",
  "training_expiring",
  "training_missing_for_delegation",
  "task_without_delegation",
  "hold_too_long",
  "estimated_date_passed",
  "status_unknown",
  "target_unknown",
  "sites_unknown",
  "newer_record_waits",
  "intake_unconfirmed",
  "chain_broken",
  "document_expired",
  "document_expiring",
  "continuing_review_due",
  "consent_superseded_in_use",
  "document_missing_for_gate",
  "approval_pending",
  "documents_unconfirmed",
  "kri_red_two_periods",
  "qtl_breach",
  "qtl_warning",
  "risk_high_unreviewed",
  "risks_unconfirmed",
  "deviation_overdue",
  "capa_overdue",
  "capa_ineffective",
  "budget_variance",
  "budget_overbooked",
] as const;

export type Rule = typeof RULES[number];

/** Worst first. `unknown`: a fact is missing, and nobody can say how it stands. */
export const SEVERITIES = ["critical", "at-risk", "unknown", "note"] as const;
export type Severity = typeof SEVERITIES[number];

/** `today`: due by today. `later`: put off. */
export const VIEWS = ["all", "mine", "today", "later"] as const;
export type View = typeof VIEWS[number];

export interface Evidence {
  kind: string;
  id: string;
  label: string;
}

/** Why an action is not in the way now, and until when (that day included). */
export interface PutOff {
  id: string;
  kind: "snooze" | "suppress";
  reason: string;
  untilOn: string;
  /** UTC timestamp. */
  at: string;
  /** Name of who put it off; "" when it cannot be read. */
  by: string;
}

export interface Action {
  rule: Rule;
  severity: Severity;
  projectId: string;
  /** Name of the study, in lists over several. */
  study?: string;
  /** Verb first. */
  title: string;
  /** The rule in words. */
  why: string;
  /** The facts that it found. */
  found: string;
  /** Why it matters. */
  matters: string;
  subject: { kind: string; id: string; label: string };
  evidence: Evidence[];
  owner: { id: string; name: string | null } | null;
  /** The day that it is about, in the time zone of the study. */
  dueOn: string | null;
  /** The first day that it was so, and days since; null where that is not known. */
  sinceOn: string | null;
  ageDays: number | null;
  href: string;
  /** Verb of the button. */
  act: string;
  /** The caller owns it, or nobody does and it is for their role. */
  mine: boolean;
  /** The caller's role allows to do it. */
  may: boolean;
  putOff: PutOff | null;
}

export interface ProjectActions {
  /** In the time zone of the study. */
  today: string;
  counts: Record<View, number>;
  mayPutOff: boolean;
  /** Of the view asked for; worst first, then by due day. */
  actions: Action[];
}

/** How many open actions a rule has of a severity. */
export interface Tally {
  rule: Rule;
  severity: Severity;
  n: number;
  mine: number;
  /** Due after today, in 7 days at most. */
  soon: number;
}

/** All open actions of a study in figures, whatever part of them is listed. */
export interface ActionsBrief {
  /** Time zone of the study's days. */
  zone: string;
  /** The worst of the caller's own that is critical or at risk, else the worst. */
  first: Action | null;
  tally: Tally[];
}

export interface MyActions {
  counts: { all: number; later: number };
  /** How many studies were looked at; `more`: there may be others. */
  studies: number;
  more: boolean;
  actions: Action[];
}

/** The longest that somebody may put an action off, in days. */
export const LONGEST = { snooze: 90, suppress: 730 } as const;

/** `snooze`: not now. `suppress`: not at all, for as long. */
export const putOffInput = z.object({
  rule: z.enum(RULES).exclude(["chain_broken"], "A broken chain cannot be put off"),
  subjectId: z.uuid("Must be the id of what the action is about"),
  kind: z.enum(["snooze", "suppress"]),
  reason: z.string().trim().min(1, "Must be given").max(2000, "Must be at most 2,000 characters"),
  untilOn: z.iso.date("Must be a date such as 2026-11-21"),
});
export type PutOffInput = z.infer<typeof putOffInput>;

const evidence = z.object({ kind: z.string(), id: z.uuid(), label: z.string() });

export const putOffSchema = z.object({
  id: z.uuid(),
  kind: z.enum(["snooze", "suppress"]),
  reason: z.string(),
  untilOn: z.iso.date(),
  at: z.iso.datetime(),
  by: z.string(),
});

export const actionSchema = z.object({
  rule: z.enum(RULES),
  severity: z.enum(SEVERITIES),
  projectId: z.uuid(),
  study: z.string().optional(),
  title: z.string(),
  why: z.string(),
  found: z.string(),
  matters: z.string(),
  subject: evidence,
  evidence: z.array(evidence),
  owner: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  dueOn: z.iso.date().nullable(),
  sinceOn: z.iso.date().nullable(),
  ageDays: z.int().nullable(),
  href: z.string(),
  act: z.string(),
  mine: z.boolean(),
  may: z.boolean(),
  putOff: putOffSchema.nullable(),
});
