/** The portfolio: what needs a decision, then the studies, found and filtered by the address. */
import type { PortfolioPage, ProjectSummary } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { ActionList } from "../action_list.tsx";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { actionsOf, pendingAction, worstFirst } from "../study/actions.ts";
import { Empty, Widget } from "../widget.tsx";
import { kindWords, standOf } from "../words.ts";

/** The state of the filter bar, all of it in the address. */
export interface PortfolioFilter {
  q: string;
  status: string;
  archived: boolean;
  cursor: string;
}

interface PortfolioProps {
  page: PortfolioPage;
  filter: PortfolioFilter;
  /** UTC timestamp of the reading. */
  asOf: string;
}

const ACTIONS_SHOWN = 5;

export function Portfolio({ page, filter, asOf }: PortfolioProps) {
  const mayCreate = page.organizations.some((one) => one.mayCreate);
  const filtered = filter.q !== "" || filter.status !== "" || filter.archived ||
    filter.cursor !== "";
  const isNew = page.projects.length === 0 && !filtered;
  return (
    <>
      <PageHead
        title="Portfolio"
        sub={isNew || page.total === null ? undefined : plural(page.total, "study", "studies")}
        acts={mayCreate && !isNew && (
          <a class="btn primary" href="/projects/new" aria-current="false">
            <Icon name="plus" />Study
          </a>
        )}
      />
      <div class="grid-12">
        {isNew ? <FirstStudy mayCreate={mayCreate} /> : (
          <>
            {!filtered && <Decisions page={page} asOf={asOf} />}
            <Studies page={page} filter={filter} filtered={filtered} asOf={asOf} />
          </>
        )}
      </div>
    </>
  );
}

function FirstStudy({ mayCreate }: { mayCreate: boolean }) {
  return (
    <Widget id="first" title="Studies" span={12}>
      <Empty title="No study yet">
        {mayCreate
          ? (
            <>
              <p class="text-ink-2">
                Give an NCT number, paste a registry record or drop its file. You see every field
                with its source before anything is saved.
              </p>
              <p class="mt-3 flex items-center gap-4">
                <a class="btn primary" href="/projects/new" aria-current="false">Import a study</a>
                <a class="link" href="/projects/new#by-hand" aria-current="false">
                  Create one by hand
                </a>
              </p>
            </>
          )
          : (
            <p class="text-ink-2">
              Studies appear here when somebody makes you a member of one.
            </p>
          )}
      </Empty>
    </Widget>
  );
}

function Decisions({ page, asOf }: { page: PortfolioPage; asOf: string }) {
  const today = asOf.slice(0, 10);
  const all = worstFirst(
    page.projects.filter((study) => !study.archivedAt).flatMap((study) =>
      [
        ...(study.pending ? [pendingAction(study.id, study.nctId, null)] : []),
        ...actionsOf(study, today),
      ].map((action) => ({ ...action, study: study.name }))
    ),
  );
  if (all.length === 0) return null;
  const shown = all.slice(0, ACTIONS_SHOWN);
  return (
    <Widget
      id="decisions"
      title="Needs a decision"
      span={12}
      note={`${shown.length} of ${all.length} open`}
      foot={{
        formula: "6 rules over each study listed below, worst first",
        asOf,
        source: plural(page.projects.length, "study", "studies"),
      }}
    >
      <ActionList actions={shown} />
    </Widget>
  );
}

interface StudiesProps extends PortfolioProps {
  filtered: boolean;
}

function Studies({ page, filter, filtered, asOf }: StudiesProps) {
  return (
    <Widget
      id="studies"
      title={filter.archived ? "Archived studies" : "Studies"}
      span={12}
      tools={<FilterBar filter={filter} filtered={filtered} />}
      foot={{
        formula: "status and dates as recorded; newest first",
        asOf,
        source: plural(page.projects.length, "row"),
      }}
    >
      {page.projects.length === 0
        ? (
          <Empty title="No study fits">
            <p class="text-ink-2">
              Nothing matches these filters. <a class="link" href="/projects">Clear them</a>
            </p>
          </Empty>
        )
        : <StudyTable studies={page.projects} />}
      {page.nextCursor && (
        <p class="pager">
          <a class="btn sm" href={`?${query({ ...filter, cursor: page.nextCursor })}`}>
            Next<Icon name="right" />
          </a>
        </p>
      )}
    </Widget>
  );
}

