/** Deviations: overdue first, then open, then the newest. */
import { CATEGORIES, SEVERITIES } from "@/lib/quality/model.ts";
import { type Choices, type Deviation, DEVIATIONS_ON_PAGE } from "@/lib/quality/page_model.ts";
import { CsvLinks } from "../csv/link.tsx";
import { FilterBar, PickOne } from "../filter_bar.tsx";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { hrefOf, type Place } from "./place.ts";
import { CATEGORY_WORDS, SEVERITY_WORDS } from "./words.ts";

const STATES = [
  { value: "overdue", label: "Overdue" },
  { value: "open", label: "Open" },
  { value: "resolved", label: "Resolved" },
];

interface DeviationsProps {
  found: { rows: Deviation[]; total: number; all: number };
  choices: Choices | null;
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function Deviations(props: DeviationsProps) {
  const { found, place, can, asOf } = props;
  const { rows, total, all } = found;
  return (
    <div class="mt-9">
      <Widget
        id="deviations"
        title="Deviations"
        note={`${formatNumber(total)} of ${formatNumber(all)}`}
        tools={
          <>
            {all > 0 && <Filters {...props} />}
            {mayAct(can, "deviation") && (
              <a class="btn sm" href={hrefOf(place, { do: "deviation" })}>
                <Icon name="plus" />Deviation
              </a>
            )}
          </>
        }
        foot={{
          formula: "overdue: open, and the day it was due is over",
          asOf,
          source: plural(rows.length, "row"),
        }}
      >
        {rows.length > 0
          ? <DeviationTable rows={rows} place={place} can={can} projectId={props.projectId} />
          : all === 0
          ? (
            <Empty title="No deviation recorded">
              <p class="text-ink-2">
                A departure from the protocol or from good clinical practice is recorded here, with
                the code of the participant and never a name.
              </p>
            </Empty>
          )
          : (
            <Empty title="No deviation fits">
              <p class="text-ink-2">
                Nothing matches these filters.{" "}
                <a class="link" href="?view=deviations">Clear them</a>
              </p>
            </Empty>
          )}
        <Pager total={total} place={place} />
        <p class="pager">
          <CsvLinks
            projectId={props.projectId}
            kind="deviations"
            mayImport={mayAct(can, "edit-deviation")}
          />
        </p>
      </Widget>
    </div>
  );
}

function Filters({ place, choices }: DeviationsProps) {
  const { q, state, category, severity, site } = place;
  return (
    <FilterBar
      find="Find a deviation"
      placeholder="Words or participant code"
      q={q}
      filtered={[q, state, category, severity, site].some(Boolean)}
    >
      <input type="hidden" name="view" value="deviations" />
      <PickOne name="state" label="State" value={state} options={STATES} />
      <PickOne
        name="category"
        label="Category"
        value={category}
        options={CATEGORIES.map((value) => ({ value, label: CATEGORY_WORDS[value] }))}
      />
      <PickOne
        name="severity"
        label="Severity"
        value={severity}
        options={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
      />
      {choices && choices.sites.length > 1 && choices.sites.length <= 100 && (
        <PickOne
          name="site"
          label="Site"
          value={site}
          options={choices.sites.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </FilterBar>
  );
}

interface TableProps {
  rows: Deviation[];
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  /** On the page of the action that answers them. */
  answered?: boolean;
}

export function DeviationTable({ rows, place, can, projectId, answered }: TableProps) {
  const base = `/projects/${projectId}`;
  return (
    <table class="tbl cards">
      <caption class="vh">Deviations with how they stand</caption>
      <thead>
        <tr>
          <th scope="col">Deviation</th>
          <th scope="col">Standing</th>
          <th scope="col">Site and participant</th>
          <th scope="col">Found</th>
          <th scope="col" class="opt">Owner</th>
          <th scope="col">
            <span class="vh">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row" class="full">
              <a href={act(place, projectId, { deviation: row.id })}>{row.title}</a>
              <span class="src">
                {CATEGORY_WORDS[row.category]}
                {row.severity
                  ? `, ${SEVERITY_WORDS[row.severity].toLowerCase()}`
                  : ", not judged yet"}
              </span>
            </th>
            <td class="full">
              <DeviationStatus row={row} />
              {row.capaId && !answered && (
                <span class="src">
                  answered by{" "}
                  <a class="link" href={`${base}/quality/capas/${row.capaId}`}>
                    {row.capaTitle ?? "an action"}
                  </a>
                </span>
              )}
            </td>
            <td class="hide">
              {row.siteId && row.siteName
                ? <a class="link" href={`${base}/sites/${row.siteId}`}>{row.siteName}</a>
                : <span class="text-ink-3">no single site</span>}
              {row.subjectCode && <span class="src">{row.subjectCode}</span>}
            </td>
            <td class="hide whitespace-nowrap">{formatDate(row.foundOn)}</td>
            <td class="opt hide">
              {row.ownerName
                ? <By hand="human" name={row.ownerName} />
                : <span class="text-ink-3">nobody</span>}
            </td>
            <td>
              {mayAct(can, "resolve") && (
                <span class="cell-acts">
                  {row.state === "open" && (
                    <a class="link" href={act(place, projectId, { do: "resolve", row: row.id })}>
                      Resolve<span class="vh">: {row.title}</span>
                    </a>
                  )}
                  <a
                    class="link"
                    href={act(place, projectId, { do: "edit-deviation", row: row.id })}
                  >
                    Correct<span class="vh">: {row.title}</span>
                  </a>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same form or drawer, from this page and from that of an action. */
const act = (place: Place, projectId: string, changes: Record<string, string>) =>
  `/projects/${projectId}/quality${hrefOf({ ...place, view: "deviations" }, changes)}`;

export function DeviationStatus({ row }: { row: Deviation }) {
  if (row.state === "resolved") {
    const reason = `on ${formatDate(row.resolvedOn!)}, after ${plural(row.age, "day")}`;
    return <Status state="ok" word="Resolved" reason={reason} />;
  }
  if (row.overdue) {
    const reason = `due ${formatDate(row.dueOn!)}, ${plural(row.daysOver ?? 0, "day")} ago`;
    return <Status state={row.urgency ?? "risk"} word="Overdue" reason={reason} />;
  }
  const due = row.dueOn ? `due ${formatDate(row.dueOn)}` : "no day set";
  return <Status state="info" word="Open" reason={`${due}, for ${plural(row.age, "day")}`} />;
}

function Pager({ total, place }: { total: number; place: Place }) {
  const from = Number(place.from) || 0;
  const next = from + DEVIATIONS_ON_PAGE;
  if (from === 0 && next >= total) return null;
  return (
    <p class="pager">
      {from > 0 && <a class="btn sm" href={hrefOf(place)}>First page</a>}
      {next < total && (
        <a class="btn sm" href={hrefOf(place, { from: String(next) })}>
          Next<Icon name="right" />
        </a>
      )}
    </p>
  );
}
