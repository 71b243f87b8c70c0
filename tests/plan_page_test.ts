// The page of the plan as a browser without script uses it: views, forms, preview, roles, budgets.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";
import { gzipped, scriptBytes } from "./weight.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

interface Study {
  owner: Person;
  id: string;
  path: string;
  api: string;
}

interface Row {
  id: string;
  version: number;
  title: string;
}

async function study(): Promise<Study> {
  const owner = await signUp();
  const made = await call(owner, "POST", "/api/projects", { name: "LUMA-201" });
  assert.equal(made.status, 201, await made.clone().text());
  const { id } = (await made.json()).project;
  return { owner, id, path: `/projects/${id}/plan`, api: `/api/projects/${id}` };
}

async function add({ owner, api }: Study, table: string, body: object): Promise<Row> {
  const made = await call(owner, "POST", `${api}/${table}`, body);
  const text = await made.text();
  assert.equal(made.status, 201, text);
  return JSON.parse(text).item;
}

async function planOf({ owner, api }: Study) {
  return await (await call(owner, "GET", `${api}/plan`)).json();
}

async function get(person: Person, path: string, status = 200) {
  const response = await page(person, path);
  const html = await response.text();
  assert.equal(response.status, status, `${path}: ${textOf(html).slice(0, 600)}`);
  const waits = Number(
    /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
  );
  return { html, text: textOf(html), waits };
}

async function post(person: Person, path: string, form: Record<string, string | string[]>) {
  const body = new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  );
  const response = await request(path, {
    method: "POST",
    headers: { cookie: person.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
    body,
  });
  const html = await response.text();
  const location = response.headers.get("location") ?? "";
  return { status: response.status, location, html, text: textOf(html) };
}

