// The rules of each question on what people really write: what is read, what is left open, and
// that nothing is made up.
import assert from "node:assert/strict";
import type { QuestionKey, Value } from "../model.ts";
import { parseAnswer } from "./mod.ts";

/** Values read, and "?" and its text for what is not. */
function read(question: QuestionKey, raw: string): (Value | string)[] {
  return parseAnswer(question, raw).map(({ value, text }) => value ?? `?${text}`);
}

function cases(question: QuestionKey, list: [string, (Value | string)[]][]) {
  for (const [raw, expected] of list) {
    Deno.test(`${question}: ${JSON.stringify(raw)}`, () => {
      assert.deepEqual(read(question, raw), expected);
    });
  }
}

const fact = (field: string, value: string | number | string[]) => ({ field, value }) as Value;
cases("trialName", [
  ["MERIDIAN-3", [fact("name", "MERIDIAN-3")]],
  ["  • MERIDIAN-3 \r\n", [fact("name", "MERIDIAN-3")]],
  [
    "MERIDIAN-3\nProtocol no.: NR-2026-014\nNCT01234567\nPhase II/III\nSponsor: Northfold Research",
    [
      fact("name", "MERIDIAN-3"),
      fact("orgStudyId", "NR-2026-014"),
      fact("nctId", "NCT01234567"),
      fact("phases", ["PHASE2", "PHASE3"]),
      fact("sponsor", "Northfold Research"),
    ],
  ],
  ["“Bright Path” Study (NCT01234567)", [
    fact("name", "Bright Path"),
    fact("nctId", "NCT01234567"),
  ]],
  ["MERIDIAN-3: for adults", [fact("name", "MERIDIAN-3"), "?for adults"]],
  ["Study name: MERIDIAN 3\nOfficial title: A trial", [
    fact("name", "MERIDIAN 3"),
    fact("officialTitle", "A trial"),
  ]],
  ["MERIDIAN\nNCT: 1234", [fact("name", "MERIDIAN"), "?1234"]],
  ["Trial: BRIGHT-2, Phase 2b, sponsor Northfold", [
    fact("name", "BRIGHT-2"),
    "?Phase 2b, sponsor Northfold",
    fact("phases", ["PHASE2"]),
  ]],
  ["x".repeat(201), [`?${"x".repeat(201)}`]],
]);

const outcome = (kind: string | null, measure: string, timeFrame: string | null = null) =>
  ({ kind, measure, timeFrame }) as Value;
cases("endpoints", [
  [
    "Primary: change in migraine days at week 12\nSecondary:\n- responder rate\n* days of medication; pain at day 1",
    [
      outcome("PRIMARY", "change in migraine days at week 12", "at week 12"),
      outcome("SECONDARY", "responder rate"),
      outcome("SECONDARY", "days of medication"),
      outcome("SECONDARY", "pain at day 1", "at day 1"),
    ],
  ],
  ["Primary endpoint - overall survival (24 months)", [
    outcome("PRIMARY", "overall survival", "24 months"),
  ]],
  ["The primary endpoint is survival at 24 months. Secondary endpoints are sleep and mood.", [
    outcome("PRIMARY", "survival at 24 months", "at 24 months"),
    outcome("SECONDARY", "sleep and mood"),
  ]],
  ["PFS, OS", [outcome(null, "PFS"), outcome(null, "OS")]],
  ["HbA1c", [outcome(null, "HbA1c")]],
  ["Exploratory endpoints:\n1) biomarkers\n2) sleep", [
    outcome("OTHER", "biomarkers"),
    outcome("OTHER", "sleep"),
  ]],
  ["Primärer Endpunkt: Gesamtüberleben", [outcome("PRIMARY", "Gesamtüberleben")]],
  ["Critère primaire", [outcome(null, "Critère primaire")]],
  ["Secondary endpoint: relapse, time frame: 12 months", [
    outcome("SECONDARY", "relapse", "12 months"),
  ]],
]);

const target = (value: number) => fact("targetEnrollment", value);
cases("enrollment", [
  ["N=300 (150 per arm)", [target(300), "?150 per arm"]],
  ["n = 300", [target(300)]],
  ["300", [target(300)]],
  ["approx. 560 participants at 40 sites", [target(560), "?40 sites"]],
  ["~ 90 patients", [target(90)]],
  ["Target: 1,200", [target(1200)]],
  ["1 200 patients", [target(1200)]],
  ["1.200 Patienten", ["?1.200 Patienten"]],
  ["200-250 patients", ["?200-250 patients"]],
  ["between 200 and 250", ["?between 200 and 250"]],
  ["up to 300", ["?up to 300"]],
  [">= 300 participants", ["?>= 300 participants"]],
  ["300+", ["?300+"]],
  ["2 arms of 150", ["?2 arms of 150"]],
  ["2 x 150", ["?2 x 150"]],
  ["150 per arm, 2 arms", ["?150 per arm", "?2 arms"]],
  ["450 screened to enroll 300", ["?450 screened to enroll 300"]],
  ["We plan to recruit 120 adults aged 18 to 65 across 12 sites", [
    target(120),
    "?aged 18 to 65",
    "?12 sites",
  ]],
  ["We want 300 patients, 150 in each arm", [target(300), "?150 in each arm"]],
  ["Total 450; 300 in Europe", [target(450), "?300 in Europe"]],
  ["300 in Europe, 150 patients elsewhere", ["?300 in Europe", "?150 patients elsewhere"]],
  ["300 patients; 150 controls; 20 volunteers", [
    "?300 patients",
    "?150 controls",
    "?20 volunteers",
  ]],
  ["240 subjects randomised 2:1", [target(240)]],
  ["900 participants by 2028", [target(900)]],
  ["three hundred", ["?three hundred"]],
  ["TBD", ["?TBD"]],
  ["42 enrolled so far", ["?42 enrolled so far"]],
  ["99999999999 participants", ["?99999999999 participants"]],
  ["50% women", ["?50% women"]],
  ["-300", ["?-300"]],
]);

