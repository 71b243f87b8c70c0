// The pages of documents: what is expected, what is held, versions with files, consent forms.
import assert from "node:assert/strict";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";
import { scriptBytes } from "./weight.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

async function json(response: Response, status: number): Promise<Json> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text);
}

async function html(person: Person, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  assert.doesNotMatch(text, / style=/);
  return text.replaceAll("\u00a0", " ");
}

const post = (person: Person, path: string, body: Record<string, string> | FormData) =>
  request(path, {
    method: "POST",
    headers: { cookie: person.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
    body: body instanceof FormData ? body : new URLSearchParams(body),
  });

async function done(response: Response, status = 303): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 3000));
  return response.headers.get("location") ?? text;
}

export async function study() {
  const owner = await signUp();
  const { id } =
    (await json(await call(owner, "POST", "/api/projects", { name: "TMF" }), 201)).project;
  const make = async (path: string, body: object): Promise<Json> =>
    (await json(await call(owner, "POST", `/api/projects/${id}${path}`, body), 201)).item;
  const site = (number: string, country: string) =>
    make("/sites", { number, facility: `Hospital ${number}`, country });
  return { owner, id, make, site, here: `/projects/${id}/documents` };
}

Deno.test("from what is expected to a document with its file, its days and its waiver, by forms alone", async () => {
  const { owner, site, here } = await study();
  const oulu = await site("001", "Finland");
  const lyon = await site("002", "France");
  assert.match(await html(owner, here), /Nothing is expected yet/);
  const rules = `${here}/requirements`;
  const rule = {
    title: "CV of the investigator",
    kind: "cv",
    level: "SITE",
    countries: "",
    neededFor: "site_activation",
    validMonths: "12",
    artifactNumber: "05.02.04",
  };
  await done(await post(owner, `${rules}?do=add`, { ...rule, artifactNumber: "5.2.4" }), 422);
  await done(await post(owner, `${rules}?do=add`, rule));
  await done(
    await post(owner, `${rules}?do=add`, {
      ...rule,
      title: "Approval",
      level: "COUNTRY",
      kind: "regulatory_approval",
      countries: "france, Japan",
      neededFor: "",
      artifactNumber: "03.01.02",
    }),
  );
  const list = await html(owner, here);
  assert.match(list, /2 of 3|3 of 3/);
  assert.match(list, /missing for the activation of a site/);
  assert.match(list, /Site Management/);
  assert.match(await html(owner, `${here}?state=missing&zone=05`), /2 of 3/);
  assert.match(await html(owner, `${here}?site=${oulu.id}`), /1 of 3/);
  assert.match(await html(owner, `${here}?proof=states`), /id="proof"[^]*Appendix C/);

  const add = /href="(\?[^"]*do=add[^"]*)"/g;
  const links = [...list.matchAll(add)].map((found) => found[1]!.replaceAll("&amp;", "&"));
  const slot = links.find((link) => link.includes(oulu.id))!;
  assert.match(await html(owner, here + slot), /role="dialog"/);
  assert.match(await html(owner, here + slot), new RegExp(`name="ownerId"[^]*"${owner.id}"`));
  const document = await done(
    await post(owner, here + slot, {
      ownerId: owner.id,
      title: "CV Dr Rautalahti",
      kind: "cv",
      artifactNumber: "05.02.04",
    }),
  );
  const path = document.split("?")[0]!;
  const file = (name: string, bytes: string) => {
    const data = new FormData();
    for (
      const [field, value] of Object.entries({
        label: "1.0",
        approvedOn: day(-10),
        heldIn: "",
        expiresOn: "",
      })
    ) data.set(field, value);
    data.set("file", new File([bytes], name));
    return data;
  };
  const refused = await done(await post(owner, path, file("cv.pdf", "plain text")), 422);
  assert.match(refused, /value="1\.0"/, "what was typed is kept");
  assert.match(refused, /That version was not added/);
  assert.equal(
    await done(await post(owner, path, file("cv.pdf", "%PDF-1.7 x"))),
    `${path}?upload=done`,
  );
  const editing = await html(owner, `${path}?do=edit`);
  assert.match(editing, new RegExp(`<option value="${owner.id}" selected`), "its owner");
  const shown = await html(owner, path);
  assert.match(shown, /Principal investigator CV/, "the number has its name");
  assert.match(shown, /<b>Current/);
  const id = /which=([0-9a-f-]{36})/.exec(shown)![1]!;
  const version = { version: "1" };
  await done(
    await post(owner, `${path}?do=dates&which=${id}`, {
      ...version,
      approvedOn: day(-10),
      expiresOn: day(20),
    }),
    422,
  );
  const dated = {
    ...version,
    approvedOn: day(-10),
    expiresOn: day(20),
    reason: "The licence ends",
  };
  await done(await post(owner, `${path}?do=dates&which=${id}`, dated));
  assert.match(await html(owner, here), /20 days left/);
  assert.match(await html(owner, `${here}?due=30`), /1 of 3/);

  const waive = links.find((link) => link.includes(lyon.id))!.replace("do=add", "do=waive");
  await done(await post(owner, here + waive, { because: "", untilOn: "" }), 422);
  await done(await post(owner, here + waive, { because: "The sponsor holds it", untilOn: day(9) }));
  assert.match(await html(owner, `${here}?state=waived`), /The sponsor holds it/);
  const waiver = (act: string) => here + waive.replace("do=waive", `do=${act}`);
  await done(
    await post(owner, waiver("waiver"), {
      version: "1",
      because: "Held by the sponsor",
      untilOn: "",
    }),
  );
  assert.match(await html(owner, `${here}?state=waived`), /Held by the sponsor/);
  await done(await post(owner, waiver("unwaive"), { version: "2", reason: "No longer" }));
  assert.doesNotMatch(await html(owner, here), /<b>Waived/);
  const gate = await html(owner, `/projects/${here.split("/")[2]}/sites/${oulu.id}`);
  assert.match(gate, /CV of the investigator[^]*1\.0, cv\.pdf/);
  await done(
    await post(owner, `${path}?do=withdraw&which=${id}`, {
      version: "2",
      withdrawnOn: day(0),
      reason: "Wrong person",
    }),
  );
  assert.match(await html(owner, path), /<b>Withdrawn/);
  await done(await post(owner, `${path}?do=remove`, { version: "1", reason: "Doubled" }));
  await html(owner, path, 404);
});

