/**
 * Where in a registry record each field of a fact stands. A row remembers the pointer of its
 * object; the field's own place below it is the same for every row of its kind, and is kept here.
 */
import type { Provenance } from "./provenance_model.ts";

/** One entry of a row's `field_sources`: who changed or confirmed the column since the import. */
export interface FieldSource {
  kind: "person" | "import" | "confirmed";
  by: string | null;
  name?: string | null;
  at: string | null;
  run?: string | null;
}

/** The column of a field: `timeFrame` is `time_frame`. */
export function column(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
}

const SECTION = "/protocolSection";
const IDENTITY = `${SECTION}/identificationModule`;
const STATUS = `${SECTION}/statusModule`;
const SPONSOR = `${SECTION}/sponsorCollaboratorsModule`;
const DESIGN = `${SECTION}/designModule`;
const ELIGIBILITY = `${SECTION}/eligibilityModule`;

/** The pointer of each field of the project, from the root of the record. */
export const PROJECT_POINTERS = {
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
} as const;

/** The way from a row's object to a field of it; a field that is not here is the object itself. */
const ROW_POINTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
export function fieldPointer(entity: string, pointer: string, field: string): string {
  // Some dates are objects, {date, type}, the others plain texts.
  if (entity === "dates" && pointer.endsWith("Struct")) {
    return pointer + (field === "certainty" ? "/type" : "/date");
  }
  return pointer + (ROW_POINTERS[entity]?.[field] ?? "");
}

export interface Sourced {
  runId: string | null;
  /** Keyed by column. */
  sources: Record<string, FieldSource>;
}

/** Who stands behind one value: the entry of its column, else the run that brought the row. */
export function sourceOf(field: string, row: Sourced, pointer: string | null): Provenance | null {
  const entry = row.sources[column(field)];
  if (!entry) return imported(row, pointer);
  const person = entry.kind === "person";
  return {
    kind: entry.kind,
    pointer: person ? null : pointer,
    runId: person ? null : entry.run ?? row.runId,
    by: entry.by ? { id: entry.by, name: entry.name ?? null } : null,
    at: entry.at,
  };
}

/** Who stands behind a row: the person who last set or confirmed part of it, else its import. */
export function rowSource(row: Sourced, pointer: string | null): Provenance | null {
  const latest = Object.entries(row.sources)
    .filter(([, entry]) => entry.kind !== "import")
    .sort(([, a], [, b]) => (a.at ?? "") < (b.at ?? "") ? 1 : -1)[0];
  return latest ? sourceOf(latest[0], row, pointer) : imported(row, pointer);
}

function imported(row: Sourced, pointer: string | null): Provenance | null {
  if (row.runId === null) return null;
  return { kind: "import", pointer, runId: row.runId, by: null, at: null };
}
