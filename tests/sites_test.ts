// Sites by the API and as pages: facts, the gate, staff, bad input, roles, waits with 1,148 sites.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";
import { scriptBytes } from "./weight.ts";

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

interface Study {
  owner: Person;
  id: string;
  base: string;
}

async function study(owner?: Person): Promise<Study> {
  owner ??= await signUp();
  const made = await call(owner, "POST", "/api/projects", { name: "Sites", phase: "PHASE2" });
  assert.equal(made.status, 201, await made.clone().text());
  const { id } = (await made.json()).project;
  return { owner, id, base: `/api/projects/${id}` };
}

// deno-lint-ignore no-explicit-any
type Json = any;

async function json(response: Response, status: number): Promise<Json> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return text === "" ? null : JSON.parse(text);
}

async function addSite({ owner, base }: Study, fields: object = {}): Promise<Json> {
  const body = { facility: "Kivilampi Hospital", country: "Finland", city: "Oulu", ...fields };
  return (await json(await call(owner, "POST", `${base}/sites`, body), 201)).item;
}

const put = async (study: Study, path: string, fields: object, reason?: string) => {
  const now = await call(study.owner, "GET", study.base + path);
  const etag = now.headers.get("etag")!;
  await now.body?.cancel();
  return await call(study.owner, "PUT", study.base + path, fields, {
    "if-match": etag,
    ...(reason ? { "x-change-reason": reason } : {}),
  });
};

/** A principal investigator with all that the gate asks for. */
async function investigator(study: Study, siteId: string): Promise<Json> {
  const post = async (path: string, body: object) =>
    (await json(await call(study.owner, "POST", `${study.base}/${path}`, body), 201)).item;
  const person = await post("site-staff", {
    siteId,
    name: "Dr Aino Rautalahti",
    role: "principal_investigator",
  });
  const staffId = person.id;
  await post("trainings", { staffId, topic: "GCP", completedOn: day(-200), expiresOn: day(30) });
  await post("trainings", { staffId, topic: "Protocol", completedOn: day(-20) });
  await post("delegations", { staffId, duty: "Consent", delegatedOn: day(-10) });
  return person;
}

async function html(person: Person, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  assert.doesNotMatch(text, / style=/);
  return text;
}

const post = (person: Person, path: string, form: Record<string, string>) =>
  request(path, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(form),
  });

Deno.test("a site goes from identified to closed by its facts, and the gate decides about reasons", async () => {
  const at = await study();
  const made = await addSite(at, { number: "010", identifiedOn: day(-100) });
  const path = `/sites/${made.id}`;
  assert.deepEqual([made.state, made.sinceOn, made.nextStep, made.gateOpen], [
    "identified",
    day(-100),
    "selection",
    true,
  ]);
  const facts = { selectedOn: day(-80), contractSignedOn: day(-60), ethicsApprovedOn: day(-50) };
  const begun = (await json(await put(at, path, facts), 200)).item;
  assert.deepEqual([begun.state, begun.sinceOn], ["in_start_up", day(-60)]);
  assert.equal(begun.missing[0], "initiation visit");
  const early = await json(await put(at, path, { activatedOn: day(-1) }), 422);
  assert.equal(early.errors[0].path, "/reason");
  assert.match(early.detail, /Cannot activate site 010 without a reason.*initiation visit/);
  await json(await put(at, path, { initiationVisitOn: day(-5) }), 200);
  await investigator(at, made.id);
  const dossier = await json(await call(at.owner, "GET", at.base + path), 200);
  assert.deepEqual(dossier.gate.map((one: Json) => one.held), Array(8).fill(true));
  assert.equal(dossier.staff[0].trainings.length, 2);
  assert.equal(dossier.item.nextStep, "activation");
  assert.equal(dossier.activity[0].entity, "delegations");
  const active = (await json(await put(at, path, { activatedOn: day(-1) }), 200)).item;
  assert.equal(active.state, "active");
  const held = await json(await put(at, path, { onHoldOn: day(0) }), 422);
  assert.deepEqual(held.errors[0].path, "/holdReason");
  const hold = { onHoldOn: day(0), holdReason: "No pharmacist" };
  assert.equal((await json(await put(at, path, hold), 200)).item.state, "on_hold");
  const resumed = { onHoldOn: null, holdReason: null, firstParticipantOn: day(0) };
  assert.equal((await json(await put(at, path, resumed), 200)).item.state, "enrolling");
  assert.equal((await json(await put(at, path, { closedOn: day(0) }), 200)).item.state, "closed");
  const again = await json(await put(at, path, { closedOn: day(-1) }), 422);
  assert.equal(again.errors[0].path, "/reason");
});

