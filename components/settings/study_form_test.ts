import assert from "node:assert/strict";
import { conflictRows, EMPTY_STUDY, inputOf, typedForm } from "./study_form.ts";

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

Deno.test("a conflict shows the fields that differ", () => {
  const theirs = { ...EMPTY_STUDY, name: "A", sponsor: "Acme" };
  assert.deepEqual(conflictRows(theirs, { ...theirs, sponsor: "" }), [
    { label: "Sponsor", theirs: "Acme", yours: "not known" },
  ]);
});
