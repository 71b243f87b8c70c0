/**
 * LUMA-201: a fictional drug trial in the registry's own format. Places are real cities with
 * invented hospitals; no person is named, the desks are.
 */

/** Facility | city | state or region | postcode | country | status | latitude | longitude. */
const PLACES = `
Østervang Hospital|Aarhus||8200|Denmark|RECRUITING|56.15674|10.21076
Fjordbakken University Hospital|Odense||5000|Denmark|RECRUITING|55.39594|10.38831
Klitgaard Cancer Unit|Aalborg||9000|Denmark|NOT_YET_RECRUITING|57.048|9.9187
Brynmor Cancer Centre|Cardiff|Wales|CF14 4XW|United Kingdom|RECRUITING|51.48|-3.18
Ravensmoor Infirmary|Leeds|England|LS9 7TF|United Kingdom|RECRUITING|53.79648|-1.54785
Kelso Hill General|Edinburgh|Scotland|EH4 2XU|United Kingdom|RECRUITING|55.95206|-3.19648
Wharfside Oncology Institute|Bristol|England|BS2 8ED|United Kingdom|NOT_YET_RECRUITING|51.45523|-2.59665
Sankt Aurel Klinikum|Leipzig|Sachsen|04103|Germany|RECRUITING|51.33962|12.37129
Klinikum Lindenau|Essen|Nordrhein-Westfalen|45147|Germany|RECRUITING|51.45657|7.01228
Neckarblick Tumorzentrum|Stuttgart|Baden-Württemberg|70174|Germany|RECRUITING|48.78232|9.17702
Elbufer Krankenhaus|Hamburg||20246|Germany|SUSPENDED|53.57532|10.01534
Rhönberg Klinik|Würzburg|Bayern|97080|Germany|NOT_YET_RECRUITING|49.79391|9.95121
Hôpital Montclair|Lyon||69008|France|RECRUITING|45.74846|4.84671
Centre Saint-Aubert|Nantes||44805|France|RECRUITING|47.21725|-1.55336
Institut des Arceaux|Montpellier||34298|France|RECRUITING|43.61093|3.87635
Clinique du Vieux Canal|Toulouse||31059|France|WITHDRAWN|43.60426|1.44367
Clínica Vallehermoso|Valencia||46009|Spain|RECRUITING|39.46975|-0.37739
Hospital Mirador del Turia|Zaragoza||50009|Spain|RECRUITING|41.65606|-0.87734
Hospital Puerta del Alba|Sevilla||41013|Spain|RECRUITING|37.38283|-5.97317
Centro Oncológico Ría Alta|A Coruña||15006|Spain|NOT_YET_RECRUITING|43.37135|-8.396
Kestrel Bay Medical|Portland|Oregon|97239|United States|RECRUITING|45.52345|-122.67621
Larkspur Valley Cancer Center|Sacramento|California|95817|United States|RECRUITING|38.58157|-121.4944
Prairie Crossing Hospital|Omaha|Nebraska|68198|United States|RECRUITING|41.25626|-95.94043
Harrow Street Medical Center|Pittsburgh|Pennsylvania|15232|United States|ACTIVE_NOT_RECRUITING|40.44062|-79.99589
Cedar Point Clinical Research|Savannah|Georgia|31404|United States|NOT_YET_RECRUITING|32.08354|-81.09983
`;

const ELIGIBILITY = `Inclusion Criteria:

* Age 18 years or older
* Histologically confirmed adenocarcinoma of the colon or rectum, metastatic or unresectable
* Progression during or within 3 months after one prior line of systemic therapy
* ECOG performance status 0 to 1
* At least one lesion measurable by RECIST 1.1
* Adequate organ function, as shown by all of:

  * Absolute neutrophil count \\>= 1.5 x 10\\^9/L
  * Platelets \\>= 100 x 10\\^9/L
  * Bilirubin \\<= 1.5 times the upper limit of normal
  * Creatinine clearance \\>= 50 mL/min
* Written informed consent

Exclusion Criteria:

* Prior irinotecan in the metastatic setting
* Chemotherapy, radiotherapy or major surgery within 28 days before the first dose
* Symptomatic brain metastases
* Homozygous for UGT1A1\\*28
* Chronic diarrhoea of grade 2 or more
* Known active hepatitis B, hepatitis C or HIV infection
* Pregnant or breastfeeding
`;

