/** A document about a site, before a site is chosen. */
import { type DocPlace, hrefOf } from "@/lib/assistant/page_model.ts";
import { formatNumber } from "../format.ts";
import { Empty } from "../widget.tsx";

export interface SiteChoice {
  id: string;
  label: string;
  /** Place and country. */
  detail: string;
}

interface SitesProps {
  place: DocPlace;
  sites: SiteChoice[];
  /** How many there are in all that the search finds. */
  total: number;
  /** What was searched for. */
  q: string;
}

export function ChooseSite({ place, sites, total, q }: SitesProps) {
  const { projectId, tab } = place;
  return (
    <article class="doc" aria-labelledby="d-t">
      <h1 id="d-t">{tab.title}</h1>
      <p class="text-ink-2 mt-2">
        {`This document is about one site: ${tab.what}. Choose the site.`}
      </p>
      <form method="get" class="filters mt-4" role="search" aria-label="Sites">
        <input
          class="in find-in"
          type="search"
          name="q"
          value={q}
          maxLength={100}
          aria-label="Find a site by its name, number, city or country"
          placeholder="Name, number, city"
          data-slash
        />
        <button type="submit" class="btn sm">Find</button>
        <span class="text-xs text-ink-3">{`${formatNumber(total)} found`}</span>
      </form>
      {sites.length === 0
        ? (
          <Empty title={q ? "No site fits" : "No site is recorded"}>
            <p class="text-ink-2">
              {q
                ? <a class="link" href={hrefOf(projectId, tab, null)}>Show all</a>
                : <a class="link" href={`/projects/${projectId}/sites`}>Add a site</a>}
            </p>
          </Empty>
        )
        : (
          <ul class="rows plain mt-3">
            {sites.map(({ id, label, detail }) => (
              <li>
                <span>
                  <b>
                    <a class="link" href={hrefOf(projectId, tab, id)}>{label}</a>
                  </b>
                  <small>{detail}</small>
                </span>
              </li>
            ))}
          </ul>
        )}
      {total > sites.length && sites.length > 0 && (
        <p class="text-xs text-ink-3 mt-2">
          {`${formatNumber(total - sites.length)} more: search to find them.`}
        </p>
      )}
    </article>
  );
}
