// Dashboards from outside: the contract, versions, who may, and what a page of them costs in waits.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "@/tests/harness.ts";
import { CATALOG } from "./catalog.ts";
import type { Choice, Widget } from "./model.ts";

const app = { sanitizeOps: false, sanitizeResources: false };

async function json(response: Response, status: number) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return text ? JSON.parse(text) : null;
}

async function imported(person: Person): Promise<string> {
  const body = { source: "ctgov", record: DEMO_STUDIES[0] };
  return (await json(await call(person, "POST", "/api/projects/import", body), 201)).project.id;
}

const list = async (person: Person, projectId: string): Promise<Widget[]> =>
  (await json(await call(person, "GET", `/api/dashboard/widgets?projectId=${projectId}`), 200))
    .widgets;

const add = (person: Person, body: unknown) => call(person, "POST", "/api/dashboard/widgets", body);
const errorsOf = async (response: Response) =>
  (await json(response, 422)).errors.map((one: { path: string }) => one.path);

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

Deno.test({
  name: "a dashboard of twelve widgets and more takes at most three waits, its proof and forms too",
  ...app,
  async fn() {
    const person = await signUp();
    const projectId = await imported(person);
    for (const { key } of CATALOG) {
      await json(await add(person, { projectId, catalogKey: key }), 201);
    }
    const widgets = await list(person, projectId);
    assert.ok(widgets.length > 12);
    const base = `/projects/${projectId}`;
    const id = widgets[0]!.id;
    for (
      const path of [
        base,
        `${base}?proof=${id}`,
        `${base}?edit=1`,
        `${base}?edit=1&add=1`,
        `${base}/protocol`,
      ]
    ) {
      const response = await page(person, path);
      const html = await response.text();
      assert.equal(response.status, 200, path);
      const waits = Number(
        /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
      );
      assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
      assert.ok(!/ style=| on[a-z]+="/.test(html), path);
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      assert.equal(new Set(ids).size, ids.length, `${path}: ids are unique`);
    }
  },
});

Deno.test({
  name: "forms work without a script: add, move, widen, remove; what is wrong is shown again",
  ...app,
  async fn() {
    const person = await signUp();
    const projectId = await imported(person);
    const send = (fields: Record<string, string>) =>
      request(`/projects/${projectId}`, {
        method: "POST",
        headers: {
          cookie: person.cookie,
          origin: ORIGIN,
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams(fields),
      });
    const [first, second] = await list(person, projectId);
    assert.equal((await send({ intent: `down ${first!.id}` })).status, 303);
    assert.deepEqual((await list(person, projectId)).slice(0, 2).map((one) => one.id), [
      second!.id,
      first!.id,
    ]);
    const wrong = await send({
      intent: "add",
      key: "enrollment.by_country",
      limit: "500",
      title: "Mine & yours",
    });
    const html = await wrong.text();
    assert.equal(wrong.status, 422);
    assert.ok(html.includes("Mine &amp; yours") && html.includes('aria-invalid="true"'));
    assert.equal(
      (await send({ intent: "add", key: "enrollment.by_country", limit: "5" })).status,
      303,
    );
    const made = (await list(person, projectId)).at(-1)!;
    assert.deepEqual(made.params, { limit: 5 });
    assert.equal((await send({ intent: `span-12 ${made.id}` })).status, 303);
    assert.equal(
      (await send({
        intent: `change ${made.id}`,
        version: "1",
        key: made.catalogKey,
        title: "Stale",
      })).status,
      422,
    );
    assert.equal((await send({ intent: `remove ${made.id}` })).status, 303);
    assert.ok(!(await list(person, projectId)).some((one) => one.id === made.id));
    assert.equal((await send({ intent: "up nonsense" })).status, 404);
  },
});
