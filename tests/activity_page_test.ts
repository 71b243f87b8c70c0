// The pages of the audit trail, as a browser gets them, and their API: filters in the address, the
// check of the chain, restricted entries, the trail of an organisation.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";

const LONG =
  "Compares two doses of one drug in adults who were treated before, for eighteen months.";

async function study(owner: Person): Promise<string> {
  const made = await call(owner, "POST", "/api/projects", { name: "Trail", description: LONG });
  assert.equal(made.status, 201, await made.clone().text());
  return (await made.json()).project.id;
}

async function change(owner: Person, id: string, fields: object, reason?: string) {
  const now = await call(owner, "GET", `/api/projects/${id}`);
  const etag = now.headers.get("etag")!;
  await now.body?.cancel();
  const done = await call(owner, "PUT", `/api/projects/${id}`, fields, {
    "if-match": etag,
    ...(reason ? { "x-change-reason": reason } : {}),
  });
  assert.equal(done.status, 200, await done.text());
}

/** The page's text, with marks of what went and came. */
async function read(person: Person, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const html = await response.text();
  assert.equal(response.status, status, html);
  return html;
}

const post = (person: Person, path: string, intent: string) =>
  request(path, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ intent }),
  });

Deno.test("the page shows who changed what, word by word, and links what is still there", async () => {
  const owner = await signUp();
  const id = await study(owner);
  await change(owner, id, { description: LONG.replace("eighteen", "twenty") }, "Amendment <2>");
  const html = await read(owner, `/projects/${id}/activity?action=update`);
  assert.match(
    html,
    /in adults who were treated before, for <del>eighteen<\/del> <ins>twenty<\/ins> months/,
  );
  assert.match(html, /Ada Rennick/);
  assert.match(html, /Amendment &lt;2>|Amendment &lt;2&gt;/);
  assert.match(html, new RegExp(`href="/projects/${id}"[^>]*>Trail<`));
  assert.match(html, /<time dateTime="[^"]+Z" title="[\d-]+ [\d:.]+ UTC"/i);
  assert.doesNotMatch(html, /style=/);
});

Deno.test("filters stay in the address, are kept on paging and go one by one", async () => {
  const owner = await signUp();
  const id = await study(owner);
  for (let n = 0; n < 52; n++) await change(owner, id, { name: `Trail ${n}` }, `Renamed ${n}`);
  const path = `/projects/${id}/activity?entity=projects&kind=human&q=Renamed&period=today`;
  const html = await read(owner, path);
  assert.match(html, /name="q"[^>]*value="Renamed"|value="Renamed"[^>]*name="q"/);
  const older = /href="(\?[^"]+)"[^>]*>Older/.exec(html)?.[1]?.replaceAll("&amp;", "&");
  assert.ok(older, "there are older entries");
  const params = new URLSearchParams(older);
  for (const [name, value] of [["entity", "projects"], ["q", "Renamed"], ["period", "today"]]) {
    assert.equal(params.get(name!), value);
  }
  const rest = await read(owner, `/projects/${id}/activity${older}`);
  assert.match(rest, /Renamed 1</);
  assert.doesNotMatch(rest, /Renamed 50</);
  const links = [...html.matchAll(/<a class="chip" href="([^"]+)"(?:(?!<a )[^])*?<\/a>/g)];
  const without = links.find(([link]) => link.includes("“Renamed”"))?.[1];
  assert.ok(without?.includes("period=today"), `a way to be without the text: ${without}`);
  assert.ok(!without!.includes("q="));
  assert.match(await read(owner, `/projects/${id}/activity?q=nothing+like+it`), /No entry fits/);
});

Deno.test("what a filter cannot be is said, whatever it is, and the rest is shown", async () => {
  const owner = await signUp();
  const id = await study(owner);
  const wrong = [
    "from=2026-13-01",
    "to=0000-01-01",
    "from=2026-11-21T00:00:00%2B99:99",
    "entity=a%00b",
    "entity=sites;drop",
    "actor=me",
    "kind=robot",
    "action=%27",
    "period=ever",
    "q=a%00b",
    "q=%ed%a0%80%00",
    `q=${"x".repeat(300)}`,
    "cursor=99999999999999999999999999",
    "cursor=-1",
  ];
  for (const query of wrong) {
    const html = await read(owner, `/projects/${id}/activity?${query}`, 422);
    assert.match(html, /role="alert"/, query);
    assert.match(html, /Added/, `${query}: entries are there all the same`);
    const api = await call(owner, "GET", `/api/projects/${id}/activity?${query}`);
    assert.ok([400, 422].includes(api.status), `${query}: ${api.status}`);
    const { errors } = await api.json();
    assert.equal(errors[0].path, `/${query.split("=")[0]}`, query);
  }
  for (
    const query of ["cursor=999999999999999", "cursor=0", "q=%25", "q=_", "q=\\", "to=9999-12-31"]
  ) {
    assert.equal(
      (await call(owner, "GET", `/api/projects/${id}/activity?${query}`)).status,
      200,
      query,
    );
  }
  const percent = await call(owner, "GET", `/api/projects/${id}/activity?q=%25`);
  assert.deepEqual((await percent.json()).events, [], "a percent sign is a percent sign");
});