const textOf = (html: string) =>
  html.slice(html.indexOf("<main")).replace(/<[^>]*>/g, " ").replace(/&[a-z]+;|&#\d+;|\u00a0/g, " ")
    .replace(/\s+/g, " ");

/** Names and values of the hidden fields of the form around the button. */
function formOf(html: string, intent: string): Record<string, string | string[]> {
  const at = html.indexOf(`value="${intent}"`);
  assert.ok(at > 0, `a button ${intent}`);
  const form = html.slice(html.lastIndexOf("<form", at), at);
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return { ...Object.fromEntries(fields.map(([, name, value]) => [name, value!])), intent };
}

/** Three in a row: A, B, and a confirmed milestone at the end. */
async function chain() {
  const at = await study();
  const a = await add(at, "tasks", {
    title: "Approval, FR",
    phase: "start_up",
    plannedStart: "2030-03-04",
    durationDays: 5,
  });
  const b = await add(at, "tasks", {
    title: "Consent form",
    phase: "conduct",
    plannedStart: "2030-03-11",
    durationDays: 3,
  });
  const end = await add(at, "milestones", {
    title: "Database lock",
    phase: "close_out",
    plannedOn: "2030-03-13",
    state: "confirmed",
  });
  for (const [fromId, toId] of [[a.id, b.id], [b.id, end.id]]) {
    await add(at, "dependencies", { fromId, toId });
  }
  return { ...at, a, b, end };
}

test("empty: what will appear, and three ways to it; the skeleton is marked until it is confirmed", async () => {
  const at = await study();
  const empty = await get(at.owner, at.path);
  assert.match(empty.text, /No plan yet.*Make a plan skeleton.*Add a task.*Add a milestone/);
  const made = await post(at.owner, at.path, { intent: "skeleton" });
  assert.equal(made.status, 303, made.text);
  const skeleton = await get(at.owner, made.location);
  if (/No plan yet/.test(skeleton.text)) return; // nothing is known that a skeleton could come of
  assert.match(skeleton.text, /Made by a rule, not confirmed/);
  const done = await post(at.owner, at.path, { intent: "confirm-all" });
  assert.equal(done.status, 303, done.text);
  assert.doesNotMatch((await get(at.owner, done.location)).text, /Made by a rule/);
});

test("tasks and milestones are added by form; what is wrong is said at its field", async () => {
  const at = await study();
  const wrong = await post(at.owner, `${at.path}?panel=task`, {
    intent: "add-task",
    title: " ",
    plannedStart: "2030-02-30",
    durationDays: "-1",
    calendar: "working",
  });
  assert.equal(wrong.status, 422);
  for (const name of ["title", "plannedStart", "durationDays"]) {
    assert.match(wrong.html, new RegExp(`id="${name}-e"`));
  }
  assert.match(wrong.html, /value="2030-02-30"/, "what was typed is still there");
  const task = await post(at.owner, `${at.path}?panel=task`, {
    intent: "add-task",
    title: "Order <kits>",
    phase: "start_up",
    plannedStart: "2030-03-04",
    durationDays: "5",
    calendar: "working",
    siteId: "",
    ownerId: at.owner.id,
  });
  assert.equal(task.status, 303, task.text);
  const panel = (await page(at.owner, `${at.path}?panel=task`)).text();
  assert.match(await panel, new RegExp(`name="ownerId"[^]*<option value="${at.owner.id}"`));
  const milestone = await post(at.owner, `${at.path}?panel=milestone`, {
    intent: "add-milestone",
    title: "First in",
    phase: "",
    plannedOn: "2030-06",
  });
  assert.equal(milestone.status, 303, milestone.text);
  const owned = (await (await call(at.owner, "GET", `${at.api}/tasks`)).json()).items;
  assert.deepEqual(owned.map((one: { ownerId: string }) => one.ownerId), [at.owner.id]);
  const { html, text } = await get(at.owner, at.path);
  assert.match(html, /Order &lt;kits>|Order &lt;kits&gt;/);
  assert.match(text, /Jun 2030/);
});

test("a date is tried first: moves, days, slack, nothing saved; then applied, with a reason for what was confirmed", async () => {
  const at = await chain();
  const item = await get(at.owner, `${at.path}?item=${at.a.id}`);
  assert.match(item.text, /Approval, FR.*When.*Planned start.*Preview/);
  const tried = await get(
    at.owner,
    `${at.path}?when=${at.a.id}&plannedOn=2030-03-11&durationDays=5`,
  );
  assert.match(tried.text, /Preview: Approval, FR moves .*8 Mar 2030.*15 Mar 2030/);
  assert.match(tried.text, /Nothing is saved/);
  assert.match(tried.text, /What moves 3 items/);
  assert.match(tried.text, /\+7 d/);
  assert.match(tried.text, /Database lock/);
  assert.equal((await planOf(at)).tasks[0].plannedStart, "2030-03-04", "nothing was written");
  const form = formOf(tried.html, "apply");
  const without = await post(at.owner, at.path, form);
  assert.equal(without.status, 422, without.text);
  assert.match(without.html, /id="reason-e"/);
  assert.match(without.text, /Nothing is saved/);
  const done = await post(at.owner, at.path, { ...form, reason: "The committee meets later" });
  assert.equal(done.status, 303, done.text);
  const after = await planOf(at);
  assert.equal(after.tasks[0].plannedStart, "2030-03-11");
  assert.equal(after.tasks[1].early.startOn, "2030-03-18");
  const again = await get(at.owner, done.location);
  assert.match(again.text, /Applied/);
  const trail = await (await call(at.owner, "GET", `${at.api}/activity`)).text();
  assert.match(trail, /The committee meets later/);
});

test("a stale preview is not applied: what is different now is shown, and can be applied", async () => {
  const at = await chain();
  const tried = await get(
    at.owner,
    `${at.path}?when=${at.a.id}&plannedOn=2030-03-11&durationDays=5`,
  );
  const form = formOf(tried.html, "apply");
  const { version } = at.b;
  const change = await call(at.owner, "PUT", `${at.api}/tasks/${at.b.id}`, { durationDays: 10 }, {
    "if-match": `"${version}"`,
  });
  assert.equal(change.status, 200, await change.text());
  const stale = await post(at.owner, at.path, { ...form, reason: "Later" });
  assert.equal(stale.status, 412);
  assert.match(
    stale.text,
    /Somebody changed the plan in the meantime.*Different from what you saw.*Consent form/,
  );
  assert.equal((await planOf(at)).tasks[0].plannedStart, "2030-03-04", "nothing was written");
  const done = await post(at.owner, at.path, { ...formOf(stale.html, "apply"), reason: "Later" });
  assert.equal(done.status, 303, done.text);
});

test("an impossible date comes back at its field, an unknown item is not there", async () => {
  const at = await chain();
  const wrong = await get(
    at.owner,
    `${at.path}?when=${at.a.id}&plannedOn=2030-02-31&durationDays=x`,
    422,
  );
  assert.match(wrong.html, /id="plannedOn-e"/);
  assert.match(wrong.html, /value="2030-02-31"/);
  const gone = crypto.randomUUID();
  await get(at.owner, `${at.path}?item=${gone}`, 404);
  await get(at.owner, `${at.path}?item=nothing`, 404);
  await get(at.owner, `${at.path}?try=${gone}~2030-01-01~=`, 422);
  await get(at.owner, `${at.path}?try=~~~~&view=%00&page=9999999999`);
});

test("an item: saved by version, linked, a circle refused with its path, checklist with evidence, deleted", async () => {
  const at = await chain();
  const here = `${at.path}?item=${at.b.id}`;
  const { html } = await get(at.owner, here);
  const fields = {
    ...formOf(html, "save"),
    priority: "high",
    calendar: "calendar",
    description: "x",
    phase: "conduct",
    ownerId: at.owner.id,
    milestoneId: at.end.id,
    siteId: "",
    actualStart: "",
    actualFinish: "",
    forecastFinish: "2030-04-01",
  };
  const empty = await post(at.owner, here, { ...fields, title: "" });
  assert.equal(empty.status, 422);
  assert.match(empty.html, /id="title-e"/);
  const future = await post(at.owner, here, {
    ...fields,
    title: "Consent form",
    actualStart: "2149-01-01",
  });
  assert.equal(future.status, 422, future.text);
  assert.match(future.html, /id="actualStart-e"/);
  const saved = await post(at.owner, here, { ...fields, title: "Consent form v4" });
  assert.equal(saved.status, 303, saved.text);
  const [, b] = (await planOf(at)).tasks;
  assert.deepEqual([b.title, b.priority, b.ownerId, b.forecastFinish], [
    "Consent form v4",
    "high",
    at.owner.id,
    "2030-04-01",
  ]);
  const stale = await post(at.owner, here, { ...fields, title: "Mine" });
  assert.equal(stale.status, 412);
  assert.match(stale.text, /Somebody else changed it/);

  const first = `${at.path}?item=${at.a.id}`;
  const circle = await post(at.owner, first, {
    intent: "link",
    fromId: at.end.id,
    type: "FS",
    lagDays: "0",
    lagCalendar: "calendar",
  });
  assert.equal(circle.status, 422, circle.text);
  assert.match(circle.text, /circle: .*Database lock.*→.*Approval, FR/);
  const lag = await post(at.owner, first, {
    intent: "link",
    fromId: at.end.id,
    type: "FS",
    lagDays: "x",
    lagCalendar: "calendar",
  });
  assert.match(lag.html, /id="lagDays-e"/);
  const other = await add(at, "tasks", {
    title: "Contract",
    plannedStart: "2030-03-01",
    durationDays: 2,
  });
  const linked = await post(at.owner, first, {
    intent: "link",
    fromId: other.id,
    type: "SS",
    lagDays: "3",
    lagCalendar: "working",
  });
  assert.equal(linked.status, 303, linked.text);
  const withLink = await get(at.owner, linked.location);
  assert.match(withLink.text, /Contract this starts after it starts, 3 working days after/);
  const unlinked = await post(at.owner, first, formOf(withLink.html, "unlink"));
  assert.equal(unlinked.status, 303, unlinked.text);

  const point = await post(at.owner, here, {
    intent: "check-add",
    label: "Ethics letter",
    needsEvidence: "yes",
  });
  assert.equal(point.status, 303, point.text);
  const list = await get(at.owner, point.location);
  assert.match(list.text, /Checklist 0 of 1.*Ethics letter open, needs evidence/);
  const bare = await post(at.owner, here, { ...formOf(list.html, "check-done"), evidence: "" });
  assert.equal(bare.status, 422, bare.text);
  const proved = await post(at.owner, here, {
    ...formOf(list.html, "check-done"),
    evidence: "TMF 4.1",
  });
  assert.equal(proved.status, 303, proved.text);
  assert.match((await get(at.owner, proved.location)).text, /1 of 1.*evidence: TMF 4.1/);

  const gone = await post(at.owner, here, formOf((await get(at.owner, here)).html, "delete"));
  assert.equal(gone.status, 303, gone.text);
  await get(at.owner, here, 404);
});

test("board: moved by a button, blocked is said; list: sorted, filtered, many changed at once or none", async () => {
  const at = await chain();
  const board = await get(at.owner, `${at.path}?view=board`);
  assert.match(board.text, /Not started 3.*In progress 0.*Done 0/);
  assert.match(board.text, /Blocked: waits for Approval, FR/);
  const card = board.html.slice(board.html.indexOf(`id="c-${at.a.id}"`));
  const moved = await post(at.owner, `${at.path}?view=board`, {
    ...formOf(card, "in_progress"),
    intent: "move",
    to: "in_progress",
  });
  assert.equal(moved.status, 303, moved.text);
  assert.match((await get(at.owner, moved.location)).text, /In progress 1/);
  const move = { ...formOf(card, "in_progress"), intent: "move", to: "done" };
  const stale = await post(at.owner, `${at.path}?view=board`, move);
  assert.equal(stale.status, 412, stale.text);
  assert.match(stale.text, /Nothing was changed.*Somebody else changed this task/);
  const odds: Record<string, string | string[]>[] = [
    { intent: "bulk-owner", owner: "nobody" },
    { intent: "bulk-phase", phase: "nowhere" },
    { intent: "bulk-phase", phase: "conduct", ids: "task~x" },
    { intent: "add-task", title: "x", calendar: "lunar" },
    { intent: "baseline", name: "x".repeat(201) },
    { intent: "days", version: "1", workingWeekdays: "8" },
    { ...move, version: "2", on: "soon", started: "" },
    { intent: "link", fromId: "x" },
    { intent: "nothing" },
    { intent: "apply", try: `${at.a.id}~2030-01-01~=`, version: "x" },
  ];
  for (const odd of odds) {
    const ids = `task~${at.b.id}`;
    const { status, text } = await post(at.owner, `${at.path}?view=board`, { ids, ...odd });
    assert.ok(status >= 400 && status < 500, `${JSON.stringify(odd)}: ${status} ${text}`);
  }

  const list = await get(at.owner, `${at.path}?view=list&sort=title&dir=desc`);
  assert.ok(list.html.indexOf("Database lock") < list.html.indexOf("Approval, FR"));
  assert.match(list.html, /aria-sort="descending"/);
  assert.match(
    (await get(at.owner, `${at.path}?view=list&owner=none&phase=conduct`)).text,
    /1 of 3 items/,
  );
  assert.match((await get(at.owner, `${at.path}?view=list&q=nothing`)).text, /No item fits/);

  const here = `${at.path}?view=list`;
  const ids = [`task~${at.b.id}`, `milestone~${at.end.id}`];
  const none = await post(at.owner, here, { intent: "bulk-owner", owner: at.owner.id });
  assert.equal(none.status, 422);
  assert.match(none.text, /Choose at least one/);
  const owning = { intent: "bulk-owner", owner: at.owner.id, ids };
  const silent = await post(at.owner, here, owning);
  assert.equal(silent.status, 422, "a confirmed milestone asks for a reason");
  assert.equal((await planOf(at)).tasks[1].ownerId, null, "all or none");
  const owned = await post(at.owner, here, { ...owning, reason: "She leads it" });
  assert.equal(owned.status, 303, owned.text);
  const plan = await planOf(at);
  assert.ok(plan.milestones[0].ownerId === at.owner.id && plan.tasks[1].ownerId === at.owner.id);
  const gone = [...ids, `task~${crypto.randomUUID()}`];
  const part = await post(at.owner, here, {
    intent: "bulk-phase",
    phase: "recruitment",
    ids: gone,
    reason: "x",
  });
  assert.equal(part.status, 409, part.text);
  assert.equal((await planOf(at)).tasks[1].phase, "conduct", "all or none");
  assert.match(part.html, /checked/, "what was ticked still is");
  const shift = await post(at.owner, here, { intent: "bulk-shift", days: "7", ids });
  assert.equal(shift.status, 303, shift.text);
  const tried = await get(at.owner, shift.location);
  assert.match(tried.text, /Preview: 2 changes.*Nothing is saved/);
  assert.equal((await planOf(at)).milestones[0].plannedOn, "2030-03-13");
  const wrong = await post(at.owner, here, { intent: "bulk-shift", days: "soon", ids });
  assert.match(wrong.text, /Must be a whole number of days/);
});

test("baselines, working days, calendar link", async () => {
  const at = await chain();
  const taken = await post(at.owner, `${at.path}?panel=baselines`, {
    intent: "baseline",
    name: "Approved plan",
  });
  assert.equal(taken.status, 303, taken.text);
  const { text, html } = await get(at.owner, taken.location);
  assert.match(text, /Approved plan of/);
  assert.match(html, /class="base"/);
  assert.doesNotMatch(
    (await get(at.owner, `${at.path}?base=none`)).html,
    /class="base" x1="[^"]+" x2="[^"]+" y1/,
  );
  const days = await get(at.owner, `${at.path}?panel=days`);
  const form = formOf(days.html, "days");
  const wrong = await post(at.owner, `${at.path}?panel=days`, {
    ...form,
    workingWeekdays: ["1"],
    holidays: "2030-13-01",
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /id="holidays-e"/);
  const saved = await post(at.owner, `${at.path}?panel=days`, {
    ...form,
    workingWeekdays: ["1", "2", "3", "4"],
    holidays: "2030-03-05\n2030-12-25",
  });
  assert.equal(saved.status, 303, saved.text);
  assert.deepEqual((await planOf(at)).calendar.workingWeekdays, [1, 2, 3, 4]);
  const made = await post(at.owner, `${at.path}?panel=feed`, { intent: "feed" });
  assert.equal(made.status, 200, made.text);
  const url = /id="feed-url" value="([^"]+)"/.exec(made.html)![1]!;
  const calendar = await request(new URL(url).pathname);
  assert.match(await calendar.text(), /BEGIN:VCALENDAR[\s\S]*Database lock/);
  const later = await get(at.owner, `${at.path}?panel=feed`);
  assert.ok(!later.html.includes(url), "shown once");
  const revoked = await post(at.owner, `${at.path}?panel=feed`, formOf(later.html, "feed-revoke"));
  assert.equal(revoked.status, 303, revoked.text);
  const ended = await request(new URL(url).pathname);
  await ended.body?.cancel();
  assert.equal(ended.status, 404);
});

