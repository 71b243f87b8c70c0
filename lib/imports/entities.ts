/** How the rows of each kind are told apart, compared, and named in a diff. */
import type { ChangeGroup } from "./model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import type { Entity, ProjectFacts, StudyFacts } from "./facts.ts";

export interface Spec<T> {
  group: ChangeGroup;
  /** The fields that are compared, with the name each has in a path. */
  fields: Partial<Record<keyof T & string, string>>;
  /** What a row is known by. */
  identity(row: T): (string | null)[];
  /** Looser identities; null where a row has none of the kind. */
  fallbacks(row: T): ((string | null)[] | null)[];
  /** A text to compare by likeness, with what must be equal besides. */
  likeness(row: T): { kind: string; text: string } | null;
  label(row: T): string;
}

export type RowOf<E extends Entity> = StudyFacts[E][number];

const short = (text: string) => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 70 ? line.slice(0, 69).toWellFormed() + "…" : line;
};

const arms: Spec<RowOf<"arms">> = {
  group: "arms",
  fields: {
    label: "label",
    armType: "type",
    description: "description",
    interventions: "interventions",
  },
  identity: (row) => [row.label],
  fallbacks: () => [],
  likeness: () => null,
  label: (row) => `Arm ${short(row.label)}`,
};

const interventions: Spec<RowOf<"interventions">> = {
  group: "interventions",
  fields: {
    name: "name",
    interventionType: "type",
    description: "description",
    otherNames: "otherNames",
  },
  identity: (row) => [row.interventionType, row.name],
  fallbacks: (row) => [[row.name]],
  likeness: () => null,
  label: (row) => `Intervention ${short(row.name)}`,
};

const outcomes: Spec<RowOf<"outcomes">> = {
  group: "outcomes",
  fields: { kind: "kind", measure: "measure", description: "description", timeFrame: "timeFrame" },
  identity: (row) => [row.kind, row.measure],
  fallbacks: (row) => [[row.measure]],
  likeness: (row) => ({ kind: row.kind, text: row.measure }),
  label: (row) => `${enumWords(row.kind)} outcome: ${short(row.measure)}`,
};

const criteria: Spec<RowOf<"criteria">> = {
  group: "eligibility",
  fields: { kind: "kind", text: "text", depth: "depth" },
  identity: (row) => [row.kind, row.text],
  fallbacks: (row) => [[row.text]],
  likeness: (row) => ({ kind: row.kind, text: row.text }),
  label: (row) => `${enumWords(row.kind)}: ${short(row.text)}`,
};

const sites: Spec<RowOf<"sites">> = {
  group: "sites",
  fields: {
    facility: "facility",
    city: "city",
    state: "state",
    zip: "zip",
    country: "country",
    status: "status",
    lat: "lat",
    lon: "lon",
  },
  identity: (row) => [row.facility, row.city, row.country, row.zip],
  fallbacks: (row) => [
    [row.facility, row.city, row.country],
    row.zip === null ? null : [row.city, row.country, row.zip],
  ],
  likeness: () => null,
  label: (row) =>
    `Site ${short([row.city, row.facility].filter(Boolean).join(", ") || row.country || "?")}`,
};

/** A contact with the id of its site among the stored ones: what both sides of a diff call it. */
export type PlacedContact = RowOf<"contacts"> & { place: string };

const contacts: Spec<PlacedContact> = {
  group: "contacts",
  fields: {
    name: "name",
    role: "role",
    affiliation: "affiliation",
    phone: "phone",
    phoneExt: "phoneExt",
    email: "email",
  },
  identity: (row) => [row.kind, row.place, row.name, row.role],
  fallbacks: (row) => [[row.kind, row.place, row.role]],
  likeness: () => null,
  label: (row) => `Contact ${short(row.name ?? enumWords(row.role))}`,
};

export const SPECS: { [E in Exclude<Entity, "dates" | "contacts">]: Spec<RowOf<E>> } & {
  contacts: Spec<PlacedContact>;
} = {
  arms,
  interventions,
  outcomes,
  criteria,
  sites,
  contacts,
};

/** The fields of a project that an import knows: path in a diff (and in the API), and group. */
export const PROJECT_FIELDS: Readonly<
  Record<Exclude<keyof ProjectFacts, "nctId">, readonly [path: string, group: ChangeGroup]>
> = {
  orgStudyId: ["/orgStudyId", "identity"],
  secondaryIds: ["/secondaryIds", "identity"],
  acronym: ["/acronym", "identity"],
  briefTitle: ["/briefTitle", "identity"],
  officialTitle: ["/title", "identity"],
  status: ["/status", "status"],
  whyStopped: ["/whyStopped", "status"],
  hasResults: ["/hasResults", "status"],
  sponsor: ["/sponsor", "sponsor"],
  sponsorClass: ["/sponsorClass", "sponsor"],
  responsibleParty: ["/responsibleParty", "sponsor"],
  collaborators: ["/collaborators", "sponsor"],
  briefSummary: ["/briefSummary", "description"],
  detailedDescription: ["/detailedDescription", "description"],
  conditions: ["/conditions", "description"],
  keywords: ["/keywords", "description"],
  studyType: ["/studyType", "design"],
  phases: ["/phases", "design"],
  targetEnrollment: ["/targetEnrollment", "design"],
  enrollmentKind: ["/enrollmentType", "design"],
  allocation: ["/design/allocation", "design"],
  interventionModel: ["/design/interventionModel", "design"],
  observationalModel: ["/design/observationalModel", "design"],
  timePerspective: ["/design/timePerspective", "design"],
  masking: ["/design/masking", "design"],
  whoMasked: ["/design/whoMasked", "design"],
  primaryPurpose: ["/design/primaryPurpose", "design"],
  designDescription: ["/design/description", "design"],
  sex: ["/eligibility/sex", "eligibility"],
  minimumAge: ["/eligibility/minimumAge", "eligibility"],
  maximumAge: ["/eligibility/maximumAge", "eligibility"],
  healthyVolunteers: ["/eligibility/healthyVolunteers", "eligibility"],
  stdAges: ["/eligibility/stdAges", "eligibility"],
  samplingMethod: ["/eligibility/samplingMethod", "eligibility"],
  studyPopulation: ["/eligibility/studyPopulation", "eligibility"],
  eligibilityText: ["/eligibility/text", "eligibility"],
};

/** The path of a date: the three that a project shows by name, the others by kind. */
export function datePath(kind: string): string {
  if (kind === "START") return "/startDate";
  if (kind === "PRIMARY_COMPLETION") return "/primaryCompletionDate";
  return kind === "COMPLETION" ? "/completionDate" : `/dates/${kind}`;
}
