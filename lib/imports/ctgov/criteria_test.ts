import assert from "node:assert/strict";
import { splitCriteria, unescapeMarkdown } from "./criteria.ts";

const short = (text: string) =>
  splitCriteria(text).map((item) => `${item.kind.slice(0, 3)} ${item.depth} ${item.text}`);

Deno.test("lists below the two headings, with nesting and escapes", () => {
  assert.deepEqual(
    short(`Inclusion Criteria:

* Age \\>= 18 years
* Organ function:

  * Bilirubin \\< 2 x ULN
  * Platelets \\> 100
* Consent

Exclusion Criteria:

1. Prior treatment
2. Pregnancy`),
    [
      "INC 0 Age >= 18 years",
      "INC 0 Organ function:",
      "INC 1 Bilirubin < 2 x ULN",
      "INC 1 Platelets > 100",
      "INC 0 Consent",
      "EXC 0 Prior treatment",
      "EXC 0 Pregnancy",
    ],
  );
});

Deno.test("headings in the ways people write them", () => {
  const inclusion = [
    "INCLUSION CRITERIA",
    "Inclusion Criteria:",
    "Key inclusion criteria :",
    "Main Inclusion Criteria",
    "**Inclusion Criteria:**",
    "## Inclusion criteria",
    "* Inclusion criteria:",
    "1. Inclusion Criteria",
    "Inclusion:",
    "Criteria for inclusion",
    "Inclusions:",
  ];
  for (const heading of inclusion) assert.deepEqual(short(`${heading}\n- x`), ["INC 0 x"], heading);
  for (
    const heading of ["EXCLUSION CRITERIA:", "Non-inclusion criteria:", "Key Exclusion Criteria"]
  ) {
    assert.deepEqual(short(`${heading}\n- x`), ["EXC 0 x"], heading);
  }
});

Deno.test("a heading that says more stays as an item", () => {
  assert.deepEqual(short("Exclusion Criteria for Part B:\n* x"), [
    "EXC 0 Exclusion Criteria for Part B:",
    "EXC 1 x",
  ]);
  assert.deepEqual(short("Inclusion Criteria: adults of any age"), ["INC 0 adults of any age"]);
  assert.deepEqual(short("Who meets any of these exclusion criteria is not eligible:\n\n* x"), [
    "EXC 0 Who meets any of these exclusion criteria is not eligible:",
    "EXC 1 x",
  ]);
  assert.deepEqual(short("Inclusion:\n* Meets the exclusion criteria of part A:\n* y"), [
    "INC 0 Meets the exclusion criteria of part A:",
    "INC 0 y",
  ]);
});

Deno.test("what stands outside is unclassified", () => {
  assert.deepEqual(short("All comers.\n\nInclusion Criteria:\n* x\n\nNote: see the protocol"), [
    "UNC 0 All comers.",
    "INC 0 x",
    "UNC 0 Note: see the protocol",
  ]);
  assert.deepEqual(short("DISEASE CHARACTERISTICS:\n\n* Measurable disease"), [
    "UNC 0 DISEASE CHARACTERISTICS:",
    "UNC 1 Measurable disease",
  ]);
});

Deno.test("continued lines join the item above", () => {
  assert.deepEqual(short("Inclusion Criteria:\r\n- one\r\n  two\r\n- three\r\n\r\n  four"), [
    "INC 0 one two",
    "INC 0 three four",
  ]);
  assert.deepEqual(short("Inclusion criteria\nFirst line\nthat goes on\n\nSecond"), [
    "INC 0 First line that goes on",
    "INC 0 Second",
  ]);
});

Deno.test("numbers that are no list marks stay", () => {
  assert.deepEqual(short("Inclusion Criteria:\n\n2.5 times ULN or less\n\n18 years"), [
    "INC 0 2.5 times ULN or less",
    "INC 0 18 years",
  ]);
  assert.deepEqual(short("Inclusion Criteria:\n\na) first\nb) second\n(1) third"), [
    "INC 0 first",
    "INC 0 second",
    "INC 0 third",
  ]);
});

Deno.test("escapes are those of Markdown and nothing else", () => {
  assert.equal(
    unescapeMarkdown("\\<5 \\[x\\] 10\\^9 UGT1A1\\*28 a\\b"),
    "<5 [x] 10^9 UGT1A1*28 a\\b",
  );
});

Deno.test("nothing at all gives no items", () => {
  assert.deepEqual(splitCriteria(""), []);
  assert.deepEqual(splitCriteria("\n \n"), []);
  assert.deepEqual(splitCriteria("Inclusion Criteria:\n\nExclusion Criteria:\n"), []);
});

/** Words, without the marks and headings that splitting drops on purpose. */
function wordsOf(text: string): string[] {
  return unescapeMarkdown(text).split(/[^\p{L}]+/u).filter((word) => word.length > 3);
}

Deno.test("no word is lost, whatever the text looks like", () => {
  let seed = 7;
  const pick = <T>(list: T[]): T => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return list[seed % list.length] as T;
  };
  const starts = ["* ", "- ", "1. ", "  * ", "   2) ", "", "    ", "\t", "a. ", "A. ", "• ", "o  "];
  const texts = [
    "Adults aged 18",
    "Other conditions:",
    "continues here",
    "\\<5 mg/dL (serum)",
    "x: y",
  ];
  const heads = [
    "Inclusion Criteria:",
    "KEY EXCLUSION CRITERIA",
    "Exclusion criteria for women:",
    "",
  ];
  for (let round = 0; round < 500; round++) {
    const lines = Array.from(
      { length: 12 },
      () => pick([0, 1, 2, 3, 4]) === 0 ? pick(heads) : pick(starts) + pick(texts),
    );
    const text = lines.join("\n");
    const left = wordsOf(text).filter((word) => !/^(inclusion|exclusion|criteria)$/i.test(word));
    const kept = splitCriteria(text).flatMap((item) => wordsOf(item.text));
    assert.deepEqual(kept.filter((word) => left.includes(word)), left, text);
  }
});
