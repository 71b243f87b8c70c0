// The intake in the database, on both engines: who may do what, what raw SQL cannot do, two at once.
import assert from "node:assert/strict";
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { addMember, onBoth, type Person, refusal, type World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";
import type { Question, QuestionKey } from "./model.ts";
import * as decisions from "./decisions.ts";
import * as service from "./service.ts";

const ctxOf = ({ db }: World, { claims }: Person, reason: string | null = null) => ({
  db,
  claims,
  requestId: "test",
  reason,
});

async function value<T>(result: Promise<{ ok: true; value: T } | { ok: false; problem: Error }>) {
  const answer = await result;
  assert.ok(answer.ok, answer.ok ? "" : answer.problem.message);
  return answer.value;
}

/** The status that something is refused with, whoever refuses it; 200 when nobody does. */
async function status(work: Promise<{ ok: boolean; problem?: { status: number } }>) {
  try {
    const result = await work;
    return result.ok ? 200 : result.problem!.status;
  } catch (error) {
    if (error instanceof DbProblem) return error.status;
    throw error;
  }
}

/** A study with people in it, each in a role of their own. */
async function stage(world: World) {
  const { person: owner, org, project } = await begin(world);
  const join = async (role: string | null) => {
    const person = await world.signUp(role ?? "Idle");
    await addMember(world.db, org, person);
    if (role !== null) {
      const member = { org_id: org, project_id: project, user_id: person.id, role };
      await world.db.asUser(owner.claims, (sql) => insert(sql, "project_members", member), {
        reason: "set-up of the test",
      });
    }
    return person;
  };
  const put = (person: Person, question: QuestionKey, raw: string, version: number | null = null) =>
    service.putAnswer(ctxOf(world, person), { id: project, question, raw, version });
  const decide = (person: Person, itemId: string, decision: "confirm" | "reject" = "confirm") =>
    decisions.decide(ctxOf(world, person), { id: project, itemId, decision });
  return { owner, org, project, join, put, decide };
}

const only = ({ items }: Question) => {
  assert.equal(items.length, 1);
  return items[0]!;
};

onBoth("managers and coordinators answer and decide, others in the study read", async (world) => {
  const { owner, project, join, put, decide } = await stage(world);
  const { question } = await value(put(owner, "risks", "Slow enrollment"));
  const item = only(question);
  for (const role of ["viewer", "auditor", "cra", "site", "regulatory", "data", "finance"]) {
    const person = await join(role);
    const page = await value(service.readIntakePage(ctxOf(world, person), { id: project }));
    assert.equal(page.mayAnswer, false, role);
    assert.equal(
      page.intake.questions.find(({ key }) => key === "risks")?.answer?.raw,
      "Slow enrollment",
    );
    assert.equal(await status(put(person, "systems", "EDC")), 403, role);
    assert.equal(await status(decide(person, item.id)), 403, role);
    const all = decisions.confirmAll(ctxOf(world, person), { id: project, question: "risks" });
    assert.equal(await status(all), 403, role);
  }
  const idle = await join(null);
  assert.equal(await status(put(idle, "systems", "EDC")), 404);
  assert.equal(await status(decide(idle, item.id)), 404);

  const coordinator = await join("coordinator");
  const page = await value(service.readIntakePage(ctxOf(world, coordinator), { id: project }));
  assert.equal(page.mayAnswer, true);
  // Somebody else goes on where the one who began has stopped.
  assert.equal(page.intake.next, "documents");
  assert.equal(await status(put(coordinator, "documents", "Protocol")), 200);
  const decided = await value(decide(coordinator, item.id));
  assert.equal(decided.item.by?.id, coordinator.id);
  assert.equal(decided.intake.next, "milestones");
});

onBoth("a confirmed row leads back to the words in the answer that it came of", async (world) => {
  const { owner, project, put } = await stage(world);
  const raw = "Sponsor: Northfold Research\n– PI: Prof. Jo Halden 😀\n– Protocol office";
  const { question } = await value(put(owner, "stakeholders", raw));
  await value(decisions.confirmAll(ctxOf(world, owner), { id: project, question: "stakeholders" }));
  const rows = await world.db.asUser(
    owner.claims,
    (sql) =>
      sql<
        { source_pointer: string; field_sources: Record<string, { kind: string; by: string }> }[]
      >`
      select source_pointer, field_sources from public.stakeholders
      where project_id = ${project} order by ordinal`,
  );
  assert.equal(rows.length, question.items.length);
  for (const [i, row] of rows.entries()) {
    const [, , key, version, place] = row.source_pointer.split("/");
    assert.deepEqual([key, version], ["stakeholders", "1"]);
    const [start, end] = place!.split("-").map(Number);
    assert.equal(raw.slice(start, end), question.items[i]!.text);
    for (const { kind, by } of Object.values(row.field_sources)) {
      assert.deepEqual([kind, by], ["confirmed", owner.id]);
    }
    assert.ok(Object.keys(row.field_sources).length > 0);
  }
});

onBoth("the first answer makes the study, or nothing at all", async (world) => {
  const person = await world.signUp();
  const org = await world.organization(person);
  const ctx = ctxOf(world, person);
  const count = () =>
    world.db.asUser(
      person.claims,
      async (sql) => (await sql`select 1 from public.projects`).length,
    );
  for (const raw of ["", "  \n", "x".repeat(201), "Phase 3"]) {
    assert.equal(await status(service.beginProject(ctx, { raw })), 422, JSON.stringify(raw));
  }
  assert.equal(
    await status(service.beginProject(ctx, { raw: "M", organizationId: crypto.randomUUID() })),
    404,
  );
  assert.equal(await count(), 0);
  const { id } = await value(
    service.beginProject(ctx, { raw: "MERIDIAN-3\nPhase 3", organizationId: org }),
  );
  const { intake, project } = await value(service.readIntakePage(ctx, { id }));
  assert.equal(project.name, "MERIDIAN-3");
  assert.equal(project.phases, null, "the phase waits for somebody to confirm it");
  assert.deepEqual([intake.progress.answered, intake.progress.toConfirm, intake.next], [
    1,
    2,
    "endpoints",
  ]);
  assert.equal(await count(), 1);
});

onBoth("of two at the same time one wins", async (world) => {
  const { owner, project, join, put, decide } = await stage(world);
  const other = await join("coordinator");
  const first = await Promise.all([
    status(put(owner, "risks", "Slow enrollment")),
    status(put(other, "risks", "Late supply")),
  ]);
  assert.deepEqual(first.toSorted(), [200, 428]);
  const { intake } = await value(service.readIntakePage(ctxOf(world, owner), { id: project }));
  const item = only(intake.questions.find(({ key }) => key === "risks")!);
  const second = await Promise.all([
    status(decide(owner, item.id)),
    status(decide(other, item.id)),
    status(decide(other, item.id, "reject")),
  ]);
  assert.deepEqual(second.toSorted(), [200, 409, 409]);
  const changed = await Promise.all([
    status(put(owner, "risks", "A", 1)),
    status(put(other, "risks", "B", 1)),
  ]);
  assert.deepEqual(changed.toSorted(), [200, 412]);
  const rows = await world.db.asUser(
    owner.claims,
    (sql) => sql`select 1 from public.risks where project_id = ${project}`,
  );
  assert.ok(rows.length <= 1, "one decision makes one row");
});

onBoth("raw SQL can neither delete answers nor forge decisions", async (world) => {
  const { owner, org, project, put } = await stage(world);
  const { question } = await value(put(owner, "risks", "Slow enrollment\nLate supply"));
  const [one, two] = question.items.map(({ id }) => id);
  const sql = (work: (sql: Sql) => Promise<unknown>) =>
    refusal(world.db.asUser(owner.claims, work));
  const there = await world.db.asUser(
    owner.claims,
    (sql) => insert(sql, "risks", { org_id: org, project_id: project, title: "By hand" }),
  );
  const elsewhere = await world.db.asUser(owner.claims, async (sql) => {
    const id = (await insert(sql, "projects", { org_id: org, name: "Other" }))!;
    return await insert(sql, "risks", { org_id: org, project_id: id, title: "Theirs" });
  });
  const confirm = (id: string | undefined, target: string | null) => (sql: Sql) =>
    sql`update public.intake_items set state = 'confirmed', target_table = 'risks',
      target_id = ${target} where id = ${id!}`;
  const item = {
    org_id: org,
    project_id: project,
    answer_id: question.answer!.id,
    answer_version: 1,
    kind: "risk",
    value: {},
    text: "x",
    start_at: 0,
    end_at: 1,
    fingerprint: "f".repeat(64),
  };
  assert.equal(await sql((sql) => sql`delete from public.intake_answers`), "42501");
  assert.equal(await sql((sql) => sql`delete from public.intake_items`), "42501");
  assert.equal(
    await sql((sql) => sql`update public.intake_answers set question = 'systems'`),
    "PT403",
  );
  assert.equal(
    await sql((sql) => sql`update public.intake_items set text = 'y' where id = ${one!}`),
    "PT403",
  );
  assert.equal(
    await sql((sql) => sql`update public.intake_items set value = '{}' where id = ${one!}`),
    "PT403",
  );
  assert.equal(
    await sql((sql) => insert(sql, "intake_items", { ...item, state: "rejected" })),
    "PT422",
  );
  assert.equal(await sql(confirm(one, elsewhere)), "PT422");
  assert.equal(await sql(confirm(one, crypto.randomUUID())), "PT422");
  assert.equal(await sql(confirm(one, there)), null, "the control: a row of this project");
  assert.equal(
    await sql((sql) =>
      sql`update public.intake_items set decided_by = null, decided_at = null where id = ${one!}`
    ),
    "PT403",
  );
  assert.equal(
    await sql((sql) =>
      sql`update public.intake_items set state = 'open',
    target_table = null, target_id = null where id = ${one!}`
    ),
    "PT409",
  );
  // Whoever decides is noted, whatever the statement says.
  const stranger = crypto.randomUUID();
  assert.equal(
    await sql((sql) =>
      sql`update public.intake_items set state = 'rejected', decided_by = ${stranger} where id = ${two!}`
    ),
    null,
  );
  const [decided] = await world.db.asUser(owner.claims, (sql) =>
    sql<{ decided_by: string }[]>`
      select decided_by from public.intake_items where id = ${two!}`);
  assert.equal(decided?.decided_by, owner.id);
  const written = await world.db.asUser(owner.claims, (sql) =>
    sql<{ answered_by: string }[]>`
      update public.intake_answers set raw = 'z', answered_by = ${stranger} returning answered_by`);
  assert.equal(written[0]?.answered_by, owner.id);
});

onBoth(
  "progress is counted for those who see the study, and nothing before it is begun",
  async (world) => {
    const { owner, project, put, decide } = await stage(world);
    const read = async (person: Person) => {
      const [row] = await world.db.asUser(
        person.claims,
        (sql) =>
          sql<{ progress: unknown }[]>`select private.intake_progress(${project}) as progress`,
      );
      return row?.progress;
    };
    assert.equal(await read(owner), null);
    await value(put(owner, "enrollment", "N=300 (150 per arm)"));
    const { question } = await value(put(owner, "risks", "Slow enrollment\nLate supply"));
    await value(decide(owner, question.items[0]!.id));
    await value(put(owner, "systems", " \n"));
    assert.deepEqual(await read(owner), {
      total: 10,
      answered: 2,
      confirmed: 1,
      toConfirm: 2,
      unread: 1,
    });
    assert.equal(await read(await world.signUp()), null);
  },
);

onBoth("200 entries are confirmed at once", async (world) => {
  const { owner, project, put } = await stage(world);
  const raw = Array.from({ length: 250 }, (_, i) => `- Risk number ${i}`).join("\n");
  const { question } = await value(put(owner, "risks", raw));
  assert.equal(question.items.length, 200);
  const done = await value(
    decisions.confirmAll(ctxOf(world, owner), { id: project, question: "risks" }),
  );
  assert.deepEqual([done.confirmed, done.left.length], [199, 1]);
});
