/** All sites of a study: found, filtered and paged by the address; 1,148 are as quick as two. */
import type { SitesPage } from "@/lib/projects/model.ts";
import { FilterBar, PickOne, queryOf } from "../filter_bar.tsx";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { SITE_STATUS_OPTIONS } from "../options.ts";
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
              <a class="btn sm" href={`?${queryOf({ ...filter, cursor: "" })}`}>First page</a>
            )}
            {nextCursor && (
              <a class="btn sm" href={`?${queryOf({ ...filter, cursor: nextCursor })}`}>
                Next<Icon name="right" />
              </a>
            )}
          </p>
        )}
      </Widget>
    </>
  );
}

function SiteFilters({ filter, countries }: Pick<SitesPage, "countries"> & { filter: SiteFilter }) {
  return (
    <FilterBar
      find="Find a site"
      placeholder="Facility or city"
      q={filter.q}
      filtered={Object.values(filter).some(Boolean)}
    >
      <PickOne
        name="country"
        label="Country"
        value={filter.country}
        options={countries.filter(({ country }) => country).map(({ country, sites }) => ({
          value: country,
          label: `${country} (${formatNumber(sites)})`,
        }))}
      />
      <PickOne name="status" label="Status" value={filter.status} options={SITE_STATUS_OPTIONS} />
    </FilterBar>
  );
}
