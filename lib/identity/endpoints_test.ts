import assert from "node:assert/strict";
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

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("sign-up gives user, organisation and a session; verify agrees", async ({ call }) => {
  const email = newEmail();
  const made = await call("POST", "/api/auth/signup", {
    body: { email: email.toUpperCase(), password: PASSWORD, name: "  Ada Rennick " },
  });
  assert.equal(made.status, 201);
  const { user, organization } = made.body;
  assert.deepEqual(user, { id: user.id, email, name: "Ada Rennick" });
  assert.equal(organization.name, "Ada Rennick's organisation");
  assert.match(
    made.headers.getSetCookie()[0]!,
    /^clinops=.+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
  );
  const verified = await call("GET", "/api/auth/verify", {
    headers: { cookie: cookieOf(made.headers) },
  });
  assert.equal(verified.status, 200);
  assert.deepEqual(verified.body.user, user);
  assert.deepEqual(verified.body.organizations, [{ ...organization, role: "owner" }]);
  assert.equal(verified.body.aal, "aal1");
  assert.ok(Date.parse(String(verified.body.expiresAt)) > Date.now());
});

test("behind https the cookie is bound to the host", async ({ call }) => {
  const made = await call("POST", "/api/auth/signup", {
    body: { email: newEmail(), password: PASSWORD, name: "Ada" },
  });
  assert.match(made.headers.getSetCookie()[0]!, /^__Host-clinops=.+; Secure$/);
}, { env: { PUBLIC_ORIGIN: "https://clinops.example" } });

test("wrong fields of a sign-up are named", async ({ call }) => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ email: "nobody" }, "/email"],
    [{ password: "short" }, "/password"],
    [{ password: "ü".repeat(40) }, "/password"],
    [{ name: " " }, "/name"],
    [{ organization: "" }, "/organization"],
    [{ role: "owner" }, "/role"],
    [{ name: "a\u0000b" }, "/name"],
  ];
  for (const [change, path] of wrong) {
    const body = { email: newEmail(), password: PASSWORD, name: "Ada", ...change };
    const answer = await call("POST", "/api/auth/signup", { body });
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    assert.equal(answer.body.errors[0]!.path, path);
  }
});

test("an address is taken once", async ({ call, signUp }) => {
  const { email } = await signUp();
  const again = await call("POST", "/api/auth/signup", {
    body: { email, password: PASSWORD, name: "Eve" },
  });
  assert.equal(again.status, 409);
  assert.equal(again.body.errors[0]!.path, "/email");
});

for (const mode of ["closed", "invitation"]) {
  test(`sign-up by ${mode === "closed" ? "nobody" : "invitation"} is a 403`, async ({ call }) => {
    const body = { email: newEmail(), password: PASSWORD, name: "Ada" };
    const answer = await call("POST", "/api/auth/signup", { body });
    assert.equal(answer.status, 403);
    assert.equal(answer.body.type, `urn:clinops:problem:signup-${mode}`);
  }, { env: { SIGNUP: mode } });
}

test(
  "where addresses are confirmed first, sign-up is a 202 without a session",
  async ({ call }) => {
    const body = { email: newEmail(), password: PASSWORD, name: "Ada" };
    const answer = await call("POST", "/api/auth/signup", { body });
    assert.equal(answer.status, 202);
    assert.deepEqual(Object.keys(answer.body), ["user"]);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    const login = await call("POST", "/api/auth/login", {
      body: { email: body.email, password: PASSWORD },
    });
    assert.equal(login.status, 403);
    assert.match(String(login.body.type), /email-not-confirmed$/);
  },
  { settings: { autoconfirm: false } },
);

test("sign-in: cookie and token both work; wrong user and wrong password look the same", async ({ call, signUp }) => {
  const { email, token } = await signUp();
  const good = await call("POST", "/api/auth/login", { body: { email, password: PASSWORD } });
  assert.equal(good.status, 200);
  assert.equal(good.body.aal, "aal1");
  assert.ok(good.body.accessToken && good.body.expiresAt);
  for (const headers of [bearer(token), { cookie: cookieOf(good.headers) }]) {
    assert.equal((await call("GET", "/api/auth/verify", { headers })).status, 200);
  }
  const answers = [];
  for (const body of [{ email, password: "wrong" }, { email: newEmail(), password: PASSWORD }]) {
    const { status, body: { requestId: _, ...rest }, headers } = await call(
      "POST",
      "/api/auth/login",
      { body },
    );
    assert.deepEqual(headers.getSetCookie(), []);
    answers.push({ status, rest });
  }
  assert.equal(answers[0]!.status, 401);
  assert.deepEqual(answers[0], answers[1]);
});

test("sign-out ends the session on the server, for cookie and token alike", async ({ call, signUp }) => {
  const person = await signUp();
  const { cookie } = person;
  const unmarked = await call("POST", "/api/auth/logout", {
    headers: { cookie, "sec-fetch-site": "cross-site" },
  });
  assert.equal(unmarked.status, 403);
  const out = await call("POST", "/api/auth/logout", { headers: { cookie } });
  assert.equal(out.status, 204);
  assert.match(out.headers.getSetCookie()[0]!, /Max-Age=0/);
  const after = await call("GET", "/api/auth/verify", { headers: { cookie } });
  assert.equal(after.status, 401, "although the token has not expired");
  assert.match(after.headers.getSetCookie()[0]!, /Max-Age=0/);
  assert.equal(
    (await call("GET", "/api/auth/verify", { headers: bearer(person.token) })).status,
    200,
  );
  assert.equal(
    (await call("POST", "/api/auth/logout", { headers: bearer(person.token) })).status,
    204,
  );
  assert.equal(
    (await call("GET", "/api/auth/verify", { headers: bearer(person.token) })).status,
    401,
  );
  assert.equal((await call("POST", "/api/auth/logout")).status, 401);
});

test("sign-in is limited by account and by address, sign-up by address", async ({ call }) => {
  const address = () =>
    `198.51.100.${Math.floor(Math.random() * 250)}, 10.${Math.random() * 250 | 0}.${
      Math.random() * 250 | 0
    }.1`;
  const email = newEmail();
  const login = async (email: string, from: string) =>
    await call("POST", "/api/auth/login", {
      body: { email, password: "x" },
      headers: { "x-forwarded-for": from },
    });
  for (let i = 0; i < 2; i++) assert.equal((await login(email, address())).status, 401);
  const limited = await login(email, address());
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers.get("retry-after")) >= 1);
  const here = address();
  for (let i = 0; i < 4; i++) assert.equal((await login(newEmail(), here)).status, 401);
  assert.equal((await login(newEmail(), here)).status, 429);
  const signUp = async () =>
    (await call("POST", "/api/auth/signup", {
      body: { email: newEmail(), password: PASSWORD, name: "Ada" },
      headers: { "x-forwarded-for": here },
    })).status;
  assert.deepEqual([await signUp(), await signUp()], [201, 429]);
}, {
  env: {
    LIMIT_SIGN_IN_PER_ACCOUNT: "2",
    LIMIT_SIGN_IN_PER_ADDRESS: "4",
    LIMIT_SIGN_UP_PER_ADDRESS: "1",
  },
});
