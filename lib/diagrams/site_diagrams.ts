/** The diagrams of sites and of who runs the study. Pure. */
import { SITE_STATES, type SiteState, STATE_WORDS } from "@/lib/sites/model.ts";
import { compileApprovals, MAX_COUNTRIES as MAX_APPROVALS } from "./approvals.ts";
import type { DiagramFacts, SiteFacts } from "./facts.ts";
import { day, list } from "./labels.ts";
import type { ApprovalStep, SourceRow } from "./model.ts";
import { compileOrganisation, MAX_COUNTRIES, MAX_SITES } from "./organisation.ts";
import type { Part } from "./plan_diagrams.ts";
import { compileSiteStates } from "./site_states.ts";

const NO_COUNTRY = "Country not known";
const nameOf = (site: SiteFacts) => site.name || "Site without a name";
const rowOf = (site: SiteFacts, detail: string): SourceRow => ({
  kind: "site",
  id: site.id,
  name: nameOf(site),
  detail,
});

/** The usual way, and holds. Other ways happen; they are facts of a site, not of the pipeline. */
const WAYS: [SiteState, SiteState][] = [
  ["identified", "selected"],
  ["selected", "in_start_up"],
  ["in_start_up", "active"],
  ["active", "enrolling"],
  ["enrolling", "closed"],
  ["active", "on_hold"],
  ["enrolling", "on_hold"],
  ["on_hold", "enrolling"],
  ["on_hold", "closed"],
];

export function siteStatesOf({ sites }: DiagramFacts, title: string): Part {
  const of = (state: SiteState) => sites.filter((site) => site.state === state);
  const states = SITE_STATES
    .filter((state) => state !== "unknown" || of(state).length > 0)
    .map((state) => ({
      id: state,
      name: STATE_WORDS[state],
      siteIds: of(state).map(({ id }) => id),
    }));
  const unknown = of("unknown").length;
  return {
    ...compileSiteStates({
      title,
      states: sites.length === 0 ? [] : states,
      transitions: WAYS.map(([from, to]) => ({ from, to })),
    }),
    formula: "count of sites by the state that follows from their dated facts: closed, on hold, " +
      "enrolling, active, in start-up, selected, identified, the first that holds",
    rows: sites.map((site) =>
      rowOf(site, STATE_WORDS[site.state] + (site.sinceOn ? ` since ${day(site.sinceOn)}` : ""))
    ),
    summarised: null,
    caveat: unknown === 0
      ? null
      : `no dated fact is recorded for ${unknown} of ${sites.length} sites`,
  };
}

const STEPS: [keyof SiteFacts & `${string}On`, string][] = [
  ["selectedOn", "Selection"],
  ["contractSignedOn", "Contract"],
  ["ethicsApprovedOn", "Ethics approval"],
  ["initiationVisitOn", "Initiation visit"],
  ["activatedOn", "Activation"],
];

/** Countries with their sites, most sites first, then by name. */
function byCountry(sites: SiteFacts[]): [string | null, SiteFacts[]][] {
  const found = Map.groupBy(sites, ({ country }) => country);
  return [...found].sort(([a, some], [b, others]) =>
    others.length - some.length || (a ?? "~").localeCompare(b ?? "~", "en")
  );
}

function stepOf(sites: SiteFacts[], [fact, name]: typeof STEPS[number]): ApprovalStep {
  const days = sites.map((site) => site[fact]).filter((on) => on !== null).sort();
  const done = days.length === sites.length;
  const known = sites.some((site) => site.state !== "unknown");
  return {
    id: fact,
    name,
    state: done ? "done" : days.length > 0 ? "running" : known ? "waiting" : "unknown",
    on: done ? days.at(-1)! : null,
    sites: days.length === 0 && !known ? null : { done: days.length, of: sites.length },
  };
}

const stepsDone = (site: SiteFacts) =>
  STEPS.flatMap(([fact, name]) =>
    site[fact] === null ? [] : [`${name.toLowerCase()} ${day(site[fact])}`]
  )
    .join(", ") || "nothing is recorded";

export function approvalsOf({ sites }: DiagramFacts, title: string): Part {
  const countries = byCountry(sites);
  return {
    ...compileApprovals({
      title,
      countries: countries.map(([country, own]) => ({
        id: country ?? "",
        name: country ?? NO_COUNTRY,
        steps: STEPS.map((step) => stepOf(own, step)),
      })),
    }),
    sourceRefs: sites.map(({ id }) => id),
    formula:
      "of each country's sites, those with the dated fact; done when all have it, on the day " +
      "of the last",
    rows: sites.map((site) => rowOf(site, `${site.country ?? NO_COUNTRY}: ${stepsDone(site)}`)),
    summarised: countries.length <= MAX_APPROVALS
      ? null
      : `${
        MAX_APPROVALS - 1
      } of ${countries.length} countries are drawn, those with the most sites; ` +
        "the others are added up",
    caveat: sites.length === 0
      ? null
      : "approvals of authorities have no place in the record yet, so they are not shown",
  };
}

export function organizationOf({ project, sites }: DiagramFacts, title: string): Part {
  const countries = byCountry(sites);
  const collaborators = project.collaborators.flatMap(({ name }) => name ? [name] : []);
  const folded = sites.length > MAX_SITES || countries.length > MAX_COUNTRIES;
  return {
    ...compileOrganisation({
      title,
      study: { id: project.id, name: project.name },
      sponsor: project.sponsor ? { id: project.id, name: project.sponsor } : null,
      collaborators: collaborators.map((name) => ({ id: project.id, name })),
      countries: countries.map(([name, own]) => ({
        id: name ?? "",
        name,
        sites: own.map((site) => ({ id: site.id, name: nameOf(site) })),
      })),
    }),
    sourceRefs: [project.id, ...sites.map(({ id }) => id)],
    formula: "sponsor and collaborators of the study, its sites by country",
    rows: [
      {
        kind: "project",
        id: project.id,
        name: project.name,
        detail: project.sponsor
          ? `sponsor ${project.sponsor}${
            collaborators.length > 0 ? `, with ${list(collaborators)}` : ""
          }`
          : "no sponsor is recorded",
      },
      ...sites.map((site) => rowOf(site, site.country ?? NO_COUNTRY)),
    ],
    summarised: folded ? `${sites.length} sites are drawn as one box a country` : null,
    caveat: project.sponsor ? null : "the sponsor is not recorded",
  };
}
