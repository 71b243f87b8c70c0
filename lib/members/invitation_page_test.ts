// The page of an invitation, as a browser without script uses it.
import assert from "node:assert/strict";
import { call, page, type Person, request, signUp } from "@/tests/harness.ts";
import { tokenFor } from "./outbox_testing.ts";

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

const of = (person: Person) => `/api/organizations/${person.organization.id}`;

async function invite(owner: Person, email: string) {
  const made = await call(owner, "POST", `${of(owner)}/invitations`, { email });
  assert.equal(made.status, 201, await made.text());
}

async function memberOf(by: Person, who: Person) {
  const { members } = await (await call(by, "GET", `${of(by)}/members`)).json();
  return members.find((one: { id: string }) => one.id === who.id);
}

/** A form of a page, as a browser without script sends it. */
function post(path: string, fields: Record<string, string>, cookie = "", address?: string) {
  return request(path, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
      accept: "text/html",
      ...(cookie ? { cookie } : {}),
    },
    body: new URLSearchParams(fields).toString(),
  }, address);
}

test("the page of an invitation: shown, switched, signed in, joined", async () => {
  const [owner, guest, other] = [await signUp(), await signUp("Gus Test"), await signUp()];
  await invite(owner, guest.email);
  const token = (await tokenFor(guest.email))!;
  const blank = await page(null, "/invitation");
  assert.equal(blank.status, 200);
  assert.match(await blank.text(), /The code stands in the letter/);
  const shown = await (await post("/invitation", { intent: "show", token })).text();
  assert.match(shown, new RegExp(`Join ${owner.organization.name}`));
  assert.match(shown, /I have an account/);
  const wrong = await post("/invitation", { intent: "show", token: "ABCDE" });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /There is no such invitation/);
  const foreign = await post("/invitation", { intent: "show", token }, other.cookie);
  assert.match(await foreign.text(), /You are signed in as/);
  const tried = await post("/invitation", { intent: "accept", token }, other.cookie);
  assert.equal(tried.status, 403);
  const bad = await post("/invitation", { intent: "sign-in", token, password: "no" });
  assert.equal(bad.status, 401);
  const right = await post("/invitation", { intent: "sign-in", token, password: guest.password });
  assert.equal(right.status, 303, await right.text());
  assert.equal((await memberOf(owner, guest)).role, "member");
});

test("who is new makes the account on the page, in the inviting organisation alone", async () => {
  const owner = await signUp();
  const email = `new-${crypto.randomUUID()}@example.org`;
  await invite(owner, email);
  const token = (await tokenFor(email))!;
  const fields = { intent: "join", token, name: "New Comer", password: "correct horse battery 9" };
  const weak = await post("/invitation", { ...fields, password: "x" }, "", "10.9.9.9");
  assert.equal(weak.status, 422);
  const joined = await post("/invitation", fields, "", "10.9.9.9");
  assert.equal(joined.status, 303, await joined.text());
  const cookie = joined.headers.getSetCookie().map((line) => line.split(";")[0]!).join("; ");
  const me = await (await request("/api/auth/verify", { headers: { cookie } })).json();
  assert.equal(me.user.email, email);
  assert.deepEqual(me.organizations.map((one: { id: string }) => one.id), [owner.organization.id]);
});