const rule = (name: string, jurisdiction: string | null = null) =>
  ({ name, jurisdiction }) as Value;
cases("regulations", [
  ["ICH E6(R3), 21 CFR Part 11, EU CTR 536/2014", [
    rule("ICH E6(R3)", "International"),
    rule("21 CFR Part 11", "US"),
    rule("EU CTR 536/2014", "EU"),
  ]],
  ["We follow ICH-GCP E6 (R3), FDA 21 CFR Parts 11, 50 and 56 plus local laws of Atlantis.", [
    rule("ICH-GCP E6 (R3)", "International"),
    rule("FDA 21 CFR Parts 11, 50 and 56", "US"),
    "?plus local laws of Atlantis",
  ]],
  ["• Declaration of Helsinki\n• GDPR (privacy)\n– Ethics rules of Alder Quay", [
    rule("Declaration of Helsinki", "International"),
    rule("GDPR (privacy)", "EU"),
    rule("Ethics rules of Alder Quay"),
  ]],
  ["・ICH E8(R1)\n・J-GCP", [rule("ICH E8(R1)", "International"), rule("J-GCP", "Japan")]],
  ["Regulation (EU) No 536/2014", [rule("Regulation (EU) No 536/2014", "EU")]],
  ["ICH E6(R3), local ethics rules, GDPR", [
    rule("ICH E6(R3)", "International"),
    rule("local ethics rules"),
    rule("GDPR", "EU"),
  ]],
  ["ISO 14155:2020", [rule("ISO 14155:2020", "International")]],
]);

const length = (
  part: string,
  shortest: number | null,
  longest: number | null,
  unit = "MONTH",
  approximate = false,
) => ({ part, shortest, longest, unit, approximate }) as Value;
const date = (kind: string, value: string) => ({ kind, value }) as Value;
cases("duration", [
  ["approx. 24 months", [length("STUDY", 24, 24, "MONTH", true)]],
  ["18-24 months", [length("STUDY", 18, 24)]],
  ["18 to 24 months of follow-up", [length("FOLLOW_UP", 18, 24)]],
  ["enrollment 12 months, treatment 24 weeks and follow-up 1.5 years", [
    length("ENROLLMENT", 12, 12),
    length("TREATMENT", 24, 24, "WEEK"),
    length("FOLLOW_UP", 1.5, 1.5, "YEAR"),
  ]],
  ["up to 36 months", [length("STUDY", null, 36)]],
  ["at least 2 years", [length("STUDY", 2, null, "YEAR")]],
  ["2 years (12 months enrollment + 12 months follow-up)", [
    length("STUDY", 2, 2, "YEAR"),
    length("ENROLLMENT", 12, 12),
    length("FOLLOW_UP", 12, 12),
  ]],
  ["Rekrutierung: 12 Monate; Behandlung 24 Wochen", [
    length("ENROLLMENT", 12, 12),
    length("TREATMENT", 24, 24, "WEEK"),
  ]],
  ["Start: Jan 2027\nEnd: Dec 2029", [date("START", "2027-01"), date("COMPLETION", "2029-12")]],
  ["Jan 2027 - 2029-12-31", [date("START", "2027-01"), date("COMPLETION", "2029-12-31")]],
  ["from Q2 2027 until mid 2029", ["?from Q2 2027", "?until mid 2029"]],
  ["two years", ["?two years"]],
  ["2027", ["?2027"]],
  ["24-18 months", ["?24-18 months"]],
  ["6 weeks to 12 months", ["?6 weeks to 12 months"]],
]);

