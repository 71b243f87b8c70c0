import assert from "node:assert/strict";
import { columnsOf, createInput, parsePhases, updateInput } from "./inputs.ts";
import { dateWords, enumWords, fieldWords, phaseWords } from "./words.ts";

Deno.test("phases are read as people write them", () => {
  const cases: [string, string[] | null][] = [
    ["Phase 2", ["PHASE2"]],
    ["phase 1/phase 2", ["PHASE1", "PHASE2"]],
    ["Phase 1/2", ["PHASE1", "PHASE2"]],
    ["PHASE3", ["PHASE3"]],
    ["4", ["PHASE4"]],
    ["Early Phase 1", ["EARLY_PHASE1"]],
    ["EARLY_PHASE1", ["EARLY_PHASE1"]],
    ["N/A", ["NA"]],
    ["Not applicable", ["NA"]],
    ["Phase 5", null],
    ["", null],
    ["two", null],
  ];
  for (const [text, phases] of cases) assert.deepEqual(parsePhases(text), phases, text);
});

Deno.test("an input sets the columns that it names and no others", () => {
  const now = new Date("2026-11-21T08:00:00Z");
  const input = createInput.parse({ name: " Luma ", phase: "Phase 2", indication: "" });
  assert.deepEqual(columnsOf(input, now), { name: "Luma", phases: ["PHASE2"], indication: null });
  const changes = updateInput.parse({ archived: true, title: null });
  assert.deepEqual(columnsOf(changes, now), {
    official_title: null,
    archived_at: "2026-11-21T08:00:00.000Z",
  });
  assert.equal(updateInput.safeParse({ reason: "because" }).success, false);
});

Deno.test("words for the registry's values", () => {
  assert.equal(phaseWords(["PHASE1", "PHASE2"]), "Phase 1/Phase 2");
  assert.equal(phaseWords(null), "");
  assert.equal(enumWords("NOT_YET_RECRUITING"), "Not yet recruiting");
  assert.equal(enumWords(null), "Not known");
  assert.equal(dateWords({ value: "2024-02-03" }), "3 Feb 2024");
  assert.equal(dateWords({ value: "2024-02" }), "Feb 2024");
  assert.equal(dateWords({ value: "2024" }), "2024");
  assert.equal(fieldWords("primaryPurpose"), "Primary purpose");
});
