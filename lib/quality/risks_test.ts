// Numbers of risks: given once, the same for everybody, never again, telling nothing of restricted
// ones; and a removal says why.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { addMember, clear, onBoth, refusal, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";

async function risks(world: World) {
  const { person, org, project } = await begin(world);
  const as = <T>(work: (sql: Sql) => Promise<T>, reason: string | null = null) =>
    world.db.asUser(person.claims, work, { reason });
  const add = async (title: string, more: { restricted?: boolean; state?: string } = {}) => {
    const { restricted = false, state = "confirmed" } = more;
    const [row] = await as((sql) =>
      sql<{ id: string; number: number }[]>`
      insert into public.risks (org_id, project_id, title, restricted, state, number)
      values (${org}, ${project}, ${title}, ${restricted}, ${state}, 77) returning id, number`
    );
    return row!;
  };
  const remove = (id: string, reason: string | null) =>
    refusal(as((sql) => sql`delete from public.risks where id = ${id}`, reason));
  return { person, org, project, as, add, remove };
}

onBoth("a risk keeps its number, and nobody gets that of one that is gone", async (world) => {
  const { as, add, remove } = await risks(world);
  const [one, two] = [await add("One"), await add("Two")];
  assert.deepEqual([one.number, two.number], [1, 2], "what a caller says of it is not asked");
  assert.equal(await remove(two.id, "Doubled"), null);
  assert.equal((await add("Three")).number, 3);
  await as((sql) => sql`update public.risks set number = 9, title = 'First' where id = ${one.id}`);
  const [row] = await as((sql) =>
    sql<{ number: number; title: string }[]>`
    select number, title from public.risks where id = ${one.id}`
  );
  assert.deepEqual({ ...row }, { number: 1, title: "First" });
});

onBoth("missing numbers tell the uncleared nothing of restricted risks", async (world) => {
  const { person, org, project, as, add } = await risks(world);
  await clear(world.db, project, person);
  const numbers = [
    (await add("One")).number,
    (await add("Arms", { restricted: true })).number,
    (await add("Codes", { restricted: true })).number,
    (await add("Two")).number,
  ];
  assert.deepEqual(numbers, [1, 1000, 1001, 2]);
  const blinded = await world.signUp();
  await addMember(world.db, org, blinded);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}, ${project}, ${blinded.id}, 'manager')`,
  );
  const seen = (claims: typeof person.claims) =>
    world.db.asUser(claims, async (sql) => {
      const rows = await sql<{ number: number }[]>`
        select number from public.risks where project_id = ${project} order by number`;
      return rows.map(({ number }) => number);
    });
  assert.deepEqual(await seen(person.claims), [1, 2, 1000, 1001], "the cleared see all");
  assert.deepEqual(await seen(blinded.claims), [1, 2], "and no gap is left for the others");
  await as((sql) =>
    sql`update public.risks set restricted = false
    where project_id = ${project} and number = 1001`
  );
  assert.deepEqual(await seen(blinded.claims), [1, 2, 1001], "a freed one keeps its number");
});

onBoth("the open numbers pass over those of restricted risks", async (world) => {
  const { org, project, as, add } = await risks(world);
  await as((sql) =>
    sql`insert into public.risks (org_id, project_id, title)
    select ${org}::uuid, ${project}::uuid, 'Risk ' || n from generate_series(1, 998) n`
  );
  assert.deepEqual([(await add("A")).number, (await add("B")).number], [999, 10_000]);
});

onBoth(
  "who removes a risk says why; a suggestion that nobody looked at just goes",
  async (world) => {
    const { org, project, as, add, remove } = await risks(world);
    const risk = await add("Late samples");
    assert.equal(await remove(risk.id, null), "PT422");
    const [guess, looked] = [
      await add("Guess", { state: "unconfirmed" }),
      await add("Looked at", { state: "unconfirmed" }),
    ];
    await as((sql) =>
      sql`insert into public.risk_reviews (org_id, project_id, risk_id, reviewed_on, note)
    values (${org}, ${project}, ${looked.id}, current_date, 'Seen')`
    );
    assert.equal(await remove(looked.id, null), "PT422", "it takes its review along");
    assert.equal(await remove(guess.id, null), null);
    assert.equal(await remove(looked.id, "No risk after all"), null);
    assert.equal(await remove(risk.id, "Doubled"), null);
    const [row] = await as((sql) =>
      sql<{ n: number }[]>`
    select count(*)::int as n from public.risks where project_id = ${project}`
    );
    assert.equal(row!.n, 0);
  },
);
