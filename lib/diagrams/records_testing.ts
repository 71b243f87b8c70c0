/** Inputs of every compiler, from registry records and from hostile names; for tests only. */
import { fixtures, hasFixtures } from "@/tests/environment.ts";
import { HOSTILE } from "./hostile_testing.ts";
import type { Compiled, GanttItem, Named } from "./model.ts";
import { compileApprovals } from "./approvals.ts";
import { complianceDiagrams } from "./compliance_testing.ts";
import { compileDelegation } from "./delegation.ts";
import { compileDesign } from "./design.ts";
import { compileGantt } from "./gantt.ts";
import { compileOrganisation } from "./organisation.ts";
import { compilePhaseGates } from "./phase_gates.ts";
import { compileSchedule } from "./schedule.ts";
import { compileSiteStates } from "./site_states.ts";

/** Real inputs that are no part of this project; tests of them are skipped without. */
export const MERMAID_CASES = `${fixtures}/mermaid/cases.jsonl`;
const RECORDS = `${fixtures}/ctgov_v2`;
export const noCases = !hasFixtures("mermaid/cases.jsonl");
export const noRecords = !hasFixtures("ctgov_v2");

/** The names of one study, enough to fill every diagram with them. */
export interface Names {
  title: string;
  sponsor: string | null;
  collaborators: string[];
  /** Country and name of each site. */
  sites: { country: string | null; name: string }[];
  /** Whatever may name a milestone, a task, a phase or a step. */
  other: string[];
}

interface RawStudy {
  protocolSection?: {
    identificationModule?: { nctId?: string; briefTitle?: string; officialTitle?: string };
    sponsorCollaboratorsModule?: {
      leadSponsor?: { name?: string };
      collaborators?: { name?: string }[];
    };
    contactsLocationsModule?: {
      locations?: { facility?: string; city?: string; country?: string }[];
    };
  };
}

const MAX_OTHER = 400;

/** Every short string of the record: all of them may come to name something. */
function strings(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === "string") found.add(value.slice(0, 5000));
  else if (Array.isArray(value)) value.forEach((one) => strings(one, found));
  else if (value !== null && typeof value === "object") {
    Object.values(value).forEach((one) => strings(one, found));
  }
  return found;
}

function namesOf(study: RawStudy): Names {
  const section = study.protocolSection ?? {};
  const parties = section.sponsorCollaboratorsModule;
  const every = [...strings(study)];
  const step = Math.max(1, Math.floor(every.length / MAX_OTHER));
  return {
    title: section.identificationModule?.briefTitle ?? "",
    sponsor: parties?.leadSponsor?.name ?? null,
    collaborators: (parties?.collaborators ?? []).map(({ name }) => name ?? ""),
    sites: (section.contactsLocationsModule?.locations ?? []).map((place) => ({
      country: place.country ?? null,
      name: [place.facility, place.city].filter(Boolean).join(", "),
    })),
    other: every.filter((_, i) => i % step === 0),
  };
}

/** Records by file name, of both folders; none without the fixtures. */
export function recordNames(): Map<string, Names> {
  const found = new Map<string, Names>();
  if (noRecords) return found;
  for (const folder of ["full", "projection"]) {
    for (const { name } of Deno.readDirSync(`${RECORDS}/${folder}`)) {
      const parsed = JSON.parse(Deno.readTextFileSync(`${RECORDS}/${folder}/${name}`));
      const studies: RawStudy[] = parsed.studies ?? [parsed];
      studies.forEach((study, i) => found.set(`${folder}/${name}#${i}`, namesOf(study)));
    }
  }
  return found;
}

/** The same hostile name everywhere, and all of them together. */
export function hostileNames(): Map<string, Names> {
  const all = new Map<string, Names>();
  const everywhere = (name: string): Names => ({
    title: name,
    sponsor: name,
    collaborators: [name, name],
    sites: [{ country: name, name }, { country: null, name }],
    other: [name, name, name],
  });
  for (const name of HOSTILE) all.set(JSON.stringify(name.slice(0, 40)), everywhere(name));
  all.set("all of them", {
    ...everywhere("end"),
    collaborators: HOSTILE,
    sites: HOSTILE.flatMap((name) => HOSTILE.slice(0, 3).map((country) => ({ country, name }))),
    other: HOSTILE,
  });
  return all;
}

