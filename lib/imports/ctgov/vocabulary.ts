/**
 * The enumerations of the ClinicalTrials.gov API v2 (`GET /studies/enums`), as far as an import
 * reads them. A value that is not here is refused: storing a word nobody knows would make every
 * later rule about it wrong.
 */

export { PHASES, STATUSES, STUDY_TYPES } from "@/lib/projects/vocabulary.ts";

export const CERTAINTIES = ["ACTUAL", "ESTIMATED"] as const;

export const AGENCY_CLASSES = [
  "NIH",
  "FED",
  "OTHER_GOV",
  "INDIV",
  "INDUSTRY",
  "NETWORK",
  "AMBIG",
  "OTHER",
  "UNKNOWN",
] as const;

export const RESPONSIBLE_PARTIES = [
  "SPONSOR",
  "PRINCIPAL_INVESTIGATOR",
  "SPONSOR_INVESTIGATOR",
] as const;

export const SECONDARY_ID_TYPES = [
  "NIH",
  "FDA",
  "VA",
  "CDC",
  "AHRQ",
  "SAMHSA",
  "OTHER_GRANT",
  "EUDRACT_NUMBER",
  "CTIS",
  "REGISTRY",
  "OTHER",
] as const;

export const ALLOCATIONS = ["RANDOMIZED", "NON_RANDOMIZED", "NA"] as const;

export const INTERVENTION_MODELS = [
  "SINGLE_GROUP",
  "PARALLEL",
  "CROSSOVER",
  "FACTORIAL",
  "SEQUENTIAL",
] as const;

export const OBSERVATIONAL_MODELS = [
  "COHORT",
  "CASE_CONTROL",
  "CASE_ONLY",
  "CASE_CROSSOVER",
  "ECOLOGIC_OR_COMMUNITY",
  "FAMILY_BASED",
  "DEFINED_POPULATION",
  "NATURAL_HISTORY",
  "OTHER",
] as const;

export const TIME_PERSPECTIVES = [
  "RETROSPECTIVE",
  "PROSPECTIVE",
  "CROSS_SECTIONAL",
  "OTHER",
] as const;

export const PRIMARY_PURPOSES = [
  "TREATMENT",
  "PREVENTION",
  "DIAGNOSTIC",
  "ECT",
  "SUPPORTIVE_CARE",
  "SCREENING",
  "HEALTH_SERVICES_RESEARCH",
  "BASIC_SCIENCE",
  "DEVICE_FEASIBILITY",
  "OTHER",
] as const;

export const MASKINGS = ["NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"] as const;

export const WHO_MASKED = [
  "PARTICIPANT",
  "CARE_PROVIDER",
  "INVESTIGATOR",
  "OUTCOMES_ASSESSOR",
] as const;

export const ARM_TYPES = [
  "EXPERIMENTAL",
  "ACTIVE_COMPARATOR",
  "PLACEBO_COMPARATOR",
  "SHAM_COMPARATOR",
  "NO_INTERVENTION",
  "OTHER",
] as const;

export const INTERVENTION_TYPES = [
  "BEHAVIORAL",
  "BIOLOGICAL",
  "COMBINATION_PRODUCT",
  "DEVICE",
  "DIAGNOSTIC_TEST",
  "DIETARY_SUPPLEMENT",
  "DRUG",
  "GENETIC",
  "PROCEDURE",
  "RADIATION",
  "OTHER",
] as const;

export const SEXES = ["FEMALE", "MALE", "ALL"] as const;

export const STANDARD_AGES = ["CHILD", "ADULT", "OLDER_ADULT"] as const;

export const SAMPLING_METHODS = ["PROBABILITY_SAMPLE", "NON_PROBABILITY_SAMPLE"] as const;

export const CONTACT_ROLES = [
  "STUDY_CHAIR",
  "STUDY_DIRECTOR",
  "PRINCIPAL_INVESTIGATOR",
  "SUB_INVESTIGATOR",
  "CONTACT",
] as const;

/** The registry's number: NCT and eight digits. */
export const NCT_PATTERN = /^NCT[0-9]{8}$/;
