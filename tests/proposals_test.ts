// Proposals from outside: the calls, and the page without a script, with and without a second factor.
import assert from "node:assert/strict";
import { Browser, enrol, PASSWORD, signIn, totp } from "./account_steps.ts";
import { page, type Person } from "./harness.ts";
import {
  add,
  call,
  day,
  type Json,
  json,
  member,
  postForm,
  type Study,
  study,
} from "./quality_steps.ts";

const change = (target: string, after: Json, more: Json = {}) => ({
  op: "insert",
  target,
  after,
  ...more,
});

async function propose(at: Study, body: Json, status = 201): Promise<Json> {
  const whole = { rationale: "The committee has not answered", title: "A proposal", ...body };
  const answer = await json(call(at.owner, "POST", `${at.base}/proposals`, whole), status);
  return status === 201 ? answer.proposal : answer;
}
const task = (title: string) => ({ kind: "propose_task", changes: [change("task", { title })] });
const capa = {
  ...{ kind: "propose_capa", title: "Retrain Valencia" },
  changes: [change("capa", { title: "Retrain", openedOn: day(-1), problem: "Twice" })],
};

const decide = (person: Person, id: string, body: Json) =>
  call(person, "POST", `/api/proposals/${id}/decision`, body);

async function html(person: Pick<Person, "cookie">, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  assert.doesNotMatch(text, / style=/);
  return text.slice(text.indexOf("<main")).replaceAll("\u00a0", " ");
}

const outside = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

outside(
  "the calls: propose, list, decide once, in bulk, undo; what is wrong is said at its field",
  async () => {
    const at = await study();
    const site = await add(at, "sites", { facility: "Lyon", number: "006" });
    const risk = await add(at, "risks", { title: "Late consent", impact: 2 });
    const made = await propose(at, {
      ...{ kind: "propose_risk", evidence: [{ kind: "site", id: site.id }] },
      changes: [{ op: "update", target: "risk", id: risk.id, after: { impact: 4 } }],
    });
    assert.deepEqual(made.changes[0].before, { impact: 2 });
    assert.deepEqual([made.state, made.risk, made.regulated], ["open", "medium", false]);
    assert.match(made.evidence[0].label, /Lyon/);
    for (const n of [1, 2, 3]) await propose(at, task(`Ask ${n}`));
    const list = (query: string) =>
      json(call(at.owner, "GET", `${at.base}/proposals${query}`), 200);
    const first = await list("?state=open&limit=3");
    const rest = await list(`?state=open&limit=3&cursor=${first.nextCursor}`);
    assert.deepEqual([first.items.length, rest.items.length, rest.nextCursor], [3, 1, null]);
    assert.equal((await list("?kind=propose_task")).items.length, 3);
    assert.equal((await list("?state=approved")).items.length, 0);
    await json(call(at.owner, "GET", `${at.base}/proposals?state=x`), 422);

    const edits = [{ change: 0, after: { impact: 9 } }];
    const bad = await json(decide(at.owner, made.id, { decision: "approve", edits }), 422);
    assert.equal(bad.errors[0].path, "/changes/0/after/impact");
    const done = await json(
      decide(at.owner, made.id, { decision: "approve", edits: [{ after: { impact: 5 } }] }),
      200,
    );
    assert.equal(done.proposal.state, "approved_as_edited");
    const again = await json(decide(at.owner, made.id, { decision: "reject", reason: "R" }), 409);
    assert.match(again.type, /decided$/);
    assert.equal(
      (await json(call(at.owner, "GET", `${at.base}/risks/${risk.id}`), 200)).item.impact,
      5,
    );
    await json(
      call(at.owner, "POST", `/api/proposals/${made.id}/undo`, { reason: "too high" }),
      200,
    );
    assert.equal(
      (await json(call(at.owner, "GET", `${at.base}/risks/${risk.id}`), 200)).item.impact,
      2,
    );
    const one = await json(call(at.owner, "GET", `${at.base}/proposals/${made.id}`), 200);
    assert.equal(one.proposal.state, "undone");

    const ids = first.items.slice(1).map(({ id }: Json) => id);
    const bulk = await json(
      call(at.owner, "POST", `${at.base}/proposals/decide`, {
        ids: [...ids, made.id],
        decision: "approve",
      }),
      200,
    );
    assert.deepEqual(bulk.results.map(({ status }: Json) => status), [200, 200, 409]);
    assert.deepEqual(
      (await json(call(at.owner, "POST", `${at.base}/proposals/suggest`), 200)).items,
      [],
    );

    const wrong: [Json, string][] = [
      [{ kind: "propose_risk", changes: [] }, "/changes"],
      [{ kind: "propose_risk", changes: [change("task", { title: "T" })] }, "/changes/0/target"],
      [
        { kind: "propose_task", changes: [change("task", { title: "" })] },
        "/changes/0/after/title",
      ],
      [
        { kind: "propose_task", changes: [change("task", { title: "T", secret: 1 })] },
        "/changes/0/after/secret",
      ],
      [
        { kind: "propose_task", changes: [change("task", { title: "T", restricted: true })] },
        "/changes/0/after/restricted",
      ],
      [{ ...task("T"), evidence: [{ kind: "site", id: crypto.randomUUID() }] }, "/evidence/0"],
      [{ ...task("T"), expiresAt: "2020-01-01T00:00:00Z" }, "/expiresAt"],
      [
        { kind: "propose_widget", changes: [change("widget", { catalogKey: "no.such" })] },
        "/changes/0/after/catalogKey",
      ],
      [{
        kind: "propose_risk",
        changes: [{ op: "update", target: "risk", id: risk.id, after: { impact: 2 } }],
      }, "/changes/0/after"],
      [{
        kind: "propose_risk",
        changes: [{ op: "update", target: "risk", id: site.id, after: { impact: 2 } }],
      }, "/changes/0/id"],
      [{ kind: "propose_delete", changes: [] }, "/kind"],
    ];
    for (const [body, path] of wrong) {
      const answer = await propose(at, body, 422);
      assert.ok(
        answer.errors.some((error: Json) => error.path === path),
        JSON.stringify([path, answer.errors]),
      );
    }
    const other = await study();
    await json(decide(other.owner, made.id, { decision: "reject", reason: "R" }), 404);
    await json(call(other.owner, "GET", `${at.base}/proposals`), 404);
  },
);

