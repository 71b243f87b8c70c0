// The rules of the plan skeleton: nothing twice, nothing against people's order, nothing invented.
import assert from "node:assert/strict";
import { milestoneSkeleton } from "./milestones.ts";
import { type SkeletonFacts, skeletonRows } from "./skeleton.ts";

const KEYS = milestoneSkeleton({ dates: [] }).map((draft) => draft.key);
let ids = 0;
const newId = () => `task ${++ids}`;

const facts = (more: Partial<SkeletonFacts> = {}): SkeletonFacts => ({
  milestones: new Map(KEYS.map((key) => [key, key])),
  ...{ taskKeys: new Set<string>(), links: [], happened: new Set<string>() },
  ...{ studyType: "INTERVENTIONAL", targetEnrollment: 40, enrollmentKind: "ESTIMATED", sites: 3 },
  ...more,
});
const titles = (more: Partial<SkeletonFacts>) =>
  skeletonRows(facts(more), newId).tasks.map((row) => row.title);

Deno.test("tasks are made for what is not over yet, as far as the record speaks of it", () => {
  assert.deepEqual(titles({}), [
    "Ethics and authority approvals",
    "Site contracts",
    "Enroll 40 participants",
    "Clean the data for the lock",
  ]);
  assert.deepEqual(titles({ sites: 0, targetEnrollment: null, studyType: "OBSERVATIONAL" }), [
    "Ethics approvals",
    "Clean the data for the lock",
  ]);
  assert.deepEqual(titles({ happened: new Set(["START"]), enrollmentKind: "ACTUAL" }), [
    "Clean the data for the lock",
  ]);
  assert.deepEqual(titles({ happened: new Set(["START", "COMPLETION"]) }), []);
});

Deno.test("made again with what it made, it makes nothing; every row says its rule", () => {
  const first = skeletonRows(facts(), newId);
  assert.ok([...first.tasks, ...first.links].every((row) => row.basis.startsWith("Rule: ")));
  assert.ok([...first.tasks, ...first.links].every((row) => row.state === "unconfirmed"));
  const again = skeletonRows(
    facts({
      taskKeys: new Set(first.tasks.map((row) => row.external_key)),
      links: first.links.map((link) => ({
        fromId: (link.from_task_id ?? link.from_milestone_id)!,
        toId: (link.to_task_id ?? link.to_milestone_id)!,
      })),
    }),
    newId,
  );
  assert.deepEqual(again, { tasks: [], links: [] });
});

Deno.test("a link against people's own order is left out, and missing milestones make nothing", () => {
  const against = skeletonRows(
    facts({ links: [{ fromId: "study_report", toId: "database_lock" }] }),
    newId,
  );
  const pairs = against.links.map((link) => [link.from_milestone_id, link.to_milestone_id]);
  assert.ok(!pairs.some(([from, to]) => from === "database_lock" && to === "study_report"));
  assert.ok(pairs.some(([from, to]) => from === "study_completion" && to === "database_lock"));
  const few = skeletonRows(facts({ milestones: new Map([["database_lock", "l"]]) }), newId);
  assert.deepEqual(few.tasks.map((row) => row.title), ["Clean the data for the lock"]);
  assert.equal(few.links.length, 1);
});
