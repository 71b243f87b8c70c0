// The home of a study from outside: what it costs in waits, and that its forms need no script.
import assert from "node:assert/strict";
import { ORIGIN, page, request, signUp } from "@/tests/harness.ts";
import { CATALOG } from "./catalog.ts";
import { add, app, imported, json, list } from "./http_testing.ts";

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
