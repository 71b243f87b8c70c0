import assert from "node:assert/strict";
import { conflictRows, EMPTY_STUDY, inputOf, rebased, typedForm } from "./study_form.ts";

function body(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

Deno.test("an empty field is left out of a new study and is null in a change", () => {
  const form = typedForm(body({ name: " LUMA ", targetEnrollment: "1,180" }));
  assert.deepEqual(inputOf(form), { name: "LUMA", targetEnrollment: 1180 });
  const was = { ...form, sponsor: "Acme" };
  assert.deepEqual(inputOf(form, was), { sponsor: null });
});

Deno.test("what is no number is kept for the check to name it", () => {
  const form = { ...EMPTY_STUDY, targetEnrollment: "many" };
  assert.deepEqual(inputOf(form), { targetEnrollment: "many" });
});

Deno.test("a conflict keeps what only the other person changed, and shows both versions of the rest", () => {
  const was = { ...EMPTY_STUDY, name: "A", sponsor: "Acme", phase: "NA" };
  const theirs = { ...was, sponsor: "Somebody else", phase: "PHASE2" };
  const mine = rebased({ ...was, phase: "PHASE2/PHASE3", indication: "Glioma" }, theirs, was);
  assert.equal(mine.sponsor, "Somebody else");
  const by = { id: "u", name: "Maud Keller" };
  const at = "2026-03-12T09:36:00Z";
  const source = { kind: "person" as const, pointer: null, runId: null, by, at };
  const provenance = { import: null, fields: { phases: source } };
  assert.deepEqual(conflictRows({ provenance }, theirs, mine, was), [
    { label: "Phase", theirs: "Phase 2", yours: "Phase 2/3", by: "Maud Keller", at },
    { label: "Indication", theirs: "not known", yours: "Glioma", by: null, at: null },
    { label: "Sponsor", theirs: "Somebody else", yours: null, by: null, at: null },
  ]);
});

Deno.test("without the fields as they were, all of the form is the reader's", () => {
  const theirs = { ...EMPTY_STUDY, name: "A", sponsor: "Acme" };
  assert.equal(rebased({ ...theirs, sponsor: "" }, theirs).sponsor, "");
});
