// Every kind of proposal: approved, edited, rejected, expired, stale, undone; all or nothing, once.
import assert from "node:assert/strict";
import { DbProblem } from "@/lib/db/mod.ts";
import { onBoth, refusal } from "@/tests/people.ts";
import { decide, decideMany, undo } from "./deciding.ts";
import { KINDS, type Proposal } from "./model.ts";
import { propose, readProposal } from "./service.ts";
import { CASES, inputOf, refused, showFactor, soon, type Stage, stage, value } from "./testing.ts";

/** The row that an approval wrote for its first change. */
const rowOf = (at: Stage, proposal: Proposal) =>
  at.read(proposal.changes[0]!.target, proposal.applied!.find((one) => one.change === 0)!.id);

for (const one of CASES) {
  const ops = one.make ? ["insert", "update"] as const : ["update"] as const;
  onBoth(`${one.kind} of a ${one.target}: approved, edited, undone, rejected`, async (world) => {
    const at = await stage(world);
    await showFactor(world, at.person);
    const [column, proposed, edited] = one.shows;
    for (const op of ops) {
      const make = async () => value(await propose(at.ctx, at.project, inputOf(one, op, at)));
      const before = op === "update" ? await at.read(one.target, at.ids[one.target]) : undefined;
      const first = await make();
      assert.deepEqual([first.state, first.origin, first.undoable], ["open", "person", false]);
      const approved = value(await decide(at.ctx, first, { decision: "approve" }));
      assert.deepEqual([approved.state, approved.undoable], ["approved", true]);
      assert.equal((await rowOf(at, approved))![column], proposed);
      const undone = value(await undo(at.ctx, first, "a mistake"));
      assert.equal(undone.state, "undone");
      const after = await at.read(one.target, approved.applied![0]!.id);
      assert.deepEqual(after?.[column], before?.[column], "as it was");
      assert.equal(refused(await undo(at.ctx, first, null)).status, 409, "once");

      const second = await make();
      const edits = [{ change: 0, after: one.edit }];
      const changed = value(await decide(at.ctx, second, { decision: "approve", edits }));
      assert.deepEqual([changed.state, changed.edits], ["approved_as_edited", edits]);
      assert.equal((await rowOf(at, changed))![column], edited);
      value(await undo(at.ctx, second, null));

      const third = await make();
      assert.equal(refused(await decide(at.ctx, third, { decision: "reject" })).status, 422);
      const no = value(await decide(at.ctx, third, { decision: "reject", reason: "Not now" }));
      assert.deepEqual([no.state, no.decidedReason], ["rejected", "Not now"]);
      const again = await decide(at.ctx, third, { decision: "approve" });
      assert.deepEqual([refused(again).status, refused(again).slug], [409, "decided"]);
    }
  });
}

Deno.test("every kind that there is has a case", () => {
  assert.deepEqual(new Set(CASES.map(({ kind }) => kind)), new Set(KINDS));
});

onBoth("every kind: expired and stale are found, and refused", async (world) => {
  const at = await stage(world);
  await showFactor(world, at.person);
  const stateOf = async ({ id }: Proposal) =>
    value(await readProposal(at.ctx, at.project, id)).state;
  const expiresAt = new Date(Date.now() + 4000).toISOString();
  const expiring: Proposal[] = [];
  for (const one of CASES) {
    const input = { ...inputOf(one, "update", at), expiresAt };
    expiring.push(value(await propose(at.ctx, at.project, input)));
  }
  assert.equal(await stateOf(expiring.at(-1)!), "open", "the control");
  for (const one of CASES) {
    const input = inputOf(one, "update", at);
    const stale = value(await propose(at.ctx, at.project, input));
    const other = { ...input.changes[0]!, after: one.edit };
    const quick = value(await propose(at.ctx, at.project, { ...input, changes: [other] }));
    value(await decide(at.ctx, quick, { decision: "approve" }));
    const moved = await decide(at.ctx, stale, { decision: "approve" });
    assert.deepEqual([refused(moved).status, refused(moved).slug], [412, "stale"], one.kind);
    assert.deepEqual(refused(moved).paths, ["/changes/0"]);
    assert.equal(await stateOf(stale), "stale");
    const [column, , edited] = one.shows;
    const row = await at.read(one.target, at.ids[one.target]);
    assert.equal(row![column], edited, "untouched");
    if (one.beside) {
      assert.notEqual((await at.read("milestone", at.ids.milestone))!.title, one.beside);
    }
    const gone = value(await decide(at.ctx, stale, { decision: "reject", reason: "Too late" }));
    assert.equal(gone.state, "rejected");
  }
  const left = Date.parse(expiresAt) + 50 - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  for (const proposal of expiring) {
    const late = await decide(at.ctx, proposal, { decision: "approve" });
    assert.deepEqual([refused(late).status, refused(late).slug], [409, "expired"], proposal.kind);
    assert.equal(await stateOf(proposal), "expired");
  }
});

