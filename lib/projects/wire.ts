/** From what pages show to what the API gives. */
import type { PartialDate, ProjectSummary } from "./model.ts";

const DATES = ["startDate", "primaryCompletionDate", "completionDate"] as const;
type DateField = typeof DATES[number];
type Wire<P> =
  & Omit<P, DateField>
  & Record<DateField, string | null>
  & Record<`${DateField}Type`, PartialDate["type"]>;

/**
 * The dates that everybody asks for as ISO 8601 text, exactly as precise as they are known
 * (`2024-02` is a month), with their kind beside them. `dates` of a whole project has them all.
 */
export function wire<P extends ProjectSummary>(project: P): Wire<P> {
  const dates = DATES.flatMap((field) => [
    [field, project[field]?.value ?? null],
    [`${field}Type`, project[field]?.type ?? null],
  ]);
  return { ...project, ...Object.fromEntries(dates) };
}
