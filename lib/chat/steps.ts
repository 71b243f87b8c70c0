/** What a chat's rows say of its questions and their steps. Pure. */
import type { StepRow } from "./agent_queries.ts";
import type { Step } from "./model.ts";
import type { MessageRow } from "./queries.ts";

export const toStep = (
  { id, no, tool, detail, rows, ms, outcome, proposalId }: StepRow,
): Step => ({ id, no, tool, detail, rows, ms, outcome, proposalId });

/** One row a place: what came of it, or that it asks. */
export function lastOf<T extends StepRow>(rows: readonly T[]): T[] {
  const places = new Map<number, T>();
  for (const row of rows) {
    if (row.outcome !== "asked" || !places.has(row.no)) places.set(row.no, row);
  }
  return [...places.values()].sort((a, b) => a.no - b.no);
}

/** The step that waits for its asker's word. */
export function waitingOf<T extends StepRow>(rows: readonly T[]): T | null {
  const last = lastOf(rows).at(-1);
  return last?.outcome === "asked" && last.allowed === null ? last : null;
}

export const proposalsOf = (rows: readonly Pick<StepRow, "proposalId">[]): string[] =>
  rows.flatMap(({ proposalId }) => proposalId ?? []);

/** The last question of these messages, when nothing answers it. */
export function openOf(messages: readonly MessageRow[]): MessageRow | null {
  const last = messages.findLast(({ role }) => role === "user");
  return last && !messages.some(({ questionId }) => questionId === last.id) ? last : null;
}
