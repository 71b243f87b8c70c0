/** Which source rows changed since a version was made, and who changed them. */
import type { Stale, VersionedRow, VersionHead } from "@/lib/assistant/model.ts";
import { DrawerFrame } from "../drawer.tsx";
import { formatMoment } from "../format.ts";
import { SourceRows } from "../source_rows.tsx";
import { staleWords } from "./words.ts";

interface StaleProps {
  stale: Stale;
  version: VersionHead;
  /** All rows behind the figures of now. */
  rows: VersionedRow[];
  close: string;
}

export function StaleRows({ stale, version, rows, close }: StaleProps) {
  const changed = new Set(stale.changed.map(({ kind, id }) => `${kind} ${id}`));
  const shown = rows.filter(({ kind, id }) => changed.has(`${kind} ${id}`));
  return (
    <DrawerFrame title="What changed since" close={close}>
      <p class="mt-2">
        {`Version ${version.version} is of ${formatMoment(version.asOf)}. ${staleWords(stale)}`}
      </p>
      <SourceRows rows={shown} count={shown.length} />
    </DrawerFrame>
  );
}
