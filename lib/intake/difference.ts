/** What a changed answer changes: only the difference is proposed, and no decision is touched. */
import { createHash } from "node:crypto";
import type { Reading } from "./model.ts";
import { canonical } from "./values.ts";

/** An item as it is stored. */
export interface Stored {
  id: string;
  fingerprint: string;
  state: "open" | "confirmed" | "rejected" | "superseded";
}

export interface Difference {
  /** Readings that no item says yet. */
  added: (Reading & { fingerprint: string; ordinal: number })[];
  /** Items that the answer (again) says, with the place that it now says them at. */
  kept: { id: string; start: number; end: number; ordinal: number; reopen: boolean }[];
  /** Open items that the answer no longer says. */
  gone: string[];
  /** Decided items that the answer no longer says: they stay as they are. */
  unsaid: string[];
}

export function fingerprint(reading: Reading): string {
  const { kind, value, text } = reading;
  return createHash("sha256").update(canonical(kind, value, text)).digest("hex");
}

export function differenceOf(stored: Stored[], readings: Reading[]): Difference {
  const known = new Map(stored.map((item) => [item.fingerprint, item]));
  const seen = new Set<string>();
  const difference: Difference = { added: [], kept: [], gone: [], unsaid: [] };
  for (const [ordinal, reading] of readings.entries()) {
    const print = fingerprint(reading);
    if (seen.has(print)) continue; // said twice
    seen.add(print);
    const item = known.get(print);
    if (!item) difference.added.push({ ...reading, fingerprint: print, ordinal });
    else {
      const { start, end } = reading;
      difference.kept.push({
        id: item.id,
        start,
        end,
        ordinal,
        reopen: item.state === "superseded",
      });
    }
  }
  for (const item of stored) {
    if (seen.has(item.fingerprint) || item.state === "superseded") continue;
    (item.state === "open" ? difference.gone : difference.unsaid).push(item.id);
  }
  return difference;
}
