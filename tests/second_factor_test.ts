// The second factor through the pages: on and off, at sign-in, lost, and not to be got around.
import assert from "node:assert/strict";
import {
  Browser,
  enrol,
  goesTo,
  letterTo,
  NEW_PASSWORD,
  PASSWORD,
  sessionOf,
  signIn,
  test,
  totp,
} from "./account_steps.ts";
import { call, signUp } from "./harness.ts";

test("the second factor: on, asked for at sign-in, taken off with a code only", async () => {
  const person = await signUp();
  const browser = new Browser(person);
  const denied = await browser.post("/account/second-factor", { intent: "begin", password: "no" });
  assert.equal(denied.status, 422);
  const { secret, codes } = await enrol(browser);
  assert.equal(codes.length, 10);
  assert.equal((await sessionOf(browser)).aal, "aal2");

  const next = new Browser();
  const half = await next.post("/login", { email: person.email, password: PASSWORD });
  goesTo(half, "/step-up?next=%2Fprojects");
  assert.equal((await sessionOf(next)).status, 401, "half-way is not in");
  goesTo(await next.get("/projects"), "/login?next=%2Fprojects");
  assert.equal((await next.post("/step-up", { code: "000000" })).status, 403);
  const code = totp(secret);
  goesTo(await next.post("/step-up", { code, next: "/projects/new" }), "/projects/new");
  assert.equal((await sessionOf(next)).aal, "aal2");
  const replay = new Browser();
  await replay.post("/login", { email: person.email, password: PASSWORD });
  assert.equal((await replay.post("/step-up", { code })).status, 403, "a code counts once");

  goesTo(
    await next.post("/account/second-factor", { intent: "remove" }),
    "/account?saved=off",
  );
  assert.equal((await sessionOf(next)).aal, "aal1");
  await signIn(person);
});

test("a letter's link does not get around the second factor", async () => {
  const person = await signUp();
  const { secret } = await enrol(new Browser(person));
  const browser = new Browser();
  await browser.post("/forgot", { email: person.email });
  const { hash } = (await letterTo(person.email))!;
  goesTo(
    await browser.post("/confirm", { kind: "recovery", tokenHash: hash }),
    "/step-up?next=%2Freset",
  );
  goesTo(await browser.post("/reset", { password: NEW_PASSWORD }), "/login?next=%2Freset");
  goesTo(await browser.post("/step-up", { code: totp(secret), next: "/reset" }), "/reset");
  goesTo(await browser.post("/reset", { password: NEW_PASSWORD }), "/account?saved=password");
});

test("a recovery code takes the second factor away, once", async () => {
  const person = await signUp();
  const { codes } = await enrol(new Browser(person));
  const [one, two] = [new Browser(), new Browser()];
  for (const browser of [one, two]) {
    await browser.post("/login", { email: person.email, password: PASSWORD });
  }
  const made_up = await one.post("/step-up", { code: "bcdf-ghjk-mnpq" });
  assert.equal(made_up.status, 422);
  const answers = await Promise.all(
    [one, two].map((b) => b.post("/step-up", { code: codes[0]!.toUpperCase() })),
  );
  assert.ok(answers.some((a) => a.status === 303), "one gets in");
  const browser = await signIn(person);
  assert.equal((await sessionOf(browser)).aal, "aal1");
  const account = await browser.get("/account");
  assert.match(account.text, /Recovery code used/);

  const again = await enrol(browser, 0);
  const third = new Browser();
  await third.post("/login", { email: person.email, password: PASSWORD });
  assert.equal((await third.post("/step-up", { code: codes[0]! })).status, 422, "used");
  assert.equal((await third.post("/step-up", { code: codes[1]! })).status, 422, "replaced");
  goesTo(
    await third.post("/step-up", { code: again.codes[1]!, next: "/projects" }),
    "/account?saved=recovered",
  );
  assert.match((await third.get("/account?saved=recovered")).text, /second factor is off now/);
});

test("a token that Auth gives for the password alone does nothing where there is a second factor", async () => {
  const person = await signUp();
  const browser = new Browser(person);
  const { secret } = await enrol(browser);
  const half = new Browser();
  await half.post("/login", { email: person.email, password: PASSWORD });
  const pending = half.cookie.split("; ").find((pair) => pair.startsWith("clinops-pending="))!;
  const renamed = { cookie: pending.replace("clinops-pending=", "clinops=") };
  goesTo(await new Browser(renamed).get("/projects"), "/step-up?next=%2Fprojects");
  const leaving = await new Browser(renamed).get("/account/delete");
  goesTo(leaving, "/step-up?next=%2Faccount%2Fdelete");
  goesTo(
    await new Browser(renamed).post("/account", { intent: "name", name: "Mallory" }),
    "/step-up?next=%2Faccount",
  );
  assert.doesNotMatch((await browser.get("/account")).text, /Mallory/);
  goesTo(await browser.post("/account", { intent: "name", name: "Ada" }), "/account?saved=name");
  const token = pending.slice("clinops-pending=".length).split("~")[0]!;
  const refused = await call({ token }, "GET", "/api/projects");
  assert.equal(refused.status, 403);
  assert.match((await refused.json()).type, /mfa-required$/);
  goesTo(await half.post("/step-up", { code: totp(secret) }), "/projects");
  assert.equal((await half.get("/projects")).status, 200);
});
