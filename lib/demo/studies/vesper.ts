/** VESPER-07: a fictional device trial in the registry's own format. */

const ELIGIBILITY = `Key Inclusion Criteria:

1. Adults of 22 to 70 years
2. Obstructive sleep apnoea with 15 to 50 events per hour at a sleep study within 12 months
3. Mask treatment tried for at least 3 months and stopped
4. Body mass index of 35 kg/m2 or less

Key Exclusion Criteria:

1. Central or mixed apnoeas in more than 25 % of events
2. Complete concentric collapse at drug-induced sleep endoscopy
3. Another active implant that could interact, for example:

   1. Pacemaker
   2. Spinal cord stimulator
4. Pregnant, or planning to become pregnant during the study

Other inclusion and exclusion criteria of the protocol apply.
`;

const places = [
  ["Sankt Veit Klinik", "Graz", "8036", "Austria", 47.06733, 15.44197],
  ["Donauwinkel Spital", "Linz", "4020", "Austria", 48.30639, 14.28611],
  ["Haarlem-West Centrum", "Haarlem", "2012", "Netherlands", 52.38084, 4.63683],
  ["Kasteelpark Ziekenhuis", "Eindhoven", "5623", "Netherlands", 51.44083, 5.47778],
  ["Ospedale San Tiburzio", "Bologna", "40138", "Italy", 44.49381, 11.33875],
  ["Clinica Porto Sereno", "Trieste", "34149", "Italy", 45.64325, 13.7903],
  ["Kivilampi Hospital", "Oulu", "90220", "Finland", 65.01236, 25.46816],
  ["Harjunpää Sleep Centre", "Tampere", "33520", "Finland", 61.49911, 23.78712],
] as const;

export const VESPER = {
  protocolSection: {
    identificationModule: {
      nctId: "NCT09990207",
      orgStudyIdInfo: { id: "VESPER-07" },
      organization: { fullName: "Northfold Research (fictional)", class: "INDUSTRY" },
      briefTitle: "Hypoglossal Nerve Stimulator NV-2 in Obstructive Sleep Apnoea",
      officialTitle:
        "A Randomised, Sham-controlled Study of the NV-2 Hypoglossal Nerve Stimulator in Adults With Obstructive Sleep Apnoea Who Cannot Use Mask Treatment",
      acronym: "VESPER-07",
    },
    statusModule: {
      statusVerifiedDate: "2026-02",
      overallStatus: "NOT_YET_RECRUITING",
      startDateStruct: { date: "2026-05", type: "ESTIMATED" },
      primaryCompletionDateStruct: { date: "2027-10", type: "ESTIMATED" },
      completionDateStruct: { date: "2028-04", type: "ESTIMATED" },
      studyFirstSubmitDate: "2026-01-19",
      studyFirstPostDateStruct: { date: "2026-01-27", type: "ACTUAL" },
      lastUpdateSubmitDate: "2026-02-11",
      lastUpdatePostDateStruct: { date: "2026-02-17", type: "ACTUAL" },
    },
    sponsorCollaboratorsModule: {
      responsibleParty: { type: "SPONSOR" },
      leadSponsor: { name: "Northfold Research (fictional)", class: "INDUSTRY" },
    },
    oversightModule: {
      oversightHasDmc: true,
      isFdaRegulatedDrug: false,
      isFdaRegulatedDevice: true,
    },
    descriptionModule: {
      briefSummary:
        "This fictional study asks whether an implanted nerve stimulator, switched on, lowers the number of breathing pauses at six months more than the same implant left off.",
    },
    conditionsModule: {
      conditions: ["Obstructive Sleep Apnea"],
      keywords: ["neurostimulation", "demo study"],
    },
    designModule: {
      studyType: "INTERVENTIONAL",
      phases: ["NA"],
      designInfo: {
        allocation: "RANDOMIZED",
        interventionModel: "PARALLEL",
        interventionModelDescription:
          "All are implanted; one arm starts at month 1, the other at month 7",
        primaryPurpose: "TREATMENT",
        maskingInfo: { masking: "DOUBLE", whoMasked: ["PARTICIPANT", "OUTCOMES_ASSESSOR"] },
      },
      enrollmentInfo: { count: 120, type: "ESTIMATED" },
    },
    armsInterventionsModule: {
      armGroups: [
        {
          label: "Stimulation on",
          type: "EXPERIMENTAL",
          description: "NV-2 switched on one month after the implant",
          interventionNames: ["Device: NV-2 stimulator"],
        },
        {
          label: "Stimulation off",
          type: "SHAM_COMPARATOR",
          description: "NV-2 implanted and off until month 7",
          interventionNames: ["Device: NV-2 stimulator"],
        },
      ],
      interventions: [{
        type: "DEVICE",
        name: "NV-2 stimulator",
        description: "Implanted hypoglossal nerve stimulator with a hand-held control",
        armGroupLabels: ["Stimulation on", "Stimulation off"],
      }],
    },
    outcomesModule: {
      primaryOutcomes: [{
        measure: "Responders by apnoea-hypopnoea index",
        description: "A fall by half or more to under 20 events per hour",
        timeFrame: "6 months after activation",
      }],
      secondaryOutcomes: [
        { measure: "Oxygen desaturation index", timeFrame: "6 months" },
        { measure: "Epworth sleepiness scale", timeFrame: "Baseline, 3 and 6 months" },
        { measure: "Serious device-related events", timeFrame: "12 months" },
      ],
    },
    eligibilityModule: {
      eligibilityCriteria: ELIGIBILITY,
      healthyVolunteers: false,
      sex: "ALL",
      minimumAge: "22 Years",
      maximumAge: "70 Years",
      stdAges: ["ADULT", "OLDER_ADULT"],
    },
    contactsLocationsModule: {
      centralContacts: [{
        name: "Northfold Device Desk",
        role: "CONTACT",
        phone: "+44 1632 960207",
        email: "vesper-07@northfold.example",
      }],
      locations: places.map(([facility, city, zip, country, lat, lon]) => ({
        facility,
        status: "NOT_YET_RECRUITING",
        city,
        zip,
        country,
        geoPoint: { lat, lon },
      })),
    },
  },
  hasResults: false,
};
