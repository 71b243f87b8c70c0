/** What all dialogs of the plan share: what they are given, what was refused, their buttons. */
import type { Plan } from "@/lib/planning/model.ts";
import type { PlanSite } from "@/lib/planpage/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import type { FeedView } from "./feed.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";

export const PANELS = ["task", "milestone", "baselines", "days", "feed"] as const;
export type PanelName = typeof PANELS[number];

export interface PanelView {
  name: PanelName;
  /** As typed. */
  values: Record<string, string>;
  errors: FieldError[];
  sites: PlanSite[];
  feed: FeedView | null;
}

export interface PanelProps {
  plan: Plan;
  query: PlanQuery;
  panel: PanelView;
}

export const closeOf = (query: PlanQuery) => hrefOf(query, { page: query.page });

const LABELS: Record<string, string> = {
  title: "Title",
  phase: "Phase",
  plannedStart: "Planned start",
  plannedOn: "Planned date",
  durationDays: "Duration",
  siteId: "Site",
  ownerId: "Owner",
  name: "Name",
  holidays: "Holidays",
  workingWeekdays: "Working days",
};

/** What was refused, above the form. */
export function Refused({ errors }: { errors: FieldError[] }) {
  if (errors.length === 0) return null;
  const whole = errors.every(({ path }) => path === "") ? "Not saved" : undefined;
  return <Problems title={whole} errors={errors} fields={LABELS} />;
}

export function Acts({ label, intent, close }: { label: string; intent: string; close: string }) {
  return (
    <p class="filters mt-4">
      <button type="submit" class="btn primary" name="intent" value={intent}>{label}</button>
      <a class="btn quiet" href={close} data-close>Cancel</a>
    </p>
  );
}

export function Close({ query }: { query: PlanQuery }) {
  return (
    <p class="mt-4">
      <a class="btn" href={closeOf(query)} data-close autofocus>Close</a>
    </p>
  );
}
