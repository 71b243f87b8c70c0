// Quality by the API: reviews, derived fields, bad input at its field, roles, restricted rows.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, signUp } from "./harness.ts";
import {
  add,
  day,
  type Json,
  json,
  kri,
  member,
  month,
  put,
  refused,
  study,
} from "./quality_steps.ts";

Deno.test("a review scores the risk anew in the same transaction, and keeps the scores of then", async () => {
  const at = await study();
  const risk = await add(at, "risks", { title: "Unblinding", likelihood: 4, impact: 4 });
  assert.deepEqual([risk.score, risk.zone, risk.priority, risk.state], [16, "high", null, "open"]);
  const path = `${at.base}/risks/${risk.id}/reviews`;
  const review = (body: object) => call(at.owner, "POST", path, { reviewedOn: day(-1), ...body });
  const same = await json(review({ note: "As before" }), 201);
  assert.deepEqual([same.item.version, same.review.likelihood, same.review.impact], [1, 4, 4]);
  const lower = await json(
    review({ note: "Kits changed", likelihood: 1, detectability: 2, reviewDueOn: day(-1) }),
    201,
  );
  assert.deepEqual(
    [lower.item.score, lower.item.zone, lower.item.priority, lower.item.reviewOverdue],
    [4, "low", 8, true],
  );
  assert.deepEqual([lower.review.likelihood, lower.review.by], [1, "Ada Rennick"]);
  await json(review({ note: "Old", version: 1 }), 412);
  const { items } = await json(call(at.owner, "GET", path), 200);
  assert.deepEqual(items.map((one: Json) => one.note), ["Kits changed", "As before"]);
  await refused(review({ note: " " }), 422, "/note");
  await refused(review({ note: "N", impact: 6, likelihood: 5 }), 422, "/impact");
  await refused(review({ note: "N", likelihood: 5, reviewedOn: day(9) }), 422, "/reviewedOn");
  const now = (await json(call(at.owner, "GET", `${at.base}/risks/${risk.id}`), 200)).item;
  assert.deepEqual([now.likelihood, now.reviews], [1, 2], "nothing is half-written");
  await json(
    call(at.owner, "POST", `${at.base}/risks/${crypto.randomUUID()}/reviews`, {
      reviewedOn: day(-1),
      note: "N",
    }),
    404,
  );
  const open = await json(call(at.owner, "GET", `${at.base}/risks?reviewOverdue=true`), 200);
  assert.equal(open.items.length, 1);
  const high = await json(call(at.owner, "GET", `${at.base}/risks?zone=high`), 200);
  assert.equal(high.items.length, 0);
});

Deno.test("deviations and actions follow from their days; changing them asks for the reason", async () => {
  const at = await study();
  const site = await add(at, "sites", { facility: "Kivilampi Hospital" });
  const capa = await add(at, "capas", { title: "Retrain", openedOn: day(-30), dueOn: day(-2) });
  assert.deepEqual([capa.state, capa.overdue, capa.daysOver], ["open", true, 2]);
  const found = await add(at, "deviations", {
    ...{ title: "Late consent", foundOn: day(-20), dueOn: day(-1), siteId: site.id },
    ...{ subjectCode: "012-0007", category: "consent", severity: "major", capaId: capa.id },
  });
  assert.deepEqual([found.state, found.overdue, found.daysOver, found.age], ["open", true, 1, 20]);
  const to = `deviations/${found.id}`;
  const solved = { resolvedOn: day(0), resolution: "Consent taken anew" };
  await refused(put(at, to, solved), 422, "/reason");
  const done = (await json(put(at, to, solved, "Closed with the site"), 200)).item;
  assert.deepEqual([done.state, done.overdue, done.daysOver], ["resolved", false, null]);
  const act = `capas/${capa.id}`;
  await refused(put(at, act, { implementedOn: day(0) }), 422, "/reason");
  const step = async (body: object, state: string) =>
    assert.equal((await json(put(at, act, body, "As done"), 200)).item.state, state);
  await step({ implementedOn: day(-3) }, "implemented");
  await step({ effectivenessCheck: "Ten charts", effectivenessDueOn: day(3) }, "awaiting_check");
  await refused(put(at, act, { closedOn: day(0) }, "Done"), 422, "/closedOn");
  await refused(put(at, act, { effective: true }, "Done"), 422, "/effective");
  await step({ effectivenessCheckedOn: day(0), effective: false }, "ineffective");
  await step({ effective: true, rootCause: "New staff" }, "implemented");
  await step({ closedOn: day(0) }, "closed");
  const gone = await call(at.owner, "DELETE", `${at.base}/${act}`);
  await refused(Promise.resolve(gone), 422, "/reason");
  for (const [query, n] of [["state=resolved", 1], ["overdue=true", 0], ["category=dosing", 0]]) {
    const list = await json(call(at.owner, "GET", `${at.base}/deviations?${query}`), 200);
    assert.equal(list.items.length, n, String(query));
  }
});

