/**
 * A ClinicalTrials.gov API v2 study, as far as an import reads it. Only the NCT number must be
 * there: records come with some modules missing, and what is missing is not known. Fields the
 * schema does not name are let through (the registry evolves); wrong types, wrong enumeration
 * values and dates that do not exist are not.
 */
import { z } from "zod";
import * as words from "./vocabulary.ts";
import { dateProblem } from "./date.ts";

const line = z.string().max(2_000);
const text = z.string().max(100_000);
const list = <T extends z.ZodType>(item: T, most = 2_000) => z.array(item).max(most);

const date = z.string().superRefine((value, ctx) => {
  const problem = dateProblem(value);
  if (problem) {
    ctx.addIssue({ code: "custom", message: `Cannot parse date "${value}": ${problem}` });
  }
});

const dateStruct = z.looseObject({ date, type: z.enum(words.CERTAINTIES).optional() }).optional();

const identificationModule = z.looseObject({
  nctId: z.string().regex(words.NCT_PATTERN),
  orgStudyIdInfo: z.looseObject({ id: line.optional() }).optional(),
  secondaryIdInfos: list(z.looseObject({
    id: line.optional(),
    type: z.enum(words.SECONDARY_ID_TYPES).optional(),
    domain: line.optional(),
    link: line.optional(),
  })).optional(),
  briefTitle: line.optional(),
  officialTitle: line.optional(),
  acronym: line.optional(),
});

const statusModule = z.looseObject({
  statusVerifiedDate: date.optional(),
  overallStatus: z.enum(words.STATUSES).optional(),
  whyStopped: line.optional(),
  startDateStruct: dateStruct,
  primaryCompletionDateStruct: dateStruct,
  completionDateStruct: dateStruct,
  studyFirstSubmitDate: date.optional(),
  studyFirstSubmitQcDate: date.optional(),
  studyFirstPostDateStruct: dateStruct,
  resultsFirstSubmitDate: date.optional(),
  resultsFirstSubmitQcDate: date.optional(),
  resultsFirstPostDateStruct: dateStruct,
  dispFirstSubmitDate: date.optional(),
  dispFirstSubmitQcDate: date.optional(),
  dispFirstPostDateStruct: dateStruct,
  lastUpdateSubmitDate: date.optional(),
  lastUpdatePostDateStruct: dateStruct,
});

const agency = z.looseObject({
  name: line.optional(),
  class: z.enum(words.AGENCY_CLASSES).optional(),
});

const sponsorCollaboratorsModule = z.looseObject({
  leadSponsor: agency.optional(),
  collaborators: list(agency).optional(),
  responsibleParty: z.looseObject({
    type: z.enum(words.RESPONSIBLE_PARTIES).optional(),
    investigatorFullName: line.optional(),
    investigatorTitle: line.optional(),
    investigatorAffiliation: line.optional(),
  }).optional(),
});

const designModule = z.looseObject({
  studyType: z.enum(words.STUDY_TYPES).optional(),
  phases: list(z.enum(words.PHASES), 6).optional(),
  designInfo: z.looseObject({
    allocation: z.enum(words.ALLOCATIONS).optional(),
    interventionModel: z.enum(words.INTERVENTION_MODELS).optional(),
    interventionModelDescription: text.optional(),
    observationalModel: z.enum(words.OBSERVATIONAL_MODELS).optional(),
    timePerspective: z.enum(words.TIME_PERSPECTIVES).optional(),
    primaryPurpose: z.enum(words.PRIMARY_PURPOSES).optional(),
    maskingInfo: z.looseObject({
      masking: z.enum(words.MASKINGS).optional(),
      whoMasked: list(z.enum(words.WHO_MASKED), 4).optional(),
    }).optional(),
  }).optional(),
  enrollmentInfo: z.looseObject({
    count: z.int().min(0).max(2_147_483_647).optional(),
    type: z.enum(words.CERTAINTIES).optional(),
  }).optional(),
});

/** Links are arms times interventions, so these lists are kept short; real ones stay below 100. */
const MOST_ARMS = 300;

const armsInterventionsModule = z.looseObject({
  armGroups: list(
    z.looseObject({
      label: line.min(1),
      type: z.enum(words.ARM_TYPES).optional(),
      description: text.optional(),
      interventionNames: list(line).optional(),
    }),
    MOST_ARMS,
  ).optional(),
  interventions: list(
    z.looseObject({
      name: line.min(1),
      type: z.enum(words.INTERVENTION_TYPES).optional(),
      description: text.optional(),
      armGroupLabels: list(line).optional(),
      otherNames: list(line).optional(),
    }),
    MOST_ARMS,
  ).optional(),
});

const outcomes = list(z.looseObject({
  measure: text.min(1),
  description: text.optional(),
  timeFrame: text.optional(),
})).optional();

const contact = z.looseObject({
  name: line.optional(),
  role: z.enum(words.CONTACT_ROLES).optional(),
  affiliation: line.optional(),
  phone: line.optional(),
  phoneExt: line.optional(),
  email: line.optional(),
});

const contactsLocationsModule = z.looseObject({
  centralContacts: list(contact).optional(),
  overallOfficials: list(contact).optional(),
  locations: list(
    z.looseObject({
      facility: line.optional(),
      status: z.enum(words.STATUSES).optional(),
      city: line.optional(),
      state: line.optional(),
      zip: line.optional(),
      country: line.optional(),
      contacts: list(contact).optional(),
      geoPoint: z.looseObject({
        lat: z.number().min(-90).max(90),
        lon: z.number().min(-180).max(180),
      }).optional(),
    }),
    20_000,
  ).optional(),
});

export const studySchema = z.looseObject({
  hasResults: z.boolean().optional(),
  protocolSection: z.looseObject({
    identificationModule,
    statusModule: statusModule.optional(),
    sponsorCollaboratorsModule: sponsorCollaboratorsModule.optional(),
    descriptionModule: z.looseObject({
      briefSummary: text.optional(),
      detailedDescription: text.optional(),
    }).optional(),
    conditionsModule: z.looseObject({
      conditions: list(line).optional(),
      keywords: list(line).optional(),
    }).optional(),
    designModule: designModule.optional(),
    armsInterventionsModule: armsInterventionsModule.optional(),
    outcomesModule: z.looseObject({
      primaryOutcomes: outcomes,
      secondaryOutcomes: outcomes,
      otherOutcomes: outcomes,
    }).optional(),
    eligibilityModule: z.looseObject({
      eligibilityCriteria: text.optional(),
      healthyVolunteers: z.boolean().optional(),
      sex: z.enum(words.SEXES).optional(),
      minimumAge: line.optional(),
      maximumAge: line.optional(),
      stdAges: list(z.enum(words.STANDARD_AGES), 3).optional(),
      samplingMethod: z.enum(words.SAMPLING_METHODS).optional(),
      studyPopulation: text.optional(),
    }).optional(),
    contactsLocationsModule: contactsLocationsModule.optional(),
  }),
});

export type Study = z.infer<typeof studySchema>;
