// What a caller who knows the contract alone sends: plannedOn for tasks as for milestones.
import assert from "node:assert/strict";
import { request } from "./harness.ts";
import { api, errorsOf, study, test } from "./plan_steps.ts";

test("a task's planned day is plannedOn or plannedStart, in rows and previews", async () => {
  const { person, root, add, plan } = await study();
  const task = await add("tasks", { title: "A", plannedOn: "2030-03-04", durationDays: 5 });
  assert.equal(task.plannedStart, "2030-03-04");
  const path = `${root}/tasks/${task.id}`;
  const both = { title: "B", plannedOn: "2030-03-04", plannedStart: "2030-03-05" };
  assert.deepEqual(errorsOf(await api(person, "POST", `${root}/tasks`, both)), ["/plannedOn"]);
  const bad = await api(person, "POST", `${root}/tasks`, { title: "B", plannedOn: "2030-02-30" });
  assert.deepEqual(errorsOf(bad), ["/plannedOn"]);
  const unknown = await api(person, "POST", `${root}/tasks`, { title: "B", bogus: 1 });
  assert.deepEqual(errorsOf(unknown), ["/bogus"]);
  const put = (body: unknown) => api(person, "PUT", path, body, { "if-match": '"1"' });
  const nothing = await put({});
  assert.equal(nothing.status, 422);
  const changed = await put({ plannedOn: "2030-03-05" });
  assert.equal(changed.body.item.plannedStart, "2030-03-05", changed.text);

  const before = await plan();
  const preview = (change: object) =>
    api(person, "POST", `${root}/plan/preview`, { changes: [{ id: task.id, ...change }] });
  const [one, other] = [
    await preview({ plannedOn: "2030-03-11" }),
    await preview({ plannedStart: "2030-03-11" }),
  ];
  assert.equal(one.body.moves[0]?.to, "2030-03-11");
  assert.deepEqual(other.body.moves, one.body.moves);
  const twice = await preview({ plannedOn: "2030-03-11", plannedStart: "2030-03-12" });
  assert.deepEqual(errorsOf(twice), ["/changes/0/plannedStart"]);
  assert.deepEqual(errorsOf(await preview({ plannedOn: "" })), ["/changes/0/plannedOn"]);
  assert.equal((await plan()).version, before.version);
});

test("an id of nothing in a task's references is a 422 at its field, every time", async () => {
  const { person, root } = await study();
  for (const field of ["milestoneId", "siteId", "ownerId"]) {
    for (let i = 0; i < 8; i++) {
      const body = { title: "A", [field]: crypto.randomUUID() };
      const answer = await api(person, "POST", `${root}/tasks`, body);
      assert.equal(answer.status, 422, answer.text);
      assert.deepEqual(errorsOf(answer), [`/${field}`]);
    }
  }
});

test("a file of tasks may call the planned day plannedOn too", async () => {
  const { person, root } = await study();
  const response = await request(`${root}/tasks/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${person.token}`, "content-type": "text/csv" },
    body: "title,plannedOn\nA,2030-03-04\n",
  });
  assert.equal(response.status, 200, await response.text());
  const { body } = await api(person, "GET", `${root}/tasks`);
  assert.equal(body.items[0]?.plannedStart, "2030-03-04");
});
