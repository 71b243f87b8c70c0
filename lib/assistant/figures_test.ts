import assert from "node:assert/strict";
import { checkFigures } from "./figures.ts";

const fact = (value: string | number | null, label = "Said", more = {}) => ({
  label,
  value,
  ...more,
});
const FACTS = [
  fact("41 of 1,200", "Participants enrolled", { id: "F1", asOf: "2026-11-20" }),
  fact("2.4 : 1; target 1.5 : 1", "Screened for each enrolled"),
  fact("12.5 %; at most 15 %", "Screen failures"),
  fact("6 Oct 2025 to 14 March 2026; late", "First participant in"),
  fact("USD 1,250.50", "Paid"),
  fact("−3 days", "Slack of the path"),
  fact("24 days; for 7 weeks", "Open"),
  fact("v3.0", "Protocol"),
  fact("recorded", "NCT01234567, EudraCT 2015-001234-12, IMP-7"),
  fact("10 mg twice a day", "Dose"),
  fact("2", "Phase"),
  fact("recorded", "Site 12"),
  fact("recorded", "Site 14"),
  fact(33, "Sites"),
  fact(0.5, "Share", { unit: "ratio" }),
];
const open = (text: string) => checkFigures(text, FACTS).unverified;

const HOLD = [
  "41 of 1,200 participants [F1] are enrolled.",
  "1200 planned, 1 200 planned, 1'200 planned",
  "A ratio of 2.4:1 against 1.5 : 1, or 2.40 : 1",
  "12.5% failed, the bound is 15 percent; 12.50 per cent",
  "between 12.5 and 15 %, 12.5–15%",
  "It begins on 2025-10-06, 6 October 2025, Oct 6, 2025, October 6th, 2025, 6th of October 2025, 06-Oct-2025",
  "in October 2025, on 6 October, on October 6, in 2025, by March 2026.",
  "as of 20 Nov 2026",
  "USD 1,250.50, $1,250.50, US$1250.5, 1,250.50 dollars",
  "3 days behind, -3 days of slack",
  "open for 24 days, a 24-day wait, 7 weeks, seven weeks",
  "Version 3.0 (v3.0)",
  "NCT01234567 and 2015-001234-12 use IMP-7",
  "10 mg, 10mg twice a day",
  "Phase II, phase 2, Phase two",
  "half of them",
  "1. First, the sites.\n2. Then the rest.\n   1. Sub\n3. Last.",
  "F1 says so [F1, F2].",
  "No one, this one, the next one and each one of them; first things first.",
  "forty-one of twelve hundred",
  "Sites 12 and 14, site 12, sites 12, 14 and 12; 33 sites",
  "See [the plan](/projects/4711/plan).",
  "4**1** are enrolled",
  "４１ of them; ٤١; ४१",
  "41 m² of nothing",
];
const LIES: [string, string[]][] = [
  ["42 are enrolled", ["42"]],
  ["200 planned, 120 too, 1,20", ["200", "120", "1,20"]],
  ["1.200 planned", ["1.200"]],
  ["12 % failed", ["12 %"]],
  ["41 % enrolled", ["41 %"]],
  ["15 sites failed", ["15"]],
  ["7 Oct 2025, October 2026, 7 October, 2026-10-06", [
    "7 Oct 2025",
    "October 2026",
    "7 October",
    "2026-10-06",
  ]],
  ["2025 participants", ["2025"]],
  ["in 2025 participants", ["2025"]],
  ["06/10/2025", ["06/10/2025"]],
  ["EUR 1,250.50 and USD 1,250", ["1,250.50", "1,250"]],
  ["24 weeks, 7 days", ["24 weeks", "7 days"]],
  ["version 3, v3.1, v3", ["version 3", "v3.1", "v3"]],
  ["NCT01234568, 2015-001234, IMP-77, IMP", ["NCT01234568", "2015", "001234", "IMP-77"]],
  ["Phase III, phase IV, Grade V", ["Phase III", "phase IV", "Grade V"]],
  ["nineteen sites, dozens of sites, a couple of sites", ["nineteen", "dozens", "a couple of"]],
  ["a third of them, two thirds, threefold", ["a third of", "two thirds", "threefold"]],
  ["４２, ٤٢, 4**2**, 4\u200b2, &#52;2", ["４２", "٤٢", "4**2**", "4\u200b2", "&#52;2"]],
  ["1O sites, l2 sites, 4l", ["1O", "l2", "4l"]],
  ["10² sites, ½ of it, 2½, ①, Ⅻ", ["10²", "2½", "①", "Ⅻ"]],
  ["41 k enrolled, 41 million", ["41 million"]],
  ["57. of them dropped out", ["57"]],
  ["1. of these\n57. more", ["57"]],
  ["-41 of them", ["41"]],
  ["3:1, 14:30", ["3:1", "14:30"]],
  ["the fifth amendment, the 5th, the second one", ["fifth", "5th", "the second"]],
  ["Site 12, Visit 4 of 5 sites", ["Visit 4", "5"]],
  ["十二 sites", ["十二"]],
  ["zwölf, douze, doce", ["zwölf", "douze", "doce"]],
  ["doubled", ["doubled"]],
];