onBoth("a change set: all of it or nothing, and undone as a whole", async (world) => {
  const at = await stage(world);
  await showFactor(world, at.person);
  const input = {
    ...{ kind: "propose_change_set" as const, title: "France", rationale: "R", evidence: [] },
    changes: [
      { op: "insert" as const, target: "task" as const, after: { title: "Ask Lyon" } },
      ...[{ plannedOn: soon(70), title: "Approval, FR" }].map((after) => ({
        ...{ op: "update" as const, target: "milestone" as const, id: at.ids.milestone, after },
      })),
      { op: "insert" as const, target: "capa" as const, after: { title: "C", openedOn: soon(-1) } },
    ],
  };
  const good = value(await propose(at.ctx, at.project, input));
  assert.deepEqual([good.risk, good.regulated], ["high", true]);
  const done = value(await decide(at.ctx, good, { decision: "approve" }));
  assert.equal(done.applied!.length, 3);
  const milestone = (await at.read("milestone", at.ids.milestone))!;
  assert.deepEqual([milestone.planned_text, milestone.title], [soon(70), "Approval, FR"]);
  value(await undo(at.ctx, good, "no"));
  const back = (await at.read("milestone", at.ids.milestone))!;
  assert.deepEqual([back.planned_text, back.title], [soon(30), "Approval"]);
  for (const { target, id } of done.applied!.filter((one) => one.before === null)) {
    assert.equal(await at.read(target, id), undefined);
  }

  const bad = value(await propose(at.ctx, at.project, input));
  const edits = [{ change: 2, after: { dueOn: soon(-9) } }];
  const answer = refused(await decide(at.ctx, bad, { decision: "approve", edits }));
  assert.deepEqual([answer.status, answer.paths], [422, ["/changes/2/after/dueOn"]]);
  assert.equal((await at.read("milestone", at.ids.milestone))!.planned_text, soon(30));
  assert.equal(value(await readProposal(at.ctx, at.project, bad.id)).state, "open");
});

onBoth(
  "what is regulated takes the second factor of whoever approves, the rest does not",
  async (world) => {
    const at = await stage(world);
    const state = async (proposal: Proposal) =>
      value(await readProposal(at.ctx, at.project, proposal.id)).state;
    for (const one of CASES) {
      const made = value(await propose(at.ctx, at.project, inputOf(one, "update", at)));
      const done = await decide(at.ctx, made, { decision: "approve" });
      if (!made.regulated) {
        assert.equal(value(done).state, "approved", one.target);
        continue;
      }
      assert.deepEqual(
        [refused(done).status, refused(done).slug],
        [403, "mfa-required"],
        one.target,
      );
      assert.equal(await state(made), "open");
    }
    // A confirmed milestone that only moves along is regulated all the same.
    const ids = at.ids;
    await at.world.db.asUser(at.person.claims, async (sql) => {
      await sql`update public.milestones set state = 'confirmed' where id = ${ids.milestone}::uuid`;
    }, { reason: "set-up of the test" });
    const change = { op: "update" as const, target: "milestone" as const, id: ids.milestone };
    const input = {
      ...{ kind: "propose_milestone_change" as const, title: "T", rationale: "R", evidence: [] },
      changes: [{ ...change, after: { plannedOn: soon(90) } }],
    };
    const confirmed = value(await propose(at.ctx, at.project, input));
    assert.equal(confirmed.regulated, true);
    const no = await decide(at.ctx, confirmed, { decision: "approve" });
    assert.equal(refused(no).slug, "mfa-required");
    await showFactor(world, at.person);
    assert.equal(value(await decide(at.ctx, confirmed, { decision: "approve" })).state, "approved");
  },
);

