import assert from "node:assert/strict";
import {
  actionsOf,
  allowed,
  pendingAction,
  type StudyFacts,
  unconfirmedAction,
  worstFirst,
} from "./actions.ts";

const study: StudyFacts = {
  id: "p1",
  name: "LUMA-201",
  status: "RECRUITING",
  targetEnrollment: 180,
  startDate: { value: "2025-10", precision: "month", type: "ACTUAL" },
  primaryCompletionDate: { value: "2027-06-30", precision: "day", type: "ESTIMATED" },
  completionDate: { value: "2027", precision: "year", type: "ESTIMATED" },
  siteCount: 14,
  nctId: "NCT09990201",
};

Deno.test("a study with its facts in order needs nothing", () => {
  assert.deepEqual(actionsOf(study, "2026-03-12"), []);
});

Deno.test("an estimated date that has passed is checked, with its evidence", () => {
  const [action, ...others] = actionsOf(study, "2027-07-01");
  assert.equal(action?.title, "Check the date of primary completion");
  assert.equal(action?.evidence, "30 Jun 2027, still estimated");
  assert.equal(action?.href, "/projects/p1/import");
  assert.deepEqual(others, [], "the year 2027 has not passed");
  assert.equal(actionsOf(study, "2028-01-01").length, 2);
  assert.deepEqual(actionsOf({ ...study, status: "COMPLETED" }, "2028-01-01"), []);
});

Deno.test("what is not known is asked for", () => {
  const bare = { ...study, status: null, targetEnrollment: null, siteCount: 0, nctId: null };
  assert.deepEqual(actionsOf(bare, "2026-01-01").map((action) => action.title), [
    "Set the overall status",
    "Set the target enrollment",
  ]);
  const unplaced = actionsOf({ ...study, siteCount: 0 }, "2026-01-01");
  assert.equal(unplaced[0]?.evidence, "The last record of NCT09990201 has none");
});

Deno.test("the worst comes first", () => {
  const actions = [unconfirmedAction(6), pendingAction("p1", "NCT09990201", "2026-03-10")];
  assert.deepEqual(worstFirst(actions).map((action) => action.state), ["risk", "info"]);
  assert.equal(actions[1]?.evidence, "Posted 10 Mar 2026");
});

Deno.test("who may not act is told, and offered no way", () => {
  const [action] = allowed([pendingAction("p", "NCT01234567", null)], {
    edit: true,
    import: false,
  });
  assert.equal(action?.href, null);
  const [open] = allowed([pendingAction("p", null, null)], { edit: false, import: true });
  assert.equal(open?.href, "/projects/p/import");
});
