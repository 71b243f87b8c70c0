// What holds against raw SQL: an agent only proposes, a decision is a person's, an approval is there
// with its rows only, what is restricted stays so; a connection that ends in the middle leaves nothing.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { adminOf } from "@/lib/db/testing.ts";
import { clear, onBoth, onServer, type Person, refusal } from "@/tests/people.ts";
import { withJson } from "@/tests/tables/rows.ts";
import { decide } from "./deciding.ts";
import { propose, readProposal } from "./service.ts";
import { CASES, inputOf, refused, showFactor, soon, type Stage, stage, value } from "./testing.ts";

const changes = [{ op: "insert", target: "risk", after: { title: "R" } }];
const plain = { kind: "propose_risk", title: "T", rationale: "R", changes };

/** A row as a statement of somebody's own would insert it. */
const put = (at: Stage, table: string, row: Record<string, unknown>) => (sql: Sql) => {
  const { org, project } = at;
  return sql<{ id: string }[]>`insert into ${sql(`public.${table}`)} ${
    sql(withJson(sql, { org_id: org, project_id: project, ...row }))
  } returning id`;
};

/** A call of an agent for the person, in the ledger. */
async function callFor(at: Stage, person: Person) {
  const row = { user_id: person.id, operation: "chat", persona: "trialCoordinator" };
  const made = await at.world.db.asSystem(
    "set-up of the test",
    put(at, "ai_calls", { ...row, outcome: "ok", response_sha256: "0".repeat(64) }),
  );
  return made[0]!.id;
}

onBoth("an agent proposes and does nothing else", async (world) => {
  const at = await stage(world);
  const { person } = at;
  const call = await callFor(at, person);
  const agent = { kind: "agent", onBehalfOf: person.id, reason: "because" } as const;
  const as = (work: (sql: Sql) => Promise<unknown>, kind: object = agent) =>
    refusal(world.db.asUser(person.claims, work, { reason: "because", ...kind }));
  const mine = { ...plain, origin: "agent", call_id: call };
  assert.equal(await as(put(at, "proposals", mine)), null, "the control");
  assert.equal(
    await as(put(at, "proposals", { ...mine, origin: "person", call_id: null })),
    "PT422",
  );
  assert.equal(await as(put(at, "proposals", mine), {}), "PT422", "a person is no agent");
  const other = await at.member("manager");
  const theirs = await callFor(at, other.person);
  assert.equal(await as(put(at, "proposals", { ...mine, call_id: theirs })), "PT422");

  const made = value(
    await propose(at.ctx, at.project, inputOf(CASES[2]!, "insert", at), {
      origin: "agent",
      callId: call,
    }),
  );
  assert.deepEqual([made.origin, made.callId, made.proposedBy], ["agent", call, "Ada Rennick"]);
  const tries: [string, (sql: Sql) => Promise<unknown>][] = [
    ["insert", put(at, "risks", { title: "R" })],
    ["update", (sql) => sql`update public.risks set title = 'X' where id = ${at.ids.risk}::uuid`],
    ["delete", (sql) => sql`delete from public.tasks where id = ${at.ids.task}::uuid`],
    ["decide", put(at, "proposal_decisions", { proposal_id: made.id, decision: "withdraw" })],
    [
      "members",
      (sql) =>
        sql`update public.project_members set role = 'viewer' where user_id = ${person.id}::uuid`,
    ],
    ["function", (sql) => sql`select public.create_organization('Mine')`],
  ];
  for (const [what, work] of tries) {
    assert.equal(await as(work), "PT403", what);
    const undone = world.db.asUser(person.claims, async (sql) => {
      await work(sql);
      throw new RangeError("undone");
    }, { reason: "because" });
    await assert.rejects(undone, RangeError, `the control: ${what} by the person`);
  }
  const trail = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<{ actor_kind: string; on_behalf_of: string }[]>`
      select actor_kind, on_behalf_of from public.activity
      where entity = 'proposals' and entity_id = ${made.id}::uuid`,
  );
  assert.deepEqual(trail.map((one) => [one.actor_kind, one.on_behalf_of]), [["agent", person.id]]);
  value(await decide(at.ctx, made, { decision: "approve", reason: "seen" }));
  const [written] = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<{ actor_kind: string; reason: string }[]>`select actor_kind, reason from public.activity
      where entity = 'risks' and action = 'insert' order by seq desc limit 1`,
  );
  assert.deepEqual(written, { actor_kind: "human", reason: `proposal ${made.id}: seen` });
});

