import assert from "node:assert/strict";
import { enrollmentOf } from "@/lib/portfolio/standing_model.ts";
import { ofPlan, whyUnknown } from "./status.ts";

Deno.test("a rate without counts says so, and which count is missing where one is there", () => {
  const rate = { noun: "screened", minimum: 10 };
  const none = whyUnknown({ ...rate, of: null, by: null });
  const half = whyUnknown({ ...rate, of: 4, by: null });
  assert.ok(none && half && none !== half);
  assert.match(half, /screened/);
  assert.match(whyUnknown({ ...rate, of: 4, by: 9 })!, /10/);
  assert.equal(whyUnknown({ ...rate, of: 4, by: 10 }), null);
});

Deno.test("the same enrollment stands alike on a study's home and in the portfolio", () => {
  const words = {
    ...{ "on-track": "On track", "at-risk": "At risk", critical: "Critical" },
    ...{ early: "Early", over: "Over", unknown: "Unknown" },
  };
  const [firstOn, lastOn] = ["2026-01-01", "2026-12-31"];
  const seen = new Set<string>();
  for (const today of ["2026-02-01", "2026-07-01", "2026-07-03", "2026-12-01"]) {
    for (const enrolled of [0, 49, 50, 79, 80, 120]) {
      for (const over of [false, true]) {
        const when = { firstOn, lastOn, over, target: 200, planned: 100 };
        const home = ofPlan({ value: enrolled, facts: { ...when, today } });
        const enrollment = { ...when, enrolled, sites: 1, oldest: today, newest: today };
        const listed = enrollmentOf({ enrollment } as never, today);
        assert.equal(words[home.state], listed.word, `${today}: ${enrolled}`);
        seen.add(home.state);
      }
    }
  }
  assert.equal(seen.size, 5, "each but unknown was there");
});
