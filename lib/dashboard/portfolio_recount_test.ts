// Studies beside each other against what the portfolio says of each.
import assert from "node:assert/strict";
import { documentsOf, qualityOf } from "@/lib/portfolio/records_model.ts";
import { enrollmentOf, scheduleOf } from "@/lib/portfolio/standing_model.ts";
import type { Standing } from "@/lib/projects/portfolio_model.ts";
import { addMember, onBoth } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { readEntry } from "./entry_testing.ts";
import { randomStudy, TODAY } from "./random_testing.ts";
import { data } from "./recount_testing.ts";

onBoth("studies beside each other are those of the portfolio, and nobody else's", async (world) => {
  const facts = await randomStudy(world, 6);
  const { person, org, project } = facts;
  const others = await world.db.asUser(person.claims, async (sql) => {
    const made: string[] = [];
    for (const name of ["Second", "Third"]) {
      made.push((await insert(sql, "projects", { org_id: org, name }))!);
    }
    return made;
  });
  const stranger = await randomStudy(world, 7);
  const member = await world.signUp("Mem Ber");
  await addMember(world.db, org, member);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${member.id}::uuid, 'cra')`,
  );
  const wanted = [{ key: "portfolio.health" }, { key: "portfolio.compare" }];
  const [health, compare] = await readEntry(
    { db: world.db, claims: person.claims, reason: null },
    project,
    wanted,
    TODAY,
  );
  const table = data(health!, "table");
  assert.equal(table.total, 3);
  const [columns] = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<
        { doc: Record<string, Standing> }[]
      >`select private.portfolio_columns(array[${project}::uuid], ${TODAY}::date) as doc`,
  );
  const standing = columns!.doc[project]!;
  const reasons = [
    scheduleOf(standing),
    enrollmentOf(standing, TODAY),
    documentsOf(standing),
    qualityOf(standing),
  ]
    .map(({ reason }) => reason);
  const cells = table.rows[0]!.cells.slice(1, 5).map((cell) =>
    typeof cell === "object" && cell && "reason" in cell
      ? cell.reason
      : String(cell).replace(/^[^:]+: /, "")
  );
  assert.deepEqual(cells, reasons);
  assert.ok(table.rows[0]!.name.endsWith("(this study)"));
  assert.equal(
    data(compare!, "table").rows[2]!.cells[0],
    standing.schedule.confirmed > 0 ? standing.schedule.overdue : null,
  );
  assert.ok(!health!.sourceRefs.some(({ id }) => id === stranger.project));
  assert.equal(health!.sourceRefs.length, 1 + others.length);

  const [theirs] = await readEntry(
    { db: world.db, claims: member.claims, reason: null },
    project,
    wanted,
    TODAY,
  );
  const own = data(theirs!, "table");
  assert.equal(own.total, 1);
  assert.equal(own.rows[0]!.cells.at(-1), null, "no budget for a cra");
});
