// What holds for any answer: no rule throws, every reading is a part of the text, every number of
// it stands in that text.
import assert from "node:assert/strict";
import { QUESTION_KEYS, type Reading, type Value } from "../model.ts";
import { QUESTIONS } from "../words.ts";
import { canonical, withEdits } from "../values.ts";
import { parseAnswer } from "./mod.ts";
import { MOST_PIECES } from "./text.ts";

/** A fixed sequence that looks random: a failure comes again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

const WORDS = [
  ..."- * • – · 1. 2) (3) a) [x] ☐ ・ ① 一、 ; , . : / ( ) [ ] \n \r\n \u2028 \t = ~ ≥ → \u200b \ufeff é ß 試験 患者 ٣ ３ 😀"
    .split(" "),
  ..."N=300 150 per arm 1,200 1.200 18-24 months approx. 24 weeks up to 2 years Q2 2027 Jan 2029 2027-02-30"
    .split(" "),
  ..."15. März 03/04/2027 H1 FPI LPLV DBL primary secondary: endpoint week 12 ICH E6(R3) 21 CFR Part 11"
    .split(" "),
  ..."EU CTR 536/2014 EDC: Veeva IRT sponsor Dr Keller GmbH ada@example.org mitigation: high NCT01234567"
    .split(" "),
  ..."Phase II/III participants sites aged and und et start end from to until per country each site protocol"
    .split(" "),
];

function* answers(): Generator<string> {
  const pick = random(20_261_121);
  for (let n = 0; n < 400; n++) {
    const words = Array.from({ length: 1 + pick(40) }, () => WORDS[pick(WORDS.length)]);
    yield words.join(pick(4) === 0 ? "" : " ");
  }
  for (const { examples } of Object.values(QUESTIONS)) yield* examples;
}

const MONTHS =
  "jan|feb|fév|mar|mär|mrz|apr|avr|may|mai|jun|juin|jul|juil|aug|aoû|sep|oct|okt|nov|dec|dez|déc"
    .split("|");

/** Digits of a value that must come from the text. */
function numbers(value: Value): string[] {
  const said = { ...value } as Record<string, unknown>;
  if ("key" in said) delete said.key; // of our own vocabulary
  if (said.field === "phases") return []; // II is 2
  const dated = ["planned", "value"].flatMap((name) => {
    const text = said[name];
    if (typeof text !== "string" || !/^\d{4}(-\d\d)*$/.test(text)) return [];
    delete said[name];
    return text.split("-").map((part) => String(Number(part)));
  });
  return [...dated, ...Object.values(said).flatMap((part) => String(part).match(/\d+/g) ?? [])];
}

function holds({ value, text, start, end, hint }: Reading, raw: string) {
  const where = JSON.stringify({ raw, text, value });
  assert.equal(raw.slice(start, end), text, where);
  assert.ok(text.trim() !== "", where);
  assert.equal(hint === null, value !== null, where);
  if (value === null) return;
  const grouped = text.replace(/(\d)[,\s’'\u00a0\u2009\u202f](?=\d{3})/gu, "$1");
  const there = new Set(
    [...text.matchAll(/\d+/g), ...grouped.matchAll(/\d+/g)].map(([digits]) =>
      String(Number(digits))
    ),
  );
  const named = MONTHS.some((month) => text.toLowerCase().includes(month)) ||
    /ene|abr|ago|dic|gen|mag|giu|lug|set|ott/i.test(text);
  for (const number of numbers(value)) {
    const known = there.has(String(Number(number))) || named && Number(number) <= 12;
    assert.ok(known, `${number} is not in the text: ${where}`);
  }
}

for (const question of QUESTION_KEYS) {
  Deno.test(`${question}: any answer is read without a fault and without an invention`, () => {
    let read = 0;
    for (const raw of answers()) {
      const found = parseAnswer(question, raw);
      assert.deepEqual(parseAnswer(question, raw), found, "the same again");
      assert.ok(found.length <= MOST_PIECES);
      for (const reading of found) {
        holds(reading, raw);
        if (reading.value === null) continue;
        read++;
        canonical(reading.kind, reading.value, reading.text);
        // What lacks something says so with a field; nothing else is wrong with it.
        const checked = withEdits(reading.kind, reading.value, {});
        if (!checked.success) {
          const missing = checked.error.issues.map(({ path }) => path.join("/"));
          assert.deepEqual(missing, ["kind"], JSON.stringify([reading, checked.error.issues]));
        }
      }
    }
    assert.ok(read > 20, "the rules read something of it");
  });

  Deno.test(`${question}: examples are understood`, () => {
    for (const example of QUESTIONS[question].examples) {
      assert.ok(parseAnswer(question, example).some(({ value }) => value !== null), example);
    }
  });

  Deno.test(`${question}: nothing is read in nothing`, () => {
    for (const raw of ["", " ", "\n\n", "- \n• ", "...", "\u200b"]) {
      assert.deepEqual(parseAnswer(question, raw), [], JSON.stringify(raw));
    }
  });

  // A pattern that runs away would keep this from ending.
  Deno.test(`${question}: 20,000 hostile characters are read to the end`, () => {
    const fill = (text: string) => text.repeat(Math.ceil(20_000 / text.length)).slice(0, 20_000);
    const hostile = [
      ...["a", " ", "1", "(", ")", "1,", "- ", "A B ", "1 000", "a:", "week ", "from baseline to "],
      ...[
        "2027-",
        "Q",
        "\n",
        "a\n",
        "1-",
        "per arm ",
        "Dr ",
        "x@",
        "=> ",
        "mitigation:",
        "21 CFR ",
      ],
      ...["(1 per arm", "; ", "EDC ", "jan ", "A, ", "approx ", "18-24 months "],
    ];
    for (const one of hostile) {
      for (const raw of [fill(one), fill(one + "\n"), fill(fill(one).slice(0, 1_900) + "\n")]) {
        for (const reading of parseAnswer(question, raw)) holds(reading, raw);
      }
    }
  });
}
