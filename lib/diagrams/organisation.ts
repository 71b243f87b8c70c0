import { count, label, list, plain } from "./labels.ts";
import type { Compiled, Named, OrganisationInput } from "./model.ts";

/** Sites drawn one by one; with more there is one box a country. */
export const MAX_SITES = 40;
export const MAX_COUNTRIES = 30;
const MAX_COLLABORATORS = 12;

type Country = OrganisationInput["countries"][number];

const countryName = ({ name }: Country) => name === null ? "Country not known" : plain(name);
const box = (id: string, name: string) => `  ${id}["${name}"]`;

interface Part {
  lines: string[];
  words: string;
}

function collaboratorsPart(collaborators: readonly Named[]): Part {
  const shown = collaborators.slice(0, MAX_COLLABORATORS);
  const rest = collaborators.length - shown.length;
  const more = count(rest, "more collaborator");
  return {
    lines: [
      ...shown.flatMap(({ name }, i) => [box(`k${i}`, label(name)), `  k${i} -.- study`]),
      ...(rest > 0 ? [box("kmore", more), "  kmore -.- study"] : []),
    ],
    words: collaborators.length === 0
      ? "No collaborators are recorded."
      : `Collaborators: ${
        list([...shown.map(({ name }) => plain(name)), ...(rest > 0 ? [more] : [])])
      }.`,
  };
}

/** Every site under its country. */
function sitesPart(countries: readonly Country[]): Part {
  return {
    lines: countries.flatMap((country, i) => [
      box(`c${i}`, label(countryName(country))),
      `  study --> c${i}`,
      ...country.sites.flatMap(({ name }, j) => [
        box(`c${i}s${j}`, label(name)),
        `  c${i} --> c${i}s${j}`,
      ]),
    ]),
    words: countries.map((country) =>
      `${countryName(country)}: ${
        list(country.sites.map(({ name }) => plain(name))) || "no sites"
      }.`
    ).join(" "),
  };
}

/** Countries with how many sites they have, the largest first; the smallest are added up. */
function countsPart(countries: readonly Country[]): Part {
  const sorted = countries.toSorted((a, b) => b.sites.length - a.sites.length);
  const shown = sorted.length <= MAX_COUNTRIES ? sorted : sorted.slice(0, MAX_COUNTRIES - 1);
  const folded = sorted.slice(shown.length);
  const boxes = shown.map((country) => ({
    name: label(countryName(country)),
    words: countryName(country),
    sites: country.sites.length,
  }));
  if (folded.length > 0) {
    const sites = folded.reduce((sum, country) => sum + country.sites.length, 0);
    const name = count(folded.length, "more country", "more countries");
    boxes.push({ name, words: `${name} (${list(folded.map(countryName))})`, sites });
  }
  const total = countries.reduce((sum, country) => sum + country.sites.length, 0);
  return {
    lines: boxes.flatMap(({ name, sites }, i) => [
      box(`c${i}`, `${name}<br/>${count(sites, "site")}`),
      `  study --> c${i}`,
    ]),
    words: `${count(total, "site")}, counted by country: ${
      list(boxes.map(({ words, sites }) => `${words} ${sites}`))
    }.`,
  };
}

/** Who runs the study: sponsor, collaborators, countries and their sites. */
export function compileOrganisation(input: OrganisationInput): Compiled {
  const { title, study, sponsor, collaborators, countries } = input;
  const sites = countries.reduce((sum, country) => sum + country.sites.length, 0);
  const together = collaboratorsPart(collaborators);
  const places = countries.length === 0
    ? { lines: [], words: "No sites are recorded." }
    : sites > MAX_SITES || countries.length > MAX_COUNTRIES
    ? countsPart(countries)
    : sitesPart(countries);
  const sponsorName = sponsor ? `Sponsor: ${plain(sponsor.name)}` : "Sponsor not known";
  return {
    code: [
      "flowchart LR",
      box("sponsor", label(sponsorName)),
      box("study", label(study.name)),
      "  sponsor --> study",
      ...together.lines,
      ...places.lines,
    ].join("\n"),
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${plain(study.name)}. ${sponsorName}. ${together.words} ${places.words}`,
    sourceRefs: [
      study.id,
      ...(sponsor ? [sponsor.id] : []),
      ...collaborators.map(({ id }) => id),
      ...countries.flatMap((country) => [country.id, ...country.sites.map(({ id }) => id)]),
    ],
  };
}
