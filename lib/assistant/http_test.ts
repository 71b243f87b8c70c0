// Documents through the whole app, with a model's server behind it.
import assert from "node:assert/strict";
import { app, imported, json } from "@/lib/dashboard/http_testing.ts";
import { call, type Person, request, signUp } from "@/tests/harness.ts";
import { eventsOf } from "@/tests/gemini/testing.ts";
import { withModelInApp } from "./generate_testing.ts";

const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ...app });
const generate = (person: Person | null, body: unknown, headers = {}) =>
  call(person, "POST", "/api/ai/generate", body, headers);
const stream = { accept: "text/event-stream" };
const tabs = (projectId: string, rest = "") => `/api/projects/${projectId}/tabs/general${rest}`;

interface Tab {
  version: number;
  provider: string;
  sections: {
    text: string;
    callId: string | null;
    facts: unknown[];
    figures: { unverified: string[] } | null;
  }[];
}

async function study() {
  const person = await signUp();
  return { person, projectId: await imported(person) };
}

test("without a model a document is figures, gaps and sources, kept once while they are as they were", async () => {
  const { person, projectId } = await study();
  const before = await json(await call(person, "GET", tabs(projectId)), 200);
  assert.deepEqual([before.tab.id, before.tab.version, before.tab.ai], [null, 0, "not configured"]);
  const { tab, notes } = await json(await generate(person, { projectId, tabType: "general" }), 200);
  assert.deepEqual([tab.version, tab.provider, tab.stale, notes], [1, "rules", null, []]);
  assert.ok(tab.content.includes("General") && tab.sources.length > 0 && tab.gaps.length > 0);
  const again = await json(await generate(person, { projectId, tabType: "general" }), 200);
  assert.equal(again.tab.id, tab.id);
  const task = { title: "Call the sites", plannedStart: "2020-01-01", durationDays: 2 };
  await json(await call(person, "POST", `/api/projects/${projectId}/tasks`, task), 201);
  const shown = await json(await call(person, "GET", tabs(projectId)), 200);
  assert.ok(shown.tab.stale.sections.length > 0);
});

test("an unknown document, a foreign study, a wrong body and a stranger are told so", async () => {
  const { person, projectId } = await study();
  const other = await signUp();
  assert.equal((await generate(null, { projectId, tabType: "general" })).status, 401);
  assert.equal((await generate(other, { projectId, tabType: "general" })).status, 404);
  for (const way of [{}, stream]) {
    const unknown = await generate(person, { projectId, tabType: "horoscope" }, way);
    assert.equal((await json(unknown, 422)).errors[0].path, "/tabType");
    const section = { projectId, tabType: "general", section: "figures" };
    assert.match((await json(await generate(person, section, way), 422)).errors[0].path, /section/);
  }
  const long = { projectId, tabType: "general", instructions: "x".repeat(4001) };
  assert.equal((await json(await generate(person, long), 422)).errors[0].path, "/instructions");
  assert.equal(
    (await call(person, "GET", `/api/projects/${projectId}/tabs/horoscope`)).status,
    404,
  );
  for (const rest of ["", "/versions"]) {
    assert.equal((await call(other, "GET", tabs(projectId, rest))).status, 404);
    assert.equal((await call(null, "GET", tabs(projectId, rest))).status, 401);
  }
  assert.equal((await call(person, "GET", tabs(projectId, "?version=7"))).status, 404);
});

