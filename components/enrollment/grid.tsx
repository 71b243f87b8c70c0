/** The entry grid: one day, a page of sites, cumulative counts. A plain form; only changed rows are saved. */
import { type CountName, COUNTS, SITES_ON_PAGE } from "@/lib/enrollment/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { gridRow, type GridView } from "./grid_row.tsx";
import { COUNT_TITLES, siteWords } from "./words.ts";

interface Props extends GridView {
  projectId: string;
  /** The last day that counts may be of. */
  latest: string;
  asOf: string;
}

export function EntryGrid(props: Props) {
  const { grid, projectId, latest, saved, problem, faults, conflicts, asOf } = props;
  const wrong = faults.size + conflicts.size;
  return (
    <>
      <PageHead
        title="Enter counts"
        sub={`People up to and including ${formatDate(grid.on)}, counted from the beginning`}
        acts={<a class="btn" href={`/projects/${projectId}/enrollment`}>Back to enrollment</a>}
      />
      <form class="filters mb-5">
        <label class="lab mb-0" for="enter">Day</label>
        <input
          class="in date-in"
          id="enter"
          name="enter"
          type="date"
          value={grid.on}
          max={latest}
        />
        <button type="submit" class="btn sm">Show this day</button>
        <span class="text-xs text-ink-3">
          {plural(grid.counted, "site")} of {formatNumber(grid.total)} counted on it
        </span>
      </form>
      {saved !== null && wrong === 0 && (
        <p class="mb-5" role="status">
          <Status
            state="ok"
            word="Saved"
            reason={saved === 0 ? "nothing had changed" : plural(saved, "row")}
          />
        </p>
      )}
      {(wrong > 0 || problem) && <Wrong {...props} />}
      {grid.total === 0
        ? (
          <Empty title="The study has no sites yet">
            <p>
              <a class="link" href={`/projects/${projectId}/sites`}>Add a site</a>{" "}
              first; its counts are entered here.
            </p>
          </Empty>
        )
        : <Rows {...props} asOf={asOf} />}
    </>
  );
}

/** What was not saved, with a way to each row. */
function Wrong({ grid, faults, conflicts, problem }: Props) {
  const named = new Map(grid.rows.map((row) => [row.siteId, siteWords(row)]));
  const lines: { id: string; text: string }[] = [];
  for (const [siteId, all] of faults) {
    for (const { field, message } of all) {
      const id = field === "" || field === "asOf" ? "enrolled" : field;
      lines.push({ id: `${id}.${siteId}`, text: `${named.get(siteId) ?? "A site"}: ${message}` });
    }
  }
  for (const [siteId, message] of conflicts) {
    lines.push({ id: `enrolled.${siteId}`, text: `${named.get(siteId) ?? "A site"}: ${message}` });
  }
  const errors: FieldError[] = lines.map(({ id, text }) => ({ path: id, message: text }));
  return (
    <div class="mb-5">
      <Problems
        title={problem ?? (conflicts.size > 0
          ? "Nothing was saved: somebody else was here in between"
          : `Nothing was saved: ${plural(lines.length, "count")} to correct`)}
        errors={[]}
      >
        <ul>
          {errors.map(({ path, message }) => (
            <li>
              <a href={`#${path}`}>{message}</a>
            </li>
          ))}
        </ul>
        {conflicts.size > 0 && (
          <p class="mt-2">
            What they entered stands beside your figures now. Saving again keeps yours.
          </p>
        )}
      </Problems>
    </div>
  );
}

const countHead = (name: CountName) => <th scope="col" class="r">{COUNT_TITLES[name]}</th>;

function Rows(props: Props) {
  const { grid, projectId, asOf } = props;
  const { from, rows, total, on } = grid;
  const here = `/projects/${projectId}/enrollment?enter=${on}`;
  const last = from + rows.length;
  return (
    <Widget
      id="grid"
      title={`Counts up to ${formatDate(on)}`}
      note={`sites ${formatNumber(from + 1)} to ${formatNumber(last)} of ${formatNumber(total)}`}
      foot={{
        formula: "grey figures are the newest counts before the day; an emptied row is taken back",
        asOf,
        source: plural(rows.length, "site"),
      }}
    >
      <form method="post" action={`${here}&from=${from}`} id="counts">
        <input type="hidden" name="on" value={on} />
        <table class="tbl entry">
          <caption class="vh">Cumulative counts by site up to {formatDate(on)}</caption>
          <thead>
            <tr>
              <th scope="col">Site</th>
              {COUNTS.map(countHead)}
              <th scope="col">Why they failed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => gridRow(row, props))}
          </tbody>
        </table>
        <p class="pager">
          <button type="submit" class="btn primary">Save changed rows</button>
          {from > 0 && (
            <a class="btn" href={`${here}&from=${Math.max(0, from - SITES_ON_PAGE)}`}>
              Sites before
            </a>
          )}
          {last < total && (
            <a class="btn" href={`${here}&from=${from + SITES_ON_PAGE}`}>Next sites</a>
          )}
          {total > SITES_ON_PAGE && (
            <span class="text-xs text-ink-3">Save before you go on to other sites.</span>
          )}
        </p>
      </form>
    </Widget>
  );
}
