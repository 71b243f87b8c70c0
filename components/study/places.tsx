/** Sites with place, status and coordinates; countries by count; public contacts. */
import type { Contact, ProjectPage, Site } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { formatNumber, formatPosition, plural } from "../format.ts";
import { Proof, Status } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { standOf } from "../words.ts";

/** So many sites the home page lists; of more it says how they stand, and the list has them. */
const LISTED = 5;

export function Sites({ page, asOf }: { page: ProjectPage; asOf: string }) {
  const { project } = page;
  if (project.siteCount === 0) return null;
  const few = project.siteCount <= LISTED;
  const all = `/projects/${project.id}/sites`;
  return (
    <Widget
      id="sites"
      title="Sites"
      span={page.countries.length > 1 ? 8 : 12}
      tools={<a class="link text-xs" href={all} aria-current="false">All sites</a>}
      foot={{
        formula: few ? "in the order of the record; degrees, WGS 84" : "sites by registry status",
        asOf,
        source: plural(project.siteCount, "row"),
      }}
    >
      <p class={few ? "facts mb-3" : "facts"}>
        {page.siteStatuses.map(({ status, sites }) => (
          <span>
            <b>{formatNumber(sites)}</b>{" "}
            {status ? enumWords(status).toLowerCase() : "of a status that is not known"}
          </span>
        ))}
      </p>
      {few && <SiteTable sites={project.sites} caption="Sites of the study" proof />}
    </Widget>
  );
}

/** A site whose facility is not named goes by its city. */
function siteName(site: Site): string {
  return site.facility ?? site.city ?? "Not named";
}

interface SiteTableProps {
  sites: Site[];
  caption: string;
  /** Facility names open their proof (on the home page). */
  proof?: boolean;
}

export function SiteTable({ sites, caption, proof }: SiteTableProps) {
  return (
    <table class="tbl cards">
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Facility</th>
          <th scope="col">Place</th>
          <th scope="col" class="r opt">Latitude, longitude</th>
          <th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site, index) => (
          <tr>
            <th scope="row" class="full">
              {proof ? <Proof of={`sites/${index}`}>{siteName(site)}</Proof> : siteName(site)}
              {!site.facility && <span class="src">facility not named</span>}
            </th>
            <td class="wrap text-ink-2">
              {[site.city, site.state, site.country].filter(Boolean).join(", ")}
            </td>
            <td class="r hide opt text-ink-2">
              {site.lat !== null && site.lon !== null
                ? formatPosition(site.lat, site.lon)
                : <span class="text-ink-3">not known</span>}
            </td>
            <td class="whitespace-nowrap">
              {site.status
                ? <Status state={standOf(site.status)} word={enumWords(site.status)} />
                : <span class="text-ink-3">not known</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const COUNTRIES_SHOWN = 4;

export function Countries({ page, asOf }: { page: ProjectPage; asOf: string }) {
  if (page.countries.length < 2) return null;
  const most = page.countries[0]!.sites;
  const rest = page.countries.slice(COUNTRIES_SHOWN);
  const base = `/projects/${page.project.id}/sites?country=`;
  return (
    <Widget
      id="countries"
      title="Countries"
      span={4}
      note={`${page.countries.length} with sites`}
      foot={{ formula: "sites by country", asOf }}
    >
      <table class="funnel">
        <caption class="vh">Sites by country</caption>
        <tbody>
          {page.countries.slice(0, COUNTRIES_SHOWN).map(({ country, sites }) => (
            <tr>
              <th scope="row">
                {country
                  ? <a href={base + encodeURIComponent(country)} aria-current="false">{country}</a>
                  : "Not known"}
              </th>
              <td>
                <svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
                  <rect y="2" width={Math.round(sites / most * 100)} height="8" />
                </svg>
              </td>
              <td class="n">{formatNumber(sites)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest.length > 0 && (
        <p class="text-xs text-ink-3 mt-2">
          {rest.length} more with {formatNumber(rest.reduce((sum, one) => sum + one.sites, 0))}{" "}
          sites
        </p>
      )}
    </Widget>
  );
}

const CONTACTS_SHOWN = 5;

/** Central contacts and officials first; those of single sites stand in the list of sites. */
export function Contacts({ contacts }: { contacts: Contact[] }) {
  const shown = contacts.map((one, index) => ({ one, index }))
    .filter(({ one }) => one.kind !== "SITE").slice(0, CONTACTS_SHOWN);
  const atSites = contacts.filter((one) => one.kind === "SITE").length;
  if (contacts.length === 0) return null;
  return (
    <Widget
      id="contacts"
      title="Public contacts"
      span={4}
      note={atSites ? `and ${formatNumber(atSites)} at sites` : undefined}
    >
      {shown.length === 0
        ? <p class="text-ink-2">None for the study as a whole.</p>
        : (
          <ul class="rows plain">
            {shown.map(({ one, index }) => (
              <li>
                <span>
                  <b>
                    <Proof of={`contacts/${index}`}>{one.name ?? "Not named"}</Proof>
                  </b>
                  <small>
                    {[one.role && enumWords(one.role), one.affiliation].filter(Boolean).join(", ")}
                  </small>
                  <ContactLinks contact={one} />
                </span>
              </li>
            ))}
          </ul>
        )}
    </Widget>
  );
}

function ContactLinks({ contact }: { contact: Contact }) {
  const { phone, phoneExt, email } = contact;
  if (!phone && !email) return null;
  return (
    <small>
      {phone && <a href={`tel:${phone.replace(/[^\d+]/g, "")}`}>{phone}</a>}
      {phoneExt && ` ext. ${phoneExt}`}
      {phone && email && ", "}
      {email && <a href={`mailto:${email}`}>{email}</a>}
    </small>
  );
}