Deno.test("consent forms by site: what is superseded and still in use shows with its reason", async () => {
  const { owner, make, site, here } = await study();
  const sites = [await site("001", "Finland"), await site("002", "France")];
  const form = await make("/documents", { title: "Consent", kind: "consent_form" });
  const one = await make(`/documents/${form.id}/versions`, {
    label: "1.0",
    heldIn: "Binder",
    approvedOn: day(-90),
  });
  const consent = `${here}/consent`;
  const cell = (version: Json, at: number) =>
    `${consent}?do=use&version=${version.id}&site=${sites[at].id}&page=1`;
  await done(await post(owner, cell(one, 0), { usedFrom: day(-80) }));
  assert.match(
    await html(owner, consent),
    /In use[^]*no superseded version|no superseded version[^]*In use/,
  );
  await make(`/documents/${form.id}/versions`, {
    label: "2.0",
    heldIn: "Binder",
    approvedOn: day(-5),
  });
  assert.match(
    await html(owner, consent),
    /1 superseded version in use[^]*Superseded in use[^]*version 2\.0 is in effect/,
  );
  await done(
    await post(owner, cell(one, 0), {
      version: "1",
      usedFrom: day(-80),
      usedUntil: day(-81),
      reason: "x",
    }),
    422,
  );
  await done(
    await post(owner, cell(one, 0), {
      version: "1",
      usedFrom: day(-80),
      usedUntil: day(-1),
      reason: "Switched",
    }),
  );
  assert.match(await html(owner, consent), /no superseded version/);

  const french = await make("/documents", {
    ...{ title: "A consent of France", kind: "consent_form", country: "France" },
  });
  const held = await make(`/documents/${french.id}/versions`, {
    label: "1.0-fr",
    heldIn: "Binder",
  });
  const asked = (at: number) => `version=${held.id}&amp;site=${sites[at].id}`;
  const approve = `${here}/${french.id}?do=dates&which=${held.id}`;
  await done(await post(owner, approve, { version: "1" }), 422);
  await done(await post(owner, approve, { version: "1", approvedOn: day(-1), reason: "Signed" }));
  const shown = (await html(owner, consent)).replaceAll("&amp;", "&").replaceAll("&", "&amp;");
  assert.ok(shown.includes(asked(1)), "a form of France is recorded at a site of France");
  assert.ok(!shown.includes(asked(0)), "and not offered at one of Finland");
});

