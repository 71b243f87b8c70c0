// Who may not see the budget reads no amount of it in the trail, whichever way the trail is read.
import assert from "node:assert/strict";
import { addMember, onBoth } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";

onBoth("entries of the budget are for those who may see the budget", async (world) => {
  const { person, org, project } = await begin(world);
  const people = { cra: await world.signUp("Cy Rann"), finance: await world.signUp("Fi Nance") };
  for (const [role, one] of Object.entries(people)) {
    await addMember(world.db, org, one);
    await world.db.asUser(person.claims, (sql) =>
      insert(sql, "project_members", {
        ...{ org_id: org, project_id: project, user_id: one.id, role },
      }), { reason: "set-up of the test" });
  }
  const base = { org_id: org, project_id: project };
  await world.db.asUser(person.claims, async (sql) => {
    await insert(sql, "budget_lines", {
      ...{ ...base, title: "Sites", driver: "month", currency: "EUR" },
      ...{ unit_amount: 987_654, planned_quantity: 3 },
    });
    for (const resources of [["budget"], []]) {
      await sql`
        insert into public.tab_versions (org_id, project_id, tab_type, content, sections, as_of, data_sha256, note, resources)
        values (${org}::uuid, ${project}::uuid, 'steeringBrief', 'x', '[]', now(), ${
        "0".repeat(64)
      },
          ${resources[0] ?? "none"}, ${sql.array(resources, 1009)}::text[])`;
    }
    await insert(sql, "sites", { ...base, facility: "Rhönberg Klinik" });
  });
  const seen = async ({ claims }: { claims: typeof person.claims }) =>
    await world.db.asUser(claims, async (sql) => {
      const rows = await sql<{ entity: string; note: string | null; text: string }[]>`
        select entity, after ->> 'note' as note, after::text as text from public.activity
        where project_id = ${project}::uuid and entity in ('budget_lines', 'tab_versions', 'sites')`;
      const [found] = await sql<{ n: number }[]>`
        select cardinality(private.find_activity(${org}::uuid, ${project}::uuid, '{"entity": "budget_lines"}', 'UTC', null, 50)) as n`;
      return {
        told: rows.map(({ entity, note }) => note ? `${entity} ${note}` : entity).sort(),
        amount: rows.some(({ text }) => text.includes("987654")),
        found: Number(found!.n),
      };
    });
  assert.deepEqual(await seen(people.cra), {
    told: ["sites", "tab_versions none"],
    amount: false,
    found: 0,
  });
  for (const one of [person, people.finance]) {
    assert.deepEqual(await seen(one), {
      told: ["budget_lines", "sites", "tab_versions budget", "tab_versions none"],
      amount: true,
      found: 1,
    });
  }
});