onBoth("two approvers of one proposal: one wins, the other is told who and when", async (world) => {
  const at = await stage(world);
  const other = await at.member("coordinator");
  const task = CASES[0]!;
  const made = value(await propose(at.ctx, at.project, inputOf(task, "insert", at)));
  const answers = await Promise.all(
    [at.ctx, other.ctx].map((ctx) => decide(ctx, made, { decision: "approve" })),
  );
  assert.deepEqual(answers.map((one) => one.ok).sort(), [false, true]);
  const lost = answers.find((one) => !one.ok)!;
  assert.equal(refused(lost).status, 409);
  assert.match(lost.ok ? "" : lost.problem.message, /approved by Ada Rennick on 20\d\d-/);
  const tasks = await world.db.asUser(
    at.person.claims,
    (sql) => sql`select 1 from public.tasks where title = 'Ask Lyon'`,
  );
  assert.equal(tasks.count, 1);
});

onBoth("several at once: each by itself", async (world) => {
  const at = await stage(world);
  const make = async (n: number) =>
    value(await propose(at.ctx, at.project, inputOf(CASES[n]!, "insert", at)));
  const [task, risk, capa] = [await make(0), await make(2), await make(4)];
  value(await decide(at.ctx, risk, { decision: "withdraw" }));
  const results = await decideMany(at.ctx, at.project, {
    ids: [task.id, risk.id, capa.id, crypto.randomUUID()],
    decision: "approve",
  });
  assert.deepEqual(results.map(({ status }) => status), [200, 409, 403, 404]);
  assert.equal(results[0]!.proposal!.state, "approved");
});

onBoth("roles: who decides has the right that the change takes", async (world) => {
  const at = await stage(world);
  const people = {
    coordinator: await at.member("coordinator"),
    finance: await at.member("finance"),
    viewer: await at.member("viewer"),
  };
  const risk = CASES[2]!;
  for (const [role, status] of [["finance", 403], ["viewer", 403], ["coordinator", 200]] as const) {
    const made = value(await propose(at.ctx, at.project, inputOf(risk, "insert", at)));
    for (const decision of ["approve", "reject"] as const) {
      if (decision === "reject" && status === 200) continue;
      const answer = await decide(people[role].ctx, made, { decision, reason: "R" })
        .then((done) => done.ok ? 200 : done.problem.status, (error) => error.status);
      assert.equal(answer, status, `${role} ${decision}`);
    }
  }
  const own = await propose(people.finance.ctx, at.project, inputOf(risk, "insert", at));
  const seen = value(own);
  assert.equal(refused(await decide(at.ctx, seen, { decision: "withdraw" })).status, 403);
  const gone = await decide(people.finance.ctx, seen, { decision: "withdraw" });
  assert.equal(value(gone).state, "withdrawn");
  const no = await propose(people.viewer.ctx, at.project, inputOf(risk, "insert", at)).catch(
    (error) => error,
  );
  assert.ok(no instanceof DbProblem && no.status === 403);
  const stranger = await world.signUp();
  const ctx = { db: world.db, claims: stranger.claims, reason: null };
  assert.equal(refused(await decide(ctx, seen, { decision: "approve" })).status, 404);
  assert.equal(await refusal(readProposal(ctx, at.project, seen.id)), "PT404");
});