Deno.test("days are those of the study's time zone", async () => {
  const owner = await signUp();
  const id = await study(owner);
  // Fourteen hours ahead of UTC: for ten hours a day it is tomorrow there.
  await change(owner, id, { timeZone: "Pacific/Kiritimati" });
  const there = new Date(Date.now() + 14 * 3600_000).toISOString().slice(0, 10);
  const count = async (query: string) => {
    const response = await call(owner, "GET", `/api/projects/${id}/activity?${query}`);
    assert.equal(response.status, 200);
    return (await response.json()).events.length;
  };
  assert.ok(await count(`from=${there}&to=${there}`) >= 2);
  const before = new Date(Date.parse(there) - 86_400_000).toISOString().slice(0, 10);
  assert.equal(await count(`to=${before}`), 0);
  assert.ok(await count("period=today") >= 2);
});

Deno.test("the chain is verified from the page, and what was found stays there", async () => {
  const owner = await signUp();
  const id = await study(owner);
  const path = `/projects/${id}/activity`;
  assert.match(await read(owner, path), /Not verified/);
  const answer = await post(owner, `${path}?entity=projects`, "verify");
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), `${path}?entity=projects#chain`);
  const html = await read(owner, path);
  assert.match(html, /Intact/);
  assert.match(html, /by Ada Rennick/);
  assert.equal((await post(owner, path, "something")).status, 400);
  const stranger = await signUp("Mallory Stranger");
  assert.equal((await post(stranger, path, "verify")).status, 404);
});

Deno.test("the organisation's trail is its owner's, and nobody's elsewhere", async () => {
  const [owner, stranger] = [await signUp(), await signUp("Mallory Stranger")];
  const id = await study(owner);
  const { organization } = owner;
  const html = await read(owner, `/organizations/${organization.id}/activity`);
  assert.match(html, /Member of the organisation|member of the organisation/);
  assert.match(html, /in Trail|>Trail</);
  for (const [person, status] of [[owner, 200], [stranger, 404]] as const) {
    for (const below of ["", "/verify", ".csv"]) {
      const path = `/api/organizations/${organization.id}/activity${below}`;
      const answer = await call(person, "GET", path);
      assert.equal(answer.status, status, path);
      await answer.body?.cancel();
    }
  }
  const bad = await call(stranger, "GET", `/api/organizations/${organization.id}/activity?sort=1`);
  assert.equal(bad.status, 404, "with wrong parameters too");
  // Ids of one tenant within the address of another find nothing.
  const cross = await call(
    stranger,
    "GET",
    `/api/organizations/${stranger.organization.id}/activity?actor=${owner.id}`,
  );
  assert.deepEqual((await cross.json()).events, []);
  assert.ok(id);
});

Deno.test("restricted entries and who read them are shown to the cleared alone", async () => {
  const owner = await signUp();
  const id = await study(owner);
  const db = await database();
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.sites (org_id, project_id, facility, restricted)
      values (${owner.organization.id}::uuid, ${id}::uuid, 'Pharmacy Secret', true)`;
  });
  const path = `/projects/${id}/activity?entity=sites`;
  assert.doesNotMatch(await read(owner, path), /Pharmacy Secret/);
  await db.asSystem(
    "set-up of the test",
    (sql) => sql`update public.project_members set unblinded = true where project_id = ${id}::uuid`,
  );
  assert.match(await read(owner, path), /Pharmacy Secret/);
  const reads = await read(owner, `/projects/${id}/activity?action=read`);
  assert.match(reads, /Looked at/);
  assert.doesNotMatch(reads, /Pharmacy Secret/, "not named: that would be a reading again");
  assert.match(reads, new RegExp(`href="/projects/${id}/sites"`));
  const api = await call(owner, "GET", `/api/projects/${id}/activity?action=read`);
  const { events } = await api.json();
  // By the cookie's session and by the token's.
  assert.ok(events.length >= 1);
  for (const event of events) {
    assert.deepEqual([event.actor.id, event.entity, event.restricted], [owner.id, "sites", true]);
  }
});

Deno.test("the export follows the filter, and its name says the head", async () => {
  const owner = await signUp();
  const id = await study(owner);
  await change(owner, id, { name: "=HYPERLINK(1)" }, "+why");
  const answer = await call(owner, "GET", `/api/projects/${id}/activity.csv?action=update`);
  assert.equal(answer.status, 200);
  const lines = (await answer.text()).trimEnd().split("\r\n");
  assert.equal(lines.length, 2);
  assert.match(lines[1]!, /,'\+why,/);
  const trail = await (await call(owner, "GET", `/api/projects/${id}/activity?limit=1`)).json();
  const [newest] = trail.events;
  assert.ok(answer.headers.get("content-disposition")!.endsWith(
    `-entry-${newest.seq}-${newest.hash.slice(0, 12)}.csv"`,
  ));
  const html = await read(owner, `/projects/${id}/activity?action=update&q=why&cursor=99`);
  assert.match(html, new RegExp(`activity.csv\\?action=update&(amp;)?q=why"`));
});