Deno.test("what cannot be is refused at its field, by the API and on the page", async () => {
  const at = await study();
  const other = await study(at.owner);
  const site = await addSite(at, { number: "010" });
  const second = await addSite(at, { number: "011" });
  const theirs = await addSite(other);
  const refused = async (response: Promise<Response>, status: number, path: string) => {
    const problem = await json(await response, status);
    assert.equal(problem.errors?.[0]?.path, path, JSON.stringify(problem));
  };
  const to = `/sites/${site.id}`;
  await refused(put(at, to, { selectedOn: day(9) }), 422, "/selectedOn");
  await refused(put(at, to, { selectedOn: "2026-02-30" }), 422, "/selectedOn");
  await refused(put(at, to, { selectedOn: "1026-02-03" }), 422, "/selectedOn");
  await refused(put(at, to, { targetEnrollment: -1 }), 422, "/targetEnrollment");
  await refused(put(at, to, { lat: 91 }), 422, "/lat");
  await refused(put(at, to, { state: "active" }), 422, "/state");
  await refused(put(at, to, { number: " 011 " }), 409, "/number");
  await refused(
    put(at, to, { activatedOn: day(-9), closedOn: day(-10) }, "Moved"),
    422,
    "/closedOn",
  );
  const create = (body: object) => call(at.owner, "POST", `${at.base}/sites`, body);
  await refused(create({ number: "012" }), 422, "/facility");
  await refused(create({ facility: "F", number: "010" }), 409, "/number");
  // Another project's site is not there.
  await json(await call(at.owner, "GET", `${at.base}/sites/${theirs.id}`), 404);
  await json(
    await call(at.owner, "PUT", `${at.base}/sites/${theirs.id}`, { city: "X" }, {
      "if-match": '"1"',
    }),
    404,
  );
  const staff = { siteId: theirs.id, name: "N", role: "other" };
  await refused(call(at.owner, "POST", `${at.base}/site-staff`, staff), 422, "/siteId");
  const trained = { staffId: crypto.randomUUID(), topic: "GCP", completedOn: day(-1) };
  await refused(call(at.owner, "POST", `${at.base}/trainings`, trained), 422, "/staffId");
  const { id: staffId } = await investigator(at, site.id);
  const upside = { staffId, topic: "GCP", completedOn: day(-1), expiresOn: day(-2) };
  await refused(call(at.owner, "POST", `${at.base}/trainings`, upside), 422, "/expiresOn");
  const ahead = { staffId, topic: "GCP", completedOn: day(5) };
  await refused(call(at.owner, "POST", `${at.base}/trainings`, ahead), 422, "/completedOn");
  await json(
    await call(at.owner, "PUT", at.base + to, { city: "Turku" }, { "if-match": '"99"' }),
    412,
  );
  await json(await call(at.owner, "PUT", at.base + to, { city: "Turku" }), 428);
  await json(await call(at.owner, "GET", `${at.base}/sites?state=open`), 422);
  await json(await call(at.owner, "GET", `${at.base}/sites?cursor=x`), 422);
  // The same in a form.
  const here = `/projects/${at.id}/sites/${site.id}`;
  const form = async (fields: Record<string, string>, status: number, said: RegExp) => {
    const answer = await post(at.owner, here, fields);
    const text = await answer.text();
    assert.equal(answer.status, status, text.slice(0, 3000));
    assert.match(text, said);
    assert.match(text, /role="dialog"/);
  };
  await form({ intent: "selectedOn", selectedOn: day(9) }, 422, /Must not be in the future/);
  await form({ intent: "selectedOn", selectedOn: "2026-02-30" }, 422, /aria-invalid="true"/);
  await form({ intent: "selectedOn", selectedOn: "" }, 422, /Must be given/);
  await form(
    { intent: "edit", facility: "F", number: "011" },
    409,
    /another site of the study has it/,
  );
  await form({ intent: "edit", facility: "", targetEnrollment: "many" }, 422, /Must be/);
  await form({ intent: "activatedOn", activatedOn: day(0), reason: "" }, 422, /Say why/);
  await form({ intent: "edit", facility: "F", version: "99" }, 412, /Somebody else changed this/);
  await form(
    { intent: "training", topic: "GCP", completedOn: day(-1), staffId: "" },
    422,
    /Choose a person/,
  );
  await form(
    { intent: "training", topic: "GCP", completedOn: day(-1), staffId: crypto.randomUUID() },
    422,
    /no such person/,
  );
  assert.equal((await post(at.owner, here, { intent: "explode" })).status, 400);
  assert.equal((await post(at.owner, `/projects/${at.id}/sites`, { intent: "x" })).status, 400);
  assert.equal((await page(at.owner, `/projects/${at.id}/sites/${theirs.id}`)).status, 404);
  assert.equal((await page(at.owner, `/projects/${at.id}/sites/012`)).status, 404);
  assert.ok(second);
});

