// The engine against an independent brute force, on thousands of random plans.
import assert from "node:assert/strict";
import { bruteEnd, bruteForce } from "./brute_testing.ts";
import type { Plan, PlanChange, Schedule } from "./model.ts";
import { preview, schedule } from "./mod.ts";
import {
  between,
  dateAt,
  pick,
  type Random,
  randomPlan,
  seeded,
  withCycle,
} from "./random_testing.ts";

const PLANS = 3000;
const day = (date: string) => Date.parse(`${date}T00:00Z`) / 86_400_000;

function scheduled(plan: Plan): Schedule {
  const result = schedule(plan);
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}

/** What the brute force found, in the words of the engine. */
function expected(plan: Plan) {
  const brute = bruteForce(plan);
  const items = plan.items.map((item) => {
    const { start, finish, slack, free, missing } = brute.items.get(item.id)!;
    const [before, after] = item.kind === "milestone"
      ? [1, 1]
      : [0, (item.durationDays ?? 0) === 0 ? 0 : 1];
    return {
      id: item.id,
      start: start === null ? null : start - before,
      finish: finish === null ? null : finish - after,
      slack,
      free,
      critical: slack === 0,
      missing,
    };
  });
  return { items, brute };
}

const seen = (result: Schedule) =>
  result.items.map((item) => ({
    id: item.id,
    start: item.startOn && day(item.startOn),
    finish: item.finishOn && day(item.finishOn),
    slack: item.slackDays,
    free: item.freeSlackDays,
    critical: item.critical,
    missing: item.missing,
  }));

const eachPlan = (seed: number, check: (plan: Plan, random: Random) => void, plans = PLANS) => {
  for (let i = 0; i < plans; i++) {
    const random = seeded(seed + i);
    const size = between(random, 1, 9);
    check(randomPlan(random, size, between(random, 0, Math.ceil(size * 1.6))), random);
  }
};

Deno.test("dates, slack, free slack and what is missing agree with a brute force", () => {
  const states = new Map<string, number>();
  eachPlan(1, (plan) => {
    const result = scheduled(plan);
    const { items, brute } = expected(plan);
    assert.deepEqual(seen(result), items, JSON.stringify(plan));
    for (const item of result.items) {
      states.set(item.state, (states.get(item.state) ?? 0) + 1);
      const { drivers } = brute.items.get(item.id)!;
      const driver = item.drivingPredecessor;
      assert.equal(driver !== null, drivers.length > 0, `${item.id} ${JSON.stringify(plan)}`);
      assert.ok(driver === null || drivers.includes(driver), JSON.stringify(plan));
    }
    const path = result.items.filter((item) => item.critical).map((item) => item.id);
    assert.deepEqual([...result.criticalPath].sort(), path.sort());
  });
  for (const state of ["completed", "inProgress", "notStarted", "unscheduled"]) {
    assert.ok((states.get(state) ?? 0) > 500, `the plans have items of state ${state}`);
  }
});

Deno.test("late dates are the early dates of the item delayed by its slack", () => {
  eachPlan(100_000, (plan) => {
    for (const item of scheduled(plan).items) {
      if (item.slackDays === null) {
        assert.deepEqual([item.lateStartOn, item.lateFinishOn], [null, null]);
      } else if (item.state === "inProgress") {
        assert.equal(item.lateStartOn, item.startOn);
        assert.equal(day(item.lateFinishOn!) - day(item.finishOn!), item.slackDays);
      } else assert.equal(day(item.lateStartOn!) - day(item.startOn!), item.slackDays);
    }
  });
});

Deno.test("a circle is refused with a path along real links", () => {
  eachPlan(200_000, (plain, random) => {
    const plan = withCycle(random, plain);
    const result = schedule(plan);
    assert.ok(!result.ok && result.kind === "cycle", JSON.stringify(plan));
    const { cycle } = result;
    assert.equal(new Set(cycle).size, cycle.length);
    assert.ok(cycle.length > 0);
    cycle.forEach((id, i) => {
      const next = cycle[(i + 1) % cycle.length]!;
      assert.ok(plan.links.some((link) => link.from === id && link.to === next), `${id} ${next}`);
    });
  });
});

function randomChanges(random: Random, plan: Plan): PlanChange[] {
  return plan.items.filter(() => random() < 0.4).map((item) => ({
    id: item.id,
    ...(random() < 0.7
      ? { plannedOn: random() < 0.1 ? null : dateAt(between(random, -15, 40)) }
      : {}),
    ...(item.kind === "task" && random() < 0.5
      ? { durationDays: pick(random, [0, 1, 2, 5, 13]) }
      : {}),
  }));
}

Deno.test("a preview is the difference between the schedules before and after", () => {
  let moved = 0;
  eachPlan(300_000, (plan, random) => {
    const changes = randomChanges(random, plan);
    const copy = structuredClone(plan);
    const shown = preview(plan, changes);
    assert.ok(shown.ok);
    assert.deepEqual(plan, copy, "the input is not changed");
    const after = structuredClone(plan);
    for (const { id, ...values } of changes) {
      Object.assign(after.items.find((item) => item.id === id)!, values);
    }
    const [a, b] = [scheduled(plan), scheduled(after)];
    const [endA, endB] = [bruteEnd(plan), bruteEnd(after)];
    const by = new Map(b.items.map((item) => [item.id, item]));
    const differ = a.items.filter(({ id, startOn, finishOn }) =>
      by.get(id)!.startOn !== startOn || by.get(id)!.finishOn !== finishOn
    );
    assert.deepEqual(
      shown.moves,
      differ.map(({ id, startOn, finishOn }) => ({
        id,
        from: startOn,
        to: by.get(id)!.startOn,
        finishFrom: finishOn,
        finishTo: by.get(id)!.finishOn,
      })),
    );
    for (const { id, used } of shown.slackUsed) {
      const before = a.items.find((item) => item.id === id)!.slackDays!;
      assert.equal(before - used, by.get(id)!.slackDays);
    }
    assert.equal(shown.endMovesDays, endA === null || endB === null ? null : endB - endA);
    assert.deepEqual([shown.endFrom, shown.endTo], [a.endOn, b.endOn]);
    assert.deepEqual(shown.criticalPath, b.criticalPath);
    moved += shown.moves.length;
  });
  assert.ok(moved > 2000, "changes move something");
});
