import assert from "node:assert/strict";
import { type Entry, redact, restore } from "./gate.ts";

Deno.test("the dictionary: case and accents do not count, whole words do, the longest wins", () => {
  const own: Entry[] = [
    { value: "José Núñez-Ortega", kind: "person" },
    { value: "Mercy", kind: "site" },
    { value: "Mercy General Hospital", kind: "site" },
    { value: "Ann Will", kind: "person" },
    { value: "Will", kind: "person" },
    { value: "Acme Biotech & Co", kind: "organization" },
    { value: "trial@acme.example", kind: "email" },
  ];
  const seen = (text: string) => redact(text, own).texts.replace(/_\d+⟧/g, "⟧");
  assert.equal(seen("JOSE NUNEZ ORTEGA at MERCY general hospital"), "⟦NAME⟧ at ⟦SITE⟧");
  assert.equal(seen("Núñez-Ortega, José"), "⟦NAME⟧");
  assert.equal(seen("J. Núñez"), "J. Núñez");
  assert.equal(seen("Jose\u0301 Nu\u0301n\u0303ez-Ortega"), "⟦NAME⟧");
  assert.equal(seen("Josefa Núñez-Ortegas, Mercyful"), "Josefa Núñez-Ortegas, Mercyful");
  assert.equal(seen("Will will not; ann will"), "⟦NAME⟧ will not; ⟦NAME⟧");
  assert.equal(seen("mercy, Mercy"), "mercy, ⟦SITE⟧");
  assert.equal(seen("ACME BIOTECH & CO"), "⟦ORGANIZATION⟧");
  assert.equal(seen("Ｍｅｒｃｙ"), "⟦SITE⟧");
});

Deno.test("a dictionary of 10,000 costs no more than one pass", () => {
  const own: Entry[] = Array.from({ length: 10_000 }, (_, i) => ({
    value: `University Hospital ${i.toString(36)} Zürich`,
    kind: "site" as const,
  }));
  const text = "University Hospital University Hospital zz ".repeat(2000) +
    "university hospital 7pr zurich";
  assert.match(redact(text, own).texts, /⟦SITE_1⟧$/);
});

Deno.test("a name that a title gives away is a name in all texts of the call", () => {
  const { texts, vault } = redact([
    "Keller called; Wolfgang Keller and Ms. May agree.",
    "Dr. Anna Kaplan, Dr. Jan Bender: Kaplan-Meier, Kaplan estimate, Bender-Gestalt.",
    "Asked Dr. Wolfgang Keller in May. A keller is a cellar, Kellerman is not he.",
  ]);
  const plain = texts.map((text) => text.replace(/_\d+⟧/g, "⟧"));
  assert.deepEqual(plain, [
    "⟦NAME⟧ called; ⟦NAME⟧ and Ms. ⟦NAME⟧ agree.",
    "Dr. ⟦NAME⟧, Dr. ⟦NAME⟧: Kaplan-Meier, Kaplan estimate, Bender-Gestalt.",
    "Asked Dr. ⟦NAME⟧ in May. A keller is a cellar, Kellerman is not he.",
  ]);
  assert.match(restore(texts, vault)[0]!, /^Keller called; Wolfgang Keller/);
});