const who = (
  name: string | null,
  role: string | null,
  organization: string | null = null,
  email: string | null = null,
) => ({ name, role, organization, email }) as Value;
cases("stakeholders", [
  ["Sponsor: Northfold Research", [who(null, "Sponsor", "Northfold Research")]],
  ["Medical monitor: Dr Maud Keller (Kestrel Clinical)", [
    who("Dr Maud Keller", "Medical monitor", "Kestrel Clinical"),
  ]],
  ["PI - Prof. Jo Halden", [who("Prof. Jo Halden", "PI")]],
  ["Ada Rennick, study manager, ada@example.org", [
    who("Ada Rennick", "study manager", null, "ada@example.org"),
  ]],
  ["Ethics committee of Alder Quay Hospital", [
    who(null, "Ethics committee", "Alder Quay Hospital"),
  ]],
  ["sponsor, CRO, sites", [who(null, "sponsor"), who(null, "CRO"), who(null, "sites")]],
  ["Principal Investigator Jane Roe", [who("Jane Roe", "Principal Investigator")]],
  ["CRAs: Ada Rennick, Bea Holt", [who("Ada Rennick", "CRAs"), who("Bea Holt", "CRAs")]],
  ["Regulators: FDA, EMA", [who(null, "Regulators", "FDA"), who(null, "Regulators", "EMA")]],
  ["Northfold Research (sponsor), Kestrel Clinical (CRO)", [
    who(null, "sponsor", "Northfold Research"),
    who(null, "CRO", "Kestrel Clinical"),
  ]],
  ["Statistician: TBD", [who(null, "Statistician")]],
  ["DSMB", [who(null, "DSMB")]],
]);

const risk = (title: string, mitigation: string | null = null, description: string | null = null) =>
  ({ title, description, mitigation }) as Value;
cases("risks", [
  ["- Slow enrollment; mitigation: open four sites\n- Missing diaries", [
    risk("Slow enrollment", "open four sites"),
    risk("Missing diaries"),
  ]],
  ["1. Missing diaries (likelihood high)\n   Mitigation: reminders", [
    risk("Missing diaries", "reminders", "likelihood high"),
  ]],
  ["slow enrollment, drop-outs, late supply", [
    risk("slow enrollment"),
    risk("drop-outs"),
    risk("late supply"),
  ]],
  ["Late supply -> second depot", [risk("Late supply", "second depot")]],
]);

const paper = (title: string, scope: string | null = null) => ({ title, scope }) as Value;
cases("documents", [
  ["Protocol, investigator's brochure and Monitoring plan", [
    paper("Protocol"),
    paper("investigator's brochure"),
    paper("Monitoring plan"),
  ]],
  ["☐ Consent form (per site)\n☑ Ethics approval for each country", [
    paper("Consent form", "SITE"),
    paper("Ethics approval", "COUNTRY"),
  ]],
  ["Per site: CVs, delegation log", [paper("CVs", "SITE"), paper("delegation log", "SITE")]],
]);

const moment = (key: string | null, title: string, planned: string | null, said: string | null) =>
  ({ key, title, planned, said }) as Value;
cases("milestones", [
  ["FPI Q2 2027", [moment("first_participant_in", "FPI", null, "Q2 2027")]],
  ["LPLV Jan 2029", [moment("study_completion", "LPLV", "2029-01", "Jan 2029")]],
  ["Database lock: 2029-03-15", [
    moment("database_lock", "Database lock", "2029-03-15", "2029-03-15"),
  ]],
  ["15. Januar 2027: Erster Patient", [
    moment("first_participant_in", "Erster Patient", "2027-01-15", "15. Januar 2027"),
  ]],
  ["FPI Q2 2027, LPI March 15, 2028, DBL 03/04/2029", [
    moment("first_participant_in", "FPI", null, "Q2 2027"),
    moment("last_participant_in", "LPI", "2028-03-15", "March 15, 2028"),
    moment("database_lock", "DBL", null, "03/04/2029"),
  ]],
  ["CSR 31/03/2030", [moment("study_report", "CSR", "2030-03-31", "31/03/2030")]],
  ["DBL 2027-02-30", [moment("database_lock", "DBL", null, "2027-02-30")]],
  ["First site active in 2027", [moment(null, "First site active", "2027", "2027")]],
  ["FPI 3 months after ethics approval", [
    moment("first_participant_in", "FPI", null, "3 months after ethics approval"),
  ]],
  ["FPI, CSR", [
    moment("first_participant_in", "FPI", null, null),
    moment("study_report", "CSR", null, null),
  ]],
  ["Ethics approval (Mar 27)", [moment(null, "Ethics approval", null, "Mar 27")]],
  ["FPI = Q1/2027 | LPI = 2028/04", [
    moment("first_participant_in", "FPI", null, "Q1/2027"),
    moment("last_participant_in", "LPI", "2028-04", "2028/04"),
  ]],
  ["2027-05", ["?2027-05"]],
]);

const system = (type: string | null, name: string | null) => ({ type, name }) as Value;
cases("systems", [
  ["EDC: Veeva / IRT: 4G", [system("EDC", "Veeva"), system("IRT", "4G")]],
  ["eTMF in Bindery Vault; ePRO by Daybook", [
    system("eTMF", "Bindery Vault"),
    system("ePRO", "Daybook"),
  ]],
  ["Corvane (EDC), Lattice IRT, CTMS", [
    system("EDC", "Corvane"),
    system("IRT", "Lattice"),
    system("CTMS", null),
  ]],
  ["We use Corvane for EDC, eCOA/ePRO: Daybook", [
    system("EDC", "Corvane"),
    system("eCOA/ePRO", "Daybook"),
  ]],
  ["Daybook for ePRO", [system("ePRO", "Daybook")]],
]);