export const LUMA = {
  protocolSection: {
    identificationModule: {
      nctId: "NCT09990201",
      orgStudyIdInfo: { id: "LUMA-201" },
      secondaryIdInfos: [{ id: "2099-500201-11-00", type: "CTIS" }],
      organization: { fullName: "Northfold Research (fictional)", class: "INDUSTRY" },
      briefTitle: "LMB-417 With Irinotecan in Previously Treated Metastatic Colorectal Cancer",
      officialTitle:
        "A Randomised, Open-label Phase 2 Study of LMB-417 With Irinotecan Against Irinotecan Alone in Adults With Previously Treated Metastatic Colorectal Cancer",
      acronym: "LUMA-201",
    },
    statusModule: {
      statusVerifiedDate: "2026-03",
      overallStatus: "RECRUITING",
      expandedAccessInfo: { hasExpandedAccess: false },
      startDateStruct: { date: "2025-10-06", type: "ACTUAL" },
      primaryCompletionDateStruct: { date: "2027-06-30", type: "ESTIMATED" },
      completionDateStruct: { date: "2027-09", type: "ESTIMATED" },
      studyFirstSubmitDate: "2025-07-14",
      studyFirstPostDateStruct: { date: "2025-07-22", type: "ACTUAL" },
      lastUpdateSubmitDate: "2026-03-04",
      lastUpdatePostDateStruct: { date: "2026-03-10", type: "ACTUAL" },
    },
    sponsorCollaboratorsModule: {
      responsibleParty: { type: "SPONSOR" },
      leadSponsor: { name: "Northfold Research (fictional)", class: "INDUSTRY" },
      collaborators: [{ name: "Alder Quay Diagnostics (fictional)", class: "INDUSTRY" }],
    },
    oversightModule: {
      oversightHasDmc: true,
      isFdaRegulatedDrug: true,
      isFdaRegulatedDevice: false,
    },
    descriptionModule: {
      briefSummary:
        "This fictional study compares LMB-417 given with irinotecan with irinotecan alone in adults whose metastatic colorectal cancer progressed after one line of treatment. The main question is how long participants live without progression.",
      detailedDescription:
        "Participants are assigned two to one. Tumours are imaged every 8 weeks until progression; survival is followed for 24 months after the last participant is enrolled.",
    },
    conditionsModule: {
      conditions: ["Colorectal Cancer", "Colorectal Neoplasms", "Metastatic Cancer"],
      keywords: ["irinotecan", "second line", "demo study"],
    },
    designModule: {
      studyType: "INTERVENTIONAL",
      phases: ["PHASE2"],
      designInfo: {
        allocation: "RANDOMIZED",
        interventionModel: "PARALLEL",
        primaryPurpose: "TREATMENT",
        maskingInfo: { masking: "SINGLE", whoMasked: ["OUTCOMES_ASSESSOR"] },
      },
      enrollmentInfo: { count: 180, type: "ESTIMATED" },
    },
    armsInterventionsModule: {
      armGroups: [
        {
          label: "LMB-417 with irinotecan",
          type: "EXPERIMENTAL",
          description: "LMB-417 400 mg by mouth twice a day, irinotecan every 2 weeks",
          interventionNames: ["Drug: LMB-417", "Drug: Irinotecan"],
        },
        {
          label: "Irinotecan alone",
          type: "ACTIVE_COMPARATOR",
          description: "Irinotecan every 2 weeks",
          interventionNames: ["Drug: Irinotecan"],
        },
      ],
      interventions: [
        {
          type: "DRUG",
          name: "LMB-417",
          description: "Tablets of 200 mg",
          armGroupLabels: ["LMB-417 with irinotecan"],
        },
        {
          type: "DRUG",
          name: "Irinotecan",
          description: "180 mg/m2 intravenously on day 1 of each 14-day cycle",
          armGroupLabels: ["LMB-417 with irinotecan", "Irinotecan alone"],
          otherNames: ["CPT-11"],
        },
      ],
    },
    outcomesModule: {
      primaryOutcomes: [{
        measure: "Progression-free survival",
        description: "By blinded independent central review, RECIST 1.1",
        timeFrame: "Up to 18 months",
      }],
      secondaryOutcomes: [
        { measure: "Overall survival", timeFrame: "Up to 24 months" },
        { measure: "Objective response", description: "RECIST 1.1", timeFrame: "Every 8 weeks" },
        { measure: "Duration of response", timeFrame: "Up to 18 months" },
        {
          measure: "Participants with adverse events of grade 3 or more",
          timeFrame: "30 days after the last dose",
        },
        {
          measure: "Change in global health status, EORTC QLQ-C30",
          timeFrame: "Baseline to week 24",
        },
      ],
      otherOutcomes: [{ measure: "Trough concentration of LMB-417", timeFrame: "Cycle 2, day 1" }],
    },
    eligibilityModule: {
      eligibilityCriteria: ELIGIBILITY,
      healthyVolunteers: false,
      sex: "ALL",
      minimumAge: "18 Years",
      stdAges: ["ADULT", "OLDER_ADULT"],
    },
    contactsLocationsModule: {
      centralContacts: [{
        name: "Northfold Trial Desk",
        role: "CONTACT",
        phone: "+44 1632 960201",
        email: "luma-201@northfold.example",
      }],
      overallOfficials: [{
        name: "Medical Monitor",
        affiliation: "Northfold Research (fictional)",
        role: "STUDY_DIRECTOR",
      }],
      locations: PLACES.trim().split("\n").map((line) => {
        const [facility, city, state, zip, country, status, lat, lon] = line.split("|");
        const geoPoint = { lat: Number(lat), lon: Number(lon) };
        const region = state ? { state } : {};
        return { facility, status, city, ...region, zip, country, geoPoint };
      }),
    },
  },
  hasResults: false,
};
