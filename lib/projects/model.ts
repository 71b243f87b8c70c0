/**
 * What a project looks like to those who show it: the API, the pages, the islands.
 * Types and pure rules only, so that components may import it.
 *
 * A `null` always means "not known". Enumerated values are the registry's own words
 * (RECRUITING, PHASE2, …); `words.ts` turns them into English.
 */
import type { Brand } from "@/lib/brand/model.ts";
import type { IntakeProgress } from "./portfolio_model.ts";
import type { ProjectProvenance, Provenance } from "./provenance_model.ts";

/** How exact a date is: `2024` is a year, `2024-02` a month, and neither becomes a day. */
export type DatePrecision = "year" | "month" | "day";

/** A date as it is known. `type` is null where the source does not say. */
export interface PartialDate {
  value: string;
  precision: DatePrecision;
  type: "ACTUAL" | "ESTIMATED" | null;
}

/** A row of a project, and where it came from. */
interface Row {
  id: string;
  source: Provenance | null;
}

export interface Arm extends Row {
  label: string;
  type: string | null;
  description: string | null;
  /** Names of the interventions given in this arm. */
  interventions: string[];
}

export interface Intervention extends Row {
  name: string;
  type: string | null;
  description: string | null;
  otherNames: string[];
  /** Labels of the arms that get it. */
  arms: string[];
}

export interface Outcome extends Row {
  kind: "PRIMARY" | "SECONDARY" | "OTHER";
  measure: string;
  description: string | null;
  timeFrame: string | null;
}

export interface Criterion extends Row {
  kind: "INCLUSION" | "EXCLUSION" | "UNCLASSIFIED";
  text: string;
  /** 0 for a criterion, 1 and more for what is nested below the one before it. */
  depth: number;
}

export interface Site extends Row {
  facility: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
  status: string | null;
  /** Degrees, WGS 84. */
  lat: number | null;
  lon: number | null;
}

/** People and desks that the registry publishes; never a participant. */
export interface Contact extends Row {
  kind: "CENTRAL" | "OVERALL_OFFICIAL" | "SITE";
  siteId: string | null;
  name: string | null;
  role: string | null;
  affiliation: string | null;
  phone: string | null;
  phoneExt: string | null;
  email: string | null;
}

export interface RegistryDate extends PartialDate {
  /** START, PRIMARY_COMPLETION, COMPLETION, FIRST_SUBMIT, FIRST_POST, LAST_UPDATE_POST, … */
  kind: string;
  source: Provenance | null;
}

export interface Milestone extends Row {
  key: string;
  title: string;
  kind: string;
  /** Null when nobody has said when. */
  planned: PartialDate | null;
  /** Which registry field the date stands on, or that it is not known. */
  basis: string;
  state: "unconfirmed" | "confirmed";
  /** The day it was reached, and the day it is expected on; absent or null: not said. */
  actualOn?: string | null;
  forecastOn?: string | null;
}

/** A project in a list. */
export interface ProjectSummary {
  id: string;
  organizationId: string;
  /** Ours, editable. */
  name: string;
  /** The official title; null for a study that was made by hand and has none. */
  title: string | null;
  nctId: string | null;
  acronym: string | null;
  phases: string[] | null;
  studyType: string | null;
  status: string | null;
  conditions: string[];
  sponsor: string | null;
  indication: string | null;
  targetEnrollment: number | null;
  startDate: PartialDate | null;
  primaryCompletionDate: PartialDate | null;
  completionDate: PartialDate | null;
  siteCount: number;
  countryCount: number;
  /** A newer registry record waits for decisions. */
  pending: boolean;
  archivedAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** For If-Match: the ETag is this number in quotes. */
  version: number;
  /** On pages: the reader may see its budget. */
  seesBudget?: boolean;
  /** On pages: how many proposals wait; null for who may not see them. */
  proposals?: OpenProposals | null;
}

/** Proposals that are neither decided nor expired nor stale. */
export interface OpenProposals {
  open: number;
  /** Those whose changes the reader's role may approve. */
  yours: number;
}

export interface Design {
  allocation: string | null;
  interventionModel: string | null;
  observationalModel: string | null;
  timePerspective: string | null;
  masking: string | null;
  whoMasked: string[];
  primaryPurpose: string | null;
  description: string | null;
}

export interface Eligibility {
  sex: string | null;
  minimumAge: string | null;
  maximumAge: string | null;
  healthyVolunteers: boolean | null;
  stdAges: string[];
  samplingMethod: string | null;
  studyPopulation: string | null;
  /** As the registry gives it; `criteria` holds it split into items. */
  text: string | null;
}

export interface Project extends ProjectSummary {
  description: string | null;
  timeZone: string | null;
  briefTitle: string | null;
  orgStudyId: string | null;
  secondaryIds: { id: string; type: string | null; domain: string | null; link: string | null }[];
  whyStopped: string | null;
  briefSummary: string | null;
  detailedDescription: string | null;
  keywords: string[];
  enrollmentType: "ACTUAL" | "ESTIMATED" | null;
  sponsorClass: string | null;
  responsibleParty: string | null;
  collaborators: { name: string; class: string | null }[];
  hasResults: boolean | null;
  design: Design;
  eligibility: Eligibility;
  dates: RegistryDate[];
  arms: Arm[];
  interventions: Intervention[];
  outcomes: Outcome[];
  criteria: Criterion[];
  /** All of them from the API; the first `siteCount` or fewer on a page (see ProjectPage). */
  sites: Site[];
  contacts: Contact[];
  provenance: ProjectProvenance;
}

/** The organisation of a project; `brand` is null where it has no looks of its own. */
export interface HomeOrganization {
  id: string;
  name: string;
  brand: Brand | null;
}

/** What the caller may do with this project; the interface hides what would be refused. */
export interface ProjectRights {
  edit: boolean;
  remove: boolean;
  import: boolean;
}

/** GET /projects/:id, one statement. */
export interface ProjectPage {
  project: Project;
  organization: HomeOrganization;
  milestones: Milestone[];
  /** How many sites a country has, most first; `project.sites` holds the first SITES_ON_PAGE. */
  countries: { country: string; sites: number }[];
  siteStatuses: { status: string | null; sites: number }[];
  /** A newer record is stored and waits for decisions. */
  pending: { runId: string; at: string; version: string | null } | null;
  /** Absent or null while nobody has begun it. */
  intake?: IntakeProgress | null;
  may: ProjectRights;
  /** The reader's role in the study; null for who has none of their own there. */
  role: string | null;
}

/** How many sites a page shows before it sends the reader to the list. */
export const SITES_ON_PAGE = 50;

/** How exact a written date is, by its length. */
export function precisionOf(value: string): DatePrecision {
  return value.length === 4 ? "year" : value.length === 7 ? "month" : "day";
}
