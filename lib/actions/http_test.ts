// Actions from outside: the contract, putting off and taking back, who may and who sees what, and
// what the pages of it cost in waits.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "@/tests/harness.ts";
import type { Action } from "./model.ts";

const app = { sanitizeOps: false, sanitizeResources: false };
const DAY_MS = 86_400_000;
const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

async function json(response: Response, status: number) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return text ? JSON.parse(text) : null;
}

async function imported(person: Person): Promise<string> {
  const body = { source: "ctgov", record: DEMO_STUDIES[0] };
  return (await json(await call(person, "POST", "/api/projects/import", body), 201)).project.id;
}

const listOf = async (person: Person, project: string, view = "all") =>
  await json(await call(person, "GET", `/api/projects/${project}/actions?view=${view}`), 200);

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

const form = (person: Person, path: string, fields: Record<string, string>) =>
  request(path, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields),
  });

async function shown(person: Person, path: string) {
  const response = await page(person, path);
  const html = await response.text();
  assert.equal(response.status, 200, html.slice(0, 500));
  const waits = Number(
    /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
  );
  assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
  return html;
}

Deno.test({
  ...app,
  name: "an action is listed with its evidence, put off with a reason until a day, and taken back",
  async fn() {
    const ada = await signUp();
    const project = await imported(ada);
    const { actions, counts, mayPutOff } = await listOf(ada, project);
    const skeleton = actions.find((one: Action) => one.rule === "skeleton_unconfirmed");
    assert.ok(skeleton && mayPutOff);
    assert.match(skeleton.title, /^Read \d+ unconfirmed milestones/);
    assert.equal(skeleton.severity, "note");
    assert.ok(skeleton.evidence.every((one: { label: string }) => one.label));
    assert.equal(skeleton.href, `/projects/${project}/plan`);
    assert.deepEqual(counts, {
      all: actions.length,
      mine: actions.length,
      today: counts.today,
      later: 0,
    });

    const path = `/api/projects/${project}/actions/dispositions`;
    const wish = {
      ...{ rule: skeleton.rule, subjectId: skeleton.subject.id, kind: "snooze" },
      ...{ reason: "After the kick-off", untilOn: day(7) },
    };
    for (
      const [field, change] of Object.entries({
        reason: { reason: " " },
        untilOn: { untilOn: day(-3) },
        kind: { kind: "never" },
        rule: { rule: "chain_broken" },
        subjectId: { subjectId: "x" },
      })
    ) {
      const { errors } = await json(await call(ada, "POST", path, { ...wish, ...change }), 422);
      assert.deepEqual(errors.map((one: { path: string }) => one.path), [`/${field}`]);
    }
    assert.equal((await call(ada, "POST", path, { ...wish, untilOn: day(99) })).status, 422);

    const { disposition } = await json(await call(ada, "POST", path, wish), 201);
    assert.equal(disposition.by, "Ada Rennick");
    const after = await listOf(ada, project);
    assert.equal(after.counts.later, 1);
    assert.equal(after.actions.some((one: Action) => one.rule === skeleton.rule), false);
    const later = await listOf(ada, project, "later");
    assert.deepEqual(
      later.actions.map((one: Action) => [one.rule, one.putOff?.reason, one.putOff?.untilOn]),
      [[skeleton.rule, "After the kick-off", day(7)]],
    );
    // Said anew, it is still one.
    const again = { ...wish, kind: "suppress", untilOn: day(300) };
    const { disposition: second } = await json(await call(ada, "POST", path, again), 201);
    assert.equal((await listOf(ada, project)).counts.later, 1);
    assert.equal((await call(ada, "DELETE", `${path}/${disposition.id}`)).status, 404);
    assert.equal((await call(ada, "DELETE", `${path}/${second.id}`)).status, 204);
    assert.equal((await listOf(ada, project)).counts.later, 0);
  },
});

Deno.test({
  ...app,
  name: "a disposition ends by itself",
  async fn() {
    const ada = await signUp();
    const project = await imported(ada);
    const db = await database();
    await db.asSystem("set-up of the test", (sql) =>
      sql`
      insert into public.action_dispositions (org_id, project_id, rule, subject_id, kind, reason, until_on)
      select org_id, id, 'skeleton_unconfirmed', id, 'snooze', 'Past', ${day(-2)}::date
      from public.projects where id = ${project}::uuid`);
    const { actions, counts } = await listOf(ada, project);
    assert.equal(counts.later, 0);
    assert.ok(actions.some((one: Action) => one.rule === "skeleton_unconfirmed"));
  },
});

