// The page of the budget: what it shows, its forms without a script, who sees it.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

async function study() {
  const owner = await signUp();
  const made = await call(owner, "POST", "/api/projects", { name: "Budget" });
  const { id } = (await made.json()).project;
  return { owner, id: id as string, here: `/projects/${id}/budget`, api: `/api/projects/${id}` };
}

async function html(person: Person, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  assert.doesNotMatch(text, / style=/);
  return text.replaceAll("\u00a0", " ");
}

/** Sends a form: where it leads, or the page with what was wrong. */
async function send(person: Person, path: string, form: Record<string, string>) {
  const response = await request(path, {
    method: "POST",
    headers: {
      ...{ cookie: person.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(form),
  });
  const text = (await response.text()).replaceAll("\u00a0", " ");
  return { status: response.status, to: response.headers.get("location") ?? "", text };
}

const LINE = {
  ...{ intent: "add", title: "Visit fees", category: "site_payments", driver: "visit" },
  ...{ currency: "EUR", unitAmount: "1,250.50", plannedQuantity: "10" },
};

Deno.test("a line, bookings and corrections by forms alone; figures open their proof", async () => {
  const at = await study();
  const empty = await html(at.owner, at.here);
  assert.match(empty, /No budget yet/);
  assert.ok(empty.includes(`href="/projects/${at.id}/budget"`), "the frame shows the way");
  assert.match(await html(at.owner, `${at.here}?do=add`), /role="dialog"[^]*name="unitAmount"/);

  const form0 = await html(at.owner, `${at.here}?do=add`);
  const owner = new RegExp(`name="ownerId"[^]*<option value="(${at.owner.id})"`).exec(form0)![1]!;
  const added = await send(at.owner, `${at.here}?do=add`, { ...LINE, ownerId: owner });
  assert.equal(added.status, 303, added.text);
  assert.match(added.to, /said=add$/);
  const listed = await html(at.owner, at.here);
  assert.match(listed, /10 × EUR 1,250\.50 per visit/);
  assert.match(listed, /12,505\.00/);
  const lineId = /\?line=([0-9a-f-]{36})/.exec(listed)![1]!;

  const book = `${at.here}?line=${lineId}&do=book`;
  const booking = { intent: "book", bookedOn: day(-2), amount: "9.000,00", quantity: "5" };
  const booked = await send(at.owner, book, booking);
  assert.equal(booked.status, 303, booked.text);
  const drawer = await html(at.owner, `${at.here}?line=${lineId}`);
  assert.match(drawer, /EUR 9,000\.00 booked \+ EUR 1,250\.50 × 5 \(10 expected − 5 happened/);
  assert.match(drawer, /\+2,747\.50, \+22 %/);
  assert.match(drawer, /Critical:/);
  assert.match(await html(at.owner, at.here), /Forecast over plan by more than 10 %/);

  const bookingId = /booking=([0-9a-f-]{36})/.exec(drawer)![1]!;
  const correct = `${at.here}?line=${lineId}&booking=${bookingId}&do=correct`;
  const form = await html(at.owner, correct);
  assert.match(form, /name="amount"[^>]*value="9000\.00"/);
  const shown = /name="version" value="(\d+)"/.exec(form)![1]!;
  const fixed = await send(at.owner, correct, {
    ...{ ...booking, intent: "correct", amount: "6252.5", version: shown },
  });
  assert.equal(fixed.status, 303, fixed.text);
  const stale = await send(at.owner, correct, {
    ...{ ...booking, intent: "correct", amount: "1", version: shown },
  });
  assert.equal(stale.status, 412);
  const proof = await html(at.owner, `${at.here}?proof=EUR`);
  assert.match(proof, /Total in EUR[^]*EUR 12,505\.00[^]*private\.budget_standing/);

  assert.match(drawer, /<dt>Owner<\/dt><dd>Ada Rennick/);
  const edit = await html(at.owner, `${at.here}?line=${lineId}&do=edit`);
  assert.match(edit, new RegExp(`<option value="${owner}" selected`));
  assert.match(edit, /name="unitAmount"[^>]*value="1250\.50"/);
  const same = { ...LINE, intent: "edit", unitAmount: "1250.50", ownerId: owner };
  const moved = await send(at.owner, `${at.here}?line=${lineId}`, { ...same, currency: "JPY" });
  assert.equal(moved.status, 422, "yen have no decimals");
  const taken = await send(at.owner, `${at.here}?line=${lineId}`, { ...same, currency: "USD" });
  assert.match(taken.text, /Cannot change the currency: there are bookings in EUR/);

  const gone = await send(at.owner, `${at.here}?line=${lineId}&booking=${bookingId}`, {
    intent: "unbook",
  });
  assert.equal(gone.status, 303, gone.text);
  const removed = await send(at.owner, `${at.here}?line=${lineId}`, { intent: "remove" });
  assert.equal(removed.status, 303, removed.text);
  assert.match(await html(at.owner, at.here), /No budget yet/);
});

Deno.test("what needs somebody stands as on the table, worst first, and as the action that opens it", async () => {
  const at = await study();
  /** Planned 100.00; expected now, and booked in one go. */
  const line = async (title: string, expected: number, booked: number, more: object = {}) => {
    const made = await call(at.owner, "POST", `${at.api}/budget`, {
      ...{ title, driver: "visit", currency: "EUR", unitAmount: 100, plannedQuantity: 100 },
      ...{ forecastQuantity: expected, ...more },
    });
    const { id } = (await made.json()).item;
    if (booked === 0) return;
    const body = { lineId: id, bookedOn: day(-1), amount: booked, quantity: expected };
    assert.equal((await call(at.owner, "POST", `${at.api}/budget-actuals`, body)).status, 201);
  };
  await line("Loose", 100, 0, { driver: "milestone" });
  await line("Booked over", 100, 10_500);
  await line("Over", 115, 0);
  await line("Far over", 130, 0);
  await line("As planned", 100, 0);
  const here = await html(at.owner, at.here);
  const needs = /id="needs"[^]*?<\/ul>/.exec(here)![0];
  const standing = /<h3><a [^>]*>([^<]+)<\/a><\/h3><p><b>(\w[\w ]*): ([^<]+)\.<\/b>/g;
  const found = [...needs.matchAll(standing)].map(([, title, word]) => `${title}: ${word}`);
  assert.deepEqual(found, [
    "Far over: Critical",
    "Over: At risk",
    "Booked over: At risk",
    "Loose: Unknown",
  ]);
  const table = here.slice(here.indexOf('id="lines"'));
  for (const [, title, word, reason] of needs.matchAll(standing)) {
    const [row] = new RegExp(`>${title}</a>[^]*?</tr>`).exec(table)!;
    assert.ok(row.includes(`${word}:`) && row.includes(reason!), `${title}: ${row}`);
  }
  const { actions } = await (await call(at.owner, "GET", `${at.api}/actions`)).json();
  const severities = { "Far over": "critical", "Over": "at-risk", "Booked over": "at-risk" };
  for (const [title, severity] of Object.entries(severities)) {
    type Told = { title: string; severity: string; href: string };
    const action = (actions as Told[]).find((one) => one.title.endsWith(`: ${title}`))!;
    assert.equal(action.severity, severity, title);
    assert.match(await html(at.owner, action.href), new RegExp(`<h2 id="[^"]*">${title}<`));
  }
});

Deno.test("what cannot be is said at its field, with what was typed", async () => {
  const at = await study();
  const bad: [Record<string, string>, string, RegExp][] = [
    [{ unitAmount: "12.345" }, "unitAmount", /EUR has 2 decimals/],
    [{ unitAmount: "a lot" }, "unitAmount", /write it as 1234\.56/],
    [{ unitAmount: "-5" }, "unitAmount", /Must not be negative/],
    [{ unitAmount: "90071992547409.91", plannedQuantity: "2" }, "unitAmount", /kept exactly/],
    [{ unitAmount: "99999999999999999" }, "unitAmount", /kept exactly/],
    [{ unitAmount: "" }, "unitAmount", /Must be given/],
    [{ plannedQuantity: "1.5" }, "plannedQuantity", /whole number/],
    [{ driver: "month", startsOn: "2026-03-02", endsOn: "2026-03-01" }, "endsOn", /before it/],
    [{ currency: "ZZZ" }, "currency", /currency/],
  ];
  for (const [fields, name, why] of bad) {
    const answer = await send(at.owner, `${at.here}?do=add`, { ...LINE, ...fields });
    assert.equal(answer.status, 422, JSON.stringify(fields));
    const said = new RegExp(`id="act-${name}-e">[^]*?</p>`).exec(answer.text)?.[0] ?? "";
    assert.match(said, why, JSON.stringify(fields));
    assert.match(answer.text, /value="Visit fees"/);
  }
  assert.match(await html(at.owner, at.here), /No budget yet/, "nothing was written");
  assert.equal((await send(at.owner, at.here, { intent: "launder" })).status, 400);
  const away = await send(at.owner, `${at.here}?line=${crypto.randomUUID()}`, { intent: "book" });
  assert.equal(away.status, 404);
});

Deno.test("filters are the address, and the frame shows the way to those who may go", async () => {
  const at = await study();
  await send(at.owner, at.here, LINE);
  await send(at.owner, at.here, {
    ...{ ...LINE, title: "<b>Kits</b>", category: "laboratory", driver: "month", currency: "JPY" },
    unitAmount: "12",
  });
  const titles = async (query: string) => {
    const text = await html(at.owner, `${at.here}?${query}`);
    const table = text.slice(text.indexOf("Lines of the budget"));
    return [/>Visit fees</, />&lt;b(>|&gt;)Kits/].filter((title) => title.test(table)).length;
  };
  assert.equal(await titles(""), 2);
  assert.equal(await titles("currency=JPY"), 1);
  assert.equal(await titles("category=laboratory&driver=month"), 1);
  assert.equal(await titles("q=VISIT"), 1);
  assert.equal(await titles("stand=loose"), 1);
  assert.equal(await titles("stand=constructor&from=abc&line=x"), 2, "odd words are left out");

  const db = await database();
  const roles = { finance: [200, true], coordinator: [200, false], viewer: [403, false] } as const;
  for (const [role, [status, writes]] of Object.entries(roles)) {
    const person = await signUp(`Person ${role}`);
    const org = at.owner.organization.id;
    await db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.org_members (org_id, user_id, role)
        values (${org}::uuid, ${person.id}::uuid, 'member')`;
      await sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${org}::uuid, ${at.id}::uuid, ${person.id}::uuid, ${role})`;
    });
    const text = await html(person, at.here, status);
    assert.equal(text.includes("do=add"), writes, role);
    const home = await html(person, `/projects/${at.id}/sites`);
    assert.equal(home.includes(`href="/projects/${at.id}/budget"`), status === 200, role);
    const csv = await html(person, `/projects/${at.id}/csv?kind=sites`);
    assert.equal(csv.includes("?kind=budget"), status === 200, role);
    const form = await send(person, at.here, { ...LINE, title: `By ${role}` });
    assert.equal(form.status, writes ? 303 : 403, role);
  }
});

Deno.test("lines go out as CSV and come back unchanged; amounts are those of their currency", async () => {
  const at = await study();
  const upload = (text: string, query = "") =>
    request(`${at.api}/budget/import${query}`, {
      method: "POST",
      headers: {
        ...{ cookie: at.owner.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
        "content-type": "text/csv",
      },
      body: text,
    });
  const file = "Item;Category;Per;Currency;Unit price;Qty\n" +
    "Visit fees;Site payments;visit;eur;1.250,50;10\n" +
    "Kits;lab;month;JPY;12000;3\n" +
    "Insurance;other;milestone;KWD;1.234;1\n";
  const made = await upload(file);
  assert.equal(made.status, 200, await made.clone().text());
  const report = await made.json();
  assert.deepEqual([report.created, report.errorCount], [3, 0], JSON.stringify(report));
  const list = await (await call(at.owner, "GET", `${at.api}/budget`)).json();
  assert.deepEqual(
    list.items.map((one: { unitAmount: number }) => one.unitAmount),
    [125050, 12000, 1234],
  );
  const out = await call(at.owner, "GET", `${at.api}/budget/export.csv`);
  const text = await out.text();
  assert.match(text, /Visit fees,site_payments,visit,EUR,1250\.50,10/);
  const again = await (await upload(text)).json();
  assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, 3]);
  const bad = await (await upload(
    "title,driver,currency,unitAmount,plannedQuantity\n" +
      "A,visit,EUR,1.234,1\nB,visit,ZZZ,1,1\nC,visit,EUR,90071992547409.91,9\nD,visit,,5,1\n",
    "?dryRun=true",
  )).json();
  assert.deepEqual(
    [...new Set(bad.errors.map((one: { path: string }) => one.path.split("/")[2]))],
    ["2", "3", "4", "5"],
    JSON.stringify(bad.errors),
  );
});
