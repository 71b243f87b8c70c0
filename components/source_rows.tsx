/** The rows behind a number: what each is called, when and by whom it was changed last. */
import type { SourceRow } from "@/lib/dashboard/model.ts";
import { formatDate, formatNumber, momentParts } from "./format.ts";

/** "12 Mar 2026, 09:36:12 UTC". */
export function second(iso: string): string {
  const { date, time } = momentParts(iso);
  return `${date}, ${time} UTC`;
}

/** count: of all rows, where not all are given. */
export function SourceRows({ rows, count }: { rows: SourceRow[]; count: number }) {
  const more = count - rows.length;
  return (
    <>
      <table class="tbl mt-5">
        <caption class="vh">Rows that this stands on</caption>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Last changed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, at, by }) => (
            <tr>
              <th scope="row">{label.replace(/\d{4}-\d\d-\d\d$/, formatDate)}</th>
              <td>
                {second(at)}
                <span class="src">{by ?? "by the system"}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="text-xs text-ink-3 mt-2">{`${formatNumber(more)} more`}</p>}
    </>
  );
}
