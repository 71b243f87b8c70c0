/** All sites of a study: the pipeline, then each with what it lacks; 1,148 are as quick as two. */
import { type Site, SITE_STATES, STATE_WORDS } from "@/lib/sites/model.ts";
import { FilterBar, PickOne, queryOf } from "../filter_bar.tsx";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { SITE_STATUS_OPTIONS } from "../options.ts";
import { Pager } from "../pager.tsx";
import { Said } from "../people/dialog.tsx";
import { CsvLinks } from "../csv/link.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, NoneFits, Widget } from "../widget.tsx";
import { DerivedDrawer, type DerivedProof } from "../derived.tsx";
import { SiteTable } from "./list_table.tsx";
import { Pipeline } from "./pipeline.tsx";

export interface SiteFilter {
  q: string;
  country: string;
  status: string;
  state: string;
  cursor: string;
}

export interface SiteListView {
  projectId: string;
  siteCount: number;
  countries: { country: string; sites: number }[];
  states: Partial<Record<Site["state"], number>>;
  openGates: number;
  items: Site[];
  total: number;
  nextCursor: string | null;
  filter: SiteFilter;
  may: { add: boolean; edit: boolean; addStaff: boolean };
  /** A proof is open: of the states of all sites. */
  proof: boolean;
  said: string | null;
  asOf: string;
}

export function SiteList(view: SiteListView) {
  const { filter, states, countries, may } = view;
  const all = Object.values(states).reduce((sum, sites) => sum + sites, 0);
  const named = countries.filter(({ country }) => country !== "").length;
  const at = (changes: Partial<SiteFilter & { proof: string; do: string }>) =>
    `?${queryOf({ ...filter, cursor: "", ...changes })}`;
  return (
    <>
      <PageHead
        title="Sites"
        sub={all === 0
          ? undefined
          : `${plural(all, "site")} in ${plural(named, "country", "countries")}`}
        acts={
          <>
            <CsvLinks projectId={view.projectId} kind="sites" mayImport={may.add} />
            {may.add && (
              <a class="btn" href={at({ do: "add" })}>
                <Icon name="plus" />Site
              </a>
            )}
          </>
        }
      />
      {all > 0 && (
        <Widget
          id="pipeline"
          title="Pipeline"
          note={view.openGates > 0
            ? `${plural(view.openGates, "site")} ${
              view.openGates === 1 ? "enrols" : "enrol"
            } with an open gate`
            : undefined}
          foot={{
            formula: "state by the dated facts of each site",
            asOf: view.asOf,
            source: plural(all, "row"),
            link: { href: at({ cursor: filter.cursor, proof: "states" }), label: "Proof" },
          }}
        >
          <Pipeline states={states} current={filter.state} href={(state) => at({ state })} />
        </Widget>
      )}
      <div class={all > 0 ? "mt-9" : undefined}>
        <Listed view={view} all={all} at={at} />
      </div>
      {view.proof && (
        <DerivedDrawer proof={statesProof(view, all)} close={at({ cursor: filter.cursor })} />
      )}
      <Said text={view.said} />
    </>
  );
}

interface ListedProps {
  view: SiteListView;
  all: number;
  at: (changes: Partial<SiteFilter>) => string;
}

function Listed({ view, all, at }: ListedProps) {
  const { items, total, nextCursor, filter, asOf } = view;
  return (
    <Widget
      id="list"
      title={filter.country || "All countries"}
      note={`${formatNumber(total)} of ${formatNumber(all)}`}
      tools={all > 0 && <SiteFilters view={view} />}
      foot={{
        formula: "in the order of the study; planned against actual in calendar days",
        asOf,
        source: plural(items.length, "row"),
      }}
    >
      {items.length > 0 ? <SiteTable {...view} /> : all === 0
        ? (
          <Empty title="No site yet">
            <p class="text-ink-2">
              Sites come with the registry record of a study, or one by one by hand.
            </p>
          </Empty>
        )
        : <NoneFits what="site" clear="?" />}
      <Pager
        back={filter.cursor ? { href: at({ cursor: "" }), label: "First page" } : null}
        next={nextCursor && at({ cursor: nextCursor })}
      />
    </Widget>
  );
}

function SiteFilters({ view }: { view: SiteListView }) {
  const { filter, countries, states } = view;
  return (
    <FilterBar
      find="Find a site"
      placeholder="Number, facility or city"
      q={filter.q}
      filtered={Object.values(filter).some(Boolean)}
    >
      <PickOne
        name="state"
        label="State"
        value={filter.state}
        options={SITE_STATES.filter((state) => states[state]).map((state) => ({
          value: state,
          label: `${STATE_WORDS[state]} (${formatNumber(states[state]!)})`,
        }))}
      />
      <PickOne
        name="country"
        label="Country"
        value={filter.country}
        options={countries.filter(({ country }) => country).map(({ country, sites }) => ({
          value: country,
          label: `${country} (${formatNumber(sites)})`,
        }))}
      />
      <PickOne name="status" label="Registry" value={filter.status} options={SITE_STATUS_OPTIONS} />
    </FilterBar>
  );
}

function statesProof(view: SiteListView, all: number): DerivedProof {
  const base = `/projects/${view.projectId}/sites`;
  return {
    title: "State of the sites",
    value: plural(all, "site"),
    formula: "The first that holds: closed, on hold, enrolling (a first participant, or somebody " +
      "enrolled in the newest count), active (activated), in start-up (contract, ethics approval " +
      "or initiation visit), selected, identified. Otherwise it is not known: the registry's " +
      "status is no dated fact.",
    query: "private.site_states(project)",
    rows: SITE_STATES.filter((state) => view.states[state]).map((state) => ({
      label: STATE_WORDS[state],
      value: plural(view.states[state]!, "site"),
      href: `${base}?state=${state}`,
    })),
    asOf: view.asOf,
  };
}
