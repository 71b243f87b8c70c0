import assert from "node:assert/strict";
import { briefly, changes, type Reading, valueWords } from "./changes.ts";
import { actionWords, deedWords, entityWords, recordHref, recordName } from "./names.ts";

const ID = "00000000-0000-4000-8000-000000000001";
const reading: Reading = {
  zone: "Europe/Vienna",
  labels: { [ID]: { entity: "arms", name: "Arm A" } },
};

const lines = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) =>
  changes(before, after, true).map(({ column, field, from, to }) => [
    field,
    briefly(from, reading, column),
    briefly(to, reading, column),
  ]);

Deno.test("an update shows only the fields that differ, in words", () => {
  const before = { id: "1", status: "NOT_YET_RECRUITING", target_enrollment: 180, row_version: 1 };
  const after = { id: "1", status: "RECRUITING", target_enrollment: 1196, row_version: 2 };
  assert.deepEqual(lines(before, after), [
    ["overall status", "Not yet recruiting", "Recruiting"],
    ["target enrollment", "180", "1,196"],
  ]);
});

Deno.test("an addition shows what it holds besides its name, and nothing that is empty", () => {
  const row = { id: "1", name: "X", city: "Graz", zip: null, tags: [], restricted: false };
  assert.deepEqual(lines(null, row), [["city", null, "Graz"]]);
  assert.deepEqual(lines(null, { ...row, restricted: true })[1], ["restricted", null, "yes"]);
});

Deno.test("values are read: dates, moments in the zone, records by name, objects", () => {
  const words = (value: unknown) => valueWords(value, reading);
  assert.equal(words("2026-02"), "Feb 2026");
  assert.equal(words("2026-11-21T09:30:00.5+00:00"), "21 Nov 2026 10:30 Europe/Vienna");
  assert.equal(words(ID), "Arm A");
  assert.equal(words("00000000-0000-4000-8000-00000000000f"), "record 00000000");
  assert.equal(words(["PHASE2", null]), "Phase 2, none");
  assert.equal(words({ type: "NIH", id: "7", link: null }), "type: NIH; id: 7");
  assert.equal(words({}), null);
  assert.equal(words("constructor"), "constructor");
});

Deno.test("capitals that somebody wrote are left as they are", () => {
  const row = { acronym: "HELIOS", time_zone: "UTC", raw: "ICF", status: "RECRUITING" };
  assert.deepEqual(lines({}, row).map(([, , to]) => to), ["HELIOS", "UTC", "ICF", "Recruiting"]);
  const value = { name: "FDA", type: "REGULATION" };
  assert.equal(valueWords(value, reading, "value"), "name: FDA; type: Regulation");
});

Deno.test("what happens to an account is said as a sentence of its own", () => {
  assert.deepEqual(deedWords("session_ended", "profiles"), { deed: "Session ended", record: "" });
  assert.deepEqual(deedWords("recovery_code_used", "profiles"), {
    deed: "Recovery code used, second factor removed",
    record: "",
  });
  assert.deepEqual(deedWords("update", "profiles"), { deed: "Changed", record: "account" });
});

Deno.test("records and actions have names", () => {
  assert.equal(entityWords("eligibility_criteria"), "Eligibility item");
  assert.equal(entityWords("new_table"), "New table");
  assert.equal(entityWords("constructor"), "Constructor");
  assert.equal(actionWords("update"), "Changed");
  assert.equal(actionWords("read"), "Looked at");
  assert.equal(recordName("sites", null, { facility: "Klinik", city: "Graz" }), "Klinik");
  assert.equal(recordName("arms", { label: "Arm A" }, null), "Arm A");
  assert.equal(recordName("arms", null, {}), null);
});

Deno.test("a record is linked to the page that shows it", () => {
  const at = (entity: string, projectId: string | null) => recordHref({ entity, projectId }, "o");
  assert.equal(at("sites", "p"), "/projects/p/sites");
  assert.equal(at("org_members", null), "/organizations/o/members");
  assert.equal(at("outcomes", "p"), "/projects/p");
  assert.equal(at("outcomes", null), null);
  assert.equal(at("constructor", "p"), null);
});
