// The budget by the API: figures, bad input at its field, roles, restricted lines.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, type Person, signUp } from "./harness.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

async function json(response: Promise<Response> | Response, status: number): Promise<Json> {
  const answer = await response;
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  return text === "" ? null : JSON.parse(text);
}

async function study(owner?: Person) {
  owner ??= await signUp();
  const { project } = await json(call(owner, "POST", "/api/projects", { name: "Budget" }), 201);
  const base = `/api/projects/${project.id}`;
  const post = (path: string, body: object, status = 201, who = owner) =>
    json(call(who, "POST", `${base}/${path}`, body), status);
  const line = async (fields: object = {}) =>
    (await post("budget", {
      ...{ title: "Start-up", driver: "visit", currency: "EUR" },
      ...{ unitAmount: 100_00, plannedQuantity: 10 },
      ...fields,
    })).item;
  const put = async (path: string, fields: object, status = 200) => {
    const now = await call(owner, "GET", `${base}/${path}`);
    await now.body?.cancel();
    const etag = { "if-match": now.headers.get("etag")! };
    return await json(call(owner, "PUT", `${base}/${path}`, fields, etag), status);
  };
  return { owner, id: project.id as string, base, post, line, put };
}

/** Somebody with a role in the study. */
async function member(at: { owner: Person; id: string }, role: string, unblinded = false) {
  const person = await signUp(`Person ${role}`);
  const org = at.owner.organization.id;
  await (await database()).asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${org}::uuid, ${person.id}::uuid, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role, unblinded)
      values (${org}::uuid, ${at.id}::uuid, ${person.id}::uuid, ${role}, ${unblinded})`;
  });
  return person;
}

Deno.test("a line's figures follow from its bookings, and totals stay within a currency", async () => {
  const at = await study();
  const line = await at.line();
  assert.deepEqual(
    [line.planned, line.actual, line.forecast, line.variance, line.basis, line.happened],
    [1000_00, 0, 1000_00, 0, "booked", 0],
  );
  const booking = (await at.post("budget-actuals", {
    ...{ lineId: line.id, bookedOn: day(-5), amount: 450_00, quantity: 3, reference: "INV-1" },
  })).item;
  assert.equal(booking.currency, "EUR");
  const read = (await json(call(at.owner, "GET", `${at.base}/budget/${line.id}`), 200)).item;
  assert.deepEqual(
    [read.actual, read.forecast, read.variance, read.varianceRatio, read.happened],
    [450_00, 1150_00, 150_00, 0.15, 3],
    "booked + 7 still expected at the planned price",
  );
  assert.equal(read.lastBookedOn, day(-5));
  await at.post("budget-actuals", { lineId: line.id, bookedOn: day(-4), amount: 5_00 });
  const unsure = (await json(call(at.owner, "GET", `${at.base}/budget/${line.id}`), 200)).item;
  assert.deepEqual([unsure.basis, unsure.forecast, unsure.happened], ["unknown", 1000_00, null]);
  await at.line({ currency: "JPY", unitAmount: 7, plannedQuantity: 1, title: "Kits" });
  const { totals, formula, asOf, sourceCount } = await json(
    call(at.owner, "GET", `${at.base}/budget/totals`),
    200,
  );
  assert.deepEqual(
    totals.map((one: Json) => [one.currency, one.planned, one.actual, one.status]),
    [["EUR", 1000_00, 455_00, "unknown"], ["JPY", 7, 0, "on-track"]],
  );
  assert.ok(formula && asOf && sourceCount === 2);
  const said = await at.put(`budget/${line.id}`, { forecastQuantity: 12 });
  assert.deepEqual([said.item.forecast, said.item.basis], [1200_00, "said"]);
  const list = async (query: string) =>
    (await json(call(at.owner, "GET", `${at.base}/budget?${query}`), 200)).items
      .map((one: Json) => one.title);
  assert.deepEqual(await list("currency=JPY"), ["Kits"]);
  assert.deepEqual(await list("varianceFrom=0.2"), ["Start-up"]);
  assert.deepEqual(await list("booked=false"), ["Kits"]);
  assert.deepEqual(await list("basis=said"), ["Start-up"]);
  const bookings = await json(
    call(at.owner, "GET", `${at.base}/budget-actuals?lineId=${line.id}&bookedTo=${day(-5)}`),
    200,
  );
  assert.deepEqual(bookings.items.map((one: Json) => one.reference), ["INV-1"]);
  const gone = await call(at.owner, "DELETE", `${at.base}/budget-actuals/${booking.id}`);
  assert.equal(gone.status, 204);
});

Deno.test("what is wrong with money is said at its field, and nothing is written", async () => {
  const at = await study();
  const other = await study(at.owner);
  const good = { title: "T", driver: "visit", currency: "EUR", unitAmount: 1, plannedQuantity: 1 };
  const refused = async (path: string, body: object, pointer: string, status = 422) => {
    const problem = await at.post(path, body, status);
    assert.equal(problem.errors?.[0]?.path, pointer, JSON.stringify(problem));
  };
  const bad: [object, string][] = [
    [{ unitAmount: -1 }, "/unitAmount"],
    [{ unitAmount: 1.5 }, "/unitAmount"],
    [{ unitAmount: "100" }, "/unitAmount"],
    [{ unitAmount: 2 ** 53 }, "/unitAmount"],
    [{ unitAmount: 2 ** 53 - 1, plannedQuantity: 2 }, "/unitAmount"],
    [{ unitAmount: 2 ** 53 - 1, forecastQuantity: 2 }, "/forecastQuantity"],
    [{ plannedQuantity: -1 }, "/plannedQuantity"],
    [{ plannedQuantity: 1_000_001 }, "/plannedQuantity"],
    [{ currency: "euro" }, "/currency"],
    [{ currency: "ZZZ" }, "/currency"],
    [{ driver: "patient" }, "/driver"],
    [{ driver: "month", startsOn: day(3), endsOn: day(2) }, "/endsOn"],
    [{ driver: "month", endsOn: day(2) }, "/startsOn"],
    [{ driver: "month", startsOn: "2026-02-30" }, "/startsOn"],
    [{ planned: 5 }, "/planned"],
    [{ title: " " }, "/title"],
  ];
  for (const [fields, pointer] of bad) await refused("budget", { ...good, ...fields }, pointer);
  const site = (await other.post("sites", { facility: "Theirs" })).item;
  await refused("budget", { ...good, driver: "site", siteId: site.id }, "/siteId");
  const none = await json(call(at.owner, "GET", `${at.base}/budget`), 200);
  assert.deepEqual(none.items, [], "nothing was written");

  const full = await at.line({ unitAmount: 2 ** 53 - 1, plannedQuantity: 1 });
  await refused("budget", good, "/unitAmount");
  await at.line({ currency: "USD", externalKey: "L-1" });
  await refused("budget", { ...good, currency: "USD", externalKey: "L-1" }, "/externalKey", 409);

  const booking = { lineId: full.id, bookedOn: day(-1), amount: 100 };
  const wrong: [object, string][] = [
    [{ amount: 0 }, "/amount"],
    [{ amount: 2 ** 53 }, "/amount"],
    [{ amount: 0.5 }, "/amount"],
    [{ quantity: -1 }, "/quantity"],
    [{ bookedOn: day(3) }, "/bookedOn"],
    [{ bookedOn: "yesterday" }, "/bookedOn"],
    [{ currency: "USD" }, "/currency"],
    [{ lineId: (await other.line()).id }, "/lineId"],
  ];
  for (const [fields, pointer] of wrong) {
    await refused("budget-actuals", { ...booking, ...fields }, pointer);
  }
  await at.post("budget-actuals", { ...booking, amount: -100, currency: "EUR" });
  await refused("budget-actuals", { ...booking, amount: 2 ** 53 - 1 }, "/amount");
  const moved = await at.put(`budget/${full.id}`, { currency: "CHF" }, 422);
  assert.equal(moved.errors[0].path, "/currency");
  const { items } = await json(call(at.owner, "GET", `${at.base}/budget-actuals`), 200);
  assert.deepEqual(items.map((one: Json) => one.amount), [-100]);
  const stale = await call(at.owner, "PUT", `${at.base}/budget/${full.id}`, { title: "X" }, {
    "if-match": '"99"',
  });
  assert.equal(stale.status, 412);
});

Deno.test("roles: who reads the budget, who writes it, and what restricted lines hide", async () => {
  const at = await study();
  await member(at, "viewer");
  const open = await at.line({ title: "Open" });
  // Lines of unblinded material: the owner is not cleared by office, so a cleared manager makes it.
  const cleared = await member(at, "manager", true);
  const secret = (await at.post(
    "budget",
    {
      ...{ title: "Study drug by arm", driver: "visit", currency: "EUR", unitAmount: 900 },
      ...{ plannedQuantity: 2, restricted: true },
    },
    201,
    cleared,
  )).item;
  await at.post(
    "budget-actuals",
    {
      ...{ lineId: secret.id, bookedOn: day(-1), amount: 900 },
    },
    201,
    cleared,
  );
  const get = (person: Person, path: string) => call(person, "GET", `${at.base}/${path}`);
  const reads = ["manager", "coordinator", "finance", "auditor"];
  const writes = ["manager", "finance"];
  for (
    const role of [
      "manager",
      "coordinator",
      "regulatory",
      "cra",
      "data",
      "finance",
      "site",
      "auditor",
      "viewer",
    ]
  ) {
    const person = await member(at, role);
    const paths = ["budget", `budget/${open.id}`, "budget-actuals", "budget/totals"];
    for (const path of paths) {
      const answer = await get(person, path);
      await answer.body?.cancel();
      assert.equal(answer.status, reads.includes(role) ? 200 : 403, `${role} reads ${path}`);
    }
    const made = await call(person, "POST", `${at.base}/budget-actuals`, {
      ...{ lineId: open.id, bookedOn: day(-1), amount: 1 },
    });
    await made.body?.cancel();
    assert.equal(made.status, writes.includes(role) ? 201 : 403, `${role} books`);
    const gone = await call(person, "DELETE", `${at.base}/budget/${crypto.randomUUID()}`);
    await gone.body?.cancel();
    assert.equal(gone.status, writes.includes(role) ? 404 : 403, `${role} removes`);
    // Auditors are cleared by their role.
    if (!reads.includes(role)) continue;
    const sees = role === "auditor";
    const { items } = await json(get(person, "budget"), 200);
    assert.equal(items.some((one: Json) => one.id === secret.id), sees, role);
    const { totals } = await json(get(person, "budget/totals"), 200);
    assert.equal(totals[0].planned, 1000_00 + (sees ? 1800 : 0), `${role}: totals of what is seen`);
    const one = await get(person, `budget/${secret.id}`);
    await one.body?.cancel();
    assert.equal(one.status, sees ? 200 : 404, role);
    if (sees) continue;
    const booked = await json(get(person, "budget-actuals"), 200);
    assert.ok(
      booked.items.every((row: Json) => row.lineId === open.id),
      "bookings follow the line",
    );
  }
  const { items } = await json(get(cleared, "budget-actuals"), 200);
  assert.ok(items.some((row: Json) => row.lineId === secret.id), "the cleared see them");
  const stranger = await signUp();
  const away = await get(stranger, "budget");
  await away.body?.cancel();
  assert.equal(away.status, 404);
});
