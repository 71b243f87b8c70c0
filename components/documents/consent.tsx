/** Which version of the consent form each site works with: what is narrowed, and the matrix. */
import { FilterBar, PickOne } from "../filter_bar.tsx";
import { formatNumber, plural } from "../format.ts";
import { Pages } from "../pager.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { columnsFor, Matrix } from "./consent_matrix.tsx";
import { type ConsentView, hrefOf } from "./consent_view.ts";
import { Tabs } from "./tabs.tsx";

export function ConsentForms(view: ConsentView) {
  const { projectId, forms, superseded, siteCount, filter, pages } = view;
  const columns = columnsFor(view);
  return (
    <>
      <PageHead title="Consent forms by site" />
      <Tabs projectId={projectId} here="consent" />
      <Widget
        id="matrix"
        title="Versions in use"
        note={superseded > 0
          ? `${plural(superseded, "superseded version")} in use`
          : "no superseded version is in use"}
        tools={forms.length > 0 && <Filters view={view} />}
        foot={{
          formula: "in use from, until; superseded: a newer approved version is in effect",
          asOf: view.asOf,
          source: `${plural(siteCount, "site")}, ${plural(columns.length, "version")}`,
        }}
      >
        {forms.length === 0
          ? (
            <Empty title="No consent form yet">
              <p class="text-ink-2">
                Add a document of the kind consent form, then its versions.{" "}
                <a class="link" href={`/projects/${projectId}/documents`}>Documents</a>
              </p>
            </Empty>
          )
          : columns.length === 0
          ? (
            <Empty title="Nothing to compare here">
              <p class="text-ink-2">
                No version of a form is for these sites.{" "}
                <a class="link" href="?">Clear the filters</a>
              </p>
            </Empty>
          )
          : <Matrix view={view} columns={columns} />}
        <LeftOut view={view} shown={columns.length} />
        <Pages
          page={filter.page}
          pages={pages}
          hrefOf={(page) => hrefOf(filter, { page })}
        />
      </Widget>
      <Said text={view.said} />
    </>
  );
}

function Filters({ view: { filter, countries, forms } }: { view: ConsentView }) {
  const { country, form } = filter;
  if (countries.length < 2 && forms.length < 2) return null;
  return (
    <FilterBar filtered={country !== "" || form !== ""}>
      {countries.length > 1 && (
        <PickOne
          name="country"
          label="Country"
          value={country}
          options={countries.map((value) => ({ value, label: value }))}
        />
      )}
      {forms.length > 1 && (
        <PickOne
          name="form"
          label="Form"
          value={form}
          options={forms.map(({ id, title, country: of }) => ({
            value: id,
            label: (of ? `${title} (${of})` : title).slice(0, 120),
          }))}
        />
      )}
      {filter.all && <input type="hidden" name="all" value="1" />}
    </FilterBar>
  );
}

/** What the matrix does not show, in words, and the way to it. */
function LeftOut({ view, shown }: { view: ConsentView; shown: number }) {
  const { older, versions, filter } = view;
  const elsewhere = versions.length - shown;
  if (older === 0 && elsewhere === 0) return null;
  return (
    <p class="text-xs text-ink-2 mt-2">
      {elsewhere > 0 && `${plural(elsewhere, "version")} for no site of this page. `}
      {older > 0 && !filter.all && (
        <>
          {`${plural(older, "older version")} that no site works with. `}
          <a class="link" href={hrefOf(filter, { all: true })}>
            {older === 1 ? "Show it" : `Show all ${formatNumber(older)}`}
          </a>
        </>
      )}
      {older > 0 && filter.all && (
        <a class="link" href={hrefOf(filter, { all: "" })}>
          Hide versions that no site works with
        </a>
      )}
    </p>
  );
}
