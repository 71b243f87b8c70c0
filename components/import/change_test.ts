import assert from "node:assert/strict";
import type { FieldChange } from "@/lib/imports/model.ts";
import { filterChanges, jsonWords, secondLook, takenByDefault, takenPaths } from "./change.ts";

const change: FieldChange = {
  path: "/status",
  from: "NOT_YET_RECRUITING",
  to: "RECRUITING",
  label: "Overall status",
  group: "status",
  kind: "changed",
  pointer: "/protocolSection/statusModule/overallStatus",
  setBy: { kind: "import", pointer: null, runId: "r", by: null, at: null },
};
const persons: FieldChange = {
  ...change,
  setBy: { kind: "person", pointer: null, runId: null, by: { id: "u", name: "Ada" }, at: null },
};

Deno.test("the record's value is taken by default, a person's is kept", () => {
  assert.equal(takenByDefault(change), true);
  assert.equal(takenByDefault(persons), false);
});

Deno.test("what stops or removes something is left for a second look", () => {
  assert.equal(takenByDefault({ ...change, to: "WITHDRAWN" }), false);
  assert.equal(secondLook({ ...change, to: "WITHDRAWN" }), "The record says withdrawn");
  assert.match(secondLook({ ...change, kind: "removed", to: null }) ?? "", /no longer has it/);
});

Deno.test("values are read as words", () => {
  assert.equal(jsonWords(null), "none");
  assert.equal(jsonWords("NOT_YET_RECRUITING"), "Not yet recruiting");
  assert.equal(jsonWords("ECOG 0 to 1"), "ECOG 0 to 1");
  assert.equal(jsonWords(1148), "1,148");
  assert.equal(jsonWords({ value: "2024-02", type: "ESTIMATED" }), "Feb 2024 · estimated");
  assert.equal(jsonWords(["asthma", "copd"]), "asthma, copd");
  assert.equal(
    jsonWords({ facility: "Klinik", zip: null, lat: 47.07 }),
    "Klinik, 47.07",
  );
  assert.equal(jsonWords("x".repeat(400)).length, 162);
  assert.equal(jsonWords(["PHASE1", "PHASE2"]), "Phase 1, Phase 2");
  assert.equal(jsonWords(["NA"]), "Not applicable");
});

Deno.test("a form gives the paths that were taken", () => {
  const form = new FormData();
  form.append("take", "/status");
  form.append("choice-1", "keep");
  form.append("choice-2", "/sponsor");
  form.append("intent", "accept");
  assert.deepEqual(takenPaths(form), ["/status", "/sponsor"]);
});

Deno.test("changes are filtered by kind and part", () => {
  const added: FieldChange = { ...change, path: "/sites/x", kind: "added", group: "sites" };
  const all = [change, persons, added];
  assert.equal(filterChanges(all, "differing", null).length, 3);
  assert.deepEqual(filterChanges(all, "new", null), [added]);
  assert.deepEqual(filterChanges(all, "conflicts", null), [persons]);
  assert.deepEqual(filterChanges(all, "differing", "sites"), [added]);
});
