/** What a study should hold and holds: first what needs action, then all of it, then by zone. */
import {
  DOCUMENT_STATES,
  type DocumentState,
  type Expected,
  STATE_WORDS,
} from "@/lib/documents/model.ts";
import { CsvLinks } from "../csv/link.tsx";
import { FilterBar, PickOne, queryOf } from "../filter_bar.tsx";
import { formatNumber, plural } from "../format.ts";
import { Glyph, type GlyphName, Icon } from "../icons.tsx";
import { Pages } from "../pager.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { DerivedDrawer } from "../derived.tsx";
import { Empty, NoneFits, Widget } from "../widget.tsx";
import { RULE, statesProof } from "./proof.ts";
import { DocumentTable } from "./table.tsx";
import { Tabs } from "./tabs.tsx";
import { KIND_OPTIONS, NEEDED_OPTIONS } from "./words.ts";
import { Zones } from "./zones.tsx";

export interface DocumentFilter {
  q: string;
  state: string;
  due: string;
  needed: string;
  country: string;
  site: string;
  kind: string;
  zone: string;
}

export interface Counts {
  all: number;
  states: Partial<Record<DocumentState, number>>;
  gate: number;
  in30: number;
  in60: number;
  in90: number;
}

export interface DocumentsView extends Counts {
  projectId: string;
  total: number;
  unconfirmed: number;
  zones: {
    zone: string;
    name: string | null;
    expected: number;
    states: Partial<Record<DocumentState, number>>;
  }[];
  countries: string[];
  siteName: string | null;
  items: Expected[];
  filter: DocumentFilter;
  page: number;
  pages: number;
  may: { add: boolean; edit: boolean; waive: boolean };
  proof: boolean;
  said: string | null;
  asOf: string;
}

export type At = (changes: Record<string, string>) => string;

export function DocumentList(view: DocumentsView) {
  const { projectId, all, filter, may } = view;
  const at: At = (changes) => `?${queryOf({ ...filter, ...changes })}`;
  return (
    <>
      <PageHead
        title="Documents"
        sub={all === 0 ? undefined : `${plural(all, "document")} expected or held`}
        acts={
          <>
            <CsvLinks projectId={projectId} kind="documents" mayImport={may.edit} />
            {may.add && (
              <a class="btn" href={at({ do: "add" })}>
                <Icon name="plus" />Document
              </a>
            )}
          </>
        }
      />
      <Tabs projectId={projectId} here="documents" unconfirmed={view.unconfirmed} />
      {all > 0 && <Attention view={view} />}
      <div class={all > 0 ? "mt-9" : undefined}>
        <Listed view={view} at={at} />
      </div>
      {all > 0 && <Zones view={view} />}
      {view.proof && <DerivedDrawer proof={statesProof(view, view.asOf)} close={at({})} />}
      <Said text={view.said} />
    </>
  );
}

/** What is urgent, each with how many; a number leads to its rows. */
function Attention({ view }: { view: DocumentsView }) {
  const { states, gate, in30, in60, in90, all, asOf } = view;
  const entries: [GlyphName, number, string, string][] = [
    ["crit", states.expired ?? 0, "expired", "state=expired"],
    ["crit", gate, "missing for the activation of a site", "state=missing&needed=site_activation"],
    ["risk", in30, `${in30 === 1 ? "expires" : "expire"} within 30 days`, "due=30"],
    ["risk", in60, `${in60 === 1 ? "expires" : "expire"} within 60 days`, "due=60"],
    ["risk", in90, `${in90 === 1 ? "expires" : "expire"} within 90 days`, "due=90"],
    ["info", states.pending ?? 0, "pending: not approved, or not in effect yet", "state=pending"],
  ];
  const urgent = entries.filter(([, n]) => n > 0);
  return (
    <Widget
      id="attention"
      title="Needs action"
      foot={{
        formula: "the state of each expected or held document today",
        asOf,
        source: plural(all, "row"),
        link: { href: `?${queryOf({ ...view.filter, proof: "states" })}`, label: "Proof" },
      }}
    >
      {urgent.length === 0
        ? (
          <p class="text-ink-2">
            <Glyph name="ok" class="t-ok" />{" "}
            Nothing has expired or expires within 90 days, and no activation waits for a document.
          </p>
        )
        : (
          <ul class="gate gate-2">
            {urgent.map(([glyph, n, words, query]) => (
              <li>
                <Glyph name={glyph} class={`t-${glyph}`} />
                <span>
                  <a class="proof" href={`?${query}`}>
                    <b class="num">{formatNumber(n)}</b>
                  </a>{" "}
                  {words}
                </span>
              </li>
            ))}
          </ul>
        )}
    </Widget>
  );
}

function Listed({ view, at }: { view: DocumentsView; at: At }) {
  const { items, total, all, filter, page, pages, asOf } = view;
  const filtered = Object.values(filter).some(Boolean);
  return (
    <Widget
      id="list"
      title={view.siteName ?? (filter.country || "All documents")}
      note={`${formatNumber(total)} of ${formatNumber(all)}`}
      tools={all > 0 && <Filters view={view} filtered={filtered} />}
      foot={{ formula: RULE, asOf, source: plural(items.length, "row") }}
    >
      {items.length > 0
        ? <DocumentTable view={view} at={at} />
        : filtered
        ? <NoneFits what="document" clear="?" />
        : (
          <Empty title="Nothing is expected yet">
            <p class="text-ink-2">
              Say once which documents the study, each country and each site need; what is missing
              then shows here.{" "}
              <a class="link" href={`/projects/${view.projectId}/documents/requirements`}>
                What is expected
              </a>
            </p>
          </Empty>
        )}
      <Pages page={page} pages={pages} hrefOf={(to) => at({ page: String(to) })} />
    </Widget>
  );
}

function Filters({ view, filtered }: { view: DocumentsView; filtered: boolean }) {
  const { filter, states, countries, siteName } = view;
  return (
    <FilterBar
      find="Find a document"
      placeholder="Title, number or site"
      q={filter.q}
      filtered={filtered}
    >
      {siteName && <input type="hidden" name="site" value={filter.site} />}
      {filter.zone && <input type="hidden" name="zone" value={filter.zone} />}
      <PickOne
        name="state"
        label="State"
        value={filter.state}
        options={DOCUMENT_STATES.filter((state) => states[state]).map((state) => ({
          value: state,
          label: `${STATE_WORDS[state]} (${formatNumber(states[state]!)})`,
        }))}
      />
      <PickOne name="kind" label="Kind" value={filter.kind} options={KIND_OPTIONS} />
      <PickOne
        name="country"
        label="Country"
        value={filter.country}
        options={countries.map((country) => ({ value: country, label: country }))}
      />
      <PickOne name="needed" label="Needed before" value={filter.needed} options={NEEDED_OPTIONS} />
    </FilterBar>
  );
}
