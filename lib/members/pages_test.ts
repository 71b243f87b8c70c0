// The pages of people, as a browser without script uses them.
import assert from "node:assert/strict";
import { call, page, type Person, request, signUp } from "@/tests/harness.ts";
import { tokenFor } from "./outbox_testing.ts";

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

async function post(person: Person, path: string, fields: Record<string, string>) {
  const response = await request(path, {
    method: "POST",
    headers: { cookie: person.cookie, "sec-fetch-site": "same-origin", accept: "text/html" },
    body: new URLSearchParams(fields),
  });
  const { status, headers } = response;
  return { status, location: headers.get("location"), html: await response.text() };
}

async function get(person: Person | null, path: string) {
  const response = await page(person, path);
  const waits = /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1];
  return { status: response.status, html: await response.text(), waits: Number(waits) };
}

const home = (person: Person) => `/organizations/${person.organization.id}`;

/** Brings the guest into the owner's organisation. */
async function join(owner: Person, guest: Person, more: Record<string, string> = {}) {
  const invited = await call(owner, "POST", `/api${home(owner)}/invitations`, {
    email: guest.email,
    ...more,
  });
  assert.equal(invited.status, 201, await invited.text());
  const token = await tokenFor(guest.email);
  const joined = await call(guest, "POST", "/api/invitations/accept", { token });
  assert.equal(joined.status, 200, await joined.text());
}

test("members: invite, send again, revoke; bad addresses are named", async () => {
  const owner = await signUp();
  const path = `${home(owner)}/members`;
  const invite = (email: string) => post(owner, path, { intent: "invite", email, role: "member" });
  const wrong = await invite("nobody");
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /Must be an address such as/);
  assert.match(wrong.html, /value="nobody"/);
  const email = `x-${crypto.randomUUID()}@example.org`;
  assert.deepEqual([(await invite(email)).location], [`${path}?said=invited`]);
  const twice = await invite(email);
  assert.equal(twice.status, 409);
  assert.match(twice.html, /an invitation for this address is open/);
  const first = await tokenFor(email);
  const id = /name="invitation" value="([^"]+)"/.exec(twice.html)![1]!;
  const again = await post(owner, path, { intent: "resend", invitation: id });
  assert.equal(again.location, `${path}?said=resent`);
  assert.notEqual(await tokenFor(email), first);
  const revoked = await post(owner, path, { intent: "revoke", invitation: id });
  assert.equal(revoked.location, `${path}?said=revoked`);
  assert.equal((await get(owner, path)).html.includes(email), false);
  assert.equal((await post(owner, path, { intent: "revoke", invitation: id })).status, 409);
  assert.equal((await post(owner, path, { intent: "revoke", invitation: "x" })).status, 400);
});

test("members: a role and a removal ask for the reason, and say what stands against them", async () => {
  const [owner, guest] = [await signUp(), await signUp("Gus Test")];
  await join(owner, guest);
  const path = `${home(owner)}/members`;
  const dialog = await get(owner, `${path}?role=${guest.id}`);
  assert.match(dialog.html, /Role of Gus Test/);
  const version = /name="version" value="(\d+)"/.exec(dialog.html)![1]!;
  const fields = { intent: "role", user: guest.id, version, role: "admin", reason: "" };
  const silent = await post(owner, path, fields);
  assert.equal(silent.status, 422);
  assert.match(silent.html, /Say why/);
  const done = await post(owner, path, { ...fields, reason: "deputy" });
  assert.equal(done.location, `${path}?said=role`);
  assert.equal((await post(owner, path, { ...fields, reason: "deputy" })).status, 412);
  const own = { ...fields, user: owner.id, version: "1", role: "member", reason: "tired" };
  const last = await post(owner, path, own);
  assert.equal(last.status, 409);
  assert.match(last.html, /Cannot remove the last owner/);
  const gone = { intent: "remove", user: guest.id, version: "2", reason: "left" };
  assert.equal((await post(owner, path, gone)).location, `${path}?said=removed`);
  assert.equal((await get(guest, path)).status, 404);
});

