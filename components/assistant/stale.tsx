/** Which source rows changed since a version was made, and who changed them. */
import type { Stale, VersionedRow, VersionHead } from "@/lib/assistant/model.ts";
import { DrawerFrame } from "../drawer.tsx";
import { formatMoment } from "../format.ts";
import { staleWords } from "./words.ts";

interface StaleProps {
  stale: Stale;
  version: VersionHead;
  rows: VersionedRow[];
  close: string;
}

export function StaleRows({ stale, version, rows, close }: StaleProps) {
  const at = new Map(rows.map((row) => [`${row.kind} ${row.id}`, row.at]));
  return (
    <DrawerFrame title="What changed since" close={close}>
      <p class="mt-2">
        {`Version ${version.version} is of ${formatMoment(version.asOf)}. ${staleWords(stale)}`}
      </p>
      <table class="tbl mt-5">
        <caption class="vh">Source rows that changed</caption>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {stale.changed.map(({ kind, id, label, by }) => (
            <tr>
              <th scope="row">{label}</th>
              <td>
                {formatMoment(at.get(`${kind} ${id}`) ?? "")}
                <span class="src">{by ?? "by the system"}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DrawerFrame>
  );
}
