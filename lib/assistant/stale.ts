/** Whether a kept document still says what its figures say now. Pure. */
import type { Skeleton, Stale, Version, VersionedRow } from "./model.ts";

const nameOf = ({ kind, id }: VersionedRow) => `${kind} ${id}`;

/**
 * What is different since a version was made: sections whose facts say something else, and the rows
 * behind that were changed or came. Null: every fact is as it was, whatever else of a row changed.
 */
export function staleOf(version: Version, now: Skeleton): Stale | null {
  const facts = new Map(
    now.sections.filter(({ live }) => !live).map(({ key, dataSha256 }) => [key, dataSha256]),
  );
  const sections = version.sections
    .filter(({ key, dataSha256 }) => facts.has(key) && facts.get(key) !== dataSha256)
    .map(({ key }) => key);
  if (sections.length === 0 && version.dataSha256 === now.dataSha256) return null;
  const before = new Map(version.sources.map((row) => [nameOf(row), row.version]));
  const changed = now.sources.filter((row) => before.get(nameOf(row)) !== row.version);
  const since = changed.map(({ at }) => at).filter((at) => at > version.asOf).sort()[0] ?? null;
  return {
    since,
    changed: changed.map(({ kind, id, label, by }) => ({ kind, id, label, by })),
    of: now.sources.length,
    sections,
  };
}
