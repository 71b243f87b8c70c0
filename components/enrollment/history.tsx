/** Every snapshot of one site, as it was entered: the rows under all of its numbers. */
import {
  type CountName,
  COUNTS,
  HISTORY_ON_PAGE,
  type HistoryRow,
} from "@/lib/enrollment/model.ts";
import { formatDate, formatMoment, plural } from "../format.ts";
import { By } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { COUNT_TITLES, countOr } from "./words.ts";

const reasonWords = ({ reasons }: HistoryRow) =>
  Object.entries(reasons).map(([reason, n]) => `${reason}: ${n}`).join(", ");

const head = (name: CountName) => <th scope="col" class="r">{COUNT_TITLES[name]}</th>;
const cell = ({ counts }: HistoryRow, name: CountName) => <td class="r">{countOr(counts[name])}
</td>;

export function History({ rows, asOf }: { rows: HistoryRow[]; asOf: string }) {
  if (rows.length === 0) return null;
  return (
    <Widget
      id="history"
      title="Snapshots"
      span={12}
      note={rows.length === HISTORY_ON_PAGE ? `the newest ${rows.length}` : undefined}
      foot={{ formula: "as entered, newest first", asOf, source: plural(rows.length, "row") }}
    >
      <div class="scroll" tabIndex={0} role="region" aria-label="Snapshots, table">
        <table class="tbl">
          <caption class="vh">Snapshots of this site</caption>
          <thead>
            <tr>
              <th scope="col">As of</th>
              {COUNTS.map(head)}
              <th scope="col">Reasons for failing, note</th>
              <th scope="col">Changed last</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row" class="whitespace-nowrap">{formatDate(row.asOf)}</th>
                {COUNTS.map((name) => cell(row, name))}
                <td class="wrap text-ink-2">
                  {[reasonWords(row), row.note].filter(Boolean).join(". ")}
                </td>
                <td class="whitespace-nowrap">
                  {row.by && <By hand="human" name={row.by} />}
                  <span class="src">{formatMoment(row.at)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Widget>
  );
}