test("a model writes section by section; the stream's deltas make the texts; a person accepts, writes, puts back", async () => {
  const { person, projectId } = await study();
  await withModelInApp(async ({ gemini }) => {
    const response = await generate(person, { projectId, tabType: "general" }, stream);
    assert.equal(response.status, 200);
    const events = await eventsOf(response);
    const { tab, notes } = events.at(-1)!.data as { tab: Tab; notes: unknown[] };
    assert.equal(events.at(-1)!.event, "done");
    assert.deepEqual([tab.provider, notes], ["model-of-tests", []]);
    const summary = tab.sections[0]!;
    const deltas = events.filter(({ event, data }) =>
      event === "delta" && data.section === "summary"
    );
    assert.equal(deltas.map(({ data }) => data.text).join(""), summary.text);
    assert.ok(
      summary.callId && summary.facts.length > 0 && summary.figures?.unverified.length === 0,
    );
    assert.ok(gemini.seen.every(({ body }) => !body.includes("/projects/")));

    const accepted = { version: tab.version, section: "summary" };
    assert.equal((await call(person, "POST", tabs(projectId, "/accept"), accepted)).status, 204);
    const own = { text: "In my own words." };
    const put = (headers: Record<string, string>) =>
      call(person, "PUT", tabs(projectId, "/sections/summary"), own, headers);
    assert.equal((await put({})).status, 428);
    assert.equal((await put({ "if-match": '"9"' })).status, 412);
    const read = await call(person, "GET", tabs(projectId));
    assert.equal((await json(read, 200)).tab.accepted[0].sectionKey, "summary");
    const written = await json(await put({ "if-match": read.headers.get("etag")! }), 200);
    assert.equal(written.tab.sections[0].author.kind, "person");
    const back = await json(
      await call(person, "POST", tabs(projectId, "/restore"), { version: tab.version }),
      200,
    );
    assert.equal(back.tab.sections[0].text, summary.text);
    const { versions } = await json(await call(person, "GET", tabs(projectId, "/versions")), 200);
    assert.deepEqual(versions.map((one: { version: number }) => one.version), [3, 2, 1]);
    const human = { version: 2, section: "summary" };
    assert.equal((await call(person, "POST", tabs(projectId, "/accept"), human)).status, 422);
  });
});

test("a browser that leaves in mid-stream takes back one section and loses no draft", async () => {
  const { person, projectId } = await study();
  await withModelInApp(async ({ gemini }) => {
    await json(await generate(person, { projectId, tabType: "general" }), 200);
    await json(
      await call(person, "POST", `/api/projects/${projectId}/tasks`, {
        title: "New",
        plannedStart: "2020-01-01",
        durationDays: 2,
      }),
      201,
    );
    gemini.script = ["ok", "hang in mid-stream"];
    const asked = {
      projectId,
      tabType: "general",
      instructions: "Shorter, in summary and actions",
    };
    const response = await generate(person, asked, stream);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes('"section":"actions","text":"It begins');) {
      const { value = "", done } = await reader.read();
      assert.ok(!done, text);
      text += value;
    }
    await reader.cancel();
    const newest = async () => (await json(await call(person, "GET", tabs(projectId)), 200)).tab;
    for (let i = 0; i < 100 && (await newest()).version < 2; i++) {
      await new Promise((done) => setTimeout(done, 20));
    }
    const tab = await newest();
    assert.equal(tab.version, 2, "what was finished is kept");
    const [summary, , actions] = tab.sections;
    assert.ok(summary.at > actions.at && actions.text !== "");
    assert.equal(gemini.left, 1, "the model was told");
  });
});

test("how often a person may ask is counted", async () => {
  const { person, projectId } = await study();
  const asks = [];
  for (let i = 0; i < 31; i++) {
    asks.push(await generate(person, { projectId, tabType: "horoscope" }));
  }
  assert.deepEqual(new Set(asks.slice(0, 30).map(({ status }) => status)), new Set([422]));
  assert.equal(asks[30]!.status, 429);
  assert.ok(Number(asks[30]!.headers.get("retry-after")) > 0);
});

test("the description of the API has the calls of documents", async () => {
  const { paths } = await json(await request("/api/openapi.json"), 200);
  const path = "/api/projects/{id}/tabs/{tabType}";
  assert.ok(paths["/api/ai/generate"].post && paths[path].get && paths[`${path}/versions`].get);
  assert.ok(paths[`${path}/restore`].post && paths[`${path}/accept`].post);
  assert.ok(paths[`${path}/sections/{key}`].put);
});
