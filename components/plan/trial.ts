/** A change that is tried: what the address says, what would follow, and what came of applying it. */
import type { Move, PlanChange, Preview } from "@/lib/planning/model.ts";
import type { FieldError } from "../form.tsx";

export interface Trial {
  changes: PlanChange[];
  /** Null when the change was refused: `errors` say why. */
  preview: Preview | null;
  reason: string;
  errors: FieldError[];
  /** Others changed the plan since it was tried; this is against the plan as it is now. */
  stale: boolean;
  /** What would move differently from what the reader had seen. */
  differs: Move[];
}

/** `try=<id>~<date>~<days>`: an empty date takes it away, "=" leaves as it is. */
export function changeText({ id, plannedOn, durationDays }: PlanChange): string {
  return [id, plannedOn === undefined ? "=" : plannedOn ?? "", durationDays ?? "="].join("~");
}

/** Null for a text that is none of ours. */
export function readChange(text: string): PlanChange | null {
  const [id, on, days, ...more] = text.slice(0, 100).split("~");
  if (!id || on === undefined || days === undefined || more.length > 0) return null;
  const durationDays = days === "=" || days === "" ? undefined : Number(days);
  return { id, plannedOn: on === "=" ? undefined : on === "" ? null : on, durationDays };
}