Deno.test("1,148 sites with ten requirements: three waits, a page, and little script", async () => {
  const { owner, id, here } = await study();
  const { database } = await import("@/lib/db/mod.ts");
  const db = await database();
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.sites (org_id, project_id, facility, country, ordinal)
      select ${owner.organization.id}::uuid, ${id}::uuid, 'S' || n, 'C' || n % 40, n from generate_series(1, 1148) n`;
    await sql`insert into public.document_requirements (org_id, project_id, title, scope)
      select ${owner.organization.id}::uuid, ${id}::uuid, 'R' || n, 'SITE' from generate_series(1, 10) n`;
  });
  for (const path of [here, `${here}?page=230`, `${here}/consent`, `${here}/requirements`]) {
    const response = await page(owner, path);
    const text = await response.text();
    assert.equal(response.status, 200);
    const waits = Number(
      /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
    );
    assert.ok(waits <= 3, `${path}: ${waits} waits`);
    assert.ok(await scriptBytes(text, (file) => page(owner, file)) <= 15_360, path);
  }
  assert.match(await html(owner, here), /11,480 of 11,480/);
  const last = await html(owner, `${here}?page=230`);
  const add = /href="(\?[^"]*do=add[^"]*requirement[^"]*)"/.exec(last)![1]!.replaceAll(
    "&amp;",
    "&",
  );
  const made = await done(
    await post(owner, here + add, { title: "Of the last page", kind: "other" }),
  );
  assert.match(await html(owner, made.split("?")[0]!), /Expected by[^]*R\d/);
});

Deno.test("the blinded do not see a restricted document on any page, nor in its counts", async () => {
  const { owner, id, here } = await study();
  const { database } = await import("@/lib/db/mod.ts");
  const db = await database();
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.project_members set unblinded = true
      where project_id = ${id}::uuid and user_id = ${owner.id}::uuid`,
  );
  const blinded = await signUp("Blinded");
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${owner.organization.id}::uuid, ${blinded.id}::uuid, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${owner.organization.id}::uuid, ${id}::uuid, ${blinded.id}::uuid, 'manager')`;
  });
  const add = async (body: object) =>
    (await json(await call(owner, "POST", `/api/projects/${id}/documents`, body), 201)).item;
  const secret = await add({ title: "Arms by number", kind: "consent_form", restricted: true });
  await add({ title: "Monitoring plan" });
  const version = { label: "1.0-secret", heldIn: "Safe", approvedOn: day(-1) };
  await json(
    await call(owner, "POST", `/api/projects/${id}/documents/${secret.id}/versions`, version),
    201,
  );
  for (const [person, sees] of [[owner, true], [blinded, false]] as const) {
    const list = await html(person, here);
    assert.equal(list.includes("Arms by number"), sees);
    assert.equal(list.includes("2 of 2"), sees);
    assert.equal((await html(person, `${here}/consent`)).includes("1.0-secret"), sees);
    const csv = await (await call(person, "GET", `/api/projects/${id}/documents/export.csv`))
      .text();
    assert.equal(csv.includes("Arms by number"), sees);
    await html(person, `${here}/${secret.id}`, sees ? 200 : 404);
  }
});

Deno.test("suggestions say what they would ask for, and are confirmed together or not at all", async () => {
  const { owner, id, make, here } = await study();
  const active = { activatedOn: day(-9), reason: "set-up of the test" };
  for (
    const [number, country, more] of [["001", "Finland", active], ["002", "France", {}]] as const
  ) {
    await make("/sites", { number, facility: `Hospital ${number}`, country, ...more });
  }
  const suggest = (title: string, level: string, more: object = {}) =>
    make("/document-requirements", {
      ...{ title, kind: "other", level, state: "unconfirmed" },
      basis: "Rule: each one has it",
      ...more,
    });
  const cv = await suggest("CV", "SITE", { neededFor: "site_activation" });
  const approval = await suggest("Approval", "COUNTRY");
  const plan = await suggest("Plan", "STUDY");
  const elsewhere = await suggest("Licence", "COUNTRY", { countries: ["Japan"] });
  const api = `/api/projects/${id}/document-requirements`;
  const { effects } = await json(await call(owner, "GET", `${api}/preview`), 200);
  const of = (item: Json) => effects.find((one: Json) => one.id === item.id);
  assert.deepEqual(of(cv), { id: cv.id, places: 2, lacking: 2, activeSites: 1 });
  assert.deepEqual(of(approval), { id: approval.id, places: 2, lacking: 2, activeSites: 0 });
  assert.deepEqual([of(plan).lacking, of(elsewhere).places], [1, 0]);

  const rules = `${here}/requirements`;
  const shown = await html(owner, rules);
  assert.match(shown, /2 of 2 sites lack it at once; 1 site without it is active/);
  assert.match(shown, /2 of 2 countries lack it at once/);
  assert.match(shown, /the study lacks it at once/);
  assert.match(shown, /expected nowhere yet: no country/);
  assert.match(shown, /All together: 5 documents would be missing at once/);
  assert.match(shown, /Suggested by a rule: each one has it/);
  const dialog = await html(owner, `${rules}?do=confirm&which=${cv.id}`);
  assert.match(
    dialog,
    /role="dialog"[^]*2 of 2 sites lack it at once[^]*Suggested by a rule: each/,
  );
  assert.doesNotMatch(dialog, /Suggested because|Rule:/);

  const chosen = (...items: Json[]) => {
    const data = new FormData();
    data.set("intent", "confirm-chosen");
    for (const item of items) data.append("chosen", `${item.id}:${item.version}`);
    return data;
  };
  assert.match(await done(await post(owner, rules, chosen()), 422), /Choose at least one/);
  const changed = await call(owner, "PUT", `${api}/${plan.id}`, { title: "The plan" }, {
    "if-match": '"1"',
  });
  assert.equal(changed.status, 200);
  const refused = await done(await post(owner, rules, chosen(cv, plan)), 409);
  assert.match(refused, /1 of them was decided or changed[^]*Nothing was confirmed/);
  assert.match(refused, new RegExp(`value="${cv.id}:1" checked`), "what was chosen is kept");
  const states = async () =>
    (await json(await call(owner, "GET", `${api}?state=confirmed`), 200)).items.length;
  assert.equal(await states(), 0, "all or nothing");
  assert.match(await done(await post(owner, rules, chosen(cv, approval))), /confirmed=2$/);
  assert.match(await html(owner, `${rules}?confirmed=2`), /2 requirements confirmed/);
  const body = { items: [{ id: plan.id, version: 2 }, { id: elsewhere.id, version: 1 }] };
  const viewer = await signUp();
  assert.equal((await call(viewer, "POST", `${api}/confirm`, body)).status, 404);
  assert.deepEqual(await json(await call(owner, "POST", `${api}/confirm`, body), 200), {
    confirmed: 2,
  });
  assert.equal((await call(owner, "POST", `${api}/confirm`, body)).status, 409, "decided by now");
});

Deno.test("consent forms of many countries: only columns that are for the sites shown, gaps in words", async () => {
  const { owner, make, site, here } = await study();
  const lands = ["Finland", "France", "Japan", "Spain"];
  const sites = [];
  for (const [n, land] of lands.entries()) sites.push(await site(`00${n}`, land));
  const versions: Json[] = [];
  for (const [n, country] of lands.slice(0, 3).entries()) {
    const form = await make("/documents", {
      ...{ title: `Form ${country}`, kind: "consent_form", country },
    });
    for (const [label, ago] of [["1.0", 90], ["2.0", 60], ["3.0", 30]] as const) {
      versions[n] = await make(`/documents/${form.id}/versions`, {
        ...{ label, heldIn: "Binder", approvedOn: day(-ago) },
      });
    }
  }
  await make("/document-uses", {
    ...{ versionId: versions[0].id, siteId: sites[0].id, usedFrom: day(-20) },
  });
  const consent = `${here}/consent`;
  const all = await html(owner, consent);
  const heads = (text: string) => [...text.matchAll(/<th scope="col">(Version [^<]*)</g)].length;
  assert.equal(heads(all), 3, "older versions that nobody works with are left out");
  assert.match(all, /6 older versions that no site works with/);
  assert.match(all, /<th scope="colgroup"[^>]*>Form Finland</);
  assert.match(all, /for Finland only/);
  const row = (text: string, label: string) =>
    new RegExp(`>[^<]*${label}</a>[^]*?</tr>`).exec(text)![0];
  assert.match(row(all, "Hospital 000"), /In use:/);
  assert.doesNotMatch(row(all, "Hospital 000"), /Not known/);
  assert.match(row(all, "Hospital 001"), /Not known:<\/b>[^]*which version it works with/);
  assert.equal(heads(await html(owner, `${consent}?all=1`)), 9);
  const french = await html(owner, `${consent}?country=France`);
  assert.equal(heads(french), 1);
  assert.doesNotMatch(french, /Hospital 000/);
  const form = await html(owner, `${consent}?form=${versions[2].documentId}`);
  assert.match(form, /Hospital 002/);
  assert.doesNotMatch(form, /Hospital 001/);
  const spain = await html(owner, `${consent}?country=Spain`);
  assert.match(spain, /No version of a form is for these sites/);
  await html(owner, `${consent}?country=Nowhere&form=x&page=9`);
  const use = `do=use&version=${versions[1].id}&site=${sites[1].id}`;
  const next = await done(
    await post(owner, `${consent}?country=France&${use}`, { usedFrom: day(-3) }),
  );
  assert.match(next, /country=France/, "what was narrowed stays so");
});
