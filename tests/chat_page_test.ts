// The chat beside a document, from outside and without a script: asking, what is refused, earlier chats,
// what a model's words cannot do, and what the panel costs.
import assert from "node:assert/strict";
import { withModelInApp } from "@/lib/assistant/generate_testing.ts";
import { app, imported, json } from "@/lib/dashboard/http_testing.ts";
import { html, send } from "./forms.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";
import { scriptBytes } from "./weight.ts";

const waitsOf = (response: Response) =>
  /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1];
const panelOf = (text: string) => /<section class="chat"[^]*$/.exec(text)![0];
const places = (response: Response) => new URL(response.headers.get("location")!, ORIGIN);

/** Asks as the form does: where it leads, and the panel there. */
async function asked(person: Person, path: string, message: string, more = {}) {
  const response = await send(person, path, { intent: "ask", message, chat: "", ...more });
  await response.body?.cancel();
  assert.equal(response.status, 303);
  const to = places(response);
  assert.equal(to.hash, "#chat");
  const shown = await page(person, to.pathname + to.search);
  return {
    to,
    response,
    shown,
    panel: panelOf(await html(shown)),
    chat: to.searchParams.get("chat")!,
  };
}

Deno.test({
  ...app,
  name: "a question is answered, kept, gone on with, found again and taken away without a script",
  async fn(t) {
    const [person, stranger] = [await signUp("Ines Halloran"), await signUp()];
    const project = await imported(person);
    const root = `/projects/${project}/assistant`;
    const base = `${root}/general`;
    const first = await asked(person, base, "What is late?");

    await t.step(
      "the answer cites, says its steps and who answered; the page stays light",
      async () => {
        const { panel, shown } = first;
        assert.match(panel, /Answered by rules from your data/);
        assert.match(panel, /<code>plan_late<\/code>/);
        const cited = [...panel.matchAll(/class="cite" href="#(m\d+s\d+)"/g)].map(([, id]) => id);
        assert.ok(cited.length > 0);
        for (const id of cited) assert.ok(panel.includes(`id="${id}"`), id);
        assert.equal(waitsOf(shown), "2");
        const whole = await html(await page(person, first.to.pathname + first.to.search));
        const ids = [...whole.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
        assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], "ids are unique");
        assert.ok(!/ style=| on[a-z]+="/.test(whole));
        const bytes = await scriptBytes(whole, (file) => page(person, file));
        assert.ok(bytes <= 15_360, `${bytes} bytes of script`);
      },
    );

    await t.step("what cannot be asked is refused, with what was typed", async () => {
      const long = "x".repeat(4001);
      for (const [message, why] of [["  ", /Must be given/], [long, /4,000 characters/]] as const) {
        const fields = { intent: "ask", message, chat: first.chat };
        const panel = panelOf(await html(await send(person, base, fields), 422));
        assert.match(panel, why);
        assert.ok(
          panel.includes(`name="chat" value="${first.chat}"`) && panel.includes("What is late?"),
        );
        assert.ok(message.trim() === "" || panel.includes(long));
      }
      await html(await send(person, base, { intent: "ask", message: "x", chat: "7" }), 422);
      const lost = { intent: "ask", message: "Mine?", chat: crypto.randomUUID() };
      assert.ok((await html(await send(person, base, lost), 404)).includes("Mine?"));
      await html(await send(stranger, base, { intent: "ask", message: "x" }), 404);
      await html(await send(person, base, { intent: "chat-go-on", chat: "7" }), 400);
    });

    await t.step("a chat goes on, and is its asker's alone", async () => {
      const next = await asked(person, `${base}?version=`, "What is next?", { chat: first.chat });
      assert.equal(next.chat, first.chat);
      assert.ok(next.panel.includes("What is late?") && next.panel.includes("What is next?"));
      const other = await asked(person, `${root}/inspectionRoom`, "Is the audit trail intact?");
      assert.match(other.panel, /no model is asked/);
      const list = panelOf(await html(await page(person, base)));
      assert.ok(
        list.includes(`/inspectionRoom?chat=${other.chat}#chat`) && list.includes("Inspector"),
      );
      // A chat is shown under its persona, wherever its address leads first.
      for (const path of [`${base}?chat=${other.chat}`, `${root}?chat=${other.chat}`]) {
        assert.match(places(await page(person, path)).pathname, /inspectionRoom$/);
      }
      const missing = panelOf(
        await html(await page(person, `${base}?chat=${crypto.randomUUID()}`)),
      );
      assert.match(missing, /not there any more/);
      await html(await page(stranger, `${base}?chat=${first.chat}`), 404);
    });

    await t.step("what is asked about is shown and sent; what is not there is not", async () => {
      const task = { title: "Call the sites", plannedStart: "2020-01-01", durationDays: 2 };
      const made = await json(
        await call(person, "POST", `/api/projects/${project}/tasks`, task),
        201,
      );
      const ask = `task:${made.item.id}`;
      const to = places(await page(person, `${root}?ask=${ask}&persona=sponsorPM`));
      assert.match(to.pathname, /portfolioHealth$/);
      assert.deepEqual([to.searchParams.get("ask"), to.hash], [ask, "#chat"]);
      const panel = panelOf(await html(await page(person, to.pathname + to.search)));
      assert.ok(panel.includes(`name="about" value="${ask}"`) && panel.includes("Call the sites"));
      const referer = `${ORIGIN}${root}/taskChecklists`;
      const headers = { cookie: person.cookie, referer };
      const here = places(await request(`${root}?ask=${ask}`, { headers }));
      assert.match(here.pathname, /taskChecklists$/, "where it stands, there it is asked");
      const { shown, ...beside } = await asked(person, base, "Is it late?", { about: ask });
      assert.match(beside.panel, /class="msg-on">About <a[^>]*>[^<]*Call the sites/);
      assert.ok(Number(waitsOf(shown)) <= 3, `${waitsOf(shown)} waits`);
      const none = `${base}?ask=task:${crypto.randomUUID()}`;
      assert.ok(!panelOf(await html(await page(person, none))).includes('name="about"'));
    });

    await t.step("it is deleted after a question, for good", async () => {
      const before = panelOf(await html(await page(person, `${base}?chat=${first.chat}`)));
      assert.ok(before.includes("do=delete-chat"));
      const dialog = await html(await page(person, `${base}?chat=${first.chat}&do=delete-chat`));
      assert.match(dialog, /role="dialog"[^]*Delete this chat\?/);
      const gone = await send(person, base, { intent: "chat-delete", chat: first.chat });
      assert.equal(gone.status, 303);
      const panel = panelOf(await html(await page(person, `${base}?chat=${first.chat}`)));
      assert.ok(panel.includes("not there any more") && !panel.includes("msg-b"));
    });
  },
});

