// A person's own account through the pages: name, password, address, devices, leaving.
import assert from "node:assert/strict";
import {
  Browser,
  enrol,
  goesTo,
  letterTo,
  NEW_PASSWORD,
  newEmail,
  PASSWORD,
  sessionOf,
  signIn,
  test,
} from "./account_steps.ts";
import { call, request, signUp } from "./harness.ts";

test("name and password change; the password asks for the old one and ends other sessions", async () => {
  const person = await signUp();
  const browser = new Browser(person);
  const other = await signIn(person);
  goesTo(
    await browser.post("/account", { intent: "name", name: "Ada King" }),
    "/account?saved=name",
  );
  assert.equal((await sessionOf(browser)).name, "Ada King");
  const change = { intent: "password", current: "wrong", password: NEW_PASSWORD };
  const wrong = await browser.post("/account", change);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /This is not your password/);
  assert.equal((await sessionOf(other)).status, 200);
  const same = await browser.post("/account", { ...change, current: PASSWORD, password: PASSWORD });
  assert.equal(same.status, 422);
  goesTo(
    await browser.post("/account", { ...change, current: PASSWORD }),
    "/account?saved=password",
  );
  assert.equal((await sessionOf(other)).status, 401);
  const sent = await other.post("/account", { intent: "name", name: "Eve" }, "/account?saved=x");
  goesTo(sent, "/login?next=%2Faccount%3Fsaved%3Dx");
  assert.equal((await sessionOf(browser)).status, 200);
});

test("an address changes once both mailboxes agreed", async () => {
  const person = await signUp();
  const browser = new Browser(person);
  const to = newEmail();
  const change = { intent: "email", email: to, "email-password": PASSWORD };
  const wrong = await browser.post("/account", { ...change, "email-password": "x" });
  assert.equal(wrong.status, 422);
  goesTo(await browser.post("/account", change), "/confirm?type=email_change&sent=1");
  const [theirs, mine] = [(await letterTo(to))!, (await letterTo(person.email))!];
  const half = await browser.post("/confirm", {
    kind: "email_change",
    email: to,
    code: theirs.code,
  });
  assert.equal(half.status, 200);
  assert.match(half.text, /One more to go/);
  assert.equal((await sessionOf(browser)).email, person.email);
  goesTo(
    await browser.post("/confirm", { kind: "email_change", tokenHash: mine.hash }),
    "/account?saved=email",
  );
  assert.equal((await sessionOf(browser)).email, to);
  await signIn({ email: to });
  const taken = await signUp();
  const silent = await new Browser(taken).post("/account", { ...change, email: to });
  goesTo(silent, "/confirm?type=email_change&sent=1");
  assert.equal((await sessionOf(new Browser(taken))).email, taken.email);
});

test("devices: one is ended, the others, all", async () => {
  const person = await signUp();
  const [here, there, third] = [await signIn(person), await signIn(person), await signIn(person)];
  const page = await here.get("/account");
  assert.match(page.text, /Firefox on Linux/);
  assert.ok(page.text.includes(there.address));
  const ids = [...page.text.matchAll(/name="session" value="([0-9a-f-]{36})"/g)].map((m) => m[1]!);
  assert.ok(ids.length >= 3, "all but this one can be ended");
  const stranger = new Browser(await signUp());
  goesTo(
    await stranger.post("/account", { intent: "end", session: ids[0]! }),
    "/account?saved=ended",
  );
  const alive = async () =>
    (await Promise.all([here, there, third].map(sessionOf))).map((s) => s.status);
  assert.deepEqual(await alive(), [200, 200, 200], "not by a stranger");
  const mine = page.text.split("<tr>").find((row) => row.includes(there.address))!;
  const id = /name="session" value="([0-9a-f-]{36})"/.exec(mine)![1]!;
  goesTo(await here.post("/account", { intent: "end", session: id }), "/account?saved=ended");
  assert.deepEqual(await alive(), [200, 401, 200]);
  const told = await here.get("/account");
  assert.match(told.text, /Session ended<small>Firefox on Linux/);
  goesTo(await here.post("/account", { intent: "others" }), "/account?saved=others");
  assert.deepEqual(await alive(), [200, 401, 401]);
  goesTo(await here.post("/account", { intent: "everywhere" }), "/login?done=everywhere");
  assert.equal((await sessionOf(here)).status, 401);
});

test("what happened to the account is in the trail of the person's organisation", async () => {
  const person = await signUp();
  const browser = new Browser(person);
  await enrol(browser);
  const data = await browser.get("/account/data");
  assert.equal(data.status, 200);
  const mine = JSON.parse(data.text);
  assert.equal(mine.profile.email, person.email);
  assert.deepEqual(mine.organizations.map((o: { id: string }) => o.id), [person.organization.id]);
  const said = mine.activity.filter((e: { entity: string }) => e.entity === "profiles")
    .map((e: { action: string }) => e.action);
  assert.deepEqual(said.sort(), ["recovery_codes_made", "second_factor_on"]);
  assert.equal(mine.sessions.length, 1);
});

test("an account is deleted: sessions end, the name stays in the trail, the address goes", async () => {
  const person = await signUp("Maud Keller");
  const made = await call(person, "POST", "/api/projects", { name: "Kept" });
  assert.equal(made.status, 201, await made.text());
  const browser = new Browser(person);
  const wrong = await browser.post("/account/delete", { password: "x", confirmation: "yes" });
  assert.equal(wrong.status, 422);
  const typed = { password: "x", confirmation: "delete my account" };
  assert.equal((await browser.post("/account/delete", typed)).status, 422);
  const twice = await Promise.all([
    browser.post("/account/delete", { ...typed, password: PASSWORD }),
    new Browser(person).post("/account/delete", { ...typed, password: PASSWORD }),
  ]);
  assert.ok(twice.every((answer) => answer.status === 303), "sent twice, done once");
  assert.ok(twice.some((answer) => answer.location === "/login?done=deleted"));
  assert.equal((await call(person, "GET", "/api/auth/verify")).status, 401);
  const login = await new Browser().post("/login", { email: person.email, password: PASSWORD });
  assert.equal(login.status, 401);
});

test("who was signed out over a form comes back to its page, never to another site", async () => {
  const browser = new Browser(await signUp());
  await browser.post("/account", { intent: "everywhere" });
  const gone = new Browser({ cookie: "clinops=a.b.c~d" });
  for (
    const [from, next] of [
      ["/account?saved=name", "/account?saved=name"],
      ["/projects/new#x", "/projects/new"],
      ["/login?next=/account", "/projects"],
      ["//evil.example/account", "/projects"],
    ] as const
  ) {
    const sent = await gone.post("/account", { intent: "name", name: "A" }, from);
    goesTo(sent, `/login?next=${encodeURIComponent(next)}`);
  }
  for (const referer of ["https://evil.example/account", "nonsense", ""]) {
    const response = await request("/account", {
      method: "POST",
      body: "intent=name",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-site": "same-origin",
        referer,
      },
    });
    assert.equal(response.headers.get("location"), "/login?next=%2Fprojects");
  }
});
