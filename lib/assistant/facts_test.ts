// A day later nothing is stale that only grew older; what became something else is.
import assert from "node:assert/strict";
import type { Action } from "@/lib/actions/model.ts";
import { RULE_WORDS } from "@/lib/actions/words.ts";
import type { Data, Widget } from "@/lib/dashboard/model.ts";
import { actionFact, hashOf, type Said, widgetFacts } from "./facts.ts";

const widget = (data: Data) =>
  ({ data, title: "T", asOf: "2026-11-21", status: null, reason: null }) as unknown as Widget;
const told = (data: Data) => widgetFacts(widget(data), "/projects/x");
const action = (more: Partial<Action>) =>
  actionFact({
    ...{
      rule: "task_overdue",
      title: "Finish: Contract",
      why: "Past its day",
      matters: "",
      act: "",
    },
    ...{ severity: "at-risk", dueOn: "2026-10-18", owner: null, href: "/x", sinceOn: null },
    ...more,
  } as Action, "2026-11-21");

const late = (days: number): Said[] => [
  action({ found: RULE_WORDS.task_overdue.found({ label: "", facts: { days } }), ageDays: days }),
  ...told({
    type: "list",
    items: [{ title: "Contract", detail: "was due 18 Oct 2026", age: `${days} days late` }],
    total: 1,
  }),
  ...told({
    type: "table",
    columns: [
      { label: "Training", kind: "text" },
      { label: "Ends", kind: "date" },
      { label: "Days left", kind: "number", age: true },
    ],
    rows: [{ name: "GCP", cells: ["2027-01-10", 90 - days] }],
    total: 1,
  }),
];

Deno.test("facts say ages, and a text on them is not stale for these", () => {
  const [today, tomorrow] = [late(34), late(35)];
  assert.equal(hashOf(today), hashOf(tomorrow));
  for (const [i, { value }] of today.entries()) {
    assert.match(String(value), i < 2 ? /34 days late/ : /Days left: 56/);
    assert.notEqual(value, tomorrow[i]!.value);
  }
});

Deno.test("another day, state, owner or slip makes a text stale", () => {
  const found = "34 days late";
  const base = { found, ageDays: 34 };
  const others: Partial<Action>[] = [
    { ...base, dueOn: "2026-10-19" },
    { ...base, severity: "critical" },
    { ...base, owner: { id: "x", name: "Maud Keller" } },
    { ...base, found: "Waits for Contract, 34 days late" },
  ];
  for (const other of others) assert.notEqual(hashOf([action(base)]), hashOf([action(other)]));
  const slip = (days: number) =>
    action({
      rule: "critical_path_slip",
      found: `End ${days} days after the baseline`,
      ageDays: 1,
    });
  assert.notEqual(hashOf([slip(16)]), hashOf([slip(30)]));
});
