/** The differences of a kept record, for whoever shows them without deciding on them. Pure. */
import { diffFacts, told } from "./diff.ts";
import type { FieldChange } from "./model.ts";
import { readRecord } from "./reading.ts";
import type { Raw } from "./queries.ts";
import { toStoredFacts } from "./storage.ts";

/**
 * Without those of contacts: names and numbers of people are looked at on the page of the import.
 *
 * @param stored the study's rows, as `readStored` reads them
 * @throws Error when the record is none any more: it was one when it was kept
 */
export function recordChanges(record: unknown, stored: Raw): FieldChange[] {
  const read = readRecord(record);
  if (!read.ok) throw new Error(`The kept record cannot be read: ${read.problem.message}`);
  return diffFacts(toStoredFacts(stored), read.value.facts)
    .filter(({ group }) => group !== "contacts").map(told);
}