Deno.test("what stands in the facts is found, however it is written", () => {
  for (const text of HOLD) assert.deepEqual(open(text), [], text);
});

const random = (n: number) => Math.floor(Math.random() * n);

/** A number in the forms that people and pages write. */
const FORMS: ((n: number) => string)[] = [
  (n) => String(n),
  (n) => n.toLocaleString("en-US"),
  (n) => n.toLocaleString("en-US").replaceAll(",", "\u202f"),
  (n) => n.toLocaleString("en-US").replaceAll(",", "'"),
  (n) => `${n}.00`,
  (n) => `**${n}**`,
  (n) => String(n).replace(/\d/g, (d) => String.fromCodePoint(0xff10 + Number(d))),
  (n) => String(n).replace(/\d/g, (d) => String.fromCodePoint(0x0966 + Number(d))),
];
const ENDS = [" sites", ".", ", and more", " of them", ")", "\n"];

Deno.test("a number is found in whatever form exactly when a fact has it, never as a part of another", () => {
  for (let i = 0; i < 2000; i++) {
    const known = 1 + random(10 ** (1 + random(7)));
    const facts = [fact(`${FORMS[random(5)]!(known)} counted`)];
    const said = FORMS[random(FORMS.length)]!(known) + ENDS[random(ENDS.length)];
    assert.deepEqual(checkFigures(`There are ${said}`, facts).unverified, [], `${said} ${known}`);
    const digits = String(known);
    const others = [known + 1, known * 10 + 1, Number(digits.slice(1)), Number(digits.slice(0, -1))]
      .filter((n) => n !== known);
    for (const other of others) {
      const lie = FORMS[random(FORMS.length)]!(other);
      const { unverified } = checkFigures(`There are ${lie}${ENDS[random(ENDS.length)]}`, facts);
      assert.equal(unverified.length, 1, `${lie} of ${known}`);
    }
  }
});

Deno.test("a day is found in all its forms, and as its month or year; another day is not", () => {
  const MONTHS =
    "January February March April May June July August September October November December".split(
      " ",
    );
  const forms = (y: number, m: number, d: number) => {
    const month = MONTHS[m]!;
    return [
      `${y}-${String(m + 1).padStart(2, "0")}-${String(d).padStart(2, "0")}`,
      ...[`${d} ${month} ${y}`, `${d} ${month.slice(0, 3)} ${y}`, `${month} ${d}, ${y}`],
    ];
  };
  for (let i = 0; i < 500; i++) {
    const [y, m, d] = [2020 + random(10), random(12), 1 + random(28)];
    const facts = [fact(forms(y, m, d)[random(4)]!)];
    const fine = [...forms(y, m, d), `${MONTHS[m]} ${y}`, `in ${y}.`, `${d} ${MONTHS[m]}.`];
    for (const form of fine) {
      assert.deepEqual(checkFigures(`Due ${form}`, facts).unverified, [], form);
    }
    const wrong = [...forms(y + 1, m, d), ...forms(y, m, d % 28 + 1), ...forms(y, (m + 1) % 12, d)];
    for (const form of wrong) {
      assert.equal(checkFigures(`Due ${form}.`, facts).unverified.length, 1, form);
    }
  }
});

Deno.test("reading is linear: a long hostile text takes no time to speak of", () => {
  for (const part of ["1,", "1 000 ", "9-", "1/", "one ", "[F1", "&#", "IVX", "12 Mar ", "٣"]) {
    checkFigures(part.repeat(20_000), FACTS);
  }
});

Deno.test("what does not is named as it is written", () => {
  for (const [text, named] of LIES) assert.deepEqual(open(text), named, text);
});