const STATUSES = [
  "NOT_YET_RECRUITING",
  "RECRUITING",
  "ENROLLING_BY_INVITATION",
  "ACTIVE_NOT_RECRUITING",
  "SUSPENDED",
  "COMPLETED",
  "TERMINATED",
  "WITHDRAWN",
  "UNKNOWN",
];

function FilterBar({ filter, filtered }: { filter: PortfolioFilter; filtered: boolean }) {
  const archived = query({ ...filter, archived: !filter.archived, cursor: "" });
  return (
    <form class="filters" action="/projects">
      <label class="vh" for="q">Find a study</label>
      <input
        class="in find-in"
        id="q"
        name="q"
        type="search"
        placeholder="Name, condition, NCT"
        value={filter.q}
        data-slash
      />
      <label class="chip pick-one">
        Status
        <select name="status">
          <option value="">any</option>
          {STATUSES.map((status) => (
            <option value={status} selected={status === filter.status}>{enumWords(status)}</option>
          ))}
        </select>
        <Icon name="down" />
      </label>
      {filter.archived && <input type="hidden" name="archived" value="1" />}
      <button type="submit" class="btn sm">Show</button>
      <a class="chip" href={`?${archived}`} aria-current={filter.archived ? "true" : undefined}>
        Archived
      </a>
      {filtered && <a class="link text-xs" href="?">Clear</a>}
    </form>
  );
}

/** The filter as a query string, without what is not set. */
export function query(filter: PortfolioFilter): string {
  const params = new URLSearchParams();
  if (filter.q) params.set("q", filter.q);
  if (filter.status) params.set("status", filter.status);
  if (filter.archived) params.set("archived", "1");
  if (filter.cursor) params.set("cursor", filter.cursor);
  return params.toString();
}

function StudyTable({ studies }: { studies: ProjectSummary[] }) {
  return (
    <table class="tbl cards">
      <caption class="vh">Studies with status, size and dates</caption>
      <thead>
        <tr>
          <th scope="col">Study</th>
          <th scope="col">Status</th>
          <th scope="col" class="r">Target</th>
          <th scope="col" class="r">Sites</th>
          <th scope="col" class="r opt">Start</th>
          <th scope="col" class="r opt">Primary completion</th>
          <th scope="col" class="opt">Record</th>
        </tr>
      </thead>
      <tbody>{studies.map(studyRow)}</tbody>
    </table>
  );
}

function studyRow(study: ProjectSummary) {
  const none = <span class="text-ink-3">not known</span>;
  const condition = study.conditions[0]?.toLowerCase();
  return (
    <tr>
      <th scope="row" class="full">
        <a href={`/projects/${study.id}`}>{study.name}</a>
        <span class="src">{[kindWords(study), condition].filter(Boolean).join(", ")}</span>
      </th>
      <td class="full">
        <Status
          state={standOf(study.status)}
          word={study.status ? enumWords(study.status) : "Unknown"}
          reason={study.status ? null : "no source gives it"}
        />
      </td>
      <td class="r hide">
        {study.targetEnrollment === null ? none : formatNumber(study.targetEnrollment)}
      </td>
      <td class="r hide">
        {formatNumber(study.siteCount)}
        {study.countryCount > 1 && (
          <span class="src">{plural(study.countryCount, "country", "countries")}</span>
        )}
      </td>
      <td class="r hide opt">
        <DateCell date={study.startDate} />
      </td>
      <td class="r hide opt">
        <DateCell date={study.primaryCompletionDate} />
      </td>
      <td class="hide opt text-ink-2 whitespace-nowrap">
        {study.nctId ?? <span class="text-ink-3">by hand</span>}
      </td>
    </tr>
  );
}

function DateCell({ date }: { date: ProjectSummary["startDate"] }) {
  if (!date) return <span class="text-ink-3">not known</span>;
  return (
    <>
      {formatDate(date.value)}
      {date.type && <span class="src">{date.type.toLowerCase()}</span>}
    </>
  );
}
