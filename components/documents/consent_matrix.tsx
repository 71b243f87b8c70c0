/** Sites by versions of consent forms: how each site stands in a word, then each version. */
import { type ConsentUse, STATE_WORDS } from "@/lib/documents/model.ts";
import { Ask } from "../ask.tsx";
import { formatDate } from "../format.ts";
import { Status } from "../marks.tsx";
import { type Column, type ConsentView, hrefOf } from "./consent_view.ts";
import { versionGlyph } from "./words.ts";

type Site = ConsentView["sites"][number];

const keyOf = (country: string | null) => country?.trim().toLowerCase() || null;

/** A form of one country, or of one site, is for no other. */
const isFor = (version: Column, site: Site) =>
  (version.siteId ?? site.id) === site.id &&
  (site.country === null ||
    (keyOf(version.country) ?? keyOf(site.country)) === keyOf(site.country));

/** Versions that are for a site of the page, or that one of its sites has worked with. */
export const columnsFor = ({ versions, sites, uses }: ConsentView): Column[] =>
  versions.filter((one) =>
    sites.length === 0 || uses.some((use) => use.versionId === one.id) ||
    sites.some((site) => isFor(one, site))
  );

/** Neighbours of one form, so that its title stands once above them. */
function formsOf(columns: Column[]): Column[][] {
  const forms: Column[][] = [];
  for (const one of columns) {
    const last = forms.at(-1);
    if (last?.[0]?.documentId === one.documentId) last.push(one);
    else forms.push([one]);
  }
  return forms;
}

export function Matrix({ view, columns }: { view: ConsentView; columns: Column[] }) {
  const forms = formsOf(columns);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Versions by site">
      <table class="tbl wide">
        <caption class="vh">Sites and the versions of consent forms that they work with</caption>
        <thead>
          {forms.length > 1 && (
            <tr>
              <td />
              {forms.map((form) => (
                <th scope="colgroup" colSpan={form.length}>{form[0]!.title}</th>
              ))}
            </tr>
          )}
          <tr>
            <th scope="col">Site</th>
            {columns.map((one) => (
              <th scope="col">
                {`Version ${one.label}`}
                <span class="src">
                  {one.holdsFrom ? `from ${formatDate(one.holdsFrom)}` : STATE_WORDS[one.state]}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{view.sites.map((site) => siteRow(site, view, columns))}</tbody>
      </table>
    </div>
  );
}

function siteRow(site: Site, view: ConsentView, columns: Column[]) {
  return (
    <tr>
      <th scope="row">
        <a class="link" href={`/projects/${view.projectId}/sites/${site.id}`}>{site.label}</a>
        <span class="src">{site.country ?? "country not known"}</span>
        <InShort site={site} view={view} columns={columns} />
      </th>
      {columns.map((one) => cell(one, site, view))}
    </tr>
  );
}

/** What needs somebody: a superseded version, forms of the site of which no version is in use. */
function InShort({ site, view, columns }: { site: Site; view: ConsentView; columns: Column[] }) {
  const now = ({ usedFrom, usedUntil }: ConsentUse) =>
    usedFrom !== null && usedFrom <= view.today && (usedUntil === null || usedUntil >= view.today);
  const forms = formsOf(columns.filter((one) => isFor(one, site)));
  const open = forms.filter(([form]) =>
    !view.uses.some((use) =>
      use.siteId === site.id && use.documentId === form!.documentId && now(use)
    )
  );
  const old = view.uses.filter((use) => use.siteId === site.id && use.superseded);
  const reason = open.length === forms.length
    ? "which version it works with"
    : open.map(([form]) => form!.title).join(", ");
  return (
    <>
      {old.length > 0 && (
        <Status
          state="crit"
          word="Superseded in use"
          reason={old.map(({ label }) => label).join(", ")}
        />
      )}
      {open.length > 0 && <Status state="unk" word="Not known" reason={reason} />}
    </>
  );
}

function cell(version: Column, site: Site, view: ConsentView) {
  const { uses, may, filter } = view;
  const use = uses.find((one) => one.siteId === site.id && one.versionId === version.id);
  const href = hrefOf(filter, { do: "use", version: version.id, site: site.id });
  const about = <span class="vh">{` version ${version.label} at ${site.label}`}</span>;
  if (!use) {
    const other = version.siteId ? "for another site" : `for ${version.country} only`;
    return (
      <td>
        {!isFor(version, site)
          ? <span class="text-ink-3">{other}</span>
          : may.add
          ? <a class="btn sm" href={href}>Record{about}</a>
          : <span class="text-ink-3">not recorded</span>}
      </td>
    );
  }
  const { state, word, reason } = standing(use, version, view.today);
  return (
    <td class="wrap">
      <Status state={state} word={word} reason={reason} />
      {may.edit && (
        <p class="mt-2">
          <a class="btn sm" href={href}>Change{about}</a>
        </p>
      )}
      {use.superseded && (
        <p class="mt-2">
          <Ask
            projectId={view.projectId}
            kind="document_use"
            id={use.id}
            of={`version ${version.label} at ${site.label}`}
            look="line"
          />
        </p>
      )}
    </td>
  );
}

function standing(use: ConsentUse, version: Column, today: string) {
  const { usedFrom, usedUntil, approvedOn } = use;
  if (use.superseded) {
    const since = use.newestFrom ? ` since ${formatDate(use.newestFrom)}` : "";
    return {
      state: "crit" as const,
      word: "Superseded in use",
      reason: `version ${use.newest} is in effect${since}`,
    };
  }
  if (usedUntil !== null && usedUntil < today) {
    return { state: "info" as const, word: "Used", reason: `until ${formatDate(usedUntil)}` };
  }
  if (usedFrom !== null && usedFrom <= today) {
    const ok = version.state === "current";
    const state = ok ? "ok" as const : versionGlyph(version.state);
    const why = ok ? "" : `, ${STATE_WORDS[version.state]!.toLowerCase()}`;
    return { state, word: "In use", reason: `since ${formatDate(usedFrom)}${why}` };
  }
  const reason = approvedOn ? `approved ${formatDate(approvedOn)}` : "no day on record";
  return { state: "unk" as const, word: "Not in use yet", reason };
}