test("roles: a viewer sees everything and no form; a stranger nothing", async () => {
  const at = await chain();
  const viewer = await signUp("Vera Viewer");
  const db = await database();
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${at.owner.organization.id}::uuid, ${viewer.id}::uuid, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${at.owner.organization.id}::uuid, ${at.id}::uuid, ${viewer.id}::uuid, 'viewer')`;
  });
  const stranger = await signUp("Sam Stranger");
  const forms = (html: string) =>
    html.slice(html.indexOf("<main"), html.indexOf("</main>")).match(/method="post"/g);
  for (
    const text of [
      "",
      "?view=list",
      "?view=board",
      `?item=${at.a.id}`,
      "?panel=days",
      "?panel=baselines",
      "?panel=task",
    ]
  ) {
    const seen = await get(viewer, at.path + text);
    assert.equal(forms(seen.html), null, text);
    assert.ok(!seen.html.includes("data-id="), text);
    await get(stranger, at.path + text, 404);
  }
  assert.ok(forms((await get(at.owner, `${at.path}?item=${at.a.id}`)).html));
  const tries: Record<string, string>[] = [
    { intent: "skeleton" },
    { intent: "baseline", name: "x" },
    { intent: "bulk-phase", ids: `task~${at.a.id}`, phase: "conduct" },
    {
      intent: "move",
      kind: "task",
      id: at.a.id,
      version: "1",
      to: "done",
      on: "2026-01-01",
      started: "",
    },
  ];
  for (const form of tries) {
    assert.equal((await post(viewer, at.path, form)).status, 403, form.intent);
    assert.equal((await post(stranger, at.path, form)).status, 404, form.intent);
  }
});

/** A module without what it loads when somebody first points at the chart. */
async function atOnce(path: string): Promise<Response> {
  const response = await request(path);
  return new Response((await response.text()).replace(/\bimport\("[^"]+"\)/g, ""), response);
}

test("500 tasks: at most three waits, bounded HTML, at most 15 KB of script, in every view", async () => {
  const at = await study();
  const db = await database();
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.tasks (org_id, project_id, title, phase, planned_start, duration_days, ordinal)
      select ${at.owner.organization.id}::uuid, ${at.id}::uuid, 'Task number ' || n,
        (array['start_up', 'recruitment', 'conduct', 'close_out', null])[1 + n % 5],
        date '2030-01-01' + n, 5, n from generate_series(1, 500) n`;
    await sql`insert into public.dependencies (org_id, project_id, from_task_id, to_task_id)
      select a.org_id, a.project_id, a.id, b.id from public.tasks a
      join public.tasks b on b.project_id = a.project_id and b.ordinal = a.ordinal + 1
      where a.project_id = ${at.id}::uuid and a.ordinal % 3 > 0`;
  });
  const { tasks } = await planOf(at);
  for (
    const text of [
      "",
      "?view=list",
      "?view=board",
      "?phase=conduct",
      `?item=${tasks[0].id}`,
      `?try=${tasks[0].id}~2030-06-03~=`,
      "?proof=path",
      "?panel=task",
    ]
  ) {
    const { html, waits } = await get(at.owner, at.path + text);
    assert.ok(waits >= 1 && waits <= 3, `${text}: ${waits} waits`);
    const size = await gzipped(new TextEncoder().encode(html));
    assert.ok(size <= 24 * 1024, `${text}: ${size} bytes of HTML`);
    const script = await scriptBytes(html, atOnce);
    assert.ok(script <= 15 * 1024, `${text}: ${script} bytes of script`);
    const later = await scriptBytes(html, (path) => request(path));
    assert.ok(later <= 19 * 1024, `${text}: ${later} bytes when somebody edits`);
  }
});