outside(
  "the page: cards, an edit that is refused keeps what was typed, several at once",
  async () => {
    const at = await study();
    const here = `/projects/${at.id}/proposals`;
    const send = async (form: Json, status: number, query = "") => {
      const answer = await postForm(at.owner, here + query, form);
      const text = await answer.text();
      assert.equal(answer.status, status, text.slice(0, 3000));
      return text.replaceAll("\u00a0", " ");
    };
    assert.match(await html(at.owner, here), /Nothing waits for a decision/);
    const milestone = (await json(
      call(at.owner, "POST", `${at.base}/milestones`, {
        ...{ title: "Approval, FR", key: "fr", plannedOn: day(10), state: "unconfirmed" },
      }),
      201,
    )).item;
    const later = async (path: string, body: Json) => {
      const { id } = (await json(call(at.owner, "POST", `${at.base}/${path}`, body), 201)).item;
      return id;
    };
    const trained = await later("tasks", { title: "Train", durationDays: 1 });
    const lock = await later("milestones", {
      title: "Lock",
      plannedOn: day(11),
      state: "confirmed",
    });
    await later("dependencies", { fromId: milestone.id, toId: trained, lagCalendar: "calendar" });
    await later("dependencies", { fromId: trained, toId: lock, lagCalendar: "calendar" });
    const moved = await propose(at, {
      ...{ kind: "propose_milestone_change", title: "Approval <FR> later" },
      changes: [{
        op: "update",
        target: "milestone",
        id: milestone.id,
        after: { plannedOn: day(31) },
      }],
    });
    const asked = await propose(at, task("Ask Lyon"));
    const page1 = await html(at.owner, here);
    assert.match(
      page1,
      /Approval &lt;FR> later[^]*Change the milestone Approval, FR[^]*<del>[^]*<ins>/,
    );
    assert.match(page1, new RegExp(`plan\\?try=${milestone.id}(~|%7E)`), "a preview of the plan");
    assert.match(page1, /Moves 2 more items: Lock 21 days later\. The plan ends 21 days later/);
    assert.match(page1, /1 confirmed milestone of them: approving takes a second factor/);
    const alone = await html(at.owner, `${here}?id=${asked.id}`);
    assert.match(alone, /Ask Lyon/);
    assert.doesNotMatch(alone, /Approval &lt;FR>|id="bulk"/);
    assert.match(await html(at.owner, `${here}?id=${crypto.randomUUID()}`), /no such proposal/);
    assert.ok(page1.indexOf("Approval &lt;FR>") < page1.indexOf("Ask Lyon"), "by risk");

    const edit = await html(at.owner, `${here}?edit=${moved.id}`);
    assert.match(edit, /name="f\.0\.plannedOn"/);
    const { version } =
      (await json(call(at.owner, "GET", `${at.base}/milestones/${lock}`), 200)).item;
    const unsure = { state: "unconfirmed", reason: "Not agreed yet" };
    const as = { "if-match": `"${version}"` };
    await json(call(at.owner, "PUT", `${at.base}/milestones/${lock}`, unsure, as), 200);
    const form = { intent: "approve", id: moved.id, edit: "1", reason: "As the committee wrote" };
    const again = await send({ ...form, "f.0.plannedOn": "soon" }, 422);
    assert.match(again, /planned on: Must be a date[^]*value="soon"[^]*As the committee wrote/);
    await send({ ...form, "f.0.plannedOn": day(40) }, 303);
    const decided = await html(at.owner, `${here}?view=decided`);
    assert.match(decided, /class="prop decided done"[^]*approved as edited by Ada Rennick[^]*Undo/);
    await send({ intent: "approve", id: moved.id }, 409);
    assert.match(
      await html(at.owner, `${here}?view=decided&undo=${moved.id}`),
      /role="dialog"[^]*Undo this approval/,
    );
    await send({ intent: "undo", row: moved.id, reason: "Mistake" }, 303, "?view=decided");

    assert.match(await html(at.owner, `${here}?approve=${asked.id}`), /Approve this proposal\?/);
    const bare = await send({ intent: "reject", row: asked.id, reason: "" }, 422);
    assert.match(bare, /role="dialog"[^]*Say why it is rejected/);
    await send({ intent: "reject", row: asked.id, reason: "Lyon answered" }, 303);
    assert.match(await html(at.owner, `${here}?view=decided`), /Reason: Lyon answered/);

    const two = [await propose(at, task("One")), await propose(at, capa)];
    const body = new URLSearchParams([
      ["intent", "approve-many"],
      ...two.map(({ id }) => ["id", id]),
    ]);
    const browser = new Browser(at.owner);
    const some = await browser.post(here, body as unknown as Record<string, string>);
    assert.equal(some.status, 403);
    assert.match(some.text, /1 approved, 1 not\. 1 of them changes what is regulated/);
    assert.match(some.text, /second factor[^]*href="\/account\/second-factor" target="_blank"/);
    const none = await browser.post(here, { intent: "approve-many" });
    assert.match(none.text, /Select at least one/);
    await propose(at, task("Three"));
    const ticked = new RegExp(`value="${two[1]!.id}"[^>]* checked`);
    const silent = await browser.post(here, { intent: "reject-many", id: two[1]!.id });
    assert.match(silent.text, /Say why they are rejected/);
    assert.match(silent.text, ticked, "what was selected stays so");
    assert.doesNotMatch(await html(at.owner, here), / checked/);
    assert.match(await html(at.owner, `${here}?select=all`), ticked);
    await send({ intent: "explode" }, 400);
    await send({ intent: "approve" }, 400);
    for (
      const odd of [
        "?view=x&kind=y&edit=z",
        `?approve=${crypto.randomUUID()}`,
        "?said=__proto__&undo=1",
      ]
    ) {
      assert.doesNotMatch(await html(at.owner, here + odd), /role="dialog"/);
    }
  },
);

