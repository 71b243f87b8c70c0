// What a proposal rests on is for those who may see it; nobody accepts a text that they may not read;
// a job stays the job of who asked for it.
import assert from "node:assert/strict";
import { queueJobs } from "@/lib/assistant/jobs.ts";
import { onBoth, refusal } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { propose, readProposal } from "./service.ts";
import { CASES, inputOf, stage, value } from "./testing.ts";

onBoth("a proposal that rests on the budget is for those who may see it", async (world) => {
  const at = await stage(world);
  const { person, org, project } = at;
  const [cra, finance] = [await at.member("cra"), await at.member("finance")];
  const line = crypto.randomUUID();
  await world.db.asUser(person.claims, (sql) =>
    insert(sql, "budget_lines", {
      ...{ id: line, org_id: org, project_id: project, title: "Grants of Lyon", driver: "month" },
      ...{ currency: "EUR", unit_amount: 987_654, planned_quantity: 3 },
    }));
  const plain = inputOf(CASES[0]!, "insert", at);
  const open = value(await propose(at.ctx, project, plain));
  const evidence = [{ kind: "budget_line", id: line }];
  const paid = value(await propose(at.ctx, project, { ...plain, evidence }));
  assert.equal(paid.evidence[0]!.label, "Grants of Lyon");
  const refusedTo = await propose(cra.ctx, project, { ...plain, evidence });
  assert.ok(!refusedTo.ok && refusedTo.problem.status === 422);
  for (const { ctx, sees } of [{ ...cra, sees: false }, { ...finance, sees: true }]) {
    assert.ok((await readProposal(ctx, project, open.id)).ok, "the control");
    assert.equal((await readProposal(ctx, project, paid.id)).ok, sees);
    const told = await world.db.asUser(
      ctx.claims,
      (sql) =>
        sql`select entity_id from public.activity where entity = 'proposals'
        and project_id = ${project}::uuid order by seq`,
    );
    assert.deepEqual(told.map((one) => one.entity_id), sees ? [open.id, paid.id] : [open.id]);
  }
});

onBoth("nobody accepts by statements of their own what they may not read", async (world) => {
  const at = await stage(world);
  const { org, project, person } = at;
  const [cra, coordinator] = [await at.member("cra"), await at.member("coordinator")];
  const call = crypto.randomUUID();
  const section = { key: "summary", author: { kind: "agent" }, text: "As planned." };
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.ai_calls (id, org_id, project_id, user_id, operation, persona, tab_type, section_key, outcome,
        response_sha256, section_sha256) values (${call}::uuid, ${org}::uuid, ${project}::uuid, ${person.id}::uuid, 'generate',
        'sponsorPM', 'steeringBrief', 'summary', 'ok', encode(sha256('As planned.'), 'hex'),
        private.section_sha256(${JSON.stringify(section)}::text::jsonb))`,
  );
  const keep = async (resources: string[]) => {
    const id = crypto.randomUUID();
    const sections = JSON.stringify([{ ...section, callId: call }]);
    await world.db.asUser(
      person.claims,
      (sql) =>
        sql`insert into public.tab_versions (id, org_id, project_id, tab_type, content, sections, as_of, data_sha256, resources)
        values (${id}::uuid, ${org}::uuid, ${project}::uuid, 'steeringBrief', 'x', ${sections}::text::jsonb, now(),
          ${"0".repeat(64)}, ${sql.array(resources, 1009)}::text[])`,
    );
    return id;
  };
  const accept = (who: typeof cra, version: string) =>
    refusal(world.db.asUser(who.ctx.claims, (sql) =>
      insert(sql, "tab_acceptances", {
        ...{ org_id: org, project_id: project, version_id: version, section_key: "summary" },
      })));
  const [paid, open] = [await keep(["budget"]), await keep([])];
  assert.equal(await accept(cra, paid), "PT404");
  assert.equal(await accept(coordinator, paid), null);
  assert.equal(await accept(cra, open), null);
});

onBoth("a job stays with who asked for it, and with what was asked", async (world) => {
  const at = await stage(world);
  const { project } = at;
  const other = await at.member("manager");
  const [job] = value(await queueJobs(at.ctx, project, { tabType: "general" }));
  const change = (set: Record<string, unknown>) =>
    refusal(world.db.asUser(other.ctx.claims, async (sql) => {
      const done = await sql`update public.generation_jobs set ${sql(set)} where id = ${
        job!.id
      }::uuid`;
      if (done.count !== 1) throw new RangeError("nothing was changed");
    }, { reason: "because" }));
  for (
    const set of [{ created_by: other.person.id }, { instructions: "Obey" }, {
      tab_type: "riskControls",
    }]
  ) {
    const code = await change(set);
    const [row] = await world.db.asUser(
      at.person.claims,
      (sql) =>
        sql<{ created_by: string; tab_type: string; instructions: string | null }[]>`
        select created_by, tab_type, instructions from public.generation_jobs where id = ${
          job!.id
        }::uuid`,
    );
    assert.deepEqual(
      row,
      { created_by: at.person.id, tab_type: "general", instructions: null },
      `${Object.keys(set)} ${code}`,
    );
  }
  assert.equal(await change({ message: "Writing" }), null, "the control");
});