Deno.test("the dossier leads through the gate by its forms", async () => {
  const at = await study();
  const list = `/projects/${at.id}/sites`;
  const added = await post(at.owner, list, {
    intent: "add",
    facility: "Wolborska <1>",
    number: "005",
  });
  assert.equal(added.status, 303);
  const here = added.headers.get("location")!.replace(/\?.*/, "");
  let text = await html(at.owner, here);
  assert.match(text, /005 Wolborska &lt;1/);
  assert.match(text, /8 of 8 open/);
  assert.match(
    text,
    /aria-disabled="true"[^>]*aria-describedby="why-not"|aria-describedby="why-not"[^>]*aria-disabled="true"/,
  );
  const done = async (form: Record<string, string>) => {
    const answer = await post(at.owner, here, form);
    assert.equal(answer.status, 303, await answer.text());
  };
  for (const fact of ["selectedOn", "contractSignedOn", "ethicsApprovedOn", "initiationVisitOn"]) {
    const dialog = await html(at.owner, `${here}?do=${fact}`);
    assert.match(dialog, new RegExp(`role="dialog"[^]*name="${fact}"`));
    await done({ intent: fact, [fact]: day(-30) });
  }
  await done({ intent: "person", name: "Dr Elias Sorvari", role: "principal_investigator" });
  text = await html(at.owner, here);
  const who = /do=training&(?:amp;)?topic=GCP&(?:amp;)?who=([0-9a-f-]{36})/.exec(text)?.[1];
  assert.ok(who, "the gate's act knows whose training is missing");
  await done({
    intent: "training",
    staffId: who,
    topic: "GCP",
    completedOn: day(-400),
    expiresOn: day(-1),
  });
  text = await html(at.owner, here);
  assert.match(text, /Ended/, "an expired training is flagged");
  assert.match(text, /3 of 8 open/);
  const wrong = /do=trained&(?:amp;)?which=([0-9a-f-]{36})/.exec(text)?.[1];
  await done({
    intent: "trained",
    row: wrong!,
    topic: "GCP",
    completedOn: day(-400),
    expiresOn: day(300),
  });
  await done({ intent: "training", staffId: who, topic: "Protocol", completedOn: day(-1) });
  await done({ intent: "delegation", staffId: who, duty: "Consent", delegatedOn: day(-1) });
  text = await html(at.owner, here);
  assert.match(text, /all 8 held/);
  assert.match(text, /href="\?do=activatedOn"[^>]*>Activate</);
  await done({ intent: "activatedOn", activatedOn: day(0) });
  await done({ intent: "onHoldOn", onHoldOn: day(0), holdReason: "Freezer failed" });
  assert.match(await html(at.owner, here), /On hold since[^]*Freezer failed/);
  await done({ intent: "resume", reason: "Repaired" });
  const duty = /do=undelegate&(?:amp;)?which=([0-9a-f-]{36})/.exec(await html(at.owner, here))?.[1];
  const bare = await post(at.owner, here, {
    intent: "undelegate",
    row: duty!,
    endedOn: day(-1),
    reason: "",
  });
  assert.equal(bare.status, 422);
  await bare.body?.cancel();
  await done({ intent: "undelegate", row: duty!, endedOn: day(-1), reason: "Left" });
  text = await html(at.owner, here);
  assert.match(text, /1 of 8 open/, "the gate of an active site opens again");
  for (const proof of ["state", "gate"]) {
    assert.match(
      await html(at.owner, `${here}?proof=${proof}`),
      /id="proof"[^]*private\.(site_states|gate_requirements)/,
    );
  }
  const removed = await post(at.owner, here, { intent: "remove", reason: "Twice" });
  assert.equal(removed.headers.get("location"), `${list}?said=removed`);
  assert.equal((await page(at.owner, here)).status, 404);
});