onBoth("by statements of one's own: nothing is approved that was not done", async (world) => {
  const at = await stage(world);
  const { person, project } = at;
  const as = (work: (sql: Sql) => Promise<unknown>) =>
    refusal(world.db.asUser(person.claims, work, { reason: "because" }));
  const made = value(await propose(at.ctx, project, inputOf(CASES[2]!, "insert", at)));
  const approval = { proposal_id: made.id, decision: "approve" };
  const wrote = (
    id: string,
    version = 1,
  ) => [{ change: 0, target: "risk", id, version, before: null }];
  const dec = (applied: object[]) => put(at, "proposal_decisions", { ...approval, applied });
  assert.equal(await as(dec([])), "23514", "an approval names what it wrote");
  assert.equal(await as(dec(wrote(at.ids.risk))), "PT422", "a row from before");
  assert.equal(await as(dec(wrote(crypto.randomUUID()))), "PT422", "no row");
  const both = (version: number) => async (sql: Sql) => {
    const [row] = await put(at, "risks", { title: "By hand" })(sql);
    await dec(wrote(row!.id, version))(sql);
  };
  assert.equal(await as(both(2)), "PT422", "another version");
  assert.equal(await as(both(1)), null, "the control");
  assert.equal(await as(both(1)), "PT409", "once");
  for (const table of ["proposals", "proposal_decisions"]) {
    assert.equal(
      await as((sql) => sql`update ${sql(`public.${table}`)} set restricted = true`),
      "42501",
    );
    assert.equal(await as((sql) => sql`delete from ${sql(`public.${table}`)}`), "42501");
  }
  const capa = value(await propose(at.ctx, project, inputOf(CASES[4]!, "insert", at)));
  const regulated = async (sql: Sql) => {
    const [row] = await put(at, "capas", { title: "C", opened_on: soon(-1) })(sql);
    const applied = [{ change: 0, target: "capa", id: row!.id, version: 1, before: null }];
    await put(at, "proposal_decisions", { proposal_id: capa.id, decision: "approve", applied })(
      sql,
    );
  };
  assert.equal(await as(regulated), "PT403", "without a second factor");
  await showFactor(world, person);
  assert.equal(await as(regulated), null);

  const odd: [string, object][] = [
    ["no change", { changes: [] }],
    ["no list", { changes: {} }],
    ["an unknown op", { changes: [{ op: "delete", target: "risk", id: at.ids.risk }] }],
    ["another target", { changes: [{ op: "insert", target: "task", after: { title: "T" } }] }],
    ["no target", { changes: [{ op: "insert", target: "org_member", after: { role: "owner" } }] }],
    ["no evidence", { evidence: [{ kind: "site", id: crypto.randomUUID() }] }],
    ["an odd rule", { origin: "rule", rule: null }],
  ];
  for (const [what, part] of odd) {
    const code = await as(put(at, "proposals", { ...plain, ...part }));
    assert.match(code ?? "", /^(23514|PT422)$/, what);
  }
  const elsewhere = await stage(world);
  const foreign = {
    op: "update",
    target: "risk",
    id: elsewhere.ids.risk,
    baseVersion: 1,
    after: { title: "X" },
  };
  assert.equal(await as(put(at, "proposals", { ...plain, changes: [foreign] })), "PT422");
});

onBoth(
  "what is about a restricted row is for the cleared, from when the row becomes so",
  async (world) => {
    const at = await stage(world);
    const other = await at.member("manager");
    const { project } = at;
    const about = value(await propose(at.ctx, project, inputOf(CASES[2]!, "update", at)));
    assert.equal(value(await readProposal(other.ctx, project, about.id)).id, about.id);
    await world.db.asUser(
      at.person.claims,
      (sql) => sql`update public.risks set restricted = true where id = ${at.ids.risk}::uuid`,
    );
    assert.equal(refused(await readProposal(other.ctx, project, about.id)).status, 404);
    assert.equal(refused(await decide(other.ctx, about, { decision: "approve" })).status, 404);
    const hidden = await propose(other.ctx, project, inputOf(CASES[2]!, "update", at));
    const unknown = await propose(other.ctx, project, {
      ...inputOf(CASES[2]!, "update", at),
      changes: [{ op: "update", target: "risk", id: crypto.randomUUID(), after: { impact: 2 } }],
    });
    assert.deepEqual(refused(hidden), refused(unknown), "neither is there");
    const raw = [{
      op: "update",
      target: "risk",
      id: at.ids.risk,
      baseVersion: 2,
      after: { impact: 2 },
    }];
    const put2 = put(at, "proposals", { ...plain, changes: raw });
    assert.equal(await refusal(world.db.asUser(other.person.claims, put2)), "PT422");
    // What comes of a restricted proposal is restricted.
    const input = {
      ...inputOf(CASES[0]!, "insert", at),
      evidence: [{ kind: "risk", id: at.ids.risk }],
    };
    const task = value(await propose(at.ctx, project, input));
    assert.equal(task.restricted, true);
    const done = value(await decide(at.ctx, task, { decision: "approve" }));
    assert.equal((await at.read("task", done.applied![0]!.id))!.restricted, true);
    await clear(world.db, project, other.person);
    assert.equal(value(await readProposal(other.ctx, project, about.id)).restricted, true);
  },
);

onServer(
  "a connection that ends in the middle of an approval leaves nothing, and all can be done again",
  async (world) => {
    const at = await stage(world);
    const admin = adminOf(world.url);
    const made = value(await propose(at.ctx, at.project, inputOf(CASES[0]!, "insert", at)));
    let killed = 0;
    const db = {
      ...world.db,
      asUser: ((claims, work, options) =>
        world.db.asUser(claims, async (sql) => {
          const value = await work(sql);
          if (killed++ === 0 && options?.permission?.resource === "proposal_decision") {
            const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
            await admin`select pg_terminate_backend(${row!.pid}::int)`;
            await sql`select 1`;
          }
          return value;
        }, options)) as typeof world.db.asUser,
    };
    try {
      const where = { id: made.id, projectId: at.project };
      await assert.rejects(decide({ ...at.ctx, db }, where, { decision: "approve" }));
      const left = () =>
        world.db.asUser(at.person.claims, async (sql) => {
          const tasks = await sql`select 1 from public.tasks where title = 'Ask Lyon'`;
          const decisions = await sql`select 1 from public.proposal_decisions`;
          return [tasks.count, decisions.count];
        });
      assert.deepEqual(await left(), [0, 0]);
      value(await decide(at.ctx, where, { decision: "approve" }));
      assert.deepEqual(await left(), [1, 1]);
    } finally {
      await admin.end();
    }
  },
);
