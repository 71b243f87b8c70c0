// The assistant's pages from outside: what they cost in waits, that forms need no script, that what
// somebody types is not lost, and who sees what.
import assert from "node:assert/strict";
import { app, imported, json } from "@/lib/dashboard/http_testing.ts";
import { TABS } from "@/lib/assistant/tabs.ts";
import { openDb } from "@/lib/db/mod.ts";
import { databaseUrl } from "./environment.ts";
import { html, send } from "./forms.ts";
import { call, page, type Person, signUp } from "./harness.ts";
import { addMember } from "./people.ts";
import { scriptBytes } from "./weight.ts";

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, ...app, fn });
}

/** A section that a text belongs in. */
const key = TABS.find(({ type }) => type === "general")!.sections.find(({ write }) => write)!.key;

const own = (person: Person, base: string, text: string, version: number, intent = "save") =>
  send(person, base, { intent, section: key, text, base: String(version) });

test("every document is a page of at most three waits, with ids of its own and no style attribute", async () => {
  const person = await signUp();
  const project = await imported(person);
  const sites = await json(
    await call(person, "GET", `/api/projects/${project}/sites?limit=1`),
    200,
  );
  const root = `/projects/${project}/assistant`;
  const site = sites.items[0].id;
  const paths = TABS.flatMap(({ type, ofSite }) =>
    ofSite ? [`${root}/${type}`, `${root}/${type}?site=${site}`] : [`${root}/${type}`]
  );
  const figure = TABS[0]!.sections.find(({ wishes }) => wishes?.length)!.key;
  paths.push(`${root}/general?proof=${figure}.0`, `${root}/general?do=write.${key}`);
  for (const path of paths) {
    const response = await page(person, path);
    const text = await html(response);
    const timing = response.headers.get("server-timing") ?? "";
    const waits = Number(/desc="(\d+) waits?"/.exec(timing)?.[1]);
    assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
    assert.ok(!/ style=| on[a-z]+="/.test(text), path);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], `${path}: ids are unique`);
    assert.match(text, /<h1/);
  }
  assert.match(await html(await page(person, `${root}/general?proof=${figure}.0`)), /id="proof"/);
  const first = await page(person, root);
  assert.equal(first.status, 303);
  assert.match(first.headers.get("location") ?? "", /\/assistant\/\w+$/);
});

test("what cannot be shown is not there: unknown documents, other people's studies and sites", async () => {
  const [person, stranger] = [await signUp(), await signUp()];
  const project = await imported(person);
  const root = `/projects/${project}/assistant`;
  await html(await page(person, `${root}/general`));
  for (const path of [`${root}/nonsense`, `${root}/general.pdf`, `${root}/general?version=99`]) {
    await html(await page(person, path), 404);
  }
  for (const path of [root, `${root}/general`, `${root}/general.md`]) {
    await html(await page(stranger, path), 404);
  }
  await html(await own(stranger, `${root}/general`, "Mine now", 0), 404);
  assert.equal((await page(null, `${root}/general`)).status, 303, "to the sign-in");
});

test("a person writes, previews, is in nobody's way and loses nothing; versions are compared and restored", async () => {
  const person = await signUp("Maud Keller");
  const project = await imported(person);
  const base = `/projects/${project}/assistant/general`;
  const seen = await html(await own(person, base, "**Not** begun [F1].", 0, "preview"));
  assert.ok(seen.includes("<strong>Not</strong>") && seen.includes("**Not** begun [F1]."));
  assert.match(await html(await page(person, base)), /Nothing is written here yet/);
  const saved = await own(person, base, "**Not** begun [F1].", 0);
  assert.equal(saved.status, 303, await saved.text());
  const shown = await html(await page(person, base));
  assert.ok(shown.includes("<strong>Not</strong>") && shown.includes('href="#s1"'));
  assert.match(shown, /from-human/);
  assert.match(shown, /Maud Keller/);
  // Somebody else kept another version meanwhile: both are shown, the typed one stays.
  const late = await html(await own(person, base, "My <b>other</b> words", 0), 412);
  assert.ok(late.includes("My &lt;b>other&lt;/b> words") && late.includes("<strong>Not</strong>"));
  assert.match(late, /name="base" value="1"/);
  assert.equal((await own(person, base, "My <b>other</b> words", 1)).status, 303);
  const two = await html(await page(person, base));
  assert.ok(two.includes("My &lt;b>other&lt;/b> words") && !two.includes("<b>other</b>"));
  const diff = await html(await page(person, `${base}?compare=1..2`));
  assert.ok(/<del>/.test(diff) && /<ins>/.test(diff) && /<th scope="col">Version 1/.test(diff));
  assert.match(await html(await page(person, `${base}?a=2&b=1`)), /version 1 and 2/);
  assert.match(await html(await page(person, `${base}?version=1`)), /Version 1 of 2/);
  assert.match(await html(await page(person, `${base}?version=1&do=restore`)), /aria-modal/);
  assert.equal((await send(person, base, { intent: "restore", restore: "1" })).status, 303);
  const back = await html(await page(person, base));
  assert.ok(back.includes("<strong>Not</strong>") && back.includes("Restored from 1"));
  const accepted = await html(
    await send(person, base, { intent: "accept", section: key, version: "3" }),
    422,
  );
  assert.match(accepted, /no agent wrote it/);
  assert.equal((await own(person, base, "x".repeat(20_001), 3)).status, 422);
  assert.equal((await own(person, base, "", 3)).status, 303, "an empty text goes");
  assert.match(await html(await page(person, base)), /Nothing is written here yet/);
});

test("a hostile text is words, links of its own study and nothing else", async () => {
  const person = await signUp();
  const project = await imported(person);
  const base = `/projects/${project}/assistant/general`;
  const text = [
    "<script>alert(1)</script> ![x](https://evil.example/p.png) [a](javascript:alert(1))",
    "[b](https://evil.example) [c](/projects/1/plan) <img src=x onerror=alert(1)> \u202eback",
  ].join("\n\n");
  assert.equal((await own(person, base, text, 0)).status, 303);
  const shown = /id="text-[^]*?<\/div>/.exec(await html(await page(person, base)))![0];
  assert.ok(!/<script|<img|evil\.example"|javascript:[^<]*"|\u202e/.test(shown), shown);
  assert.deepEqual([...shown.matchAll(/href="([^"]+)"/g)].map((m) => m[1]), ["/projects/1/plan"]);
  const file = await html(await page(person, `${base}.md`));
  assert.ok(!/<script|<img/.test(file.replace(/\\</g, "")), "nor in the file");
});

test("documents come as Markdown, earlier ones as they were kept; rows behind a figure as CSV", async () => {
  const person = await signUp();
  const project = await imported(person);
  const base = `/projects/${project}/assistant/general`;
  assert.equal((await own(person, base, "As it was [F1]", 0)).status, 303);
  assert.equal((await own(person, base, "As it is", 1)).status, 303);
  const now = await page(person, `${base}.md`);
  assert.match(now.headers.get("content-type") ?? "", /^text\/markdown/);
  assert.match(now.headers.get("content-disposition") ?? "", /attachment; filename="general-/);
  const text = await html(now);
  assert.ok(text.startsWith("# General\n") && text.includes("As it is"));
  assert.ok(text.includes("## Not known") && text.includes("Protocol version: not known"));
  assert.match(await html(await page(person, `${base}.md?version=1`)), /As it was \\\[1\\\]/);
  const [section] = TABS.find(({ type }) => type === "general")!.sections
    .filter(({ wishes }) => wishes?.length);
  const csv = await html(await page(person, `${base}.csv?proof=${section!.key}.0`));
  assert.ok(csv.startsWith("kind,id,row,changed_at,changed_by\r\n"));
  await html(await page(person, `${base}.csv?proof=nonsense`), 404);
});

test("without a model it is said once, figures are kept, and a wish is queued or refused with a word", async () => {
  const person = await signUp();
  const project = await imported(person);
  const base = `/projects/${project}/assistant/general`;
  const shown = await html(await page(person, base));
  assert.match(shown, /No model is set up/);
  assert.ok(!shown.includes('value="generate"'));
  assert.equal((await send(person, base, { intent: "keep", version: "0" })).status, 303);
  assert.match(await html(await page(person, base)), /Version 1/);
  const again = await send(person, base, { intent: "keep", version: "1" });
  assert.match(again.headers.get("location") ?? "", /said=same/);
  await html(await send(person, base, { intent: "change", instructions: "" }), 422);
  const long = "x".repeat(4001);
  assert.ok(
    (await html(await send(person, base, { intent: "change", instructions: long }), 422))
      .includes(long),
    "what was typed is kept",
  );
  await html(await send(person, base, { intent: "nonsense" }), 400);
});

test("what changed since is said with the rows and who changed them; the texts stay readable", async () => {
  const person = await signUp("Maud Keller");
  const project = await imported(person);
  const base = `/projects/${project}/assistant/general`;
  assert.equal((await own(person, base, "Nobody is active [F1]", 0)).status, 303);
  assert.ok(!/class="stale/.test(await html(await page(person, base))));
  const sites = await json(
    await call(person, "GET", `/api/projects/${project}/sites?limit=1`),
    200,
  );
  const [site] = sites.items;
  const activatedOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await json(
    await call(person, "PUT", `/api/projects/${project}/sites/${site.id}`, {
      ...{ activatedOn, reason: "moved over from the old system" },
    }, { "if-match": `"${site.version}"` }),
    200,
  );
  const shown = await html(await page(person, base));
  assert.match(shown, /class="stale[^]*Stale since/);
  assert.match(shown, /Nobody is active/);
  const rows = await html(await page(person, `${base}?proof=stale`));
  assert.match(/<dialog[^]*<\/dialog>/.exec(rows)![0], /Maud Keller/);
});

test("who may only read has no control that changes, and is refused", async () => {
  const [owner, reader] = [await signUp(), await signUp("Ben Ode")];
  const project = await imported(owner);
  const db = openDb({ url: databaseUrl, pool: 1 });
  const org = owner.organization.id;
  await addMember(db, org, { id: reader.id } as never);
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}, ${project}, ${reader.id}, 'viewer')`,
  );
  const base = `/projects/${project}/assistant/general`;
  assert.equal((await own(owner, base, "Mine", 0)).status, 303);
  const document = async (person: Person) =>
    /<article class="doc"[^]*<\/aside>/.exec(await html(await page(person, base)))![0];
  assert.match(await document(owner), /do=write/);
  const seen = await document(reader);
  assert.ok(seen.includes("Mine") && !/name="intent"|do=write/.test(seen));
  assert.match(seen, /Chain head of the audit trail: entry \d/);
  await html(await own(reader, base, "Not mine", 1), 403);
  await html(await send(reader, base, { intent: "keep", version: "1" }), 403);
  await html(await send(reader, base, { intent: "restore", restore: "1" }), 403);
  assert.match(await document(owner), /Mine/);
  // Staff of a site do not read the trail.
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.project_members set role = 'site'
      where project_id = ${project} and user_id = ${reader.id}`,
  );
  await db.close();
  const ofSite = await document(reader);
  assert.ok(ofSite.includes("Mine") && !ofSite.includes("Chain head"));
});

test("a document loads no more script than any page, and what writes comes when it is asked for", async () => {
  const person = await signUp();
  const project = await imported(person);
  const shown = await html(await page(person, `/projects/${project}/assistant/general`));
  const bytes = await scriptBytes(shown, (file) => page(person, file));
  assert.ok(bytes <= 15_360, `${bytes} bytes of script`);
});

test("the inspector's documents have no control that writes", async () => {
  const person = await signUp();
  const project = await imported(person);
  for (const { type } of TABS.filter(({ generatesNothing }) => generatesNothing)) {
    const shown = await html(await page(person, `/projects/${project}/assistant/${type}`));
    assert.ok(!/name="intent"/.test(/<article class="doc"[^]*<\/aside>/.exec(shown)![0]));
    assert.match(shown, /Nothing is generated here/);
  }
});
