import assert from "node:assert/strict";
import { ageRange, kindWords, phaseLabel, standOf } from "./words.ts";

Deno.test("phases are joined; not applicable is no phase", () => {
  assert.equal(phaseLabel(["PHASE1", "PHASE2"]), "Phase 1/2");
  assert.equal(phaseLabel(["EARLY_PHASE1"]), "Early phase 1");
  assert.equal(phaseLabel(["NA"]), null);
  assert.equal(phaseLabel(null), null);
  assert.equal(kindWords({ phases: null, studyType: "OBSERVATIONAL" }), "Observational");
  assert.equal(kindWords({ phases: null, studyType: null }), "Kind not known");
});

Deno.test("a status has a mark, an unknown one the mark of what is not known", () => {
  assert.equal(standOf("COMPLETED"), "ok");
  assert.equal(standOf("TERMINATED"), "risk");
  assert.equal(standOf("RECRUITING"), "info");
  assert.equal(standOf(null), "unk");
});

Deno.test("ages are a range", () => {
  assert.equal(ageRange("18 Years", null), "18 years and over");
  assert.equal(ageRange(null, "17 Years"), "up to 17 years");
  assert.equal(ageRange("18 Years", "65 Years"), "18 years to 65 years");
  assert.equal(ageRange(null, null), null);
});
