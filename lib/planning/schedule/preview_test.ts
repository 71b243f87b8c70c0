import assert from "node:assert/strict";
import { calendar, link, task } from "./items_testing.ts";
import { preview } from "./mod.ts";
import type { Plan } from "./model.ts";

const cascade: Plan = {
  calendar,
  items: [
    task("a", 5, { plannedOn: "2026-11-23" }),
    task("b", 5),
    task("side", 2, { plannedOn: "2026-11-23" }),
  ],
  links: [link("a", "b")],
};

Deno.test("a preview says what moves, what it uses up, and how far the end goes", () => {
  const before = structuredClone(cascade);
  assert.deepEqual(preview(cascade, [{ id: "a", durationDays: 7 }]), {
    ok: true,
    moves: [
      {
        id: "a",
        from: "2026-11-23",
        to: "2026-11-23",
        finishFrom: "2026-11-27",
        finishTo: "2026-12-01",
      },
      {
        id: "b",
        from: "2026-11-30",
        to: "2026-12-02",
        finishFrom: "2026-12-04",
        finishTo: "2026-12-08",
      },
    ],
    slackUsed: [{ id: "side", before: 10, after: 14, used: -4 }],
    endFrom: "2026-12-04",
    endTo: "2026-12-08",
    endMovesDays: 4,
    criticalPath: ["a", "b"],
  });
  assert.deepEqual(cascade, before);
});

Deno.test("a wrong change is refused field by field", () => {
  const result = preview(cascade, [
    { id: "nobody", plannedOn: "2026-11-23" },
    { id: "a", plannedOn: "2026-02-30", durationDays: -2 },
    { id: "a" },
  ]);
  assert.ok(!result.ok && result.kind === "input");
  assert.deepEqual(result.errors.map((e) => e.path), [
    "/changes/0/id",
    "/changes/1/plannedOn",
    "/changes/1/durationDays",
    "/changes/2/id",
  ]);
  assert.match(result.errors[1]!.message, /^Cannot parse date "2026-02-30": /);
});
