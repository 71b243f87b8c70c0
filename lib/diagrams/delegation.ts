import { count, label, list, plain, some } from "./labels.ts";
import type { Compiled, DelegationInput, Person } from "./model.ts";
import { nothing } from "./nothing.ts";

/** People with a box of their own; with more there is one box a site, then one box a duty. */
export const MAX_PEOPLE = 30;
export const MAX_SITES = 30;
const MAX_DUTIES = 30;
/** Duties in a box; more are counted. */
const MAX_OWN = 6;

const NONE = "no duty delegated";
const shortOf = (duties: readonly string[]) => [
  ...duties.slice(0, MAX_OWN).map((duty) => label(duty, 40)),
  ...(duties.length > MAX_OWN ? [`and ${duties.length - MAX_OWN} more`] : []),
];

function peopleLines({ sites }: DelegationInput): string[] {
  return sites.flatMap(({ name, people }, i) => [
    `  s${i}["${label(name)}"]`,
    ...people.flatMap((person, j) => [
      `  s${i}p${j}["${
        [label(person.name), label(person.role), ...(shortOf(person.duties))].join("<br/>")
      }${person.duties.length === 0 ? `<br/>${NONE}` : ""}"]${
        person.duties.length === 0 ? ":::none" : ""
      }`,
      `  s${i} --> s${i}p${j}`,
    ]),
  ]);
}

const standing = (people: readonly Person[]) => {
  const without = people.filter(({ duties }) => duties.length === 0).length;
  return `${count(people.length, "person", "people")}, ${
    people.length - without
  } with a duty, ${without} without`;
};

const siteLines = ({ sites }: DelegationInput) =>
  sites.map(({ name, people }, i) => `  s${i}["${label(name)}<br/>${label(standing(people))}"]`);

/** Duties by how many have them, over all sites. */
function dutiesOf({ sites }: DelegationInput) {
  const found = new Map<string, { people: number; sites: Set<string> }>();
  for (const { id, people } of sites) {
    for (const duty of people.flatMap(({ duties }) => duties)) {
      const sum = found.get(plain(duty)) ?? { people: 0, sites: new Set() };
      found.set(plain(duty), { people: sum.people + 1, sites: sum.sites.add(id) });
    }
  }
  return [...found].sort(([a, one], [b, other]) => other.people - one.people || (a < b ? -1 : 1))
    .map(([duty, { people, sites }]) => ({
      duty,
      words: `${count(people, "person", "people")} at ${count(sites.size, "site")}`,
    }));
}

function dutyLines(input: DelegationInput): string[] {
  const duties = dutiesOf(input);
  const shown = duties.slice(0, MAX_DUTIES);
  const more = duties.length - shown.length;
  return [
    `  all["${label(`All sites: ${standing(input.sites.flatMap(({ people }) => people))}`, 100)}"]`,
    ...shown.flatMap(({ duty, words }, i) => [
      `  d${i}["${label(duty)}<br/>${words}"]`,
      `  all --> d${i}`,
    ]),
    ...(more > 0 ? [`  rest["${count(more, "more duty", "more duties")}"]`, "  all --> rest"] : []),
  ];
}

/** Who is delegated what at which sites; folded by site, then by duty, when there are many. */
export function compileDelegation(input: DelegationInput): Compiled {
  const { title, sites } = input;
  const people = sites.flatMap((site) => site.people);
  const sourceRefs = people.map(({ id }) => id);
  if (people.length === 0) return nothing(title, "Nobody is recorded on the staff of a site");
  const lines = people.length <= MAX_PEOPLE
    ? peopleLines(input)
    : sites.length <= MAX_SITES
    ? siteLines(input)
    : dutyLines(input);
  const words = people.length <= MAX_PEOPLE
    ? sites.map((site) =>
      `${plain(site.name)} — ${
        site.people.map(({ name, role, duties }) =>
          `${plain(name)}, ${plain(role)}: ${list(duties.map(plain)) || NONE}`
        ).join("; ")
      }.`
    )
    : [
      `By site: ${
        some(sites.map((site) => `${plain(site.name)} ${standing(site.people)}`))
      }. By duty: ${some(dutiesOf(input).map(({ duty, words }) => `${duty} ${words}`)) || "none"}.`,
    ];
  return {
    code: ["flowchart LR", "  classDef none stroke-dasharray:4 3", ...lines].join("\n"),
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${standing(people)}, at ${count(sites.length, "site")}. ${
      words.join(" ")
    }`,
    sourceRefs,
  };
}
