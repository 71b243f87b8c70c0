// How many proposals wait, as the frame of every page says it: the inbox's own count, and no reading.
import assert from "node:assert/strict";
import type { Claims, Db } from "@/lib/db/mod.ts";
import { addMember, clear, onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { readInboxPage } from "./pages.ts";
import { propose } from "./service.ts";

const DAY = 86_400_000;

const waiting = async (db: Db, claims: Claims, project: string) =>
  (await db.asUser(claims, (sql) =>
    sql<{ told: { open: number; yours: number } | null }[]>`
      select private.open_proposals(${project}::uuid) as told`, { permission: undefined }))[0]!
    .told;

onBoth("the count of open proposals is the inbox's, for each of its readers", async (world) => {
  const { person, org, project } = await begin(world);
  const { db } = world;
  const ctx = { db, claims: person.claims, reason: null };
  const make = async (
    change: Record<string, unknown>,
    kind = "propose_task",
    ms = DAY,
    evidence: unknown[] = [],
  ) => {
    const made = await propose(ctx, project, {
      ...{ kind, title: "P", rationale: "R", evidence, changes: [change] },
      expiresAt: new Date(Date.now() + ms).toISOString(),
    } as never);
    assert.ok(made.ok, JSON.stringify(made));
    return made.value;
  };
  const insert = (title: string) => ({ op: "insert", target: "task", after: { title } });
  const member = async (role: string) => {
    const one = await world.signUp();
    await addMember(db, org, one);
    await db.asSystem("set-up of the test", (sql) =>
      sql`
      insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${one.id}::uuid, ${role})`);
    return one;
  };
  const [task, secret] = await db.asUser(
    person.claims,
    (sql) =>
      sql<{ id: string }[]>`
      insert into public.tasks (org_id, project_id, title)
      values (${org}, ${project}, 'T'), (${org}, ${project}, 'S') returning id`,
    { permission: { resource: "task", verb: "insert", projectId: project } },
  );
  await make(insert("one"));
  const gone = await make(insert("expires"), "propose_task", 1500);
  const until = Date.parse(gone.expiresAt);
  await make({ op: "update", target: "task", id: task!.id, after: { title: "T2" } });
  await make({
    ...{ op: "insert", target: "document_requirement" },
    after: { title: "Insurance", level: "STUDY" },
  }, "propose_document_request");
  await make(insert("hidden"), "propose_task", DAY, [{ kind: "task", id: secret!.id }]);
  assert.deepEqual(await waiting(db, person.claims, project), { open: 5, yours: 5 });
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`update public.tasks set title = 'T3' where id = ${task!.id}::uuid`;
    await sql`update public.tasks set restricted = true where id = ${secret!.id}::uuid`;
  });
  const coordinator = await member("coordinator");
  const viewer = await member("viewer");
  const cleared = await member("coordinator");
  const stranger = await world.signUp();
  await clear(db, project, cleared);
  await new Promise((done) => setTimeout(done, Math.max(0, until - Date.now()) + 20));
  assert.deepEqual(await waiting(db, stranger.claims, project), null);
  const entries = async () =>
    (await db.asSystem(
      "count",
      (sql) =>
        sql<{ n: number }[]>`select count(*)::int as n from public.activity where action = 'read'`,
    ))[
      0
    ]!.n;
  const readers = [
    ...[[coordinator, 2, 2], [viewer, 2, 0], [cleared, 3, 3]] as const,
    [await member("finance"), 2, 1] as const,
  ];
  for (const [reader, open, yours] of readers) {
    const read = await entries();
    assert.deepEqual(await waiting(db, reader.claims, project), { open, yours });
    assert.equal(await entries(), read, "a count is no reading");
    const inbox = await readInboxPage({ ...ctx, claims: reader.claims }, project, {
      ...{ view: "open", kind: null, edit: null, only: null },
    });
    assert.ok(inbox.ok);
    const { counts, listed } = inbox.value;
    assert.deepEqual([counts.open, listed.filter(({ may }) => may.decide).length], [open, yours]);
  }
});