test("members without rights read; strangers see nothing; pages wait three times at most", async () => {
  const [owner, guest, stranger] = [await signUp(), await signUp(), await signUp()];
  const made = await call(owner, "POST", "/api/projects", { name: "Trial" });
  const { project } = await made.json();
  await join(owner, guest, { projectId: project.id, projectRole: "viewer" });
  const study = `/projects/${project.id}/members`;
  for (const path of [home(owner), `${home(owner)}/members`, study]) {
    const seen = await get(guest, path);
    assert.equal(seen.status, 200, path);
    assert.ok(seen.waits >= 1 && seen.waits <= 3, `${path}: ${seen.waits} waits`);
    for (const act of ["invite", "rules", "looks", "add", "resend"]) {
      assert.equal(seen.html.includes(`value="${act}"`), false, `${path}: ${act}`);
    }
    assert.match((await get(owner, path)).html, /name="intent"/, "the control");
    assert.equal((await get(stranger, path)).status, 404);
    assert.equal((await get(null, path)).status, 303);
  }
  const put = { intent: "invite", email: "a@example.org", role: "member" };
  assert.equal((await post(guest, `${home(owner)}/members`, put)).status, 403);
  assert.equal((await post(stranger, `${home(owner)}/members`, put)).status, 404);
  const rules = { intent: "rules", version: "1", name: "Mine", timeZone: "UTC" };
  const whole = { ...rules, aiTokensPerDay: "1000" };
  assert.equal((await post(guest, home(owner), whole)).status, 403);
});

test("people of a study: added, invited, changed and taken off by forms", async () => {
  const [owner, guest] = [await signUp(), await signUp("Gus Test")];
  const made = await call(owner, "POST", "/api/projects", { name: "Trial" });
  const path = `/projects/${(await made.json()).project.id}/members`;
  await join(owner, guest);
  const add = (fields: Record<string, string>) =>
    post(owner, path, { intent: "add", role: "cra", reason: "", ...fields });
  const nobody = await add({ who: "" });
  assert.equal(nobody.status, 422);
  assert.match(nobody.html, /Choose a person/);
  const silent = await add({ who: guest.id, unblinded: "yes" });
  assert.equal(silent.status, 422);
  assert.match(silent.html, /Say why/);
  assert.equal((await add({ who: guest.id })).location, `${path}?said=added`);
  const change = { intent: "role", user: guest.id, version: "1", role: "auditor", reason: "audit" };
  assert.equal((await post(owner, path, change)).location, `${path}?said=role`);
  assert.match((await get(owner, path)).html, /by role/);
  const invite = { intent: "invite", email: "z@example.org", role: "site", reason: "" };
  assert.equal((await post(owner, path, invite)).location, `${path}?said=invited`);
  assert.match((await get(owner, path)).html, /z@example\.org/);
  const remove = { intent: "remove", user: guest.id, version: "2", reason: "done" };
  assert.equal((await post(owner, path, remove)).location, `${path}?said=removed`);
  assert.equal((await get(guest, path)).status, 404);
});

test("one organisation is opened at once, several are listed", async () => {
  const [owner, guest] = [await signUp(), await signUp()];
  const only = await page(guest, "/organizations");
  assert.equal(only.headers.get("location"), home(guest));
  assert.match((await get(guest, "/projects")).html, new RegExp(`href="${home(guest)}"`));
  await join(owner, guest);
  const { html } = await get(guest, "/organizations");
  for (const person of [owner, guest]) assert.match(html, new RegExp(`href="${home(person)}"`));
  assert.match((await get(guest, "/projects")).html, /href="\/organizations"/);
  const left = await post(guest, home(owner), { intent: "leave", why: "" });
  assert.equal(left.location, "/organizations");
  assert.equal((await get(guest, home(owner))).status, 404);
});