const day = (offset: number) =>
  new Date(Date.UTC(2026, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);
const pick = <T>(from: readonly T[], i: number): T => from[i % from.length]!;

function countriesOf({ sites }: Names) {
  const byCountry = new Map<string | null, Named[]>();
  sites.forEach(({ country, name }, i) => {
    byCountry.set(country, [...byCountry.get(country) ?? [], { id: `site-${i}`, name }]);
  });
  return [...byCountry].map(([name, sites], i) => ({ id: `country-${i}`, name, sites }));
}

function ganttItems({ other }: Names): GanttItem[] {
  return other.map((name, i) => ({
    id: `item-${i}`,
    name,
    kind: i % 3 === 0 ? "milestone" : "task",
    section: i % 7 === 0 ? null : pick(other, Math.floor(i / 8)),
    startOn: i % 11 === 5 ? null : day(i * 3),
    finishOn: i % 11 === 5 ? null : day(i * 3 + (i % 3 === 0 ? 0 : i % 20)),
    done: i % 4 === 0,
    critical: i % 5 === 0,
  }));
}

/** Few are drawn one by one, many in sum: some records have few names, others many. */
function designDiagrams({ title, other }: Names): [string, Compiled][] {
  const typed = (name: string, i: number) => ({
    ...{ id: `other-${i}`, name, type: i % 3 === 0 ? null : pick(other, i + 1) },
  });
  const few = (most: number) => other.slice(0, other.length % (2 * most));
  const arms = few(16).map(typed);
  const interventions = few(20).map((name, i) => ({ ...typed(name, i), id: `given-${i}` }));
  return [
    [
      "design",
      compileDesign({
        ...{ title, arms, interventions },
        links: arms.flatMap(({ id }, i) =>
          interventions.length === 0 ? [] : [{ from: id, to: pick(interventions, i * 3).id }]
        ),
      }),
    ],
    [
      "schedule",
      compileSchedule({
        title,
        frames: few(12).map((name, i) => ({
          name: i % 7 === 3 ? null : name,
          outcomes: other.slice(i, i + 1 + i % 6).map((measure, j) => ({
            ...{ id: `${i}-${j}`, name: measure },
            kind: pick(["PRIMARY", "SECONDARY", "OTHER"] as const, i + j),
          })),
        })),
      }),
    ],
    [
      "delegation",
      compileDelegation({
        title,
        sites: few(30).map((name, i) => ({
          ...{ id: `site-${i}`, name },
          people: other.slice(i, i + 1 + i % 2).map((who, j) => ({
            ...{ id: `${i}-${j}`, name: who, role: pick(other, i + j) },
            duties: other.slice(j, j + i % 8),
          })),
        })),
      }),
    ],
  ];
}

/** Every diagram that the names can fill. */
export function everyDiagram(names: Names): Map<string, Compiled> {
  const { title, other } = names;
  const countries = countriesOf(names);
  const named = (name: string, i: number) => ({ id: `other-${i}`, name });
  return new Map([
    ["gantt", compileGantt({ title, items: ganttItems(names), asOf: "2026-11-21" })],
    [
      "phase gates",
      compilePhaseGates({
        title,
        phases: other.map((name, i) => ({
          ...named(name, i),
          state: pick(["done", "current", "ahead", "unknown"] as const, i),
          gate: i % 4 === 3 ? null : {
            ...named(pick(other, i + 1), i + 1000),
            state: pick(["passed", "open", "unknown"] as const, i),
            on: i % 2 === 0 ? day(i) : null,
            missing: other.slice(0, i % 6),
          },
        })),
      }),
    ],
    [
      "site states",
      compileSiteStates({
        title,
        states: other.slice(0, 12).map((name, i) => ({
          ...named(name, i),
          siteIds: names.sites.map((_, j) => `site-${j}`).filter((_, j) => j % 12 === i),
        })),
        transitions: other.slice(1, 12).map((_, i) => ({
          from: `other-${i}`,
          to: `other-${i + 1}`,
        })),
      }),
    ],
    [
      "approvals",
      compileApprovals({
        title,
        countries: countries.map(({ id, name }, i) => ({
          id,
          name: name ?? "Country not known",
          steps: other.slice(0, i % 10).map((step, j) => ({
            ...named(step, i * 100 + j),
            state: pick(["done", "running", "waiting", "unknown"] as const, i + j),
            on: j % 2 === 0 ? day(j) : null,
            sites: j % 3 === 0 ? { done: j, of: j + 4 } : null,
          })),
        })),
      }),
    ],
    [
      "organisation",
      compileOrganisation({
        title,
        study: { id: "study", name: title },
        sponsor: names.sponsor === null ? null : { id: "sponsor", name: names.sponsor },
        collaborators: names.collaborators.map(named),
        countries,
      }),
    ],
    ...designDiagrams(names),
    ...complianceDiagrams(names),
  ]);
}