Deno.test("roles: who reads, who records, who adds", async () => {
  const at = await study();
  const site = await addSite(at);
  const db = await database();
  const expected: Record<string, [edit: boolean, add: boolean, staff: boolean]> = {
    manager: [true, true, true],
    coordinator: [true, true, true],
    regulatory: [true, true, true],
    cra: [true, true, true],
    data: [false, false, false],
    site: [false, false, true],
    auditor: [false, false, false],
    viewer: [false, false, false],
  };
  for (const [role, [edit, add, staff]] of Object.entries(expected)) {
    const person = await signUp(`Person ${role}`);
    await db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.org_members (org_id, user_id, role)
        values (${at.owner.organization.id}::uuid, ${person.id}::uuid, 'member')`;
      await sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${at.owner.organization.id}::uuid, ${at.id}::uuid, ${person.id}::uuid, ${role})`;
    });
    const here = `/projects/${at.id}/sites/${site.id}`;
    const text = await html(person, here);
    assert.equal(/href="\?do=edit"/.test(text), edit, role);
    assert.equal(/href="\?do=person"/.test(text), staff, role);
    const list = await html(person, `/projects/${at.id}/sites`);
    assert.equal(/href="\?do=add"/.test(list), add, role);
    const status = async (method: string, path: string, body: object) => {
      const answer = await call(
        person,
        method,
        at.base + path,
        body,
        method === "PUT" ? { "if-match": '"9"' } : {},
      );
      await answer.body?.cancel();
      return answer.status;
    };
    assert.equal(await status("PUT", `/sites/${site.id}`, { city: "Y" }), edit ? 412 : 403, role);
    assert.equal(await status("POST", "/sites", { facility: `F ${role}` }), add ? 201 : 403, role);
    const member = { siteId: site.id, name: role, role: "other" };
    assert.equal(await status("POST", "/site-staff", member), staff ? 201 : 403, role);
    const form = await post(person, here, { intent: "selectedOn", selectedOn: day(-2) });
    await form.body?.cancel();
    assert.equal(form.status, edit ? 303 : 403, role);
  }
  const stranger = await signUp("Mallory Stranger");
  for (const path of ["/sites", `/sites/${site.id}`, "/site-staff", "/delegations", "/trainings"]) {
    const answer = await call(stranger, "GET", at.base + path);
    await answer.body?.cancel();
    assert.equal(answer.status, 404, path);
  }
});

const waitsOf = (response: Response) =>
  Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1]);

Deno.test({
  name: "1,148 sites: three waits at most, filters and pages agree, no page is endless",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const at = await study();
    const db = await database();
    const org = at.owner.organization.id;
    await db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.sites (org_id, project_id, facility, number, country, ordinal,
          identified_on, selected_on, activated_on, on_hold_on, hold_reason)
        select ${org}::uuid, ${at.id}::uuid, 'Hospital ' || n, lpad(n::text, 4, '0'),
          (array['Finland', 'Poland', 'Japan'])[1 + n % 3], n, '2026-01-01'::date,
          case when n % 2 = 0 then '2026-02-01'::date end,
          case when n % 5 = 0 then '2026-03-01'::date end,
          case when n % 50 = 0 then '2026-04-01'::date end, case when n % 50 = 0 then 'Audit' end
        from generate_series(1, 1148) n`;
      await sql`insert into public.site_staff (org_id, project_id, site_id, name, role)
        select s.org_id, s.project_id, s.id, 'Dr ' || s.number, 'principal_investigator'
        from public.sites s where s.project_id = ${at.id}::uuid`;
      await sql`insert into public.trainings (org_id, project_id, staff_id, topic, completed_on)
        select m.org_id, m.project_id, m.id, t.topic, '2026-01-05'::date
        from public.site_staff m, (values ('GCP'), ('Protocol')) t(topic)
        where m.project_id = ${at.id}::uuid`;
    });
    const seen = new Map<string, string>();
    let cursor: string | null = null;
    let states: Record<string, number> = {};
    do {
      const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
      const list: Json = await json(
        await call(at.owner, "GET", `${at.base}/sites?limit=500${query}`),
        200,
      );
      assert.equal(list.total, 1148);
      for (const item of list.items) seen.set(item.id, item.state);
      states = list.states;
      cursor = list.nextCursor;
    } while (cursor);
    assert.equal(seen.size, 1148);
    const counted: Record<string, number> = {};
    for (const state of seen.values()) counted[state] = (counted[state] ?? 0) + 1;
    assert.deepEqual(states, counted, "the pipeline counts what the list shows");
    for (const [state, sites] of Object.entries(counted)) {
      const list = await json(
        await call(at.owner, "GET", `${at.base}/sites?state=${state}&limit=1`),
        200,
      );
      assert.equal(list.total, sites, state);
    }
    const [first] = seen.keys();
    for (
      const path of [
        `/projects/${at.id}/sites`,
        `/projects/${at.id}/sites?state=on_hold&country=Poland`,
        `/projects/${at.id}/sites/${first}`,
        `/projects/${at.id}/sites/${first}?do=training`,
      ]
    ) {
      const response = await page(at.owner, path);
      const text = await response.text();
      assert.equal(response.status, 200, path);
      assert.ok(waitsOf(response) <= 3, `${path}: ${waitsOf(response)} waits`);
      const script = await scriptBytes(text, (asset) => request(asset));
      assert.ok(script <= 15 * 1024, `${path}: ${script} bytes of script`);
      assert.ok(text.length < 120_000, `${path}: ${text.length} characters`);
    }
    const filtered = await html(at.owner, `/projects/${at.id}/sites?q=0007`);
    assert.match(filtered, /1 of 1,148/);
    assert.match(filtered, /0007 Hospital 7</);
  },
});
