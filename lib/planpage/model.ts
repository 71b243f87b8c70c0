/** What the plan's page shows besides the plan itself. Types only. */
import type { Plan, Preview } from "@/lib/planning/model.ts";

export interface ChecklistPoint {
  id: string;
  label: string;
  needsEvidence: boolean;
  doneOn: string | null;
  doneByName: string | null;
  evidence: string | null;
  version: number;
}

/** What a change that is tried would do, or why it cannot be made. */
export type Tried =
  | { ok: true; preview: Preview }
  | { ok: false; errors: { path: string; message: string }[] };

export interface PlanSite {
  id: string;
  name: string;
}

/** A secret address that a calendar program may read. */
export interface PlanFeed {
  id: string;
  createdAt: string;
  /** Day of its last use; null: never. */
  usedOn: string | null;
}

export interface PlanParts {
  plan: Plan;
  /** When a change was asked for. */
  tried: Tried | null;
  /** Of the item that was asked for. */
  checklist: ChecklistPoint[];
  /** When asked for, by name. */
  sites: PlanSite[];
  /** The caller's, when asked for. */
  feeds: PlanFeed[];
}
