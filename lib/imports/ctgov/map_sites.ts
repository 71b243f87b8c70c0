/** Sites and the contacts that the registry publishes for a study. */
import type { ContactFact, SiteFact } from "../facts.ts";
import { at, given } from "./map_text.ts";
import type { Study } from "./schema.ts";

type Locations = NonNullable<Study["protocolSection"]["contactsLocationsModule"]>;
type Person = NonNullable<Locations["centralContacts"]>[number];

export function siteFacts(module: Locations): SiteFact[] {
  return (module.locations ?? []).map((row, i) => ({
    facility: given(row.facility),
    city: given(row.city),
    state: given(row.state),
    zip: given(row.zip),
    country: given(row.country),
    status: row.status ?? null,
    lat: row.geoPoint?.lat ?? null,
    lon: row.geoPoint?.lon ?? null,
    pointer: at("contactsLocationsModule", "locations", i),
  }));
}

export function contactFacts(module: Locations): ContactFact[] {
  const person = (
    kind: ContactFact["kind"],
    site: number | null,
    row: Person,
    pointer: string,
  ): ContactFact => ({
    kind,
    site,
    name: given(row.name),
    role: row.role ?? null,
    affiliation: given(row.affiliation),
    phone: given(row.phone),
    phoneExt: given(row.phoneExt),
    email: given(row.email),
    pointer,
  });
  const own = "contactsLocationsModule";
  return [
    ...(module.centralContacts ?? []).map((row, i) =>
      person("CENTRAL", null, row, at(own, "centralContacts", i))
    ),
    ...(module.overallOfficials ?? []).map((row, i) =>
      person("OVERALL_OFFICIAL", null, row, at(own, "overallOfficials", i))
    ),
    ...(module.locations ?? []).flatMap((site, s) =>
      (site.contacts ?? []).map((row, i) =>
        person("SITE", s, row, at(own, "locations", s, "contacts", i))
      )
    ),
  ];
}
