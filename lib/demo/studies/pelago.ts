/** PELAGO-44: a fictional observational study in the registry's own format. No phase, no arms. */

const ELIGIBILITY = `Inclusion Criteria:

- Asthma confirmed by spirometry
- Starting a biologic for asthma as part of usual care
- Able to fill in a questionnaire on a telephone

Exclusion Criteria:

- Taking part in a trial of a medicine for asthma
- Another lung disease that explains the symptoms
`;

const places = [
  ["Tidewater Chest Clinic", "Galway", "Ireland", "RECRUITING", 53.27194, -9.04889],
  ["Harbour Road Medical Practice", "Cork", "Ireland", "RECRUITING", 51.89797, -8.47061],
  ["Hospital da Barra Nova", "Porto", "Portugal", "RECRUITING", 41.14961, -8.61099],
  ["Clínica Monte Sereno", "Coimbra", "Portugal", "RECRUITING", 40.20564, -8.41955],
  ["Skagavik Sykehus", "Bergen", "Norway", "RECRUITING", 60.39299, 5.32415],
  ["Lungesenteret Solvang", "Trondheim", "Norway", "RECRUITING", 63.43049, 10.39506],
  ["Vesturbakki Clinic", "Reykjavík", "Iceland", "COMPLETED", 64.13548, -21.89541],
  ["Wolborska Outpatients", "Łódź", "Poland", "RECRUITING", 51.77058, 19.47395],
  ["Przychodnia Nad Wartą", "Poznań", "Poland", "ACTIVE_NOT_RECRUITING", 52.40692, 16.92993],
] as const;

export const PELAGO = {
  protocolSection: {
    identificationModule: {
      nctId: "NCT09990244",
      orgStudyIdInfo: { id: "PELAGO-44" },
      organization: { fullName: "Northfold Research (fictional)", class: "INDUSTRY" },
      briefTitle: "Asthma Control in the First Year of a Biologic",
      officialTitle:
        "A Prospective Observational Study of Asthma Control in Adults in the First Year of Treatment With a Biologic in Usual Care",
      acronym: "PELAGO-44",
    },
    statusModule: {
      statusVerifiedDate: "2026-01",
      overallStatus: "RECRUITING",
      startDateStruct: { date: "2025-03-17", type: "ACTUAL" },
      primaryCompletionDateStruct: { date: "2026-12", type: "ESTIMATED" },
      completionDateStruct: { date: "2027-03", type: "ESTIMATED" },
      studyFirstSubmitDate: "2025-02-03",
      studyFirstPostDateStruct: { date: "2025-02-11", type: "ACTUAL" },
      lastUpdateSubmitDate: "2026-01-20",
      lastUpdatePostDateStruct: { date: "2026-01-28", type: "ACTUAL" },
    },
    sponsorCollaboratorsModule: {
      responsibleParty: { type: "SPONSOR" },
      leadSponsor: { name: "Northfold Research (fictional)", class: "INDUSTRY" },
      collaborators: [{ name: "Pelago Lung Network (fictional)", class: "NETWORK" }],
    },
    descriptionModule: {
      briefSummary:
        "This fictional study follows adults who start a biologic for asthma in usual care, and looks at how well their asthma is controlled after 12 months.",
    },
    conditionsModule: { conditions: ["Asthma"], keywords: ["usual care", "demo study"] },
    designModule: {
      studyType: "OBSERVATIONAL",
      patientRegistry: false,
      designInfo: { observationalModel: "COHORT", timePerspective: "PROSPECTIVE" },
      enrollmentInfo: { count: 96, type: "ESTIMATED" },
    },
    armsInterventionsModule: {
      interventions: [{
        type: "OTHER",
        name: "Biologic in usual care",
        description: "Chosen by the treating physician; the study assigns nothing",
      }],
    },
    outcomesModule: {
      primaryOutcomes: [{
        measure: "Asthma Control Test of 20 or more",
        timeFrame: "12 months",
      }],
      secondaryOutcomes: [
        { measure: "Exacerbations that needed oral corticosteroids", timeFrame: "12 months" },
        { measure: "Days away from work", timeFrame: "12 months" },
      ],
    },
    eligibilityModule: {
      eligibilityCriteria: ELIGIBILITY,
      healthyVolunteers: false,
      sex: "ALL",
      minimumAge: "18 Years",
      stdAges: ["ADULT", "OLDER_ADULT"],
      studyPopulation: "Adults in nine clinics who start a biologic for asthma",
      samplingMethod: "NON_PROBABILITY_SAMPLE",
    },
    contactsLocationsModule: {
      centralContacts: [{
        name: "Northfold Evidence Desk",
        role: "CONTACT",
        email: "pelago-44@northfold.example",
      }],
      locations: places.map(([facility, city, country, status, lat, lon]) => ({
        facility,
        status,
        city,
        country,
        geoPoint: { lat, lon },
      })),
    },
  },
  hasResults: false,
};