Deno.test("what cannot be is refused at its field", async () => {
  const at = await study();
  const other = await study(at.owner);
  await add(at, "sites", { facility: "F", identifiedOn: "2026-01-10" });
  const theirs = await add(other, "sites", { facility: "G" });
  const one = await add(at, "kris", kri);
  const counted = await add(at, "kris", { ...kri, source: "screen_failure" });
  const create = (path: string, body: object) => call(at.owner, "POST", `${at.base}/${path}`, body);
  const deviation = (body: object) =>
    create("deviations", { title: "T", foundOn: day(-1), ...body });
  for (const code of ["Maria Schmidt", "Schmidt", "Schmidt,7", "", "7".repeat(41)]) {
    await refused(deviation({ subjectCode: code }), 422, "/subjectCode");
  }
  await refused(deviation({ foundOn: "2025-12-31" }), 422, "/foundOn");
  await refused(deviation({ foundOn: day(3) }), 422, "/foundOn");
  await refused(deviation({ occurredOn: day(0), foundOn: day(-1) }), 422, "/foundOn");
  await refused(deviation({ resolvedOn: day(0) }), 422, "/resolution");
  await refused(deviation({ siteId: theirs.id }), 422, "/siteId");
  await refused(deviation({ category: "odd" }), 422, "/category");
  await refused(create("capas", { title: "T", openedOn: "2025-12-31" }), 422, "/openedOn");
  await refused(
    create("capas", { title: "T", openedOn: day(-1), dueOn: day(-2) }),
    422,
    "/dueOn",
  );
  await refused(create("risks", { title: "T", likelihood: 6 }), 422, "/likelihood");
  await refused(create("risks", { title: "T", impact: 0 }), 422, "/impact");
  await refused(create("risks", { title: "T", detectability: 2.5 }), 422, "/detectability");
  await refused(create("kris", { ...kri, amber: 20, red: 20 }), 422, "/red");
  await refused(create("kris", { ...kri, direction: "low" }), 422, "/red");
  await refused(put(at, `kris/${one.id}`, { amber: 30 }), 422, "/red");
  await refused(create("kris", { ...kri, amber: -1 }), 422, "/amber");
  await refused(create("kris", { ...kri, multiplier: 7 }), 422, "/multiplier");
  await refused(create("kris", { ...kri, minDenominator: 0 }), 422, "/minDenominator");
  const limit = { title: "L", kriId: one.id, limitValue: 10 };
  await refused(create("qtls", { ...limit, warningLimit: 12 }), 422, "/warningLimit");
  await refused(
    create("qtls", { ...limit, direction: "low", warningLimit: 9 }),
    422,
    "/warningLimit",
  );
  await refused(create("qtls", { ...limit, kriId: crypto.randomUUID() }), 422, "/kriId");
  const [site] = (await json(call(at.owner, "GET", `${at.base}/sites`), 200)).items;
  const value = { kriId: one.id, siteId: site.id, periodOn: "2026-03-01" };
  const enter = (body: object) => create("kri-values", { ...value, ...body });
  await refused(enter({ numerator: -1 }), 422, "/numerator");
  await refused(enter({ numerator: 1.234 }), 422, "/numerator");
  await refused(enter({ periodOn: "2026-03-02" }), 422, "/periodOn");
  await refused(enter({ periodOn: "2025-12-01" }), 422, "/periodOn");
  await refused(enter({ periodOn: day(40).slice(0, 8) + "01" }), 422, "/periodOn");
  const told = await refused(enter({ kriId: counted.id }), 422, "/kriId");
  assert.match(told.detail, /Cannot enter values of "Open queries": they are counted/);
  assert.equal((await json(enter({ numerator: 3, denominator: 12 }), 201)).item.status, "critical");
  await refused(enter({ numerator: 4 }), 409, "/periodOn");
  await refused(put(at, `kris/${one.id}`, { source: "deviation" }), 422, "/source");
  await refused(put(at, `kris/${one.id}`, { period: "quarter" }), 422, "/period");
});

