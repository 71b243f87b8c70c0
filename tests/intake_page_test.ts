// The pages of the intake as a browser without script uses them: forms, redirects, errors in place.
import assert from "node:assert/strict";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";
import { scriptBytes } from "./weight.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

async function post(person: Person, path: string, form: Record<string, string>) {
  const response = await request(path, {
    method: "POST",
    headers: { cookie: person.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
    body: new URLSearchParams(form),
  });
  const html = await response.text();
  return { status: response.status, location: response.headers.get("location") ?? "", html };
}

async function get(person: Person, path: string) {
  const response = await page(person, path);
  const waits = Number(
    /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
  );
  return { status: response.status, html: await response.text(), waits };
}

/** The text of the page without its markup. */
const textOf = (html: string) =>
  html.slice(html.indexOf("<main")).replace(/<[^>]*>/g, " ").replace(/&quot;/g, '"').replace(
    /\s+/g,
    " ",
  );

/** Names and values of the hidden fields of the form around the button. */
function formOf(html: string, intent: string, after = ""): Record<string, string> {
  const at = html.indexOf(`value="${intent}"`, Math.max(0, html.indexOf(after)));
  assert.ok(at > 0, `a button ${intent} after ${after}`);
  const form = html.slice(html.lastIndexOf("<form", at), at);
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return { ...Object.fromEntries(fields.map(([, name, value]) => [name, value!])), intent };
}

async function begin(person: Person, raw: string): Promise<string> {
  const made = await post(person, "/projects/new", { intent: "intake", raw });
  assert.equal(made.status, 303, textOf(made.html));
  return made.location.split("?")[0]!;
}

test("ten questions are a way to a new study, whose first answer makes it", async () => {
  const ada = await signUp();
  const choice = await get(ada, "/projects/new");
  assert.match(choice.html, /href="\/projects\/new\?way=intake"/);
  const first = await get(ada, "/projects/new?way=intake");
  assert.equal(first.status, 200);
  assert.match(textOf(first.html), /What is the trial called\?/);
  const empty = await post(ada, "/projects/new", { intent: "intake", raw: " " });
  assert.equal(empty.status, 422);
  assert.match(textOf(empty.html), /Say what the trial is called/);
  const made = await post(ada, "/projects/new", { intent: "intake", raw: "MERIDIAN-3\r\nPhase 3" });
  assert.match(made.location, /^\/projects\/[0-9a-f-]{36}\/intake\?q=trialName&said=saved#items$/);
  const { html } = await get(ada, made.location.split("#")[0]!);
  assert.match(textOf(html), /1 of 10 answered 0 confirmed 2 to confirm/);
  assert.match(textOf(html), /Question 1 of 10/);
});

test("one question a page: save, next, skip, back, and on where it stopped", async () => {
  const ada = await signUp();
  const base = await begin(ada, "MERIDIAN-3");
  const resumed = await get(ada, base);
  assert.match(textOf(resumed.html), /Question 2 of 10/, "after the question answered last");
  const next = await post(ada, `${base}?q=endpoints`, {
    intent: "next",
    raw: "Primary: pain at week 12",
  });
  assert.equal(next.location, `${base}?q=enrollment&said=saved`);
  const page3 = await get(ada, `${base}?q=enrollment`);
  assert.match(page3.html, new RegExp(`href="${base}\\?q=regulations"[^>]*>Skip`));
  assert.match(page3.html, new RegExp(`href="${base}\\?q=endpoints"[^>]*>(?:<svg.*?</svg>)?Back`));
  const later = await post(ada, `${base}?q=risks`, { intent: "save", raw: "Slow enrollment" });
  assert.equal(later.location, `${base}?q=risks&said=saved#items`);
  assert.match(textOf((await get(ada, base)).html), /Question 8 of 10/);
  const home = textOf((await get(ada, base.replace("/intake", ""))).html);
  assert.match(home, /Intake: 3 of 10 answered, 3 to confirm. Go on with it/);
  const last = await post(ada, `${base}?q=systems`, { intent: "next", raw: "" });
  assert.equal(last.location, base.replace("/intake", ""));
  for (const q of ["trialName", "endpoints", "risks", "systems"]) {
    const { status, waits, html } = await get(ada, `${base}?q=${q}`);
    assert.equal(status, 200);
    assert.ok(waits >= 1 && waits <= 3, `${waits} waits`);
    assert.ok(await scriptBytes(html, (path) => request(path)) <= 15 * 1024);
    assert.doesNotMatch(html, / style=/);
  }
  assert.equal(
    (await get(ada, `${base}?q=nonsense`)).status,
    200,
    "an unknown question is no fault",
  );
});

test("entries are confirmed, edited, rejected and confirmed all, by forms", async () => {
  const ada = await signUp();
  const base = await begin(ada, "MERIDIAN-3");
  const at = `${base}?q=endpoints`;
  await post(ada, at, {
    intent: "save",
    raw: "pain at week 12\nSecondary: sleep\nSecondary: mood\nSecondary: work",
  });
  const shown = await get(ada, at);
  const lacking = await post(ada, at, formOf(shown.html, "edit"));
  assert.equal(lacking.status, 422);
  assert.match(lacking.html, /aria-invalid="true"/);
  assert.match(textOf(lacking.html), /Say whether it is primary, secondary or other/);
  const fields = {
    "edit.kind": "PRIMARY",
    "edit.measure": "Pain",
    "edit.timeFrame": "week 12",
  };
  const edited = await post(ada, at, { ...formOf(shown.html, "edit"), ...fields });
  assert.equal(edited.status, 303, textOf(edited.html));
  assert.match(edited.location, /said=edit#item-/);
  const again = await post(ada, at, { ...formOf(shown.html, "edit"), ...fields });
  assert.equal(again.status, 409);
  assert.match(textOf(again.html), /Ada Rennick has confirmed this/);
  const reject = await post(ada, at, formOf(shown.html, "reject", ">sleep<"));
  assert.equal(reject.status, 303);
  const all = await post(ada, at, { intent: "all", q: "endpoints" });
  assert.match(all.location, /said=all-2-0#items$/);
  const { html } = await get(ada, all.location.split("#")[0]!);
  assert.match(textOf(html), /2 confirmed/);
  assert.match(textOf(html), /Confirmed as edited by Ada Rennick/);
  assert.match(textOf(html), /Rejected by Ada Rennick/);
  const study = await call(
    ada,
    "GET",
    base.replace("/intake", "").replace("/projects", "/api/projects"),
  );
  const { project } = await study.json() as {
    project: { outcomes: { kind: string; measure: string }[] };
  };
  assert.deepEqual(project.outcomes.map(({ kind, measure }) => [kind, measure]), [
    ["PRIMARY", "Pain"],
    ["SECONDARY", "mood"],
    ["SECONDARY", "work"],
  ]);
});

test("what is not understood is entered by hand, phases and numbers as people write them", async () => {
  const ada = await signUp();
  const base = await begin(ada, "MERIDIAN-3");
  const at = `${base}?q=enrollment`;
  await post(ada, at, { intent: "save", raw: "about three hundred" });
  const shown = await get(ada, at);
  assert.match(textOf(shown.html), /Not understood/);
  const hand = formOf(shown.html, "edit");
  const wrong = await post(ada, at, {
    ...hand,
    "edit.field": "targetEnrollment",
    "edit.value": "many",
  });
  assert.equal(wrong.status, 422);
  assert.match(textOf(wrong.html), /Must be a whole number/);
  assert.match(wrong.html, /value="many"/, "what was typed is there again");
  const right = await post(ada, at, {
    ...hand,
    "edit.field": "targetEnrollment",
    "edit.value": "1,300",
  });
  assert.equal(right.status, 303, textOf(right.html));
  await post(ada, at, { intent: "save", raw: "two hundred", version: "1" });
  const next = formOf((await get(ada, at)).html, "edit");
  const taken = await post(ada, at, {
    ...next,
    "edit.field": "targetEnrollment",
    "edit.value": "200",
  });
  assert.equal(taken.status, 409, "1,300 stands there");
  assert.match(textOf(taken.html), /“1,300” stands there now. Confirm once more to replace it/);
  const again = formOf(taken.html, "edit");
  const once = {
    ...again,
    "edit.field": "targetEnrollment",
    "edit.value": "200",
  };
  assert.equal(again.replaces, "1,300");
  assert.equal((await post(ada, at, once)).status, 303);
  await post(ada, at, { intent: "save", raw: "phase two or three", version: "2" });
  const last = formOf((await get(ada, at)).html, "edit");
  const phase = await post(ada, at, { ...last, "edit.field": "phases", "edit.value": "Phase 2/3" });
  assert.equal(phase.status, 303, textOf(phase.html));
});

test("somebody else's newer answer is shown, and nothing typed is lost", async () => {
  const ada = await signUp();
  const base = await begin(ada, "MERIDIAN-3");
  const at = `${base}?q=risks`;
  await post(ada, at, { intent: "save", raw: "Theirs" });
  const first = await post(ada, at, { intent: "save", raw: "Mine" });
  assert.equal(first.status, 412, "a first answer where there is one");
  const stale = await post(ada, at, { intent: "save", raw: "Mine", version: "9" });
  assert.equal(stale.status, 412);
  assert.match(textOf(stale.html), /Ada Rennick has changed this answer while you wrote/);
  assert.match(stale.html, />\s*Mine\s*<\/textarea>/);
  assert.match(stale.html, /Theirs/);
  const version = /name="version" value="(\d+)"/.exec(stale.html)?.[1];
  const saved = await post(ada, at, { intent: "save", raw: "Mine", version: version! });
  assert.equal(saved.status, 303);
});

test("hostile forms: escaped, bounded, refused", async () => {
  const ada = await signUp();
  const base = await begin(ada, "MERIDIAN-3");
  const at = `${base}?q=risks`;
  const raw = `</textarea><script>alert(1)</script>\n"><img src=x onerror=alert(1)>`;
  await post(ada, at, { intent: "save", raw });
  const { html } = await get(ada, at);
  assert.doesNotMatch(html, /<script>alert|<img src=x/);
  assert.match(html, /&lt;script/);
  const long = await post(ada, at, { intent: "save", raw: "x".repeat(20_001), version: "1" });
  assert.equal(long.status, 422);
  assert.match(textOf(long.html), /at most 20,000 characters; it has 20,001/);
  assert.equal(
    (await post(ada, at, { intent: "save", raw: "a\u0000b", version: "1" })).status,
    422,
  );
  assert.equal((await post(ada, at, { intent: "dance" })).status, 400);
  assert.equal((await post(ada, base, { intent: "save", raw: "x" })).status, 400);
  assert.equal((await post(ada, at, { intent: "confirm", item: "1" })).status, 400);
  assert.equal((await post(ada, at, { intent: "confirm", item: crypto.randomUUID() })).status, 404);
  const stranger = await signUp();
  assert.equal((await get(stranger, base)).status, 404);
  assert.equal((await post(stranger, at, { intent: "save", raw: "x" })).status, 404);
  const foreign = await request(at, {
    method: "POST",
    headers: {
      cookie: ada.cookie,
      origin: "https://elsewhere.example",
      "sec-fetch-site": "cross-site",
    },
    body: new URLSearchParams({ intent: "all" }),
  });
  assert.equal(foreign.status, 403);
  await foreign.body?.cancel();
  const unknown = await page(null, base);
  assert.match(unknown.headers.get("location") ?? "", /^\/login\?next=/);
});
