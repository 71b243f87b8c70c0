/** Which version of the consent form each site works with. */
import { type ConsentUse, STATE_WORDS } from "@/lib/documents/model.ts";
import { formatDate, plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { Pages } from "../pager.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { Tabs } from "./tabs.tsx";
import { versionGlyph } from "./words.ts";

interface Column {
  id: string;
  documentId: string;
  title: string;
  country: string | null;
  siteId: string | null;
  label: string;
  state: string;
  holdsFrom: string | null;
}

export interface ConsentView {
  projectId: string;
  today: string;
  versions: Column[];
  sites: { id: string; label: string; country: string | null }[];
  siteCount: number;
  superseded: number;
  uses: ConsentUse[];
  page: number;
  pages: number;
  may: { add: boolean; edit: boolean };
  said: string | null;
  asOf: string;
}

export function ConsentMatrix(view: ConsentView) {
  const { projectId, versions, superseded, siteCount, page, pages } = view;
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
        foot={{
          formula: "in use from, until; superseded: a newer approved version is in effect",
          asOf: view.asOf,
          source: `${plural(siteCount, "site")}, ${plural(versions.length, "version")}`,
        }}
      >
        {versions.length === 0
          ? (
            <Empty title="No consent form has a version yet">
              <p class="text-ink-2">
                Add a document of the kind consent form, then its versions.{" "}
                <a class="link" href={`/projects/${projectId}/documents`}>Documents</a>
              </p>
            </Empty>
          )
          : <Matrix view={view} />}
        <Pages page={page} pages={pages} hrefOf={(to) => `?page=${to}`} />
      </Widget>
      <Said text={view.said} />
    </>
  );
}

function Matrix({ view }: { view: ConsentView }) {
  const { versions, sites, projectId } = view;
  const many = new Set(versions.map((one) => one.documentId)).size > 1;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Versions by site">
      <table class="tbl">
        <caption class="vh">Sites and the versions of consent forms that they work with</caption>
        <thead>
          <tr>
            <th scope="col">Site</th>
            {versions.map((one) => (
              <th scope="col">
                {many ? `${one.title}, ${one.label}` : `Version ${one.label}`}
                <span class="src">
                  {one.holdsFrom ? `from ${formatDate(one.holdsFrom)}` : STATE_WORDS[one.state]}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sites.map((site) => (
            <tr>
              <th scope="row">
                <a class="link" href={`/projects/${projectId}/sites/${site.id}`}>{site.label}</a>
                <span class="src">{site.country ?? "country not known"}</span>
              </th>
              {versions.map((one) => <Cell key={one.id} version={one} site={site} view={view} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  version: Column;
  site: ConsentView["sites"][number];
  view: ConsentView;
}

function Cell({ version, site, view }: CellProps) {
  const { uses, may, page } = view;
  const use = uses.find((one) => one.siteId === site.id && one.versionId === version.id);
  const href = `?do=use&version=${version.id}&site=${site.id}&page=${page}`;
  const about = <span class="vh">version {version.label} at {site.label}</span>;
  const elsewhere = (version.siteId ?? site.id) !== site.id ||
    (site.country !== null && (version.country ?? site.country) !== site.country);
  if (!use) {
    return (
      <td>
        {elsewhere
          ? (
            <span class="text-ink-3">
              –<span class="vh">not for this site</span>
            </span>
          )
          : may.add
          ? <a class="btn sm" href={href}>Record{about}</a>
          : <span class="text-ink-3">not used</span>}
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
