/** Documents of a demo study: what it expects, what it holds, what its sites use. Invented. */
import { day, later, MARK } from "../plans/model.ts";
import type { People, Place, RecordGround, Records } from "./model.ts";

interface Wanted {
  key: string;
  title: string;
  kind: string;
  artifact: string;
  scope: "STUDY" | "COUNTRY" | "SITE";
  neededFor: "study_start" | "site_activation" | null;
  months?: number;
}

/** A requirement that people stand up for: the suggestion of the import, or one of their own. */
export function expect(out: Records, ground: RecordGround, wanted: Wanted): string {
  const { key, title, kind, artifact, scope, neededFor, months } = wanted;
  const row = {
    ...{ scope, needed_for: neededFor, valid_months: months ?? null },
    state: "confirmed",
    description: MARK,
  };
  const there = ground.requirements[`skeleton:${key}`];
  if (there === undefined) {
    return out.add("document_requirements", {
      ...row,
      ...{ title, kind, artifact_number: artifact, external_key: `skeleton:${key}` },
      ordinal: 500 + out.rows.document_requirements.length,
    });
  }
  out.taken.document_requirements.push({ id: there, ...row });
  return there;
}

interface NewDocument {
  title: string;
  kind: string;
  artifact: string;
  requirement: string | null;
  country?: string;
  site?: string;
  owner?: string;
}

/** Adds a document, and returns its id. */
export function hold(out: Records, document: NewDocument): string {
  const { title, kind, artifact, requirement, country, site, owner } = document;
  return out.add("documents", {
    ...{ title, kind, artifact_number: artifact, requirement_id: requirement, note: MARK },
    ...{ country: country ?? null, site_id: site ?? null, owner_id: owner ?? null },
  });
}

/** A file that says what it stands for. */
export const page = (study: string, title: string, version: string) => ({
  name: `${study}-${title}-${version}`.toLowerCase().normalize("NFKD")
    .replace(/[^a-z0-9.]+/g, "-") + ".pdf",
  lines: [study, title, `Version ${version}`, "", `${MARK}. Not a real document.`],
});

export const countriesOf = (sites: Place[]) => [
  ...new Set(sites.flatMap(({ country }) => country ?? [])),
];

interface SiteDocuments {
  requirement: string;
  title: string;
  kind: string;
  artifact: string;
  sites: Place[];
  /** Days after today on which a site's runs out; null: never. */
  left: (site: Place, i: number) => number | null;
  owner?: string;
}

/** One document a site, in its binder, in force for a year or for good. */
export function holdAtSites(out: Records, ground: RecordGround, wanted: SiteDocuments): void {
  const { requirement, title, kind, artifact, sites, left, owner } = wanted;
  sites.forEach((site, i) => {
    const id = hold(out, {
      ...{ title: `${title}, ${site.facility}`, kind, artifact, requirement, site: site.id },
      ...(owner ? { owner } : {}),
    });
    const rest = left(site, i);
    const approved = rest === null
      ? day(site.activatedOn ?? ground.today, -20)
      : day(ground.today, rest - 364);
    out.version(id, {
      version: "1.0",
      approved_on: approved,
      effective_on: approved,
      expires_on: rest === null ? null : day(ground.today, rest),
    });
  });
}

interface Consent {
  study: string;
  requirement: string;
  /** The day of the newer version, and the site that goes on with the older one. */
  renewedOn: string;
  behind: string;
}

/** A consent form for each country in two versions, and which of them each active site works with. */
export function consentForms(
  out: Records,
  ground: RecordGround,
  { coordinator }: People,
  { study, requirement, renewedOn, behind }: Consent,
): void {
  const active = ground.sites.filter((site) => site.activatedOn && !site.closedOn);
  for (const country of countriesOf(ground.sites)) {
    const mine = active.filter((site) => site.country === country);
    const title = `Consent form, ${country}`;
    const id = hold(out, {
      ...{ title, kind: "consent_form", artifact: "02.02.03", requirement, country },
      owner: coordinator,
    });
    const first = mine.map((site) => site.activatedOn!).toSorted()[0] ?? day(renewedOn, -200);
    const from = day(first, -25);
    const [older, newer] = [["1.0", from], ["2.0", renewedOn]].map(([version, on]) =>
      out.version(
        id,
        { version, approved_on: on, effective_on: on, dated_on: day(on!, -12) },
        page(study, title, version!),
      )
    ) as [string, string];
    for (const site of mine) {
      const use = { site_id: site.id, note: MARK };
      const changed = later(day(renewedOn, 6), site.activatedOn!);
      const stays = site.facility === behind;
      const begun = site.activatedOn! < renewedOn;
      if (begun) {
        out.add("document_uses", {
          ...{ version_id: older, approved_on: from, used_from: site.activatedOn, ...use },
          used_until: stays ? null : day(changed, -1),
        });
      }
      if (stays && begun) continue;
      out.add("document_uses", {
        ...{ version_id: newer, approved_on: renewedOn, used_from: changed, used_until: null },
        ...use,
      });
    }
  }
}
