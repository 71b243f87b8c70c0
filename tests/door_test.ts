// Ways in beside the password: letters, their codes and links, a forgotten password.
import assert from "node:assert/strict";
import {
  Browser,
  goesTo,
  letterTo,
  NEW_PASSWORD,
  newEmail,
  PASSWORD,
  sessionOf,
  signIn,
  test,
} from "./account_steps.ts";
import { signUp } from "./harness.ts";

test("forgot, code, new password: other sessions end, the letter works once", async () => {
  const person = await signUp();
  const elsewhere = new Browser(person);
  assert.equal((await sessionOf(elsewhere)).status, 200);
  const browser = new Browser();
  const asked = await browser.post("/forgot", { email: person.email });
  goesTo(asked, "/confirm?type=recovery&sent=1");
  const form = await browser.get(asked.location!);
  assert.ok(
    form.text.includes(`value="${person.email}"`),
    "the address is filled in, from a cookie",
  );
  const { code } = (await letterTo(person.email))!;

  const wrong = await browser.post("/confirm", {
    kind: "recovery",
    email: person.email,
    code: code === "000000" ? "000001" : "000000",
  });
  assert.equal(wrong.status, 422);
  const proof = { kind: "recovery", email: person.email, code };
  goesTo(await browser.post("/confirm", proof), "/reset");
  assert.equal((await browser.get("/reset")).status, 200);
  const short = await browser.post("/reset", { password: "short" });
  assert.equal(short.status, 422);
  goesTo(await browser.post("/reset", { password: NEW_PASSWORD }), "/account?saved=password");

  assert.equal((await sessionOf(elsewhere)).status, 401, "the other session's next request");
  const page = await elsewhere.get("/projects");
  goesTo(page, "/login?next=%2Fprojects");
  assert.equal((await sessionOf(browser)).status, 200);
  const again = await new Browser().post("/confirm", proof);
  assert.equal(again.status, 422, "a code counts once");
  const old = await new Browser().post("/login", { email: person.email, password: PASSWORD });
  assert.equal(old.status, 401);
  await signIn(person, NEW_PASSWORD);
});

test("what is asked for tells nobody whether there is an account", async () => {
  const person = await signUp();
  for (
    const [path, fields, to] of [
      ["/forgot", {}, "/confirm?type=recovery&sent=1"],
      ["/login", { intent: "link" }, "/confirm?type=email&sent=1"],
      ["/confirm", { intent: "again", kind: "signup" }, "/confirm?type=signup&sent=1"],
    ] as const
  ) {
    const [known, unknown] = await Promise.all(
      [person.email, newEmail()].map((email) => new Browser().post(path, { ...fields, email })),
    );
    goesTo(known!, to);
    goesTo(unknown!, to);
    assert.equal(known!.text, unknown!.text);
  }
  const twice = await new Browser().post("/forgot", { email: person.email });
  goesTo(twice, "/confirm?type=recovery&sent=1");
  assert.equal((await new Browser().post("/forgot", { email: "nobody" })).status, 422);
});

test("a link signs in by its fragment's hash; opening the page consumes nothing", async () => {
  const person = await signUp();
  const browser = new Browser();
  const asked = await browser.post("/login", {
    email: person.email,
    intent: "link",
    next: "/projects/new",
  });
  goesTo(asked, "/confirm?type=email&sent=1&next=%2Fprojects%2Fnew");
  const { hash } = (await letterTo(person.email))!;
  for (let i = 0; i < 2; i++) {
    assert.equal((await browser.get("/confirm?type=magiclink")).status, 200);
  }
  const proof = { kind: "magiclink", tokenHash: hash, next: "/projects/new" };
  goesTo(await browser.post("/confirm", proof), "/projects/new");
  assert.equal((await sessionOf(browser)).email, person.email);
  assert.equal((await new Browser().post("/confirm", proof)).status, 422);
  const foreign = await new Browser().post("/confirm", { ...proof, tokenHash: "x" });
  assert.equal(foreign.status, 422);
});

test("codes are counted for each address, past the limit nobody is asked", async () => {
  const email = newEmail();
  const browser = new Browser();
  let status = 0;
  for (let i = 0; i < 12 && status !== 429; i++) {
    status = (await browser.post("/confirm", { kind: "recovery", email, code: "123456" })).status;
  }
  assert.equal(status, 429);
  const other = await new Browser().post("/confirm", {
    kind: "recovery",
    email: newEmail(),
    code: "123456",
  });
  assert.equal(other.status, 422, "another address is not held up");
});

test("pages of the door say what is missing, and take no half of a thing", async () => {
  const browser = new Browser();
  for (
    const [path, fields] of [
      ["/login", { intent: "link", email: "" }],
      ["/forgot", { email: "a b" }],
      ["/confirm", { kind: "recovery", email: "", code: "12" }],
      ["/confirm", { kind: "nonsense", email: newEmail(), code: "12 34 5x" }],
      ["/confirm", { kind: "recovery", tokenHash: "'; drop table" }],
    ] as const
  ) {
    const answer = await browser.post(path, fields);
    assert.equal(answer.status, 422, path);
    assert.match(answer.text, /role="alert"/);
  }
  goesTo(await browser.get("/step-up?next=/account"), "/login?next=%2Faccount");
  goesTo(await browser.post("/step-up", { code: "123456" }), "/login?next=%2Fprojects");
  goesTo(await browser.get("/reset"), "/forgot");
  goesTo(await browser.get("/account"), "/login?next=%2Faccount");
  const person = new Browser(await signUp());
  goesTo(await person.get("/reset"), "/forgot?late=1");
  goesTo(await person.post("/reset", { password: NEW_PASSWORD }), "/forgot?late=1");
  goesTo(await person.get("/step-up?next=//evil.example"), "/projects");
  assert.equal((await person.post("/account", { intent: "fly" })).status, 400);
});
