import assert from "node:assert/strict";
import { type Point, type Summary } from "@/lib/enrollment/model.ts";
import { burnOf, type Label, monthTicks, NARROW, niceStep, WIDE } from "./burn.ts";

const day = (on: string | null) => ({ milestoneId: null, on, basis: null, said: on, state: null });

function summary(
  series: Point[],
  target: number | null,
  first: string | null,
  last: string | null,
) {
  const missing = target === null || first === null || last === null ? ["target" as const] : [];
  const plan = { target, first: day(first), last: day(last), missing, sitesWithoutTarget: null };
  return { series, plan, asOf: series.at(-1)?.on ?? null } as unknown as Summary;
}

/** As wide as it is drawn, at most. */
function span({ x, text, anchor }: Label): [number, number] {
  const wide = text.length * 6.4;
  if (anchor === "start") return [x, x + wide];
  return anchor === "end" ? [x - wide, x] : [x - wide / 2, x + wide / 2];
}

Deno.test("what is drawn stays in its frame, and the labels of the day do not cover each other", () => {
  for (const frame of [WIDE, NARROW]) {
    for (let enrolled = 0; enrolled <= 400; enrolled += 20) {
      for (const on of ["2024-01-08", "2024-09-02", "2025-06-30", "2026-03-02"]) {
        const series = [{ on: "2024-01-01", enrolled: 0 }, { on, enrolled }]
          .map((one) => ({ ...one, sites: 3, planned: null }));
        const burn = burnOf(summary(series, 200, "2024-02-01", "2025-12-31"), frame)!;
        const numbers = `${burn.fact} ${burn.plan}`.split(/[ ,]/).map(Number);
        numbers.forEach((n, i) => {
          assert.ok(n >= 0 && n <= (i % 2 ? frame.height : frame.width), `${n} in ${frame.width}`);
        });
        for (const label of [burn.enrolled, burn.planned!, burn.target!, burn.asOf.label]) {
          const [left, right] = span(label);
          assert.ok(left >= 0 && right <= frame.width, `${label.text}: ${left} to ${right}`);
        }
        const [a, b] = [burn.enrolled, burn.planned!];
        const apart = span(a)[0] >= span(b)[1] || span(b)[0] >= span(a)[1];
        assert.ok(apart || Math.abs(a.y - b.y) >= 11, `${a.text} ${a.y} and ${b.text} ${b.y}`);
        assert.ok(burn.dates.length <= frame.ticks, `${burn.dates.length} dates`);
      }
    }
  }
});

Deno.test("without counts nothing is drawn; without a plan only what is recorded", () => {
  assert.equal(burnOf(summary([], 10, "2024-01-01", "2024-02-01"), WIDE), null);
  const one = [{ on: "2024-01-01", enrolled: 4, sites: 1, planned: null }];
  const burn = burnOf(summary(one, null, null, null), WIDE)!;
  assert.deepEqual([burn.plan, burn.planned, burn.target], [null, null, null]);
});

Deno.test("steps are 1, 2 or 5 times a power of ten, and ticks are first days of months", () => {
  assert.deepEqual([1, 4, 9, 180, 1000, 12_345].map(niceStep), [1, 1, 5, 50, 500, 5000]);
  assert.deepEqual(monthTicks("2025-10-06", "2026-12-02", 4), ["2026-01-01", "2026-07-01"]);
  assert.deepEqual(monthTicks("2026-01-01", "2026-01-20", 4), ["2026-01-01"]);
});
