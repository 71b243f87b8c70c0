import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { Action } from "@/lib/actions/model.ts";
import { ActionList } from "./list.tsx";

const SUBJECT = "00000000-0000-4000-8000-000000000009";

function action(changes: Partial<Action> = {}): Action {
  return {
    rule: "task_overdue",
    severity: "at-risk",
    projectId: "00000000-0000-4000-8000-000000000001",
    title: "Finish: Order <kits>",
    why: "Task is past its due day.",
    found: "3 days late",
    matters: "What follows it in the plan moves with it.",
    subject: { kind: "task", id: SUBJECT, label: "Order <kits>" },
    evidence: [],
    owner: { id: SUBJECT, name: "Ada Rennick" },
    dueOn: "2026-11-18",
    sinceOn: "2026-11-19",
    ageDays: 2,
    href: "/projects/p/plan",
    act: "Open",
    mine: true,
    may: true,
    putOff: null,
    ...changes,
  };
}

Deno.test("an action says how it stands in words, the rule, the facts, owner, due day and age", () => {
  const html = renderToString(<ActionList actions={[action()]} mayPutOff />);
  for (const part of ["At risk:", "Task is past its due day.", "3 days late", "Ada Rennick"]) {
    assert.ok(html.includes(part), part);
  }
  assert.ok(html.includes("18 Nov 2026") && html.includes("for 2\u00a0days"));
  assert.ok(html.includes("Order &lt;kits>") && !html.includes("<kits>"), "texts are escaped");
  assert.ok(html.includes(`href="?off=task_overdue.${SUBJECT}"`));
});

Deno.test("who may not act is told, may ask, and is offered no other way", () => {
  const html = renderToString(<ActionList actions={[action({ may: false })]} />);
  assert.ok(html.includes("Finish: Order"));
  const [ask, ...more] = html.match(/<(a|button|form)\b[^>]*>/g) ?? [];
  assert.match(ask!, /assistant\?ask=action:\w+:/);
  assert.deepEqual(more, []);
});

Deno.test("what is put off says by whom, until when and why, and comes back by a button", () => {
  const putOff = {
    id: SUBJECT,
    kind: "snooze" as const,
    reason: "The vendor is closed",
    untilOn: "2026-12-04",
    at: "2026-11-21T08:00:00.000Z",
    by: "Ines Halloran",
  };
  const html = renderToString(<ActionList actions={[action({ putOff })]} mayPutOff />);
  assert.ok(html.includes("Snoozed until 4 Dec 2026 by Ines Halloran: The vendor is closed"));
  assert.match(html, /<button[^>]+value="take-back"/);
  const seen = renderToString(<ActionList actions={[action({ putOff })]} />);
  assert.equal(seen.includes("<button"), false);
});

Deno.test("a broken chain cannot be put off", () => {
  const html = renderToString(
    <ActionList actions={[action({ rule: "chain_broken" })]} mayPutOff />,
  );
  assert.equal(html.includes("?off="), false);
});
