/** A small study as the pages get it, for tests of components. */
import type { Project, ProjectPage } from "@/lib/projects/model.ts";
import type { Provenance } from "@/lib/projects/provenance_model.ts";

const SECTION = "/protocolSection";

export function imported(pointer: string): Provenance {
  return { kind: "import", pointer: SECTION + pointer, runId: "run-1", by: null, at: null };
}

/** @param changes fields that the test is about */
export function studyPage(changes: Partial<Project> = {}): ProjectPage {
  const project: Project = {
    id: "00000000-0000-4000-8000-000000000001",
    organizationId: "00000000-0000-4000-8000-000000000002",
    name: "LUMA-201",
    title: "A study of LMB-417",
    nctId: "NCT09990201",
    acronym: null,
    phases: ["PHASE2"],
    studyType: "INTERVENTIONAL",
    status: "RECRUITING",
    conditions: ["Colorectal cancer"],
    sponsor: "Northfold",
    targetEnrollment: 1180,
    startDate: null,
    primaryCompletionDate: { value: "2027-06", precision: "month", type: "ESTIMATED" },
    completionDate: null,
    siteCount: 1,
    countryCount: 1,
    pending: false,
    archivedAt: null,
    createdAt: "2026-03-12T09:36:12.000Z",
    updatedAt: "2026-03-12T09:36:12.000Z",
    version: 1,
    description: null,
    indication: null,
    timeZone: null,
    briefTitle: null,
    orgStudyId: null,
    secondaryIds: [],
    whyStopped: null,
    briefSummary: "Compares one thing with another.",
    detailedDescription: null,
    keywords: [],
    enrollmentType: "ESTIMATED",
    sponsorClass: "INDUSTRY",
    responsibleParty: null,
    collaborators: [],
    hasResults: false,
    design: {
      allocation: "RANDOMIZED",
      interventionModel: null,
      observationalModel: null,
      timePerspective: null,
      masking: null,
      whoMasked: [],
      primaryPurpose: null,
      description: null,
    },
    eligibility: {
      sex: "ALL",
      minimumAge: "18 Years",
      maximumAge: null,
      healthyVolunteers: false,
      stdAges: [],
      samplingMethod: null,
      studyPopulation: null,
      text: null,
    },
    dates: [
      {
        kind: "PRIMARY_COMPLETION",
        value: "2027-06",
        precision: "month",
        type: "ESTIMATED",
        source: imported("/statusModule/primaryCompletionDateStruct"),
      },
    ],
    arms: [],
    interventions: [],
    outcomes: [
      {
        id: "o1",
        kind: "PRIMARY",
        measure: "Progression-free survival",
        description: "By RECIST 1.1",
        timeFrame: "18 months",
        source: imported("/outcomesModule/primaryOutcomes/0"),
      },
    ],
    criteria: [],
    sites: [
      {
        id: "s1",
        facility: "Sankt Veit Klinik",
        city: "Graz",
        state: null,
        zip: null,
        country: "Austria",
        status: null,
        lat: 47.07,
        lon: 15.44,
        source: imported("/contactsLocationsModule/locations/0"),
      },
    ],
    contacts: [],
    provenance: {
      import: {
        runId: "run-1",
        no: 1,
        source: "ctgov",
        version: "2026-03-10",
        sha256: "5d20".repeat(16),
        at: "2026-03-12T09:36:12.000Z",
        by: { id: "u1", name: "Ada Rennick" },
      },
      fields: { targetEnrollment: imported("/designModule/enrollmentInfo/count") },
    },
    ...changes,
  };
  return {
    project,
    organization: { id: project.organizationId, name: "Northfold Research", brand: null },
    milestones: [
      {
        id: "m1",
        key: "primary_completion",
        title: "Primary completion",
        kind: "milestone",
        planned: project.primaryCompletionDate,
        basis: "Registry date",
        state: "unconfirmed",
        source: null,
      },
    ],
    countries: [{ country: "Austria", sites: 1 }],
    siteStatuses: [{ status: null, sites: 1 }],
    pending: null,
    may: { edit: true, remove: true, import: true },
    role: "coordinator",
  };
}