outside("a regulated change waits for the second factor, and what was typed stays", async () => {
  const at = await study();
  const here = `/projects/${at.id}/proposals`;
  const made = await propose(at, capa);
  const browser = new Browser(at.owner);
  const form = {
    intent: "approve",
    id: made.id,
    edit: "1",
    "f.0.title": "Retrain, anew",
    "f.0.openedOn": day(-1),
  };
  const typed = { ...form, "f.0.problem": "Three times", reason: "Seen at the visit" };
  const refused = await browser.post(here, typed);
  assert.equal(refused.status, 403);
  assert.match(
    refused.text,
    /second factor[^]*value="Retrain, anew"[^]*Three times[^]*Seen at the visit/,
  );
  await json(decide(at.owner, made.id, { decision: "approve" }), 403);
  await enrol(browser);
  assert.equal((await browser.post(here, typed)).status, 303);
  const decided = await browser.get(`${here}?view=decided`);
  assert.match(decided.text, /approved as edited by Ada Rennick[^]*Retrain, anew/);
  const trail = await browser.get(`/projects/${at.id}/activity`);
  assert.match(
    trail.text,
    new RegExp(`proposals\\?id=${made.id}"[^>]*>Proposal</a>: Seen at the visit`),
  );
});

outside(
  "a factor is set up elsewhere, which ends the session: nothing that was sent is lost",
  async () => {
    const at = await study();
    const here = `/projects/${at.id}/proposals`;
    const made = await propose(at, capa);
    const [browser, elsewhere] = [new Browser(at.owner), await signIn(at.owner)];
    const typed = {
      ...{ intent: "approve", id: made.id, edit: "1", reason: "Seen <at> the visit" },
      ...{ "f.0.title": 'Retrain, "anew"', "f.0.openedOn": day(-1), "f.0.problem": "Three" },
    };
    const { secret } = await enrol(elsewhere, -1);
    const kept = (text: string) =>
      Object.fromEntries(
        [...text.matchAll(/type="hidden" name="(?!next")([^"]+)" value="([^"]*)"/g)].map((
          [, name, value],
        ) => [
          name!,
          value!.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">"),
        ]),
      );
    const next = async (page: { text: string }, more: Record<string, string>, status: number) => {
      assert.deepEqual(kept(page.text), typed);
      const answer = await browser.post(here, { ...kept(page.text), ...more });
      assert.equal(answer.status, status, answer.text.slice(0, 2000));
      return answer;
    };
    const asked = await browser.post(here, typed);
    assert.equal(asked.status, 401);
    const { email } = at.owner;
    const wrong = await next(asked, { email, password: "not this one" }, 401);
    const code = await next(wrong, { email, password: PASSWORD }, 403);
    assert.match(code.text, /Your second factor[^]*name="code"/);
    const empty = await next(code, { code: "" }, 422);
    const odd = await next(empty, { code: "nothing" }, 422);
    const shown = await next(odd, { code: totp(secret) }, 200);
    assert.match(shown.text, /Nothing is decided yet[^]*Retrain, &quot;anew&quot;[^]*Seen &lt;at/);
    assert.equal((await browser.post(here, typed)).status, 303);
    const decided = await browser.get(`${here}?view=decided`);
    assert.match(decided.text, /approved as edited by Ada Rennick[^]*Retrain, &quot;anew/);
    assert.match(decided.text, /edited; proposed: Retrain</);
  },
);

