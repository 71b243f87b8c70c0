// Dashboards from outside: the contract, versions, who may, and what a page of them costs in waits.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, page, type Person, signUp } from "@/tests/harness.ts";
import { CATALOG } from "./catalog.ts";
import { add, app, errorsOf, imported, json, list } from "./http_testing.ts";
import type { Choice } from "./model.ts";

/** Makes somebody a member of a project, by the system. */
async function join(owner: Person, person: Person, project: string, role: string) {
  const db = await database();
  await db.asSystem("set-up of the test", async (sql) => {
    const org = owner.organization.id;
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${org}::uuid, ${person.id}::uuid, 'member') on conflict do nothing`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${person.id}::uuid, ${role})`;
  });
}

Deno.test({
  name: "the catalogue and the widgets of a new import come with all that the contract names",
  ...app,
  async fn() {
    const person = await signUp();
    const projectId = await imported(person);
    const { catalog } = await json(
      await call(person, "GET", `/api/dashboard/catalog?projectId=${projectId}`),
      200,
    );
    assert.deepEqual(catalog.map((one: Choice) => one.key), CATALOG.map((one) => one.key));
    for (const one of catalog) {
      assert.ok(one.type && one.title && Array.isArray(one.params), one.key);
    }
    const widgets = await list(person, projectId);
    assert.deepEqual(
      widgets.map((one) => one.order),
      widgets.map((one) => one.order).toSorted((a, b) => a - b),
    );
    const fields = [
      "id",
      "catalogKey",
      "widgetType",
      "title",
      "order",
      "params",
      "data",
      "formula",
    ];
    for (const widget of widgets) {
      for (const field of [...fields, "asOf", "sourceCount", "sourceRefs", "status"]) {
        assert.ok(field in widget, field);
      }
      assert.ok(widget.sourceRefs.length <= widget.sourceCount);
    }
    const enrolled = widgets.find((one) => one.catalogKey === "enrollment.enrolled")!;
    assert.deepEqual([enrolled.status, enrolled.data?.type === "kpi" && enrolled.data.value], [
      "unknown",
      null,
    ]);
    await json(await call(person, "GET", "/api/dashboard/widgets"), 422);
    await json(await call(null, "GET", `/api/dashboard/widgets?projectId=${projectId}`), 401);
    const stranger = await signUp();
    await json(await call(stranger, "GET", `/api/dashboard/widgets?projectId=${projectId}`), 404);
    await json(await call(stranger, "GET", `/api/dashboard/catalog?projectId=${projectId}`), 404);
  },
});

Deno.test({
  name:
    "a widget is added, changed with its version and removed; bad input is named and writes nothing",
  ...app,
  async fn() {
    const person = await signUp();
    const projectId = await imported(person);
    const other = await signUp();
    const foreign = await imported(other);
    const before = await list(person, projectId);
    const { items: [theirs] } = await json(
      await call(other, "GET", `/api/projects/${foreign}/sites?limit=1`),
      200,
    );
    const { items: [mine] } = await json(
      await call(person, "GET", `/api/projects/${projectId}/sites?limit=1`),
      200,
    );
    const key = { projectId, catalogKey: "enrollment.enrolled" };
    assert.deepEqual(
      await errorsOf(await add(person, { projectId, catalogKey: "enrollment.nothing" })),
      ["/catalogKey"],
    );
    assert.deepEqual(await errorsOf(await add(person, { ...key, params: { siteId: theirs.id } })), [
      "/params/siteId",
    ]);
    assert.deepEqual(await errorsOf(await add(person, { ...key, params: { siteId: "x" } })), [
      "/params/siteId",
    ]);
    assert.deepEqual(await errorsOf(await add(person, { ...key, params: { limit: 3 } })), [
      "/params/limit",
    ]);
    const months = {
      projectId,
      catalogKey: "quality.deviations_by_month",
      params: { from: "2026-03-01", to: "2026-02-01" },
    };
    assert.deepEqual(await errorsOf(await add(person, months)), ["/params/to"]);
    assert.deepEqual(await errorsOf(await add(person, { ...key, span: 5 })), ["/span"]);
    assert.equal((await list(person, projectId)).length, before.length, "nothing half-written");

    const made = await add(person, { ...key, params: { siteId: mine.id }, title: "At one site" });
    const { widget } = await json(made, 201);
    assert.equal(made.headers.get("location"), `/api/dashboard/widgets/${widget.id}`);
    assert.deepEqual([widget.title, widget.params], ["At one site", { siteId: mine.id }]);
    const put = (body: unknown, version?: number, who = person) =>
      call(
        who,
        "PUT",
        `/api/dashboard/widgets/${widget.id}`,
        body,
        version ? { "if-match": `"${version}"` } : {},
      );
    await json(await put({ title: "Here" }), 428);
    assert.deepEqual(await errorsOf(await put({ params: { siteId: theirs.id } }, 1)), [
      "/params/siteId",
    ]);
    assert.equal((await json(await put({ title: "Here", order: 1 }, 1), 200)).widget.version, 2);
    await json(await put({ title: "There" }, 1), 412);
    await json(await put({ title: "Theirs" }, 2, other), 404);
    assert.equal((await list(person, projectId))[0]!.title, "Here", "it is the first now");
    await json(await call(person, "DELETE", `/api/dashboard/widgets/${widget.id}`), 204);
    await json(await call(person, "DELETE", `/api/dashboard/widgets/${widget.id}`), 404);
  },
});

Deno.test({
  name: "several widgets are placed in one call, all or none; a viewer looks and changes nothing",
  ...app,
  async fn() {
    const person = await signUp();
    const projectId = await imported(person);
    const foreign = await list(person, projectId).then(async () => {
      const other = await signUp();
      return (await list(other, await imported(other)))[0]!;
    });
    const before = await list(person, projectId);
    const turned = before.toReversed().map(({ id }, n) => ({ id, order: n }));
    const arrange = (who: Person, widgets: unknown) =>
      call(who, "POST", "/api/dashboard/widgets/arrange", { projectId, widgets });
    await json(await arrange(person, [...turned, { id: foreign.id, order: 99 }]), 422);
    assert.deepEqual(
      await list(person, projectId).then((all) => all.map((one) => one.id)),
      before.map((one) => one.id),
    );
    await json(await arrange(person, turned.map((one) => ({ ...one, span: 12 }))), 204);
    const after = await list(person, projectId);
    assert.deepEqual(after.map((one) => one.id), turned.map((one) => one.id));
    assert.ok(after.every((one) => one.span === 12));
    const viewer = await signUp();
    await join(person, viewer, projectId, "viewer");
    assert.equal((await list(viewer, projectId)).length, before.length);
    await json(await arrange(viewer, turned), 403);
    await json(await add(viewer, { projectId, catalogKey: "sites.active" }), 403);
    await json(await call(viewer, "DELETE", `/api/dashboard/widgets/${before[0]!.id}`), 403);
    const budget = await add(person, { projectId, catalogKey: "budget.totals" });
    await json(budget, 201);
    const hidden = (await list(viewer, projectId)).find((one) =>
      one.catalogKey === "budget.totals"
    )!;
    assert.deepEqual([hidden.data, hidden.sourceCount], [null, 0]);
    assert.match(hidden.reason!, /not for your role/);
    const html = await (await page(viewer, `/projects/${projectId}`)).text();
    assert.ok(html.includes("not for your role") && !html.includes("edit=1"));
  },
});
