import assert from "node:assert/strict";
import { toAction } from "./view.ts";

const doc = (rule: string, kind: string) => ({
  rule,
  severity: "crit",
  subject: { kind, id: "s", label: "Database lock" },
  facts: { days: 3 },
  evidence: [],
  href: "/projects/p/plan",
});

Deno.test("an action about one item of the plan opens it, one about the plan opens the plan", () => {
  assert.equal(toAction(doc("task_overdue", "task")).href, "/projects/p/plan?item=s");
  assert.equal(toAction(doc("milestone_overdue", "milestone")).href, "/projects/p/plan?item=s");
  assert.equal(toAction(doc("critical_path_slip", "baseline")).href, "/projects/p/plan");
});
