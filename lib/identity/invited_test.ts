// Signing up with an invitation, in each mode of sign-up.
import assert from "node:assert/strict";
import { hashOf, newToken } from "@/lib/members/token.ts";
import {
  cookieOf,
  type Live,
  live,
  type LiveOptions,
  newEmail,
  PASSWORD,
  withoutDatabase,
} from "./live_testing.ts";

function test(name: string, work: (world: Live) => Promise<void>, options: LiveOptions = {}): void {
  const fn = () => live(options, work);
  Deno.test({ name, fn, ignore: withoutDatabase, sanitizeOps: false, sanitizeResources: false });
}

const mode = (signup: string, more: LiveOptions = {}): LiveOptions => ({
  env: { SIGNUP: signup },
  settings: { disableSignup: signup !== "open" },
  ...more,
});

/** An organisation that invites the address: its id and the token of the letter. */
async function invited({ db }: Live, email: string) {
  const token = newToken();
  const org = await db.asSystem("set-up of the test", async (sql) => {
    const [made] = await sql<{ id: string }[]>`
      insert into public.orgs (name) values ('Helios') returning id`;
    await sql`insert into public.invitations (org_id, email, token_hash)
      values (${made!.id}, ${email}, ${hashOf(token)})`;
    return made!.id;
  });
  return { org, token };
}

const signUp = ({ call }: Live, email: string, invitation: string) =>
  call("POST", "/api/auth/signup", {
    body: { email, password: PASSWORD, name: "Gus Test", invitation },
  });

for (const signup of ["open", "invitation"]) {
  test(`sign-up "${signup}": the invited join the organisation that invites`, async (world) => {
    const email = newEmail();
    const { org, token } = await invited(world, email);
    const made = await signUp(world, email, token);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(made.body.organization.id, org);
    const headers = { cookie: cookieOf(made.headers) };
    const verified = await world.call("GET", "/api/auth/verify", { headers });
    assert.deepEqual(verified.body.organizations, [{ id: org, name: "Helios", role: "member" }]);
    const again = await signUp(world, email, token);
    assert.deepEqual([again.status, again.body.errors[0]!.path], [422, "/invitation"]);
  }, mode(signup));
}

test("where addresses are confirmed by letter, that of the invitation was one", async (world) => {
  const email = newEmail();
  const { org, token } = await invited(world, email);
  const made = await signUp(world, email, token);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.organization.id, org);
}, { env: { SIGNUP_CONFIRM: "on" }, settings: { autoconfirm: false } });

test("closed is closed to the invited too", async (world) => {
  const email = newEmail();
  const { token } = await invited(world, email);
  const refused = await signUp(world, email, token);
  assert.equal(refused.status, 403);
  assert.equal(refused.body.type, "urn:clinops:problem:signup-closed");
}, mode("closed"));

test("an invitation is for its address, and only one that exists", async (world) => {
  const email = newEmail();
  const { token } = await invited(world, email);
  const other = await signUp(world, newEmail(), token);
  assert.deepEqual([other.status, other.body.errors[0]!.path], [422, "/email"]);
  const unknown = await signUp(world, email, newToken());
  assert.deepEqual([unknown.status, unknown.body.errors[0]!.path], [422, "/invitation"]);
  assert.equal((await signUp(world, email, token)).status, 201, "the control");
}, mode("invitation"));

test("without the admin key nobody is made where sign-up is not open", async (world) => {
  const email = newEmail();
  const { token } = await invited(world, email);
  assert.equal((await signUp(world, email, token)).status, 503);
}, mode("invitation", { secretKey: null }));

test("who leaves their only organisation gets none where sign-up is not open", async (world) => {
  const email = newEmail();
  const { org, token } = await invited(world, email);
  const made = await signUp(world, email, token);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`delete from public.org_members where org_id = ${org} and user_id = ${made.body.user.id}`,
  );
  const login = await world.call("POST", "/api/auth/login", {
    body: { email, password: PASSWORD },
  });
  assert.deepEqual([login.status, login.body.organizations], [200, []]);
}, mode("invitation"));
