import assert from "node:assert/strict";
import type { Standing } from "@/lib/projects/portfolio_model.ts";
import { enrolledOfTarget, enrollmentOf, scheduleOf } from "./standing_model.ts";

const schedule: Standing["schedule"] = {
  baseline: "Approved",
  promisedEnd: "2027-06-30",
  endOn: "2027-06-30",
  endDays: 0,
  confirmed: 7,
  overdue: 0,
  next: null,
};
const enrollment: Standing["enrollment"] = {
  target: 180,
  enrolled: 61,
  planned: 78,
  sites: 9,
  oldest: "2026-03-01",
  newest: "2026-03-12",
  firstOn: "2025-10-06",
  lastOn: "2026-11-30",
  over: false,
};
const of = (
  changes: Partial<Standing["schedule"]> & Partial<Standing["enrollment"]>,
): Standing => ({
  schedule: { ...schedule, ...changes },
  enrollment: { ...enrollment, ...changes },
  documents: { expected: true, worst: null, counts: {} },
  quality: { measured: true, worst: null, counts: {} },
  budget: [],
  may: { edit: true, import: true },
});

Deno.test("the schedule's colour comes with the days and milestones that make it", () => {
  const states = [
    [of({}), "ok", "end on the baseline"],
    [of({ endDays: 14 }), "ok", "end 14\u00a0days after the baseline"],
    [of({ endDays: 15 }), "risk", "end 15\u00a0days after the baseline"],
    [of({ endDays: -3 }), "ok", "end 3\u00a0days before the baseline"],
    [of({ overdue: 1 }), "crit", "1\u00a0milestone overdue; end on the baseline"],
    [of({ baseline: null, endDays: null }), "unk", "no baseline to compare with"],
    [of({ endDays: null }), "unk", "no end date to compare"],
    [of({ confirmed: 0 }), "unk", "no milestone is confirmed"],
  ] as const;
  for (const [standing, state, reason] of states) {
    const { state: found, reason: said } = scheduleOf(standing);
    assert.deepEqual([found, said], [state, reason]);
  }
});

Deno.test("enrollment is called late from mid-point on, and unknown where a fact is missing", () => {
  const late = "2026-07-01";
  const states = [
    [of({}), late, "risk", "78.2\u00a0% of plan, counted 12 Mar 2026; limit 80\u00a0%"],
    [
      of({}),
      "2026-03-12",
      "info",
      "78.2\u00a0% of plan, counted 12 Mar 2026; mid-point not reached",
    ],
    [
      of({ enrolled: 30 }),
      late,
      "crit",
      "38.4\u00a0% of plan, counted 12 Mar 2026; limit 80\u00a0%",
    ],
    [of({ enrolled: 63 }), late, "ok", "80.7\u00a0% of plan, counted 12 Mar 2026"],
    [of({ target: null, planned: null }), late, "unk", "no target"],
    [of({ lastOn: null, planned: null }), late, "unk", "no date of the last participant"],
    [of({ planned: null }), late, "unk", "the planned dates are in the wrong order"],
    [of({ enrolled: null }), late, "unk", "no site has sent a count"],
    [of({ enrolled: null, planned: null }), late, "unk", "no site has sent a count"],
    [of({ enrolled: null, planned: null }), "2025-10-06", "info", "first participant 6 Oct 2025"],
    [of({ enrolled: 1, planned: 0.4 }), late, "unk", "nobody is planned yet"],
    [of({ over: true, lastOn: null }), late, "info", "no participant is expected any more"],
  ] as const;
  for (const [standing, today, state, reason] of states) {
    const { state: found, reason: said } = enrollmentOf(standing, today);
    assert.deepEqual([found, said], [state, reason]);
  }
});

Deno.test("what is not known is a dash, never a zero", () => {
  assert.equal(enrolledOfTarget(of({})), "61 / 180");
  assert.equal(enrolledOfTarget(of({ enrolled: null, target: null })), "– / –");
});
