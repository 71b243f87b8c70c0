/**
 * What an import knows about a study, as typed rows. The names are those of the columns in
 * camelCase, so that one rule leads from a fact to its place in the database.
 * `pointer` is the JSON pointer of the object in the record that a row came from.
 */
import type { Json } from "./model.ts";
import type { Sourced } from "@/lib/projects/provenance.ts";

export interface ProjectFacts {
  nctId: string | null;
  orgStudyId: string | null;
  secondaryIds: { id: string; type: string | null; domain: string | null; link: string | null }[];
  acronym: string | null;
  briefTitle: string | null;
  officialTitle: string | null;
  studyType: string | null;
  /** Null where the registry says nothing, which is its rule for observational studies. */
  phases: string[] | null;
  status: string | null;
  whyStopped: string | null;
  briefSummary: string | null;
  detailedDescription: string | null;
  conditions: string[];
  keywords: string[];
  targetEnrollment: number | null;
  enrollmentKind: string | null;
  allocation: string | null;
  interventionModel: string | null;
  observationalModel: string | null;
  timePerspective: string | null;
  masking: string | null;
  whoMasked: string[];
  primaryPurpose: string | null;
  designDescription: string | null;
  sponsor: string | null;
  sponsorClass: string | null;
  responsibleParty: string | null;
  collaborators: { name: string; class: string | null }[];
  eligibilityText: string | null;
  sex: string | null;
  minimumAge: string | null;
  maximumAge: string | null;
  healthyVolunteers: boolean | null;
  stdAges: string[];
  samplingMethod: string | null;
  studyPopulation: string | null;
  hasResults: boolean | null;
}

interface Row {
  pointer: string;
}

export interface DateFact extends Row {
  kind: string;
  value: string;
  certainty: string | null;
}

export interface ArmFact extends Row {
  label: string;
  armType: string | null;
  description: string | null;
  /** `DRUG: name` of each intervention in the arm, sorted: the links, in words. */
  interventions: string[];
}

export interface InterventionFact extends Row {
  name: string;
  interventionType: string | null;
  description: string | null;
  otherNames: string[];
}

export interface OutcomeFact extends Row {
  kind: "PRIMARY" | "SECONDARY" | "OTHER";
  measure: string;
  description: string | null;
  timeFrame: string | null;
}

export interface CriterionFact extends Row {
  kind: "INCLUSION" | "EXCLUSION" | "UNCLASSIFIED";
  text: string;
  depth: number;
}

export interface ContactFact extends Row {
  kind: "CENTRAL" | "OVERALL_OFFICIAL" | "SITE";
  /** Index of the site in `sites`; null unless the kind is SITE. */
  site: number | null;
  name: string | null;
  role: string | null;
  affiliation: string | null;
  phone: string | null;
  phoneExt: string | null;
  email: string | null;
}

export interface SiteFact extends Row {
  facility: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
  status: string | null;
  lat: number | null;
  lon: number | null;
}

export interface StudyFacts {
  project: ProjectFacts;
  dates: DateFact[];
  arms: ArmFact[];
  interventions: InterventionFact[];
  outcomes: OutcomeFact[];
  criteria: CriterionFact[];
  sites: SiteFact[];
  contacts: ContactFact[];
}

export type Entity = Exclude<keyof StudyFacts, "project">;

export const ENTITIES: readonly Entity[] = [
  "dates",
  "arms",
  "interventions",
  "outcomes",
  "criteria",
  "sites",
  "contacts",
];

/** A row of the database as facts, with who set which field. */
export interface Stored<T> extends Sourced {
  id: string;
  /** Its number in the list; rows without an order have 0. */
  ordinal: number;
  fact: T;
}

export type StoredFacts =
  & { project: Stored<ProjectFacts> }
  & {
    [E in Entity]: Stored<StudyFacts[E][number]>[];
  };

/** The name by which an arm knows an intervention. */
export function interventionKey(row: { interventionType: string | null; name: string }): string {
  return `${row.interventionType ?? "?"}: ${row.name}`;
}

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, member) =>
      member !== null && typeof member === "object" && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0))
        : member,
  ) ?? "null";
}

/** A fact as the JSON value that a diff shows. */
export function asJson(value: unknown): Json {
  return (value ?? null) as Json;
}
