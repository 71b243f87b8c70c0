// Whoever can put words before the model can make an obedient one say and ask for anything. What comes
// of it: words, looked up; refused steps; open proposals of those who may propose. Nothing else changes,
// nothing is learned, nothing leaves.
import assert from "node:assert/strict";
import { withModel } from "@/lib/assistant/generate_testing.ts";
import { parseTarget } from "@/lib/db/connect.ts";
import { database } from "@/lib/db/mod.ts";
import { databaseUrl } from "../environment.ts";
import { type Attempt, attempts, type Channel, CHANNELS } from "./attempts.ts";
import { asApp, control, goodFaith, proposed, streamed } from "./controls.ts";
import * as deliver from "./delivery.ts";
import { disguiseNames } from "./disguises.ts";
import { GOALS } from "./goals.ts";
import { changed, marksOf, untouched } from "./marks.ts";
import { Obedient } from "./obedient.ts";
import { fetched, leaksIn, linksInMarkdown, markupIn } from "./outside.ts";
import { openAll, openFile, openWorded } from "./pages.ts";
import * as plant from "./planting.ts";
import { tongueNames } from "./tongues.ts";
import * as ways from "./ways.ts";
import { home, others } from "./world.ts";

const app = { sanitizeOps: false, sanitizeResources: false };
/** The embedded database is behind a socket of this machine. */
const { host, port } = parseTarget(databaseUrl || "postgres://127.0.0.1/postgres");
/** Nothing of this process gets further than this machine, by whatever kind of socket. */
const permissions = {
  net: ["127.0.0.1", ...(host.startsWith("/") ? [`unix:${host}/.s.PGSQL.${port}`] : [])],
  ...{ read: true, write: true, env: true, sys: true, run: true, ffi: true },
};

Deno.test({
  ...{ ...app, permissions },
  name: "whatever is planted, and whoever asks: no effect, no secret, nothing sent",
  async fn(test) {
    const all = attempts();
    const of = (channel: Channel) => all.filter((one) => one.channel === channel);
    const obedient = new Obedient();
    const outside = await fetched(() =>
      withModel(async (model) => {
        model.gemini.reply = obedient.reply;
        const theirs = await others(await database());
        const record = of("record").map((one) => one.text({}));
        const ours = await home((owner) => plant.plantRecord(owner, record));
        const { coordinator, viewer, auditor } = ours;
        const proposal = await plant.plantProposal(coordinator, ours.project, {
          ...{ title: "To be approved", rationale: "Somebody has to decide" },
        });
        const stage: deliver.Stage = { ours, theirs, model, obedient, proposal };
        const askers = ways.turns([coordinator, viewer, coordinator, auditor]);
        await test.step("the other tenant's word is there for its own", () => control(stage));
        await test.step("what is asked for in good faith is done", () => goodFaith(stage));
        const empty = await marksOf(ours);
        await ways.plantRows(stage, all);
        const texts = {
          results: await ways.plantTexts(stage, [...of("tool result"), ...of("proposal")]),
          beside: await ways.plantTexts(stage, of("beside")),
        };
        let before = { ours: await marksOf(ours), theirs: await marksOf(theirs) };
        assert.ok(changed(empty, before.ours).includes("tasks"), "what people change is seen");
        const watched = (name: string, work: () => Promise<void>) =>
          test.step(name, async () => {
            await work();
            before = await untouched(ours, theirs, before, [coordinator, viewer, auditor]);
          });
        await watched("asked", () => ways.askAll(stage, of("question"), askers));
        await watched("asked before, and answered before", async () => {
          await ways.askLater(stage, of("history"), askers);
          await ways.sayLater(stage, of("own words"), askers);
        });
        await watched("titles of rows, cells of a file", async () => {
          for (const channel of [...ways.TITLED, "csv"] as const) {
            await ways.lookUp(stage, of(channel), askers);
          }
        });
        await watched("tool results", () => ways.readRows(stage, texts.results, askers));
        await watched("beside", () => ways.askBeside(stage, texts.beside, askers));
        await watched("record, instructions, previous", () => ways.writeAll(stage, of));
        await watched("findings", async () => {
          const plain = await deliver.ruled(stage, coordinator);
          for (const some of deliver.bundles(of("finding"), 8)) {
            await deliver.found(stage, coordinator, some, plain);
          }
        });
        await test.step("proposals are open, and an agent's", () => proposed(stage));
        await test.step("a stream, from outside", () => streamed(stage));
        await test.step("pages", async () => {
          const shown = await openAll(coordinator, ours.project) +
            await openAll(viewer, ours.project);
          assert.ok(shown > 10, `${shown} addresses are shown as words`);
          await openFile(coordinator, ours.project);
          await asApp(stage, of("finding"), () => openWorded(coordinator, ours.project));
        });
      })
    );
    await assert.rejects(() => fetch("https://evil.example/"), Deno.errors.NotCapable);
    for (const origin of outside) assert.match(origin, /^http:\/\/127\.0\.0\.1:/);
    coverage(all, obedient.heard);
  },
});

/** The gate blunts some, others stand in fields that no model is told of: most are heard. */
function coverage(all: readonly Attempt[], tags: ReadonlySet<string>) {
  const heard = all.filter(({ tag }) => tags.has(tag));
  console.log(`${heard.length} of ${all.length} attempts reached the model`);
  assert.ok(heard.length >= 250, `${heard.length} reached the model`);
  const lack = (wanted: readonly string[], of: (one: Attempt) => string) => {
    const seen = new Set(heard.map(of));
    return wanted.filter((one) => !seen.has(one));
  };
  assert.deepEqual(lack(Object.keys(CHANNELS), ({ channel }) => channel), []);
  assert.deepEqual(lack(disguiseNames, ({ disguise }) => disguise), []);
  assert.deepEqual(lack(tongueNames, ({ tongue }) => tongue), []);
  assert.deepEqual(lack(GOALS.map(({ name }) => name), ({ goal }) => goal.name), []);
}

Deno.test("what would leak is seen", () => {
  for (
    const html of [
      '<img src="https://evil.example/?q=1">',
      "<a href=//evil.example>x</a>",
      '<a href="javascript:alert(1)">x</a>',
      "<a href='data:text/html,x'>x</a>",
      '<p onclick="x">y</p>',
      '<p style="background:url(x)">y</p>',
      '<a href="/\\evil.example">x</a>',
    ]
  ) assert.equal(leaksIn(html).length, 1, html);
  for (const html of ["<img>", "<script>", "<form>", "<style>", "<iframe>"]) {
    assert.equal(markupIn(html).length, 1, html);
  }
  assert.deepEqual(leaksIn('<a href="/projects/x">x</a><a href="#s1">1</a>'), []);
  for (
    const text of [
      "![x](https://evil.example)",
      "<https://evil.example>",
      "see www.evil.example",
      "a@evil.example",
      "<img src=x>",
      "[p]: x",
    ]
  ) assert.ok(linksInMarkdown(text).length > 0, text);
  assert.deepEqual(linksInMarkdown("\\[x\\](y) https\\://evil.example [a](</projects/x>)"), []);
});