Deno.test("a grid of values is saved as a whole, or not at all", async () => {
  const at = await study();
  const one = await add(at, "kris", kri);
  const counted = await add(at, "kris", { ...kri, title: "Counted", source: "deviation" });
  const sites: Json[] = [];
  for (const n of [1, 2, 3]) sites.push(await add(at, "sites", { facility: `Site ${n}` }));
  const row = (n: number, numerator: number | null, denominator: number | null, more = {}) => ({
    ...{ kriId: one.id, siteId: sites[n].id, periodOn: month(1), numerator, denominator, ...more },
  });
  const save = (...rows: object[]) => call(at.owner, "PUT", `${at.base}/kri-values/bulk`, { rows });
  const values = async () =>
    (await json(call(at.owner, "GET", `${at.base}/kri-values`), 200)).items;
  assert.deepEqual(await json(save(row(0, 3, 12), row(1, 1, 9), row(2, null, null)), 200), {
    ...{ saved: 2, removed: 0, unchanged: 1 },
  });
  assert.deepEqual(
    (await values()).map((v: Json) => [v.value, v.status]).sort(),
    [[25, "critical"], [null, "unknown"]].sort(),
  );
  assert.deepEqual(await json(save(row(0, 3, 12), row(1, null, null), row(2, 0, null)), 200), {
    ...{ saved: 1, removed: 1, unchanged: 1 },
  });
  const points = await json(call(at.owner, "GET", `${at.base}/kris/${one.id}/points`), 200);
  assert.deepEqual(
    points.sites.map((site: Json) => [site.name, site.points[0].value, site.points[0].status]),
    [["Site 1", 25, "critical"], ["Site 3", null, "unknown"]],
  );
  assert.deepEqual([points.total, points.together.length], [2, 1]);
  await json(call(at.owner, "GET", `${at.base}/kris/${sites[0].id}/points`), 404);
  const before = await values();
  const ok = row(0, 9, 90);
  await refused(save(ok, row(1, -1, 2)), 422, "/rows/1/numerator");
  await refused(save(ok, ok), 422, "/rows/1/periodOn");
  await refused(save(ok, row(1, 1, 2, { kriId: counted.id })), 422, "/rows/1/kriId");
  await refused(save(ok, row(1, 1, 2, { siteId: counted.id })), 422, "/rows/1/siteId");
  await refused(
    save(ok, row(1, 1, 2, { periodOn: day(0).slice(0, 8) + "02" })),
    422,
    "/rows/1/periodOn",
  );
  await refused(save(ok, row(1, 1, 2, { periodOn: month(-2) })), 422, "/rows/1/periodOn");
  await refused(save(ok, row(0, 1, 2, { periodOn: month(2), version: 3 })), 409, "/rows/1");
  await refused(save(row(0, 1, 2, { version: 0 })), 409, "/rows/0");
  await refused(save(), 422, "/rows");
  assert.deepEqual(await values(), before, "nothing is half-written");
});

const ROLES: Record<string, Record<string, boolean>> = {
  manager: { risk: true, deviation: true, capa: true, kri: true, value: true, factor: true },
  coordinator: { risk: true, deviation: true, capa: true, kri: true, value: true, factor: true },
  regulatory: { risk: true, deviation: true, capa: true },
  cra: { risk: true, deviation: true, capa: true, value: true },
  data: { risk: true, deviation: true, kri: true, value: true, factor: true },
  site: { deviation: true },
  finance: {},
  auditor: {},
  viewer: {},
};

