// Who is told what of the regulatory advisor's figures, and what a newer record changes.
import assert from "node:assert/strict";
import { CATALOG } from "@/lib/dashboard/catalog.ts";
import { readEntry } from "@/lib/dashboard/entry_testing.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import type { Claims } from "@/lib/db/mod.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { acceptChanges, dismissPending } from "@/lib/imports/accept.ts";
import { importStudy, stageImport } from "@/lib/imports/service.ts";
import { addMember, onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { readSkeleton } from "../service.ts";
import { regulatoryStudy } from "./regulatory_study_testing.ts";

const OURS = CATALOG.map(({ key }) => key).filter((key) =>
  /^(documents|quality|changes)\.|^diagram\.(consent_flow|document_types|risk_controls)/.test(key)
);
const wanted = OURS.map((key) => ({ key }));
const said = ({ asOf: _, ...widget }: Widget) => widget;

onBoth("the uncleared are told of no restricted row, not by a count either", async (world) => {
  const { person, org, project } = await begin(world);
  await regulatoryStudy(world, { person, org, project }, 5);
  const other = await world.signUp("Un Cleared");
  await addMember(world.db, org, other);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${other.id}::uuid, 'regulatory')`,
  );
  const read = async (claims: Claims) => {
    const found = await readEntry({ db: world.db, claims, reason: null }, project, wanted);
    return new Map(found.map((widget) => [widget.catalogKey, JSON.stringify(said(widget))]));
  };
  const [mine, theirs] = [await read(person.claims), await read(other.claims)];
  assert.deepEqual([...theirs.keys()].filter((key) => theirs.get(key) !== mine.get(key)), []);
  const tables = [
    ...["document_requirements", "documents", "risks", "critical_factors", "kris"],
    ...["deviations", "capas", "tasks", "milestones"],
  ];
  await world.db.asUser(person.claims, async (sql) => {
    for (const table of tables) {
      await sql`update public.${sql(table)} r set restricted = true where r.project_id = ${project}
        and r.id in (select x.id from public.${sql(table)} x where x.project_id = ${project}
          order by x.id limit 4)`;
    }
  }, { reason: "set-up of the test" });
  const [after, hidden] = [await read(person.claims), await read(other.claims)];
  const changed = [...after.keys()].filter((key) => after.get(key) !== mine.get(key));
  assert.deepEqual(changed, [], "the cleared see what they saw");
  const fewer = OURS.filter((key) => hidden.get(key) !== theirs.get(key));
  assert.ok(fewer.length >= 15, `told less: ${fewer.join(", ")}`);
  // What the uncleared are told is what a study without these rows would tell.
  await world.db.asUser(person.claims, async (sql) => {
    for (const table of tables.toReversed()) {
      await sql`delete from public.${
        sql(table)
      } r where r.project_id = ${project} and r.restricted`;
    }
  }, { reason: "set-up of the test" });
  const without = await read(other.claims);
  const told = OURS.filter((key) => without.get(key) !== hidden.get(key));
  assert.deepEqual(told, []);
});

onBoth("what a role may not see is a gap of the document, never a number", async (world) => {
  const { person, org, project } = await begin(world);
  const viewer = await world.signUp("Vi Ewer");
  await addMember(world.db, org, viewer);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${viewer.id}::uuid, 'viewer')`,
  );
  const place = { projectId: project, tabType: "auditPreparation", siteId: null };
  for (const { claims } of [person, viewer]) {
    const read = await readSkeleton({ db: world.db, claims, reason: null }, place);
    assert.ok(read.ok);
    for (const widget of read.value.sections.flatMap(({ widgets }) => widgets)) {
      if (widget.data !== null) continue;
      assert.equal(widget.sourceCount, 0, widget.catalogKey);
      const gap = read.value.gaps.find(({ text }) => text.startsWith(widget.title));
      assert.match(gap?.text ?? "", /not for your role/);
    }
  }
});

/** The demo's record as the registry has it later: one value changed, one date moved, one gone. */
function later() {
  const record = structuredClone(DEMO_STUDIES[0]) as {
    protocolSection: Record<string, Record<string, unknown>>;
  };
  const { statusModule, designModule } = record.protocolSection;
  statusModule!.completionDateStruct = { date: "2031-05", type: "ESTIMATED" };
  statusModule!.overallStatus = "SUSPENDED";
  designModule!.enrollmentInfo = { count: 4321, type: "ESTIMATED" };
  return record;
}

onBoth("differences of a newer record are told until somebody decides on them", async (world) => {
  const { person } = await begin(world);
  const ctx = { db: world.db, claims: person.claims, requestId: "test", reason: null };
  const made = await importStudy(ctx, { record: DEMO_STUDIES[0] });
  assert.ok(made.ok);
  const { id } = made.value.project;
  const read = async () => {
    const [widget] = await readEntry(ctx, id, [{ key: "changes.record", params: { limit: 50 } }]);
    assert.ok(widget!.data?.type === "table");
    return { ...widget!, rows: widget!.data.rows, total: widget!.data.total };
  };
  const first = await read();
  assert.deepEqual([first.status, first.total], ["unknown", 0]);
  assert.match(first.reason!, /no record came after the first/);
  const staged = await stageImport(ctx, { id, record: later() });
  assert.ok(staged.ok);
  const waiting = await read();
  assert.equal(waiting.status, "at-risk");
  const target = waiting.rows.find(({ cells }) => cells[1] === "4,321");
  assert.ok(target, JSON.stringify(waiting.rows));
  assert.equal(waiting.total, staged.value.changes.length);
  assert.equal(waiting.total, 3);
  const moved = waiting.rows.find(({ cells }) => cells[1] === "May 2031, ESTIMATED");
  assert.ok(!moved || moved.cells[3] !== undefined);
  const taken = staged.value.changes.find(({ to }) => to === 4321)!;
  assert.ok((await acceptChanges(ctx, { id, paths: [taken.path] })).ok);
  assert.equal((await read()).total, 2);
  assert.ok((await dismissPending(ctx, { id })).ok);
  const kept = await read();
  assert.deepEqual([kept.total, kept.status], [2, "on-track"]);
  assert.match(kept.reason!, /kept as they are/);
});
