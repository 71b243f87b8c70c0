/** The shapes of projects in answers, for the API's description; `model.ts` says what they mean. */
import { z } from "zod";
import { STATUSES } from "./vocabulary.ts";

const text = z.string().nullable();
const number = z.number().nullable();
const id = z.uuid();

export const partialDate = z.object({
  value: z.string(),
  precision: z.enum(["year", "month", "day"]),
  type: z.enum(["ACTUAL", "ESTIMATED"]).nullable(),
});
/** ISO 8601, as precise as it is known: 2024, 2024-02 or 2024-02-29. */
const date = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/).nullable();
const dateType = partialDate.shape.type;

export const provenance = z.object({
  kind: z.enum(["import", "person", "confirmed"]),
  pointer: text,
  runId: text,
  by: z.object({ id, name: text }).nullable(),
  at: text,
});
const source = provenance.nullable();

export const projectSummary = z.object({
  id,
  organizationId: id,
  name: z.string(),
  title: text,
  nctId: text,
  acronym: text,
  phases: z.array(z.string()).nullable(),
  studyType: text,
  status: z.enum(STATUSES).nullable(),
  conditions: z.array(z.string()),
  sponsor: text,
  indication: text,
  targetEnrollment: number,
  startDate: date,
  startDateType: dateType,
  primaryCompletionDate: date,
  primaryCompletionDateType: dateType,
  completionDate: date,
  completionDateType: dateType,
  siteCount: z.int(),
  countryCount: z.int(),
  pending: z.boolean(),
  archivedAt: text,
  createdAt: z.string(),
  updatedAt: z.string(),
  version: z.int(),
});

export const site = z.object({
  id,
  facility: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  status: text,
  lat: number,
  lon: number,
  source,
});

export const project = projectSummary.extend({
  description: text,
  timeZone: text,
  briefTitle: text,
  orgStudyId: text,
  secondaryIds: z.array(z.object({ id: z.string(), type: text, domain: text, link: text })),
  whyStopped: text,
  briefSummary: text,
  detailedDescription: text,
  keywords: z.array(z.string()),
  enrollmentType: text,
  sponsorClass: text,
  responsibleParty: text,
  collaborators: z.array(z.object({ name: z.string(), class: text })),
  hasResults: z.boolean().nullable(),
  design: z.object({
    allocation: text,
    interventionModel: text,
    observationalModel: text,
    timePerspective: text,
    masking: text,
    whoMasked: z.array(z.string()),
    primaryPurpose: text,
    description: text,
  }),
  eligibility: z.object({
    sex: text,
    minimumAge: text,
    maximumAge: text,
    healthyVolunteers: z.boolean().nullable(),
    stdAges: z.array(z.string()),
    samplingMethod: text,
    studyPopulation: text,
    text,
  }),
  dates: z.array(partialDate.extend({ id, kind: z.string(), source })),
  arms: z.array(z.object({
    id,
    label: z.string(),
    type: text,
    description: text,
    interventions: z.array(z.string()),
    source,
  })),
  interventions: z.array(z.object({
    id,
    name: z.string(),
    type: text,
    description: text,
    otherNames: z.array(z.string()),
    arms: z.array(z.string()),
    source,
  })),
  outcomes: z.array(z.object({
    id,
    kind: z.enum(["PRIMARY", "SECONDARY", "OTHER"]),
    measure: z.string(),
    description: text,
    timeFrame: text,
    source,
  })),
  criteria: z.array(z.object({
    id,
    kind: z.enum(["INCLUSION", "EXCLUSION", "UNCLASSIFIED"]),
    text: z.string(),
    depth: z.int(),
    source,
  })),
  sites: z.array(site),
  contacts: z.array(z.object({
    id,
    kind: z.enum(["CENTRAL", "OVERALL_OFFICIAL", "SITE"]),
    siteId: text,
    name: text,
    role: text,
    affiliation: text,
    phone: text,
    phoneExt: text,
    email: text,
    source,
  })),
  provenance: z.object({
    import: z.object({
      runId: id,
      no: z.int(),
      source: z.literal("ctgov"),
      version: text,
      sha256: z.string(),
      at: z.string(),
      by: z.object({ id, name: text }).nullable(),
    }).nullable(),
    fields: z.record(z.string(), provenance),
  }),
});
