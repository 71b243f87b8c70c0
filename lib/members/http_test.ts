// People over HTTP: the life of an invitation, roles with reason and version, the people of a study.
import assert from "node:assert/strict";
import { call, type Person, signUp } from "@/tests/harness.ts";
import { tokenFor } from "./outbox_testing.ts";

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

async function json(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
) {
  const response = await call(person, method, path, body, headers);
  const text = await response.text();
  return {
    status: response.status,
    body: text ? JSON.parse(text) : null,
    headers: response.headers,
  };
}

const of = (person: Person) => `/api/organizations/${person.organization.id}`;
const REASON = { "x-change-reason": encodeURIComponent("new duties") };
const at = (version: number) => ({ "if-match": `"${version}"` });

/** Invites and accepts; the guest keeps an organisation of their own as well. */
async function join(owner: Person, guest: Person, more: Record<string, unknown> = {}) {
  const made = await json(owner, "POST", `${of(owner)}/invitations`, {
    email: guest.email,
    ...more,
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const token = (await tokenFor(guest.email))!;
  const joined = await json(guest, "POST", "/api/invitations/accept", { token });
  assert.equal(joined.status, 200, JSON.stringify(joined.body));
  return { ...joined.body, token };
}

async function study(person: Person): Promise<string> {
  const made = await json(person, "POST", "/api/projects", { name: "Trial" });
  assert.equal(made.status, 201);
  return made.body.project.id;
}

const memberOf = async (by: Person, who: Person) =>
  (await json(by, "GET", `${of(by)}/members`)).body.members
    .find((one: { id: string }) => one.id === who.id);

test("an invitation: made, sent, seen, sent again, accepted once", async () => {
  const [owner, guest, other] = [await signUp(), await signUp("Gus Test"), await signUp()];
  const invite = (email: string) => json(owner, "POST", `${of(owner)}/invitations`, { email });
  const made = await invite(guest.email.toUpperCase());
  assert.equal(made.status, 201);
  assert.equal(made.body.invitation.email, guest.email);
  assert.equal(JSON.stringify(made.body).includes("token"), false);
  assert.equal((await invite(guest.email)).status, 409);
  const listed = await json(owner, "GET", `${of(owner)}/invitations`);
  assert.deepEqual(listed.body.items.map((one: { email: string }) => one.email), [guest.email]);
  const first = (await tokenFor(guest.email))!;
  const path = `${of(owner)}/invitations/${made.body.invitation.id}`;
  assert.equal((await json(owner, "POST", `${path}/resend`)).status, 200);
  const token = (await tokenFor(guest.email))!;
  assert.notEqual(token, first);
  const accept = (who: Person, given: string) =>
    json(who, "POST", "/api/invitations/accept", { token: given });
  assert.equal((await accept(guest, first)).status, 404, "the old letter is worthless");
  assert.equal((await accept(other, token)).status, 403, "another address");
  const dashed = token.toLowerCase().replace(/(.{5})/g, "$1- ");
  const joined = await accept(guest, dashed);
  assert.deepEqual([joined.status, joined.body], [200, {
    organizationId: owner.organization.id,
    projectId: null,
  }]);
  assert.equal((await accept(guest, token)).status, 409, "used");
  assert.equal((await memberOf(owner, guest)).role, "member");
  assert.equal((await invite(guest.email)).status, 409, "a member already");
  assert.equal((await json(owner, "POST", `${path}/resend`)).status, 409);
});

test("invitations that are revoked, unknown or of others", async () => {
  const [owner, guest, other] = [await signUp(), await signUp(), await signUp()];
  const made = await json(owner, "POST", `${of(owner)}/members`, {
    email: guest.email,
    role: "admin",
  });
  assert.equal(made.status, 201);
  const path = `${of(owner)}/invitations/${made.body.invitation.id}`;
  assert.equal((await json(other, "DELETE", path)).status, 404);
  assert.equal((await json(other, "POST", `${path}/resend`)).status, 404);
  assert.equal((await json(other, "GET", `${of(owner)}/invitations`)).status, 404);
  const email = "x@example.org";
  assert.equal((await json(other, "POST", `${of(owner)}/invitations`, { email })).status, 404);
  assert.equal((await json(null, "POST", `${of(owner)}/invitations`, { email })).status, 401);
  assert.equal((await json(owner, "DELETE", path)).status, 204);
  assert.equal((await json(owner, "DELETE", path)).status, 409);
  const token = (await tokenFor(guest.email))!;
  const accept = (given: string) =>
    json(guest, "POST", "/api/invitations/accept", { token: given });
  const revoked = await accept(token);
  assert.deepEqual([revoked.status, revoked.body.detail], [
    409,
    "This invitation was withdrawn: ask for a new one",
  ]);
  assert.equal((await accept("ABCDE-FGHJK-MNPQR-STVWX")).status, 404);
});

test("letters are limited, with the time to wait", async () => {
  const owner = await signUp();
  const invite = (n: number) =>
    call(owner, "POST", `${of(owner)}/invitations`, { email: `n${n}-${owner.id}@example.org` });
  for (let n = 0; n < 60; n++) assert.equal((await invite(n)).status, 201);
  const refused = await invite(60);
  assert.equal(refused.status, 429, await refused.text());
  assert.ok(Number(refused.headers.get("retry-after")) > 3000);
  const listed = await json(owner, "GET", `${of(owner)}/invitations?limit=50`);
  assert.equal(listed.body.items.length, 50);
  const rest = await json(
    owner,
    "GET",
    `${of(owner)}/invitations?limit=50&cursor=${listed.body.nextCursor}`,
  );
  assert.deepEqual([rest.body.items.length, rest.body.nextCursor], [10, null]);
});

test("roles change with a reason and at the version that was read", async () => {
  const [owner, guest] = [await signUp(), await signUp()];
  await join(owner, guest);
  const { version } = await memberOf(owner, guest);
  const path = `${of(owner)}/members/${guest.id}`;
  const put = (headers: Record<string, string>, by = owner) =>
    json(by, "PUT", path, { role: "admin" }, headers);
  assert.equal((await put(REASON)).status, 428);
  const silent = await put(at(version));
  assert.deepEqual([silent.status, silent.body.errors[0].path], [422, "/reason"]);
  assert.equal((await put({ ...REASON, ...at(version + 1) })).status, 412);
  assert.equal((await put({ ...REASON, ...at(version) }, guest)).status, 403);
  const done = await put({ ...REASON, ...at(version) });
  assert.deepEqual([done.status, done.body.member.role], [200, "admin"]);
  assert.equal(done.headers.get("etag"), `"${version + 1}"`);
  const own = await memberOf(owner, owner);
  const last = { ...REASON, ...at(own.version) };
  const down = await json(
    owner,
    "PUT",
    `${of(owner)}/members/${owner.id}`,
    { role: "member" },
    last,
  );
  assert.equal(down.status, 409);
});

test("members are removed with a reason, leave without one; the last owner stays", async () => {
  const [owner, guest, third] = [await signUp(), await signUp(), await signUp()];
  await join(owner, guest);
  await join(owner, third);
  const removing = (by: Person, who: Person, headers = {}) =>
    json(by, "DELETE", `${of(owner)}/members/${who.id}`, undefined, headers);
  assert.equal((await removing(owner, guest)).status, 422);
  assert.equal((await removing(guest, third, REASON)).status, 403);
  assert.equal((await removing(owner, guest, REASON)).status, 204);
  assert.equal((await json(guest, "GET", `${of(owner)}/members`)).status, 404);
  assert.equal((await json(owner, "DELETE", `${of(owner)}/members`)).status, 409);
  assert.equal((await json(third, "DELETE", `${of(owner)}/members`)).status, 204);
  assert.equal(await memberOf(owner, third), undefined);
});

test("people of a study: added from the organisation, changed, taken off", async () => {
  const [owner, guest, stranger] = [await signUp(), await signUp("Gus Test"), await signUp()];
  const id = await study(owner);
  const path = `/api/projects/${id}/members`;
  const add = (by: Person, userId: string, more = {}, headers = {}) =>
    json(by, "POST", path, { userId, role: "cra", ...more }, headers);
  assert.equal((await add(owner, stranger.id)).status, 422, "none of the organisation");
  await join(owner, guest);
  assert.equal((await add(guest, guest.id)).status, 404);
  assert.equal((await add(owner, guest.id, { unblinded: true })).status, 422, "without a reason");
  const added = await add(owner, guest.id);
  assert.equal(added.status, 201, JSON.stringify(added.body));
  assert.equal((await add(owner, guest.id)).status, 409);
  const seen = await json(guest, "GET", path);
  assert.equal(seen.body.members.length, 2);
  const { version } = added.body.member;
  const put = (body: unknown, headers: Record<string, string>) =>
    json(owner, "PUT", `${path}/${guest.id}`, body, headers);
  assert.equal((await put({ unblinded: true }, at(version))).status, 422);
  const cleared = await put({ unblinded: true }, { ...REASON, ...at(version) });
  assert.deepEqual([cleared.body.member.unblinded, cleared.body.member.role], [true, "cra"]);
  const remove = (headers = {}) => json(owner, "DELETE", `${path}/${guest.id}`, undefined, headers);
  assert.equal((await remove()).status, 422);
  assert.equal((await remove(REASON)).status, 204);
  assert.equal((await json(guest, "GET", path)).status, 404);
});

test("an invitation into a study brings onto it", async () => {
  const [owner, guest] = [await signUp(), await signUp()];
  const projectId = await study(owner);
  const half = await json(owner, "POST", `${of(owner)}/invitations`, {
    email: guest.email,
    projectId,
  });
  assert.deepEqual([half.status, half.body.errors[0].path], [422, "/projectRole"]);
  const joined = await join(owner, guest, { projectId, projectRole: "site" });
  assert.equal(joined.projectId, projectId);
  assert.equal((await json(guest, "GET", `/api/projects/${projectId}`)).status, 200);
});
