/** All sites of a study: found, filtered and paged by the address; 1,148 are as quick as two. */
import type { SitesPage } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { SiteTable } from "./places.tsx";

export interface SiteFilter {
  q: string;
  country: string;
  status: string;
  cursor: string;
}

interface SiteListProps {
  page: SitesPage;
  filter: SiteFilter;
  asOf: string;
}

/** The registry's words for a site. */
const STATUSES = [
  "NOT_YET_RECRUITING",
  "RECRUITING",
  "ENROLLING_BY_INVITATION",
  "ACTIVE_NOT_RECRUITING",
  "SUSPENDED",
  "COMPLETED",
  "TERMINATED",
  "WITHDRAWN",
];

export function SiteList({ page, filter, asOf }: SiteListProps) {
  const { sites, total, nextCursor, countries, project } = page;
  const all = project.siteCount;
  const named = countries.filter(({ country }) => country !== "").length;
  return (
    <>
      <PageHead
        title="Sites"
        sub={all === 0
          ? undefined
          : `${plural(all, "site")} in ${plural(named, "country", "countries")}`}
      />
      <Widget
        id="list"
        title={filter.country || "All countries"}
        note={`${formatNumber(total)} of ${formatNumber(all)}`}
        tools={all > 0 && <SiteFilters countries={countries} filter={filter} />}
        foot={{
          formula: "in the order of the record; degrees, WGS 84",
          asOf,
          source: plural(sites.length, "row"),
        }}
      >
        {sites.length > 0
          ? <SiteTable sites={sites} caption="Sites with place and status" />
          : all === 0
          ? (
            <Empty title="No site yet">
              <p class="text-ink-2">
                Sites come with the registry record of a study.
              </p>
            </Empty>
          )
          : (
            <Empty title="No site fits">
              <p class="text-ink-2">
                Nothing matches these filters. <a class="link" href="?">Clear them</a>
              </p>
            </Empty>
          )}
        {(nextCursor || filter.cursor) && (
          <p class="pager">
            {filter.cursor && (
              <a class="btn sm" href={`?${siteQuery({ ...filter, cursor: "" })}`}>First page</a>
            )}
            {nextCursor && (
              <a class="btn sm" href={`?${siteQuery({ ...filter, cursor: nextCursor })}`}>
                Next<Icon name="right" />
              </a>
            )}
          </p>
        )}
      </Widget>
    </>
  );
}

export function siteQuery(filter: SiteFilter): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) params.set(name, value);
  return params.toString();
}

function SiteFilters({ filter, countries }: Pick<SitesPage, "countries"> & { filter: SiteFilter }) {
  const set = filter.q || filter.country || filter.status || filter.cursor;
  return (
    <form class="filters">
      <label class="vh" for="q">Find a site</label>
      <input
        class="in find-in"
        id="q"
        name="q"
        type="search"
        placeholder="Facility or city"
        value={filter.q}
        data-slash
      />
      <label class="chip pick-one">
        Country
        <select name="country">
          <option value="">any</option>
          {countries.filter(({ country }) => country).map(({ country, sites }) => (
            <option value={country} selected={country === filter.country}>
              {`${country} (${formatNumber(sites)})`}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </label>
      <label class="chip pick-one">
        Status
        <select name="status">
          <option value="">any</option>
          {STATUSES.map((status) => (
            <option value={status} selected={status === filter.status}>
              {enumWords(status)}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </label>
      <button type="submit" class="btn sm">Show</button>
      {set && <a class="link text-xs" href="?">Clear</a>}
    </form>
  );
}