Deno.test({
  ...app,
  name: "an agent's step waits for its asker's word, given by a form; what it proposes is a card",
  async fn() {
    const person = await signUp();
    const project = await imported(person);
    const base = `/projects/${project}/assistant/general`;
    const path = `/api/organizations/${person.organization.id}/agent-policies`;
    const policies = [{ role: "owner", tool: "propose_task", policy: "approve" }];
    const { version } = await json(await call(person, "GET", path), 200);
    const match = { "if-match": `"${version}"` };
    await json(await call(person, "PUT", path, { policies }, match), 200);
    await withModelInApp(async ({ gemini }) => {
      gemini.reply = (body) => {
        const parts = body.contents.flatMap((one) => one.parts);
        if (parts.some(({ functionResponse }) => functionResponse)) return { text: "So be it." };
        const changes = [{ op: "insert", after: { title: "Call the monitor" } }];
        const args = { title: "Call them", rationale: "Late", evidence: [], changes };
        return { calls: [{ name: "propose_task", args }] };
      };
      for (const allow of ["false", "true"]) {
        const { panel, chat } = await asked(person, base, "Propose something");
        const [, step = ""] = /name="step" value="([^"]+)"/.exec(panel)!;
        assert.match(panel, /The agent wants to <b>propose a task<\/b>/);
        const form = { intent: "chat-go-on", chat, step, allow };
        const gone = await send(person, base, form);
        assert.equal(gone.status, 303);
        const answered = await page(person, `${base}?chat=${chat}`);
        assert.ok(Number(waitsOf(answered)) <= 3, `${waitsOf(answered)} waits`);
        const after = panelOf(await html(answered));
        assert.ok(after.includes("So be it.") && !after.includes('name="step"'));
        assert.equal(after.includes('class="prop"'), allow === "true");
        assert.ok(allow === "true" || after.includes("refused"));
        await html(await send(person, base, form), 409);
      }
      const inbox = await html(await page(person, `/projects/${project}/proposals`));
      assert.match(inbox, /Call them/);
    });
  },
});

Deno.test({
  ...app,
  name: "a model's words are words; why none answered is said once",
  async fn() {
    const person = await signUp();
    const project = await imported(person);
    const base = `/projects/${project}/assistant/general`;
    await withModelInApp(async ({ gemini }) => {
      const evil = "<script>alert()</script> ![x](https://evil.example/p.png) " +
        "[the site](https://www.ema.europa.eu/x) [plan](/projects/1/plan) It is 987654 [F1][F900].";
      gemini.reply = () => ({ text: evil });
      const { panel, chat } = await asked(person, base, "What is next?");
      const words = /class="msg-b md from-agent"[^]*?<\/div>/.exec(panel)![0];
      assert.ok(!/<script|<img/.test(words) && words.includes("the site"));
      assert.deepEqual([...words.matchAll(/href="([^"]+)"/g)].map((m) => m[1]), ["#m2s1"]);
      assert.match(panel, /class="unv"[^]*0 of [^]*not found: 987654; cites F900/);
      gemini.script = Array(8).fill({ status: 500 });
      const { response, to } = await asked(person, base, "What is late?", { chat });
      const cookie = response.headers.getSetCookie().find((line) => line.includes("chat-note"))!;
      const look = (cookies: string) =>
        request(to.pathname + to.search, { headers: { cookie: cookies } });
      const noted = await look(`${person.cookie}; ${cookie.split(";")[0]}`);
      assert.ok(noted.headers.getSetCookie().some((line) => /chat-note=;.*Max-Age=0/.test(line)));
      assert.match(await html(noted), /No model answered: /);
      assert.ok(!(await html(await look(person.cookie))).includes("No model answered"));
    }, { tries: { pauseMs: 1, maxPauseMs: 2 } });
  },
});
