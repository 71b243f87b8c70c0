import assert from "node:assert/strict";
import { addMember, clear, onBoth, refusal } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { insert } from "@/tests/tables/rows.ts";
import { CATALOG, queryOf } from "./catalog.ts";
import { readEntry } from "./entry_testing.ts";
import * as service from "./service.ts";
import { TYPES } from "./model.ts";

const all = CATALOG.map(({ key }) => ({ key }));

Deno.test("the catalogue has every type, and a key once", () => {
  assert.ok(CATALOG.length >= 25);
  assert.equal(new Set(CATALOG.map(({ key }) => key)).size, CATALOG.length);
  for (const type of TYPES) assert.ok(CATALOG.some((entry) => entry.type === type), type);
});

onBoth("a new study has a dashboard, and every entry says that it knows nothing", async (world) => {
  const { person, project } = await begin(world);
  const ctx = { db: world.db, claims: person.claims, reason: null };
  const rights = await service.readChoices(ctx, project);
  assert.ok(rights.ok);
  assert.deepEqual(rights.value.filter((one) => !one.may), []);
  const keys = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<{ key: string; query: string }[]>`
        select key, 'private.widgets_' || family as query from private.widget_catalog()`,
  );
  assert.deepEqual(keys.map(({ key }) => key).sort(), all.map(({ key }) => key).sort());
  for (const { key, query } of keys) assert.equal(queryOf(key), query, key);

  const made = await service.readWidgets(ctx, project);
  assert.ok(made.ok && made.value.may);
  assert.equal(made.value.widgets.length, 11);
  const shown = await readEntry(ctx, project, all);
  for (const widget of shown) {
    assert.ok(widget.data, `${widget.catalogKey}: ${widget.reason}`);
    assert.match(widget.asOf, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    if (widget.data.type === "kpi" && widget.data.unit !== "count") {
      assert.equal(widget.data.value, null, widget.catalogKey);
      assert.equal(widget.status, "unknown", widget.catalogKey);
    }
  }
});

onBoth("who lacks a right gets no number; a stranger gets nothing", async (world) => {
  const { person, org, project } = await begin(world);
  const viewer = await world.signUp("Vi Ewer");
  await addMember(world.db, org, viewer);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${viewer.id}::uuid, 'viewer')`,
  );
  await world.db.asUser(person.claims, (sql) =>
    insert(sql, "budget_lines", {
      ...{ org_id: org, project_id: project, title: "Sites", driver: "month", currency: "EUR" },
      ...{ unit_amount: 100, planned_quantity: 3 },
    }));
  const wanted = [{ key: "budget.totals" }, { key: "budget.variance" }, { key: "sites.active" }];
  const own = await readEntry(
    { db: world.db, claims: person.claims, reason: null },
    project,
    wanted,
  );
  assert.deepEqual(own[0]!.data?.type === "table" && own[0]!.data.rows[0]!.cells[0], {
    minor: 300,
    currency: "EUR",
  });
  const theirs = await readEntry(
    { db: world.db, claims: viewer.claims, reason: null },
    project,
    wanted,
  );
  for (const widget of theirs.slice(0, 2)) {
    assert.equal(widget.data, null);
    assert.equal(widget.sourceCount, 0);
    assert.match(widget.reason!, /^not for your role/);
  }
  assert.ok(theirs[2]!.data);
  const stranger = await world.signUp("Stran Ger");
  const refused = readEntry(
    { db: world.db, claims: stranger.claims, reason: null },
    project,
    wanted,
  );
  assert.equal(await refusal(refused), "PT404");
});

onBoth("restricted rows count for the cleared only", async (world) => {
  const { person, org, project } = await begin(world);
  const other = await world.signUp("Un Cleared");
  await addMember(world.db, org, other);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${other.id}::uuid, 'coordinator')`,
  );
  await clear(world.db, project, person);
  await world.db.asUser(person.claims, async (sql) => {
    const places = { org_id: org, project_id: project };
    await insert(sql, "risks", { ...places, title: "Known", likelihood: 2, impact: 2 });
    await insert(sql, "risks", {
      ...places,
      title: "Secret",
      likelihood: 5,
      impact: 5,
      restricted: true,
    });
  });
  const wanted = [{ key: "quality.risk_heatmap" }];
  const read = async (claims: typeof person.claims) =>
    (await readEntry({ db: world.db, claims, reason: null }, project, wanted))[0]!;
  const [mine, theirs] = [await read(person.claims), await read(other.claims)];
  assert.deepEqual([mine.sourceCount, mine.status], [2, "at-risk"]);
  assert.deepEqual([theirs.sourceCount, theirs.status], [1, "on-track"]);
  assert.ok(!JSON.stringify(theirs).includes("Secret"));
});

onBoth("the database refuses what a widget cannot show, whoever writes it", async (world) => {
  const { person, org, project } = await begin(world);
  const other = await begin(world);
  const place = { org_id: org, project_id: project };
  const site = (await world.db.asUser(person.claims, (sql) =>
    insert(sql, "sites", { ...place, facility: "S" })))!;
  const foreign = (await world.db.asUser(other.person.claims, (sql) =>
    insert(sql, "sites", { org_id: other.org, project_id: other.project, facility: "T" })))!;
  const add = (catalog_key: string, params: unknown) =>
    world.db.asUser(person.claims, (sql) =>
      insert(sql, "widgets", { ...place, catalog_key, params }));
  assert.ok(await add("enrollment.enrolled", { siteId: site }));
  assert.equal(await refusal(add("enrollment.enrolled", { siteId: foreign })), "PT422");
  assert.equal(await refusal(add("enrollment.nothing", {})), "PT422");
  for (
    const params of [
      { limit: "many" },
      { limit: 51 },
      { limit: 1.5 },
      { from: "2026-02-31" },
      { target: -1 },
      { x: 1 },
      { siteId: "x" },
    ]
  ) {
    assert.equal(
      await refusal(add("enrollment.enrolled", params)),
      "PT422",
      JSON.stringify(params),
    );
  }
});
