import assert from "node:assert/strict";
import { actionWords, changedFields, entityWords, recordName } from "./changes.ts";

Deno.test("an update shows only the fields that differ, in words", () => {
  const before = { id: "1", status: "NOT_YET_RECRUITING", target_enrollment: 180, row_version: 1 };
  const after = { id: "1", status: "RECRUITING", target_enrollment: 1196, row_version: 2 };
  assert.deepEqual(changedFields(before, after), [
    { field: "overall status", from: "Not yet recruiting", to: "Recruiting" },
    { field: "target enrollment", from: "180", to: "1,196" },
  ]);
});

Deno.test("an addition shows what it holds besides its name, and nothing that is empty", () => {
  assert.deepEqual(changedFields(null, { id: "1", name: "X", city: "Graz", zip: null, tags: [] }), [
    { field: "city", from: null, to: "Graz" },
  ]);
});

Deno.test("records and actions have names", () => {
  assert.equal(entityWords("eligibility_criteria"), "Eligibility item");
  assert.equal(entityWords("new_table"), "New table");
  assert.equal(actionWords("update"), "Changed");
  assert.equal(recordName("sites", null, { facility: "Klinik", city: "Graz" }), "Klinik");
  assert.equal(recordName("arms", { label: "Arm A" }, null), "Arm A");
  assert.equal(recordName("arms", null, {}), "");
});
