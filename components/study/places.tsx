/** Sites with place, status and coordinates, or by status and country; public contacts. */
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
      span={8}
      tools={<a class="link text-xs" href={all}>All sites</a>}
      foot={{
        formula: few
          ? "in the order of the record; degrees, WGS 84"
          : "sites by registry status and by country",
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
      {few
        ? <SiteTable sites={project.sites} caption="Sites of the study" proof />
        : <Countries page={page} all={all} />}
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

const COUNTRIES_SHOWN = 5;

function Countries({ page, all }: { page: ProjectPage; all: string }) {
  if (page.countries.length < 2) return null;
  const rest = page.countries.slice(COUNTRIES_SHOWN);
  return (
    <p class="facts">
      <span>In {page.countries.length} countries:</span>
      {page.countries.slice(0, COUNTRIES_SHOWN).map(({ country, sites }) => (
        <span>
          <b>{formatNumber(sites)}</b> {country
            ? <a href={`${all}?country=${encodeURIComponent(country)}`}>{country}</a>
            : "not known"}
        </span>
      ))}
      {rest.length > 0 && (
        <span>
          <b>{formatNumber(rest.reduce((sum, one) => sum + one.sites, 0))}</b> in {rest.length} more
        </span>
      )}
    </p>
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
