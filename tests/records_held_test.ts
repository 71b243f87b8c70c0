// What hostile statements by people found in the records of a study, on both engines: each is
// refused, and the refusal tells nothing of what its caller does not see.
import assert from "node:assert/strict";
import { type DbProblem, type Sql } from "@/lib/db/mod.ts";
import { addMember, onBoth, type Person, refusal, type World } from "@/tests/people.ts";
import type { Row } from "@/tests/tables/declaration.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";

/** A study of a cleared owner, with an uncleared manager, and somebody of another organisation. */
async function study(world: World) {
  const { person, org, project } = await begin(world);
  const [manager, stranger] = [await world.signUp(), await world.signUp()];
  await addMember(world.db, org, manager);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${manager.id}::uuid, 'manager')`,
  );
  const as = <T>(who: Person, work: (sql: Sql) => Promise<T>) =>
    world.db.asUser(who.claims, work, { reason: null });
  const add = (who: Person, table: string, row: Row) =>
    as(who, (sql) => insert(sql, table, { org_id: org, project_id: project, ...row }));
  return { person, manager, stranger, project, as, add };
}

/** What somebody is told who is refused. */
const told = (work: Promise<unknown>) =>
  work.then(() => "done", (error: DbProblem) => `${error.code} ${error.message}`);

const KRI = { title: "Queries", numerator: "open", denominator: "all", amber: 10, red: 20 };

onBoth("what is no number is no count, threshold or limit", async (world) => {
  const { person, add } = await study(world);
  const site = await add(person, "sites", { facility: "Østervang" });
  const kri = await add(person, "kris", KRI);
  const counts = { kri_id: kri, site_id: site, period_on: "2026-01-01" };
  const limit = { title: "All queries", kri_id: kri, limit_value: 5 };
  for (
    const [table, row, columns] of [
      ["kris", KRI, ["red", "min_denominator"]],
      ["kri_values", { ...counts, numerator: 1, denominator: 2 }, ["numerator", "denominator"]],
      ["qtls", limit, ["limit_value", "min_denominator"]],
    ] as const
  ) {
    for (const column of columns) {
      assert.equal(await refusal(add(person, table, { ...row, [column]: "NaN" })), "23514", column);
    }
    assert.ok(await add(person, table, row));
  }
});

onBoth("a refusal says nothing of what its caller does not see", async (world) => {
  const { person, manager, stranger, project, as, add } = await study(world);
  const site = await add(person, "sites", { facility: "Østervang", identified_on: "2020-02-03" });
  await add(person, "sites", { facility: "H", restricted: true, identified_on: "2019-05-17" });
  const kri = await add(person, "kris", {
    ...{ ...KRI, title: "Unblinded doses", source: "deviation", restricted: true },
  });
  const early = { title: "Late", found_on: "1950-01-01" };
  assert.match(await told(add(person, "deviations", early)), /PT422 .*2019-05-17/);
  assert.match(await told(add(manager, "deviations", early)), /PT422 .*2020-02-03/);
  assert.match(await told(add(stranger, "deviations", early)), /^42501 [^0-9]*$/);
  const counts = { kri_id: kri, site_id: site, period_on: "2026-01-02", numerator: 1 };
  assert.match(await told(add(person, "kri_values", counts)), /PT422 .*(Unblinded|2026-01-01)/);
  for (const who of [manager, stranger]) {
    for (const period_on of ["1950-01-01", "2026-01-01", "2026-01-02"]) {
      const heard = await told(add(who, "kri_values", { ...counts, period_on }));
      assert.match(heard, /^42501 [^0-9]*$/);
    }
  }
  const action = { title: "Retrain", opened_on: "2026-01-12" };
  for (const owner_id of [person.id, stranger.id]) {
    assert.equal(await refusal(add(stranger, "capas", { ...action, owner_id })), "42501");
  }
  assert.equal(await refusal(add(manager, "capas", { ...action, owner_id: stranger.id })), "PT422");
  assert.ok(await add(manager, "capas", { ...action, owner_id: person.id }));

  const asked = { scope: "SITE", needed_for: "site_activation" };
  await add(person, "document_requirements", { ...asked, title: "Insurance" });
  await add(person, "document_requirements", {
    ...{ ...asked, title: "Unblinding envelope", restricted: true },
  });
  const activate = (who: Person) =>
    told(
      as(who, (sql) =>
        sql`update public.sites set activated_on = '2026-01-05' where project_id = ${project}::uuid
        and id = ${site}::uuid`),
    );
  assert.match(await activate(person), /PT422 .*Insurance.*Unblinding envelope/);
  assert.match(await activate(manager), /PT422 .*Insurance/);
  assert.doesNotMatch(await activate(manager), /Unblinding/);
});

onBoth("why a restricted requirement is waived is restricted with it", async (world) => {
  const { person, manager, as, add } = await study(world);
  const requirement_id = await add(person, "document_requirements", {
    title: "Randomisation list",
  });
  await add(person, "document_waivers", { requirement_id, reason: "Two arms, open label" });
  const seen = (who: Person) => as(who, (sql) => sql`select reason from public.document_waivers`);
  const restrict = (to: boolean) =>
    as(person, (sql) => sql`update public.document_requirements set restricted = ${to}`);
  for (const restricted of [true, false]) {
    await restrict(restricted);
    assert.equal((await seen(manager)).length, restricted ? 0 : 1);
    assert.equal((await seen(person)).length, 1);
  }
  await restrict(true);
  await add(person, "document_waivers", { requirement_id, country: "Norway", reason: "Not there" });
  assert.equal((await seen(manager)).length, 0);
  assert.equal((await seen(person)).length, 2);
});

onBoth("a widget takes no parameter that its query cannot read", async (world) => {
  const { person, project, as } = await study(world);
  const put = (params: string) =>
    as(person, (sql) =>
      sql`insert into public.widgets (org_id, project_id, catalog_key, params)
        select org_id, id, 'sites.table', ${params}::text::jsonb from public.projects where id = ${project}::uuid`);
  for (const limit of ["1.0", "1e400", "-1", "51", '"5"', "null", "[1]", "true"]) {
    assert.equal(await refusal(put(`{"limit": ${limit}}`)), "PT422", limit);
  }
  for (const limit of ["1", "50", "1e1"]) await put(`{"limit": ${limit}}`);
  const [row] = await as(
    person,
    (sql) =>
      sql<{ n: number }[]>`select jsonb_array_length(private.widget_data(${project}::uuid,
      (select jsonb_agg(jsonb_build_object('id', w.id, 'key', w.catalog_key, 'params', w.params))
        from public.widgets w)) -> 'widgets') as n`,
  );
  assert.ok(row!.n > 3);
});

onBoth("a variance that JSON cannot say exactly is not known", async (world) => {
  const { person, project, as, add } = await study(world);
  const line_id = await add(person, "budget_lines", {
    ...{ title: "Visits", driver: "visit", currency: "EUR", unit_amount: "9007199254740991" },
    ...{ planned_quantity: 1, forecast_quantity: 0 },
  });
  await add(person, "budget_actuals", {
    ...{ line_id, booked_on: "2026-01-05", amount: "-9007199254740991", quantity: 0 },
  });
  const [line] = await as(
    person,
    (sql) =>
      sql`select planned::text, forecast::text, variance, variance_ratio
      from private.budget_standing(private.project_days(array[${project}::uuid]))`,
  );
  assert.deepEqual({ ...line }, {
    ...{ planned: "9007199254740991", forecast: "-9007199254740991" },
    ...{ variance: null, variance_ratio: null },
  });
});

onBoth("a version says no media type that would end a header", async (world) => {
  const { person, add } = await study(world);
  const document_id = await add(person, "documents", { title: "Protocol" });
  const bytes = { sha256: "a".repeat(64), bytes: 1, file_name: "a.pdf" };
  const version = (media_type: string) =>
    add(person, "document_versions", { document_id, version: "1", ...bytes, media_type });
  for (const type of ["text/html\r\nx: y", "text/html; charset=x", "pdf", "a/b c"]) {
    assert.equal(await refusal(version(type)), "23514", type);
  }
  assert.ok(await version("application/pdf"));
});

onBoth(
  "freeing a row frees what was restricted with it, and nothing that was restricted for itself",
  async (world) => {
    const { person, manager, as, add } = await study(world);
    const document_id = await add(person, "documents", { title: "Interim analysis" });
    const version = (version: string, more: Row = {}) =>
      add(person, "document_versions", { document_id, version, held_in: "Archive", ...more });
    await version("1");
    await version("2", { restricted: true });
    const restrict = (to: boolean) =>
      as(
        person,
        (sql) =>
          sql`update public.documents set restricted = ${to} where id = ${document_id}::uuid`,
      );
    const seen = async (who: Person) =>
      (await as(
        who,
        (sql) =>
          sql<{ version: string }[]>`select version from public.document_versions order by version`,
      ))
        .map((row) => row.version).join();
    for (const _round of [1, 2]) {
      await restrict(true);
      assert.deepEqual([await seen(person), await seen(manager)], ["1,2", ""]);
      await restrict(false);
      assert.deepEqual([await seen(person), await seen(manager)], ["1,2", "1"]);
    }
    await restrict(true);
    await version("3");
    await version("4", { restricted: true });
    await restrict(false);
    assert.deepEqual([await seen(person), await seen(manager)], ["1,2,3,4", "1,3"]);
    await as(person, (sql) => sql`update public.document_versions set restricted = false`);
    assert.equal(await seen(manager), "1,2,3,4", "who is cleared frees them one by one");
    const marks = as(manager, (sql) => sql`select from private.restricted_with_parent`);
    assert.equal(await refusal(marks), "42501");
  },
);

onBoth("a widget of a row that is not there, or not seen, says no figure", async (world) => {
  const { person, manager, project, as, add } = await study(world);
  const site = await add(person, "sites", { facility: "Østervang" });
  const wanted = [
    { id: "1", key: "quality.open_deviations", params: { siteId: site } },
    { id: "2", key: "quality.open_deviations", params: {} },
  ];
  const figures = async (who: Person) => {
    const [row] = await as(
      who,
      (sql) =>
        sql<{ doc: { widgets: { id: string; value?: number; lost?: string }[] } }[]>`
        select private.widget_data(${project}::uuid, ${sql.json(wanted)}) as doc`,
    );
    return row!.doc.widgets.map(({ id, value, lost }) => [id, value ?? lost]).sort();
  };
  assert.deepEqual(await figures(manager), [["1", 0], ["2", 0]]);
  await as(person, (sql) => sql`update public.sites set restricted = true`);
  assert.deepEqual(await figures(manager), [["1", "site"], ["2", 0]]);
  assert.deepEqual(await figures(person), [["1", 0], ["2", 0]]);
  await as(person, (sql) => sql`delete from public.sites`);
  assert.deepEqual(await figures(person), [["1", "site"], ["2", 0]]);
});
