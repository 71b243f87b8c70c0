/**
 * Where in a registry record each field of a fact stands. A row remembers the pointer of its
 * object; the field's own place below it is the same for every row of its kind, and is kept here.
 */
import type { Provenance } from "@/lib/projects/model.ts";
import { column, type Entity, type FieldSource, type ProjectFacts } from "./facts.ts";

const SECTION = "/protocolSection";
const IDENTITY = `${SECTION}/identificationModule`;
const STATUS = `${SECTION}/statusModule`;
const SPONSOR = `${SECTION}/sponsorCollaboratorsModule`;
const DESIGN = `${SECTION}/designModule`;
const ELIGIBILITY = `${SECTION}/eligibilityModule`;

/** The pointer of each field of the project, from the root of the record. */
export const PROJECT_POINTERS: Readonly<Record<keyof ProjectFacts, string>> = {
  nctId: `${IDENTITY}/nctId`,
  orgStudyId: `${IDENTITY}/orgStudyIdInfo/id`,
  secondaryIds: `${IDENTITY}/secondaryIdInfos`,
  acronym: `${IDENTITY}/acronym`,
  briefTitle: `${IDENTITY}/briefTitle`,
  officialTitle: `${IDENTITY}/officialTitle`,
  studyType: `${DESIGN}/studyType`,
  phases: `${DESIGN}/phases`,
  status: `${STATUS}/overallStatus`,
  whyStopped: `${STATUS}/whyStopped`,
  briefSummary: `${SECTION}/descriptionModule/briefSummary`,
  detailedDescription: `${SECTION}/descriptionModule/detailedDescription`,
  conditions: `${SECTION}/conditionsModule/conditions`,
  keywords: `${SECTION}/conditionsModule/keywords`,
  targetEnrollment: `${DESIGN}/enrollmentInfo/count`,
  enrollmentKind: `${DESIGN}/enrollmentInfo/type`,
  allocation: `${DESIGN}/designInfo/allocation`,
  interventionModel: `${DESIGN}/designInfo/interventionModel`,
  observationalModel: `${DESIGN}/designInfo/observationalModel`,
  timePerspective: `${DESIGN}/designInfo/timePerspective`,
  masking: `${DESIGN}/designInfo/maskingInfo/masking`,
  whoMasked: `${DESIGN}/designInfo/maskingInfo/whoMasked`,
  primaryPurpose: `${DESIGN}/designInfo/primaryPurpose`,
  designDescription: `${DESIGN}/designInfo/interventionModelDescription`,
  sponsor: `${SPONSOR}/leadSponsor/name`,
  sponsorClass: `${SPONSOR}/leadSponsor/class`,
  responsibleParty: `${SPONSOR}/responsibleParty`,
  collaborators: `${SPONSOR}/collaborators`,
  eligibilityText: `${ELIGIBILITY}/eligibilityCriteria`,
  sex: `${ELIGIBILITY}/sex`,
  minimumAge: `${ELIGIBILITY}/minimumAge`,
  maximumAge: `${ELIGIBILITY}/maximumAge`,
  healthyVolunteers: `${ELIGIBILITY}/healthyVolunteers`,
  stdAges: `${ELIGIBILITY}/stdAges`,
  samplingMethod: `${ELIGIBILITY}/samplingMethod`,
  studyPopulation: `${ELIGIBILITY}/studyPopulation`,
  hasResults: "/hasResults",
};

/** The way from a row's object to a field of it; a field that is not here is the object itself. */
const ROW_POINTERS: Readonly<Record<Entity, Readonly<Record<string, string>>>> = {
  dates: {},
  arms: {
    label: "/label",
    armType: "/type",
    description: "/description",
    interventions: "/interventionNames",
  },
  interventions: {
    name: "/name",
    interventionType: "/type",
    description: "/description",
    otherNames: "/otherNames",
  },
  outcomes: { measure: "/measure", description: "/description", timeFrame: "/timeFrame" },
  criteria: {},
  sites: {
    facility: "/facility",
    city: "/city",
    state: "/state",
    zip: "/zip",
    country: "/country",
    status: "/status",
    lat: "/geoPoint/lat",
    lon: "/geoPoint/lon",
  },
  contacts: {
    name: "/name",
    role: "/role",
    affiliation: "/affiliation",
    phone: "/phone",
    phoneExt: "/phoneExt",
    email: "/email",
  },
};

/** The pointer of one field of a row, given the pointer of the row. */
export function fieldPointer(entity: Entity, pointer: string, field: string): string {
  return pointer + (ROW_POINTERS[entity][field] ?? "");
}

/** Who stands behind one value: the entry of its column, else the run that brought the row. */
export function sourceOf(
  field: string,
  row: { runId: string | null; sources: Record<string, FieldSource> },
  pointer: string | null,
): Provenance | null {
  const entry = row.sources[column(field)];
  if (entry) {
    return {
      kind: entry.kind,
      pointer: entry.kind === "person" ? null : pointer,
      runId: entry.run ?? (entry.kind === "person" ? null : row.runId),
      by: entry.by ? { id: entry.by, name: null } : null,
      at: entry.at,
    };
  }
  if (row.runId === null) return null;
  return { kind: "import", pointer, runId: row.runId, by: null, at: null };
}