Deno.test("roles: who reads, who adds; strangers see nothing", async () => {
  const at = await study();
  const one = await add(at, "kris", kri);
  const risk = await add(at, "risks", { title: "R" });
  const site = await add(at, "sites", { facility: "F" });
  const paths = ["risks", "deviations", "capas", "kris", "kri-values", "qtls", "critical-factors"];
  let months = 0;
  for (const [role, may] of Object.entries(ROLES)) {
    const person = await member(at, role);
    const status = async (method: string, path: string, body?: object) => {
      const answer = await call(person, method, `${at.base}/${path}`, body);
      await answer.body?.cancel();
      return answer.status;
    };
    for (const path of paths) assert.equal(await status("GET", path), 200, `${role} ${path}`);
    const made = (right: string) => may[right] ? 201 : 403;
    const body = { title: "T", foundOn: day(-1), openedOn: day(-1) };
    const periodOn = month(++months);
    const value = { kriId: one.id, siteId: site.id, periodOn, numerator: 1, denominator: 2 };
    const tries: [string, string, object][] = [
      ["risk", "risks", { title: "T" }],
      ["risk", `risks/${risk.id}/reviews`, { reviewedOn: day(-1), note: "N", impact: 2 }],
      ["deviation", "deviations", { title: "T", foundOn: body.foundOn }],
      ["capa", "capas", { title: "T", openedOn: body.openedOn }],
      ["kri", "kris", kri],
      ["kri", "qtls", { title: "T", kriId: one.id, limitValue: 5 }],
      ["value", "kri-values", value],
      ["factor", "critical-factors", { title: "T" }],
    ];
    for (const [right, path, sent] of tries) {
      assert.equal(await status("POST", path, sent), made(right), `${role} ${path}`);
    }
    const rows = [{ ...value, numerator: 2 }];
    assert.equal(await status("PUT", "kri-values/bulk", { rows }), may.value ? 200 : 403, role);
  }
  const stranger = await signUp("Mallory Stranger");
  for (const path of [...paths, `risks/${risk.id}`, `risks/${risk.id}/reviews`]) {
    await json(call(stranger, "GET", `${at.base}/${path}`), 404);
  }
});

Deno.test("restricted rows of quality are there for the cleared only", async () => {
  const at = await study();
  const [blind, cleared] = [await member(at, "data"), await member(at, "data", true)];
  const mine = { ...at, owner: cleared };
  const secret = { restricted: true };
  const risk = await add(mine, "risks", { title: "R", ...secret });
  await json(
    call(cleared, "POST", `${at.base}/risks/${risk.id}/reviews`, {
      reviewedOn: day(-1),
      note: "N",
    }),
    201,
  );
  const one = await add(mine, "kris", { ...kri, ...secret });
  const site = await add(at, "sites", { facility: "F" });
  const value = {
    kriId: one.id,
    siteId: site.id,
    periodOn: month(1),
    numerator: 9,
    denominator: 12,
  };
  await add(mine, "kri-values", value);
  await add(mine, "qtls", { title: "L", kriId: one.id, limitValue: 50 });
  await add(mine, "deviations", { title: "D", foundOn: day(-1), ...secret });
  await add(mine, "critical-factors", { title: "F", ...secret });
  for (const path of ["risks", "kris", "kri-values", "qtls", "deviations", "critical-factors"]) {
    const count = async (person: typeof blind) =>
      (await json(call(person, "GET", `${at.base}/${path}`), 200)).items.length;
    assert.deepEqual([await count(blind), await count(cleared)], [0, 1], path);
  }
  await json(call(blind, "GET", `${at.base}/risks/${risk.id}`), 404);
  await json(call(blind, "GET", `${at.base}/kris/${one.id}/points`), 404);
  const shown = await json(call(cleared, "GET", `${at.base}/kris/${one.id}/points`), 200);
  assert.equal(shown.total, 1);
  await json(call(blind, "GET", `${at.base}/risks/${risk.id}/reviews`), 404);
  const review = { reviewedOn: day(-1), note: "N" };
  await json(call(blind, "POST", `${at.base}/risks/${risk.id}/reviews`, review), 404);
  const db = await database();
  const reviews = await db.asSystem(
    "look of the test",
    (sql) =>
      sql<{ restricted: boolean }[]>`
      select restricted from public.risk_reviews where risk_id = ${risk.id}::uuid`,
  );
  assert.deepEqual(reviews.map((one) => one.restricted), [true], "one, as restricted as its risk");
});
