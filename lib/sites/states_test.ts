// Where sites stand and what their gate lacks, against a recount of the same facts written without
// SQL; and who may open the gate.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { onBoth, refusal, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import {
  type Day,
  day,
  expected,
  type Facts,
  insertAll,
  randomFacts,
  randomness,
} from "./testing.ts";

interface Found {
  site_id: string;
  state: string;
  since_on: Day;
  next_step: string | null;
  gate_open: boolean;
  missing: string[];
  missing_keys: string[];
  enrols_with_open_gate: boolean;
  enrolled: number | null;
}

const states = (sql: Sql, project: string, site: string | null = null) =>
  sql<Found[]>`select s.site_id, s.state, s.since_on::text, s.next_step, s.gate_open, s.missing,
    s.missing_keys, s.enrols_with_open_gate, s.enrolled
    from private.site_states(${project}::uuid, ${site}::uuid) s`;

onBoth("states and gates agree with a direct recount on random facts", async (world) => {
  const { person, org, project } = await begin(world);
  const random = randomness(20261121);
  const all = Array.from({ length: 1200 }, () => randomFacts(random));
  const asPerson = <T>(work: (sql: Sql) => Promise<T>) =>
    world.db.asUser(person.claims, work, { reason: "set-up of the test" });
  const ids = await asPerson((sql) => insertAll(sql, org, project, all));
  const found = new Map((await asPerson((sql) => states(sql, project))).map((s) => [s.site_id, s]));
  assert.equal(found.size, all.length);
  const met = new Set<string>();
  all.forEach((facts, n) => {
    const want = expected(facts);
    const got = found.get(ids[n]!)!;
    const about = JSON.stringify({ facts, got });
    assert.deepEqual([got.state, got.since_on], [want.state, want.since], about);
    const personal = ["gcp_training", "protocol_training", "delegation"];
    const rest = got.missing_keys.filter((key) => !personal.includes(key));
    assert.deepEqual(rest, want.missing, about);
    // Of several investigators the one who holds most: the gate lacks what that one lacks.
    const lacking = personal.filter((key) => got.missing_keys.includes(key));
    assert.equal(3 - lacking.length, want.most, about);
    const one = want.leaders.some((l) =>
      personal.every((key) => l[key as keyof typeof l] !== lacking.includes(key))
    );
    assert.ok(want.leaders.length === 0 || one, about);
    assert.equal(got.gate_open, got.missing_keys.length > 0, about);
    assert.equal(got.missing.length, got.missing_keys.length, about);
    assert.equal(got.enrols_with_open_gate, want.state === "enrolling" && got.gate_open, about);
    assert.equal(got.enrolled, want.newest?.enrolled ?? null, about);
    met.add(`${got.state} ${got.gate_open}`);
  });
  for (const state of ["identified", "selected", "in_start_up", "unknown"]) {
    met.add(`${state} false`);
  }
  assert.ok(met.size >= 14, `the random facts meet the cases: ${[...met]}`);
  for (const id of ids.slice(0, 5)) {
    const [alone] = await asPerson((sql) => states(sql, project, id));
    assert.deepEqual(alone, found.get(id), "one site alone stands where it stands among all");
  }
});

/** A site with a full gate, as rows. */
const complete: Facts = {
  identified_on: day(-90),
  selected_on: day(-80),
  contract_signed_on: day(-60),
  ethics_approved_on: day(-50),
  initiation_visit_on: day(-10),
  activated_on: null,
  first_participant_on: null,
  on_hold_on: null,
  closed_on: null,
  staff: [{
    role: "principal_investigator",
    started_on: null,
    ended_on: null,
    trainings: [
      { topic: "gcp", completed_on: day(-70), expires_on: day(0) },
      { topic: "protocol", completed_on: day(-20), expires_on: null },
    ],
    delegations: [{ delegated_on: day(-5), ended_on: null }],
  }],
  snapshots: [],
};

async function prepared(world: World, facts: Facts) {
  const made = await begin(world);
  const { person, org, project } = made;
  const run = <T>(work: (sql: Sql) => Promise<T>, reason: string | null = null) =>
    world.db.asUser(person.claims, work, { reason });
  const [site] = await run((sql) => insertAll(sql, org, project, [facts]));
  const activate = (reason: string | null) =>
    run((sql) => sql`update public.sites set activated_on = ${day(0)} where id = ${site!}`, reason);
  return { ...made, run, site: site!, activate };
}

onBoth("with a full gate a site is activated without a reason", async (world) => {
  const { run, project, site, activate } = await prepared(world, complete);
  const [before] = await run((sql) => states(sql, project, site));
  assert.deepEqual([before!.state, before!.gate_open, before!.next_step], [
    "in_start_up",
    false,
    "activation",
  ]);
  await activate(null);
  const [after] = await run((sql) => states(sql, project, site));
  assert.deepEqual([after!.state, after!.next_step], ["active", "first_participant"]);
});

onBoth(
  "each thing that the gate asks for is missed by name, and a reason overrides",
  async (world) => {
    const [leader] = complete.staff;
    const lacks: [string, Partial<Facts>][] = [
      ["selection", { selected_on: null }],
      ["signed contract", { contract_signed_on: null }],
      ["ethics approval", { ethics_approved_on: null }],
      ["initiation visit", { initiation_visit_on: null }],
      ["delegation record", { staff: [{ ...leader!, delegations: [] }] }],
      ["GCP training", {
        staff: [{
          ...leader!,
          trainings: [{ ...leader!.trainings[0]!, expires_on: day(-1) }, leader!.trainings[1]!],
        }],
      }],
      ["protocol training", { staff: [{ ...leader!, trainings: [leader!.trainings[0]!] }] }],
      ["principal investigator", { staff: [{ ...leader!, role: "sub_investigator" }] }],
    ];
    const { person, org, project } = await begin(world);
    const run = <T>(work: (sql: Sql) => Promise<T>, reason: string | null = null) =>
      world.db.asUser(person.claims, work, { reason });
    const ids = await run((sql) =>
      insertAll(sql, org, project, lacks.map(([, change]) => ({ ...complete, ...change })))
    );
    for (const [n, [what]] of lacks.entries()) {
      const activate = (reason: string | null) =>
        run(
          (sql) => sql`update public.sites set activated_on = ${day(0)} where id = ${ids[n]!}`,
          reason,
        );
      const refused = await activate(null).catch((error) => error);
      assert.equal(refused.code, "PT422");
      assert.equal(refused.field, "reason");
      assert.match(refused.message, new RegExp(`lacks .*${what}`));
      await activate("The sponsor decided so");
    }
    const made = run((sql) =>
      insertAll(sql, org, project, [{ ...complete, activated_on: day(-1) }])
    );
    assert.equal(await refusal(made), "PT422", "a new site has nobody yet when it is inserted");
  },
);

onBoth("facts that are recorded together count together", async (world) => {
  const { run, site } = await prepared(world, { ...complete, initiation_visit_on: null });
  const both = run((sql) =>
    sql`update public.sites set initiation_visit_on = ${day(-1)}, activated_on = ${
      day(0)
    } where id = ${site}`
  );
  assert.equal((await both).count, 1);
  const later = run((sql) =>
    sql`update public.sites set initiation_visit_on = null where id = ${site}`
  );
  assert.equal((await later).count, 1, "an active site whose gate opens again stays active");
});
