// The page of findings without a script: chains of facts, filters, the question, and a model when asked.
import assert from "node:assert/strict";
import { withModelInApp } from "@/lib/assistant/generate_testing.ts";
import { page, type Person, signUp } from "./harness.ts";
import { add, day, member, postForm, type Study, study } from "./quality_steps.ts";

async function html(person: Pick<Person, "cookie">, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  assert.doesNotMatch(text, / style=/);
  const waits = /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1];
  assert.ok(status !== 200 || Number(waits) <= 3, `${waits} waits`);
  return text.slice(text.indexOf("<main")).replaceAll("\u00a0", " ");
}

const findings = (text: string) =>
  [...text.matchAll(/<h2><span class="st (\w+)">.*?<span class="why"> (.*?)<\/span>/gs)]
    .map(([, state, title]) => ({ state, title }));

async function late(): Promise<Study & { path: string; site: string }> {
  const at = await study();
  const site = await add(at, "sites", { facility: "Leeds Infirmary", number: "012" });
  await add(at, "sites", { facility: "Lyon", number: "006" });
  await add(at, "tasks", {
    title: "Call Leeds",
    siteId: site.id,
    plannedStart: day(-60),
    durationDays: 2,
  });
  await add(at, "tasks", { title: "Book a room", plannedStart: day(-9), durationDays: 2 });
  return { ...at, path: `/projects/${at.id}/findings`, site: site.id };
}

Deno.test({
  name: "findings: worst first with their chains, by severity and site, and by a question",
  ...{ sanitizeOps: false, sanitizeResources: false },
  async fn() {
    const at = await late();
    const all = await html(at.owner, at.path);
    const told = findings(all);
    const order = ["crit", "risk", "unk", "info"];
    const ranks = told.map(({ state }) => order.indexOf(state!));
    assert.deepEqual(ranks, ranks.toSorted((a, b) => a - b));
    for (const title of ["Finish: Call Leeds", "Finish: Book a room"]) {
      assert.ok(told.some((one) => one.title === title), title);
    }
    assert.match(all, /Because of \d+ facts?/);
    assert.ok(all.includes(`/assistant?ask=action:task_overdue:`));
    assert.ok(!all.includes("Rank and word"), "there is no model");
    const worst = told[0]!.state === "crit" ? "critical" : "high";
    const some = findings(await html(at.owner, `${at.path}?severity=${worst}`));
    assert.deepEqual(some, told.filter(({ state }) => state === told[0]!.state));
    const none = await html(at.owner, `${at.path}?severity=low&site=${at.site}`);
    assert.ok(none.includes("No finding fits") || findings(none).length > 0);

    const here = await html(at.owner, `${at.path}?site=${at.site}`);
    const own = findings(here).map(({ title }) => title);
    assert.ok(own.includes("Finish: Call Leeds") && !own.includes("Finish: Book a room"));
    assert.match(here, /012 Leeds Infirmary is (red|amber) because/);
    const asked = await postForm(at.owner, at.path, {
      intent: "ask",
      question: "Why is site 012 red?",
    });
    assert.equal(asked.status, 303);
    assert.ok(asked.headers.get("location")?.endsWith(`/findings?site=${at.site}`));
    for (
      const [question, words] of [["Why is it red?", /names no site/], [
        "Why is site 999 red?",
        /999/,
      ], ["", /given/i]] as const
    ) {
      const wrong = await postForm(at.owner, at.path, { intent: "ask", question });
      const text = await wrong.text();
      assert.equal(wrong.status, 422, text.slice(0, 500));
      assert.match(text, words);
      assert.ok(text.includes(`value="${question}"`), "what was typed stands there");
    }

    const [viewer, stranger] = [await member(at, "viewer"), await signUp()];
    assert.equal(findings(await html(viewer, at.path)).length, told.length);
    for (const path of [at.path, `${at.path}?site=${at.site}`]) await html(stranger, path, 404);
    for (const site of [crypto.randomUUID(), "7"]) {
      await html(at.owner, `${at.path}?site=${site}`, 404);
    }
    for (const from of ["", "/quality", `/sites/${at.site}`]) {
      assert.ok((await html(at.owner, `/projects/${at.id}${from}`)).includes(`${at.path}`), from);
    }
  },
});

Deno.test({
  name: "findings: a model ranks and words them when asked, and the page says who did",
  ...{ sanitizeOps: false, sanitizeResources: false },
  async fn() {
    const at = await late();
    const word = async () => {
      const response = await postForm(at.owner, at.path, { intent: "word" });
      const text = (await response.text()).replaceAll("\u00a0", " ");
      assert.equal(response.status, 200, text.slice(0, 500));
      return text;
    };
    assert.ok((await word()).includes("Found, ranked and worded by rules"));
    await withModelInApp(async ({ gemini }) => {
      const before = await html(at.owner, at.path);
      assert.ok(before.includes("Rank and word with the model"));
      assert.equal(gemini.seen.length, 0, "opening the page asks no model");
      const id = /ask=action:(task_overdue:[\w-]+)/.exec(before)![1];
      gemini.reply = () => ({
        text: JSON.stringify({
          findings: [{ id, headline: "Call them first", explanation: "It matters." }],
        }),
      });
      const worded = await word();
      assert.ok(worded.includes("Found by rules; ranked and worded by model-of-tests"));
      assert.equal(findings(worded)[0]!.title, "Call them first");
      assert.equal(findings(worded).length, findings(before).length);
      gemini.script = ["garbage", "garbage", "garbage", "garbage"];
      const failed = await word();
      assert.match(failed, /ranked and worded by rules/);
      assert.match(failed, /The model did not: /);
      assert.deepEqual(findings(failed), findings(before));
    });
  },
});