Deno.test({
  ...app,
  name: "strangers find nothing, a viewer reads and is offered no way, mine is by role",
  async fn() {
    const [ada, viewer, stranger] = await Promise.all([signUp(), signUp("Vera"), signUp("Sten")]);
    const project = await imported(ada);
    await join(ada, viewer, project, "viewer");
    const path = `/api/projects/${project}/actions`;
    assert.equal((await call(null, "GET", path)).status, 401);
    assert.equal((await call(stranger, "GET", path)).status, 404);
    const { actions, counts, mayPutOff } = await listOf(viewer, project);
    assert.ok(actions.length > 0 && counts.mine === 0 && !mayPutOff);
    const may = (list: Action[]) => list.filter((one) => one.may).map((one) => one.rule);
    assert.deepEqual(may(actions), []);
    const wish = {
      ...{ rule: actions[0].rule, subjectId: actions[0].subject.id, kind: "snooze" },
      ...{ reason: "No", untilOn: day(3) },
    };
    assert.equal((await call(viewer, "POST", `${path}/dispositions`, wish)).status, 403);
    assert.equal((await call(stranger, "POST", `${path}/dispositions`, wish)).status, 404);
    const { disposition } = await json(await call(ada, "POST", `${path}/dispositions`, wish), 201);
    const one = `${path}/dispositions/${disposition.id}`;
    assert.equal((await call(viewer, "DELETE", one)).status, 403);
    assert.equal((await call(stranger, "DELETE", one)).status, 404);

    const mine = await json(await call(ada, "GET", "/api/actions"), 200);
    // One was put off; suggested documents and risks wait.
    assert.deepEqual([mine.counts, mine.studies, mine.more], [{ all: 2, later: 1 }, 1, false]);
    assert.deepEqual((await json(await call(viewer, "GET", "/api/actions"), 200)).actions, []);
    assert.deepEqual((await json(await call(stranger, "GET", "/api/actions"), 200)).studies, 0);
    assert.equal((await call(null, "GET", "/api/actions")).status, 401);

    const html = await shown(viewer, `/projects/${project}`);
    assert.equal(/\?off=|class="btn sm"/.test(html), false, "no button for a reader");
  },
});

Deno.test({
  ...app,
  name: "home and portfolio begin with the actions, and putting off works by forms alone",
  async fn() {
    const ada = await signUp();
    const project = await imported(ada);
    const home = `/projects/${project}`;
    const html = await shown(ada, home);
    const key = /\?off=([a-z_]+\.[0-9a-f-]{36})/.exec(html)?.[1] ?? "";
    assert.ok(key, "an action can be put off");
    assert.ok(html.indexOf("What needs doing") < html.indexOf(">Dashboard<"));
    const dialog = await shown(ada, `${home}?off=${key}`);
    assert.match(dialog, /role="dialog"/);
    const [rule = "", subjectId = ""] = key.split(".");
    const typed = { intent: "put-off", rule, subjectId, kind: "snooze", untilOn: day(5) };
    const wrong = await form(ada, home, { ...typed, reason: "" });
    const again = await wrong.text();
    assert.equal(wrong.status, 422);
    assert.ok(again.includes("Must be given") && again.includes(day(5)), "what was typed stays");
    const done = await form(ada, home, { ...typed, reason: "Waits for the vendor" });
    assert.deepEqual([done.status, done.headers.get("location")], [303, home]);
    const later = await shown(ada, `${home}?view=later`);
    assert.ok(later.includes("Waits for the vendor") && later.includes("by Ada Rennick"));
    const id = /name="id" value="([0-9a-f-]{36})"/.exec(later)?.[1] ?? "";
    assert.equal((await form(ada, home, { intent: "take-back", id })).status, 303);
    assert.equal((await shown(ada, `${home}?view=later`)).includes("Waits for the vendor"), false);
    assert.equal((await form(ada, home, { intent: "other" })).status, 400);

    const portfolio = await shown(ada, "/projects");
    assert.ok(portfolio.indexOf("Needs a decision from you") < portfolio.indexOf(">Studies<"));
    assert.ok(portfolio.includes("no milestone is confirmed"), "a colour has its reason");
    assert.ok(portfolio.includes("no date of the last participant"));
    await shown(ada, "/projects?actions=all");
    assert.equal((await shown(ada, "/projects?q=luma")).includes("Needs a decision"), false);
  },
});
