import assert from "node:assert/strict";
import { imported, studyPage } from "../testing.ts";
import { proofOf } from "./proof.ts";

Deno.test("a field's proof has its value in words, its place in the record and the run", () => {
  const proof = proofOf(studyPage(), "targetEnrollment");
  assert.equal(proof?.value, "1,180, estimated");
  assert.equal(proof?.source?.pointer, "/protocolSection/designModule/enrollmentInfo/count");
  assert.equal(proof?.run?.no, 1);
});

Deno.test("rows, dates and milestones have a proof of their own", () => {
  const page = studyPage();
  assert.equal(proofOf(page, "dates/PRIMARY_COMPLETION")?.value, "Jun 2027 · estimated");
  assert.equal(proofOf(page, "outcomes/0")?.more, "By RECIST 1.1");
  assert.equal(proofOf(page, "sites/0")?.value, "Sankt Veit Klinik, Graz, Austria (47.07, 15.44)");
  assert.equal(proofOf(page, "milestones/0")?.source, null);
});

Deno.test("a value of an earlier run does not claim the latest one", () => {
  const page = studyPage();
  page.project.provenance.fields.status = { ...imported("/statusModule"), runId: "run-0" };
  assert.equal(proofOf(page, "status")?.value, "Recruiting");
  assert.equal(proofOf(page, "status")?.run, null);
});

Deno.test("keys that name nothing have no proof", () => {
  for (const key of ["", "nothing", "__proto__", "constructor", "sites/7", "sites/x", "a/b/c"]) {
    assert.equal(proofOf(studyPage(), key), null, key);
  }
});

Deno.test("the registry's actual or estimated is not said of a person's number", () => {
  const page = studyPage();
  const by = { id: "u", name: "Ada Rennick" };
  page.project.provenance.fields.targetEnrollment = {
    kind: "person",
    pointer: null,
    runId: null,
    by,
    at: null,
  };
  assert.equal(/estimated|actual/.test(proofOf(page, "targetEnrollment")?.value ?? ""), false);
});
