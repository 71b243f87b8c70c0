// The calls of enrollment from outside, as people of several roles use them.
import assert from "node:assert/strict";
import { json, member, study, test } from "./enrollment_steps.ts";
import { page, signUp } from "./harness.ts";

const pointers = (answer: { body: { errors: { path: string }[] } }) =>
  answer.body.errors.map(({ path }) => path);

test("a snapshot is made, read, changed, warned about and deleted", async () => {
  const { person, path, sites } = await study(1);
  const [siteId] = sites;
  const first = { siteId, asOf: "2026-03-01", screened: 20, screenFailed: 8, enrolled: 10 };
  const made = await json(person, "POST", path, { ...first, failureReasons: { "ECOG over 1": 5 } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual(made.body.warnings, []);
  const one = `${path}/${made.body.item.id}`;
  const read = await json(person, "GET", one);
  assert.deepEqual(read.body.item, made.body.item);
  assert.deepEqual(read.body.item.failureReasons, { "ECOG over 1": 5 });

  const later = await json(person, "POST", path, { siteId, asOf: "2026-04-01", enrolled: 9 });
  assert.equal(later.status, 201);
  assert.deepEqual(later.body.warnings, [
    { path: "/enrolled", message: "9 enrolled is fewer than the 10 of 2026-03-01" },
  ]);
  const again = await json(person, "POST", path, { siteId, asOf: "2026-04-01", enrolled: 11 });
  assert.equal(again.status, 409);

  assert.equal((await json(person, "PUT", one, { enrolled: 11 })).status, 428);
  const change = { enrolled: 11 };
  const changed = await json(person, "PUT", one, change, { "if-match": '"1"' });
  assert.deepEqual([changed.status, changed.body.item.enrolled, changed.body.item.version], [
    200,
    11,
    2,
  ]);
  assert.deepEqual(changed.body.warnings, [
    { path: "/enrolled", message: "11 enrolled is more than the 9 of 2026-04-01" },
  ]);
  assert.equal((await json(person, "PUT", one, change, { "if-match": '"1"' })).status, 412);
  const moved = await json(person, "PUT", one, { asOf: "2026-04-01" }, { "if-match": '"2"' });
  assert.equal(moved.status, 409);

  const list = await json(person, "GET", `${path}?from=2026-03-15&to=2026-05-01&siteId=${siteId}`);
  assert.deepEqual(list.body.items.map((item: { asOf: string }) => item.asOf), ["2026-04-01"]);
  const part = await json(person, "GET", `${path}?limit=1`);
  const rest = await json(person, "GET", `${path}?limit=1&cursor=${part.body.nextCursor}`);
  assert.deepEqual([part, rest].map((p) => p.body.items[0].asOf), ["2026-03-01", "2026-04-01"]);
  assert.equal(rest.body.nextCursor, null);
  assert.equal((await json(person, "GET", `${path}?cursor=2026-02-31_x`)).status, 422);

  assert.equal((await json(person, "DELETE", one)).status, 204);
  assert.equal((await json(person, "GET", one)).status, 404);
});

test("what cannot be is refused with the field, by one call and in bulk, and nothing is written", async () => {
  const { person, path, sites } = await study(2);
  const other = await study(1, person);
  const stranger = await study(1);
  const [siteId, second] = sites;
  const ok = { siteId, asOf: "2026-03-01", screened: 10, enrolled: 4 };
  const cases: [Record<string, unknown>, string][] = [
    [{ ...ok, enrolled: 11 }, "/enrolled"],
    [{ ...ok, screenFailed: 7 }, "/enrolled"],
    [{ ...ok, screenFailed: 12, enrolled: 0 }, "/screenFailed"],
    [{ ...ok, withdrawn: 5 }, "/withdrawn"],
    [{ ...ok, withdrawn: 3, completed: 3 }, "/withdrawn"],
    [{ ...ok, completed: 5 }, "/completed"],
    [{ ...ok, enrolled: -1 }, "/enrolled"],
    [{ ...ok, enrolled: 1.5 }, "/enrolled"],
    [{ ...ok, enrolled: "4" }, "/enrolled"],
    [{ ...ok, screened: 1e9 }, "/screened"],
    [{ ...ok, asOf: "2026-02-30" }, "/asOf"],
    [{ ...ok, asOf: "2150-01-01" }, "/asOf"],
    [{ ...ok, asOf: "0001-01-01" }, "/asOf"],
    [{ ...ok, failureReasons: { ECOG: 1 } }, "/failureReasons"],
    [{ ...ok, screenFailed: 2, failureReasons: { ECOG: 3 } }, "/failureReasons"],
    [{ ...ok, screenFailed: 2, failureReasons: { ECOG: -1 } }, "/failureReasons/ECOG"],
    [{ siteId, asOf: "2026-03-01" }, ""],
    [{ ...ok, siteId: other.sites[0] }, "/siteId"],
    [{ ...ok, siteId: stranger.sites[0] }, "/siteId"],
    [{ ...ok, siteId: crypto.randomUUID() }, "/siteId"],
    [{ ...ok, siteId: "x" }, "/siteId"],
  ];
  for (const [body, pointer] of cases) {
    const single = await json(person, "POST", path, body);
    assert.equal(single.status, 422, JSON.stringify([body, single.body]));
    assert.deepEqual(pointers(single), [pointer], JSON.stringify(single.body));
    const rows = [{ siteId: second, asOf: "2026-03-01", enrolled: 1 }, body];
    const bulk = await json(person, "POST", `${path}/bulk`, { rows });
    assert.equal(bulk.status, 422, JSON.stringify(body));
    assert.deepEqual(pointers(bulk), [`/rows/1${pointer}`], JSON.stringify(bulk.body));
  }
  const twice = await json(person, "POST", `${path}/bulk`, { rows: [ok, ok] });
  assert.deepEqual([twice.status, pointers(twice)], [422, ["/rows/1/asOf"]]);
  for (const rows of [[], "x", Array(2001).fill(ok)]) {
    assert.equal((await json(person, "POST", `${path}/bulk`, { rows })).status, 422);
  }
  assert.deepEqual((await json(person, "GET", path)).body.items, [], "nothing was written");
  assert.equal((await json(person, "POST", path, ok)).status, 201, "the plain row is taken");
});

test("bulk rows are made, changed, left alone and taken back together; versions are kept", async () => {
  const { person, path, sites } = await study(3);
  const [a, b, c] = sites;
  const asOf = "2026-03-01";
  const save = (rows: unknown[]) => json(person, "POST", `${path}/bulk`, { rows });
  const made = await save([
    { siteId: a, asOf, screened: 9, enrolled: 3, version: 0 },
    { siteId: b, asOf, enrolled: 2, note: "by phone" },
  ]);
  assert.deepEqual([made.status, made.body.items.length], [200, 2], JSON.stringify(made.body));
  const next = await save([
    { siteId: a, asOf, enrolled: 4 },
    { siteId: b, asOf, enrolled: 2 },
    { siteId: c, asOf, enrolled: 1 },
  ]);
  assert.deepEqual([next.body.items.length, next.body.unchanged], [2, 1]);
  const list = (await json(person, "GET", path)).body.items as Record<string, unknown>[];
  const of = (id: string | undefined) => list.find((item) => item.siteId === id)!;
  assert.deepEqual([of(a).screened, of(a).enrolled, of(a).version], [9, 4, 2], "the rest stays");
  assert.deepEqual([of(b).version, of(b).note], [1, "by phone"]);
  const stale = await save([
    { siteId: a, asOf, enrolled: 5, version: 1 },
    { siteId: b, asOf, enrolled: 7, version: 1 },
    { siteId: c, asOf, enrolled: 7, version: 0 },
  ]);
  assert.deepEqual([stale.status, stale.body.errors.map((e: { path: string }) => e.path)], [
    409,
    ["/rows/0", "/rows/2"],
  ]);
  const gone = await save([{ siteId: b, asOf, remove: true, version: 1 }]);
  assert.deepEqual([gone.status, gone.body.removed], [200, 1]);
  const left = (await json(person, "GET", path)).body.items as { enrolled: number }[];
  assert.deepEqual(
    left.map((item) => item.enrolled).sort(),
    [1, 4],
    "the stale save wrote nothing",
  );
});

test("who may see, enter and take back counts follows the role; strangers see nothing", async () => {
  const place = await study(2);
  const { path, sites } = place;
  const [siteId] = sites;
  let day = 1;
  const rights: [string, number, number, number][] = [
    ["coordinator", 200, 201, 204],
    ["data", 200, 201, 403],
    ["site", 200, 201, 403],
    ["viewer", 200, 403, 403],
    ["finance", 200, 403, 403],
  ];
  for (const [role, see, enter, remove] of rights) {
    const person = await member(place, role);
    const asOf = `2026-01-${String(day++).padStart(2, "0")}`;
    assert.equal((await json(person, "GET", `${path}/summary`)).status, see, role);
    assert.equal(
      (await json(person, "POST", path, { siteId, asOf, enrolled: 1 })).status,
      enter,
      role,
    );
    const kept = await json(place.person, "POST", path, { siteId: sites[1], asOf, enrolled: 1 });
    const one = `${path}/${kept.body.item.id}`;
    assert.equal((await json(person, "DELETE", one)).status, remove, role);
    const rows = [{ siteId, asOf, enrolled: 2 }];
    const bulk = await json(person, "POST", `${path}/bulk`, { rows });
    assert.equal(bulk.status, enter === 201 ? 200 : 403, role);
    if (remove === 403 && enter === 201) {
      const gone = await json(person, "POST", `${path}/bulk`, {
        rows: [{ siteId, asOf, remove: true }],
      });
      assert.equal(gone.status, 403, role);
    }
    const shown = await page(person, place.page);
    assert.equal(shown.status, 200);
    assert.equal((await shown.text()).includes("Enter counts"), enter === 201, role);
    assert.equal(
      (await page(person, `${place.page}?enter=2026-01-01`)).status,
      enter === 201 ? 200 : 403,
    );
  }
  const stranger = await signUp();
  for (const below of ["", "/summary", `/${crypto.randomUUID()}`]) {
    assert.equal((await json(stranger, "GET", path + below)).status, 404);
    assert.equal((await json(null, "GET", path + below)).status, 401);
  }
  assert.equal((await page(stranger, place.page)).status, 404);
});
