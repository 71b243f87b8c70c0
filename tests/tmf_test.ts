// The official list of TMF artifacts: read, taken over by those who run the organisation, looked up.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { readList } from "@/lib/tmf/read.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

async function json(response: Response, status: number): Promise<Json> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text);
}

const LIST = "Zone #,TMF Zone,TMF Section,Artifact number,Artifact name\n" +
  "5,05 Site Management,05.02 Site Set-up,5.02,\n" +
  "5,05 Site Management,05.02 Site Set-up,5.02.04,Principal Investigator Curriculum Vitae\n" +
  "5,05 Site Management,05.02 Site Set-up,05-02-99,House Form\n";

const send = (person: Person, text: string, query = "") =>
  request(`/api/organizations/${person.organization.id}/tmf-artifacts/import${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${person.token}`, "content-type": "text/csv" },
    body: text,
  });

const list = async (person: Person): Promise<Json[]> =>
  (await json(
    await call(person, "GET", `/api/organizations/${person.organization.id}/tmf-artifacts`),
    200,
  )).items;

Deno.test("a list is taken over as a whole, comes before ours, and the same file changes nothing", async () => {
  const owner = await signUp();
  const before = await list(owner);
  assert.ok(before.length >= 60 && before.every((one) => !one.own));
  assert.equal(new Set(before.map((one) => one.number)).size, before.length);
  const dry = await json(await send(owner, LIST, "?dryRun=true"), 200);
  assert.deepEqual([dry.created, dry.skipped, dry.mapping.artifact], [2, 1, "Artifact name"]);
  assert.deepEqual(await list(owner), before, "a check writes nothing");
  const done = await json(await send(owner, LIST, "?listVersion=3.3.1"), 200);
  assert.deepEqual([done.created, done.updated, done.unchanged], [2, 0, 0]);
  const again = await json(await send(owner, LIST), 200);
  assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, 2]);
  const changed = await json(await send(owner, LIST.replace("House Form", "House Record")), 200);
  assert.deepEqual([changed.created, changed.updated, changed.unchanged], [0, 1, 1]);
  const after = await list(owner);
  assert.equal(after.length, before.length + 1);
  assert.deepEqual(after.find((one) => one.number === "05.02.04"), {
    ...{ number: "05.02.04", zone: "Site Management", section: "Site Set-up", own: true },
    artifact: "Principal Investigator Curriculum Vitae",
  });
  const other = await signUp("Somebody else");
  assert.deepEqual(await list(other), before, "another organisation keeps ours");
});

Deno.test("what is wrong is said by row and field, and nothing is written", async () => {
  const owner = await signUp();
  const bad = `${LIST}5,Site Management,,05.02.04,Twice\n5,Site Management,Set-up,five,Name\n`;
  const refused = await json(await send(owner, bad), 422);
  assert.deepEqual(refused.errors.map((one: Json) => one.path), [
    "/rows/5/number",
    "/rows/5/section",
    "/rows/6/number",
  ]);
  assert.equal((await list(owner)).filter((one) => one.own).length, 0);
  for (
    const [text, path] of [["a,b\n1,2\n", "/columns"], ["TMF Zone,Section,Number,Artifact\n", ""]]
  ) {
    assert.equal((await json(await send(owner, text!), 422)).errors[0].path, path);
  }
  assert.equal((await json(await send(owner, LIST, "?mapping=x"), 422)).errors[0].path, "/mapping");
  const odd = "A,B,C,D\n05.02.01,Zone,Section,Name\n";
  const mapped = { number: "A", zone: "B", section: "C", artifact: "D" };
  assert.equal(readList(new TextEncoder().encode(odd), mapped).rows.length, 1);
  assert.equal(readList(new TextEncoder().encode(odd)).faults[0]!.path, "/columns");
});

Deno.test("members see the list and do not change it; strangers find nothing; the page does both", async () => {
  const owner = await signUp();
  const member = await signUp("Member");
  const db = await database();
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.org_members (org_id, user_id, role)
      values (${owner.organization.id}::uuid, ${member.id}::uuid, 'member')`,
  );
  const asMember = { ...member, organization: owner.organization };
  await json(await send(asMember, LIST), 403);
  assert.ok((await list(asMember)).length > 60);
  const stranger = { ...await signUp("Mallory"), organization: owner.organization };
  await json(await send(stranger, LIST), 404);
  const here = `/organizations/${owner.organization.id}/tmf`;
  assert.match(await (await page(owner, here)).text(), /Import the official list/);
  assert.doesNotMatch(await (await page(asMember, here)).text(), /Import the official list/);
  assert.equal((await page(stranger, here)).status, 404);
  const post = (intent: string, text: string) => {
    const body = new FormData();
    body.set("intent", intent);
    body.set("file", new File([text], "list.csv", { type: "text/csv" }));
    return request(here, {
      method: "POST",
      headers: { cookie: owner.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
      body,
    });
  };
  assert.match(await (await post("check", LIST)).text(), /It would do this[^]*2 new/);
  const refused = await post("import", LIST.replace("05-02-99", "x.y"));
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Row 4: Cannot read artifact number/);
  assert.match(await (await post("import", LIST)).text(), /Imported[^]*2 new/);
});