outside(
  "roles: who may not decide sees no form and may send none; three waits at most",
  async () => {
    const at = await study();
    const here = `/projects/${at.id}/proposals`;
    const made = await propose(at, task("Ask Lyon"));
    const viewer = await member(at, "viewer");
    const auditor = await member(at, "auditor");
    const coordinator = await member(at, "coordinator");
    for (const person of [viewer, auditor]) {
      const text = await html(person, `${here}?approve=${made.id}`);
      assert.match(text, /Ask Lyon/);
      assert.doesNotMatch(text, /name="intent"|role="dialog"|type="checkbox"/);
      for (const intent of ["approve", "reject", "withdraw", "suggest"]) {
        const answer = await postForm(person, here, { intent, id: made.id, reason: "R" });
        await answer.body?.cancel();
        assert.equal(answer.status, 403, intent);
      }
    }
    const seen = await page(coordinator, here);
    const text = await seen.text();
    assert.match(text, /value="approve"/);
    const waits = Number(/desc="(\d+) waits?"/.exec(seen.headers.get("server-timing") ?? "")?.[1]);
    assert.ok(waits <= 3, `${waits} waits`);
    const done = await postForm(coordinator, here, { intent: "approve", id: made.id });
    await done.body?.cancel();
    assert.equal(done.status, 303);
  },
);
