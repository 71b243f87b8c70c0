import assert from "node:assert/strict";
import { redact } from "./gate.ts";
import { planted } from "./planted_testing.ts";
import { random } from "./testing.ts";

Deno.test("each planted identifier is found, in a sentence and as its class", () => {
  for (const [value, cue, kind] of planted) {
    const { texts, counts } = redact(`Note of today: ${cue}${value}, please check.`);
    assert.equal(texts.includes(value), false, value);
    assert.ok(counts[kind], `${value}: ${JSON.stringify(counts)}`);
  }
});

const wide = (text: string) =>
  text.replace(/[0-9A-Za-z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
const between = (text: string, mark: string) => text.replace(/(?<=[0-9])(?=[0-9])/g, mark);
const arabic = (text: string) =>
  text.replace(/[0-9]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 48 + 0x660));

/** Ways in which the same identifier stands in real text. */
const disguises: [string, (text: string) => string][] = [
  ["plain", (text) => text],
  ["full-width digits", (text) => text.replace(/[0-9]/g, wide)],
  ["full-width", (text) => wide(text)],
  ["Arabic digits", arabic],
  ["zero width space", (text) => between(text, "\u200b")],
  ["soft hyphen", (text) => between(text, "\u00ad")],
  ["zero width joiner", (text) => between(text, "\u200d")],
  ["no-break space", (text) => text.replaceAll(" ", "\u00a0")],
  ["thin space", (text) => text.replaceAll(" ", "\u2009")],
  ["other hyphens", (text) => text.replaceAll("-", "\u2011")],
];

const frames: [string, (cue: string, value: string) => string][] = [
  ["sentence", (cue, value) => `He wrote: ${cue}${value}. Then he left.`],
  ["JSON", (cue, value) => `{"note":"${cue}${value}","n":1}`],
  ["CSV", (cue, value) => `7,"${cue}${value}",x\n`],
  ["CSV without quotes", (cue, value) => `7,${cue}${value},x\n`],
  ["semicolons", (cue, value) => `7;${cue}${value};x`],
  ["table", (cue, value) => `| a | b |\n|---|---|\n| ${cue}${value} | 5 mg |`],
  ["tabs", (cue, value) => `a\t${cue}${value}\tb`],
  ["quoted", (cue, value) => `> ${cue}"${value}"`],
  ["brackets", (cue, value) => `(${cue}${value})`],
  ["angles", (cue, value) => `<td>${cue}${value}</td>`],
  ["Markdown", (cue, value) => `- **${cue}${value}**`],
  ["its own line", (cue, value) => `Note\n${cue}${value}\nEnd`],
];

/** Whether a piece of the value, three letters or digits long, stands outside the tokens. */
function remains(texts: string, value: string): boolean {
  const left = texts.replace(/⟦.*?⟧/g, " ").normalize("NFKC").replace(/[\u00ad\u200b-\u200d]/g, "")
    .replace(/[\u0660-\u0669]/g, (char) => String(char.charCodeAt(0) - 0x660));
  return value.split(/[^\p{L}\p{N}]+/u).some((piece) => piece.length > 2 && left.includes(piece));
}

Deno.test("no planted identifier survives in any frame and disguise", () => {
  const survived: string[] = [];
  for (const [value, cue] of planted) {
    for (const [frame, put] of frames) {
      for (const [disguise, change] of disguises) {
        const changed = change(value);
        const { texts } = redact(put(cue, changed));
        if (remains(texts, value)) survived.push(`${frame}, ${disguise}: ${value} in ${texts}`);
      }
    }
  }
  assert.deepEqual(survived, []);
});

Deno.test("an identifier that is broken at the end of a line is found", () => {
  for (
    const value of [
      "219-09-\n9999",
      "4111 1111\n1111 1111",
      "415-555-\n0132",
      "+41 44 668\n18 07",
      "GB82 WEST 1234\n5698 7654 32",
      "jane.roe@\nhospital.org",
      "jane.roe@hospital.\n> org",
      "jane.roe@hospi\ntal.org",
    ]
  ) { // deno-fmt-ignore
    const { texts } = redact(`Please note ${value} for later`);
    assert.equal(texts.includes(value), false, value);
    assert.equal(/\d{4}|jane/.test(texts.replace(/⟦.*?⟧/g, "")), false, texts);
  }
});

Deno.test("random numbers with right check digits are found, whatever stands around them", () => {
  const next = random(7);
  const digit = () => Math.floor(next() * 10);
  const luhn = (body: string) => {
    for (let check = 0; check < 10; check++) {
      const all = body + check;
      const sum = [...all].reverse().reduce((total, char, i) => {
        const value = Number(char) * (i % 2 + 1);
        return total + (value > 9 ? value - 9 : value);
      }, 0);
      if (sum % 10 === 0) return all;
    }
    throw new Error("unreachable");
  };
  for (let round = 0; round < 200; round++) {
    const card = luhn("4" + Array.from({ length: 14 }, digit).join(""));
    const spaced = card.replace(/(\d{4})(?=\d)/g, "$1 ");
    const ssn = `${2 + digit() % 6}${digit()}${digit()}-${1 + digit() % 9}${1 + digit() % 9}-${
      1 + digit() % 9
    }${digit()}${digit()}${digit()}`;
    const [, put] = frames[Math.floor(next() * frames.length)]!;
    for (const value of [card, spaced, ssn]) {
      assert.equal(redact(put("", value)).texts.includes(value), false, value);
    }
  }
});

Deno.test("what a protocol says stays as it is", () => {
  const texts = [
    "500 mg/m2 IV over 30 minutes on Days 1, 8 and 15 of each 28-day cycle (±3 days)",
    "NCT01234567, EudraCT 2012-003456-12, CTIS 2023-501234-12-00, U1111-1140-5564, ISRCTN12345678",
    "ACTRN12605000123606; jRCT2080221234; UMIN000012345; DRKS00012345; CTRI/2012/05/002658; ChiCTR-IOR-17013877",
    "registration number NCT01234567 since 2019; protocol number 2018-0123; IRB 201402145",
    "Grant R01CA123456, U10CA180820 and P60DK020595; PMID 34076401; doi: 10.1186/s13063-019-3573-3",
    "A3921119, LY2835219, PF-04965842, GSK2118436, B7981015, D5290C00005, CAIN457M2301, 205715, 18030",
    "BP 120/80 mmHg, HbA1c 7.0% (53 mmol/mol), ANC ≥1.5 x 10^9/L, platelets > 100,000/mm3, CrCl 60 mL/min",
    "Randomised 2:1:1; CD19 CAR T, CD20 mAb, IL-6, HER2, CYP3A4, EGFR T790M, HLA-A*02:01, BRCA1 c.68_69delAG",
    "CTCAE v5.0, RECIST 1.1, MedDRA v23.1, protocol version 3.0 of 2024-05-06, section 9.2.2.1, EC 3.4.21.4",
    "Visit 3 (Day 29), Week 52, Month 12; 2024-05-06 08:30; from 1 January 2010 to 31 December 2012",
    "Adults aged 18 to 95 years; ≥ 90 years old; up to 100 Years; born between January 1, 1950 and May 3, 1960",
    "Patients admitted from 01/01/2015 to 12/31/2019 who died within 30 days of admission",
    "Patient Health Questionnaire (PHQ-9), Patient Global Impression, Subject Diary, Participant Information Sheet",
    "Parkinson's disease, Hodgkin lymphoma, Likert scale, Kaplan-Meier, Bonferroni, Cox model, Child-Pugh B",
    "vehicle ointment AB51 ABC; plasma samples at 0, 0.5, 1, 2, 4, 8, 12, 24, 48 and 72 h; T1/2 12 h; AUC0-24",
    "5 x 10^6 cells/kg, CD34+ 2.5 x 106/kg, 3,000,000 IU, 1.8 mIU/mL, 10 000 copies/mL, OD 450-620 nm",
    "Email, telephone and postal address are recorded; date of birth and ZIP code are not.",
    "Timed 25 Foot Walk, 6 minute walk, 400 Meter Walk, 64 slice CT, 2 close contacts, 5 patients per row",
    "via nasal cannula at 2 L/min, via oral gavage over 30 min; Smith et al. Lancet 2019; take place at Month 12",
    "13-valent pneumococcal conjugate 13, aggregate 5, delivered on 3 consecutive days, sent to 12 European sites",
    "Telephone contact on days 15 30 45 60; phone follow-up 2019-2020; extension study 20101155; call on 12-03-2019",
    "NPI 0 to 12 and 144; plate 2 at 37 C; serial 1000-fold dilutions; SN 38; account for 12345 of 20000 cells",
    "This study will address: Part 1 safety; the investigator signed the form; on behalf of Sponsor; Sir Ganga Ram Hospital",
    "Dr. Falk Pharma, Sister Mary Joseph nodule, lives with Type 1 diabetes, Legal Guardian signed the consent",
    "vials expired on 31 Dec 2020; the registry was operated from 1 Jan 2010; lot 123456; batch A12345",
    "BIC/FTC/TAF 50/200/25 mg; 10 000 000 copies; the mobile app; office visit 3; T cell dose 1 000 000",
    "e.g. at baseline.In cohort 1, i.e. mg.kg; Fig. 3; vs. placebo",
    "ICD-10 C50.911, LOINC 4548-4, SNOMED 414925007, ATC L01XC02, MeSH D003550, UNII 6158TKW0C5, CAS 50-78-2",
  ]; // deno-fmt-ignore: a list of texts
  for (const text of texts) {
    assert.equal(redact(text).texts, text);
    for (const part of text.split(/[,;] /)) assert.equal(redact(part).texts, part);
  }
});
