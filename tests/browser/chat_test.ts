// The chat beside a document in a real browser: ask and watch the answer come, stop it, go on, let an
// agent do a step, follow a citation, earlier chats; wide and narrow, light and dark; axe on the way.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { shots } from "../environment.ts";
import { type Gemini, startGemini, textOf } from "../gemini/server.ts";
import { startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";
import { type Look, type Person, signUp } from "./person.ts";

interface Seen {
  page: Page;
  base: string;
  gemini: Gemini;
  person: Person;
}

const field = (page: Page) => page.getByLabel("Message to the trial coordinator");
const said = (page: Page, text: string) =>
  page.locator("#chat-said", { hasText: text }).waitFor({ state: "attached" });
const button = (page: Page, name: string) =>
  page.locator("#chat").getByRole("button", { name, exact: true });

/** By keys alone: the answer comes word by word, is said once, and its citation leads to a source. */
async function ask({ page, base, gemini }: Seen) {
  await page.goto(`${base}?new=1#chat`);
  await page.waitForFunction(() => document.activeElement?.id === "chat-q");
  await page.keyboard.type("What is next?");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("In short.");
  gemini.script = ["slow"];
  await page.keyboard.press("Enter");
  await page.locator(".coming:not(:empty)").waitFor();
  assert.match(await page.innerText("#chat-l"), /What is next\?\nIn short\.[^]*actions/);
  await said(page, "The answer is ready");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "chat-q");
  assert.match(page.url(), /\?chat=[\w-]+/);
  await page.keyboard.type("Again");
  await page.keyboard.press("Enter");
  await page.locator("#chat .cite").first().waitFor();
  await page.locator("#chat .cite").last().click();
  await page.locator(".sources li:target").waitFor();
  await assertAccessible(page);
}

/** What is typed meanwhile stays; what was stopped can go on. */
async function cancel({ page, gemini }: Seen) {
  gemini.script = ["hang in mid-stream"];
  await field(page).fill("What is late?");
  await page.keyboard.press("Enter");
  await page.locator(".coming:not(:empty)").waitFor();
  await field(page).fill("And why?");
  await button(page, "Cancel").click();
  await page.getByText("This answer was cut off").waitFor();
  await said(page, "Cancelled");
  assert.equal(await field(page).inputValue(), "And why?");
  gemini.script = [];
  await button(page, "Go on").click();
  await said(page, "The answer is ready");
  assert.equal(await page.getByText("This answer was cut off").count(), 0);
  assert.equal(await field(page).inputValue(), "And why?");
}

/** An agent may propose only with its asker's word: it asks, is let, and a card stands there. */
async function allow({ page, base, gemini, person }: Seen) {
  const path = `/api/organizations/${person.organization}/agent-policies`;
  const policies = [{ role: "owner", tool: "propose_task", policy: "approve" }];
  const { version } = await person.send("GET", path);
  await person.send("PUT", path, { policies }, { "if-match": `"${version}"` });
  const plain = gemini.reply;
  const title = "Call the monitor of site 003";
  gemini.reply = (body) => {
    const parts = body.contents.flatMap((one) => one.parts);
    if (parts.some(({ functionResponse }) => functionResponse)) return { text: "It is proposed." };
    const changes = [{ op: "insert", after: { title } }];
    const args = { title, rationale: "The visit is late.", evidence: [], changes };
    return { calls: [{ name: "propose_task", args }] };
  };
  await page.goto(base);
  await field(page).fill("Propose what to do");
  await page.keyboard.press("Enter");
  await said(page, "The agent waits for your word");
  await page.getByText("The agent wants to propose a task").waitFor();
  await assertAccessible(page);
  await button(page, "Allow").click();
  await said(page, "The answer is ready");
  const card = page.locator("#chat article.prop", { hasText: title });
  gemini.reply = plain;
  await card.getByRole("button", { name: /^Approve/ }).click();
  await page.getByText("Approved, and done").waitFor();
  assert.match(page.url(), /\/proposals/);
}

/** Beside a row; an earlier chat; one is taken away. */
async function history({ page, base, person }: Seen, project: string) {
  const task = { title: "Call the sites", plannedStart: "2020-01-01", durationDays: 2 };
  const { item } = await person.send("POST", `/api/projects/${project}/tasks`, task);
  await page.goto(`${base}?ask=task:${item.id}#chat`);
  await page.locator(".composer .on", { hasText: "Call the sites" }).waitFor();
  await assertAccessible(page);
  await field(page).fill("Is it late?");
  await button(page, "Ask").click();
  await said(page, "The answer is ready");
  assert.equal(await page.locator(".composer .on").count(), 0);
  await page.getByText("Earlier chats").click();
  await page.getByRole("link", { name: /^What is next\?/ }).click();
  await page.getByText("Again", { exact: true }).waitFor();
  await page.getByText("Earlier chats").click();
  await page.getByRole("link", { name: "Delete this chat" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this chat?" });
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("status").getByText("The chat is gone").waitFor();
  await page.getByText("Earlier chats").click();
  assert.equal(await page.getByRole("link", { name: /^What is next\?/ }).count(), 0);
}

/** What a server refuses keeps what was typed. */
async function refused({ page, base }: Seen) {
  await page.goto(base);
  await page.route("**/api/ai/chat", (route) =>
    route.fulfill({
      status: 429,
      contentType: "application/problem+json",
      body: JSON.stringify({ detail: "Too many questions: try again in 9 s" }),
    }));
  await field(page).fill("What is late?");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("try again in 9 s").waitFor();
  assert.equal(await field(page).inputValue(), "What is late?");
  assert.ok(await button(page, "What is next?").isVisible());
  await page.unroute("**/api/ai/chat");
  await page.route("**/api/ai/chat", (route) => route.abort());
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("The line broke").waitFor();
  assert.equal(await field(page).inputValue(), "What is late?");
  await page.unroute("**/api/ai/chat");
}

async function look(browser: Browser, { width, colorScheme }: Look, seen: Omit<Seen, "page">) {
  const { page, faults } = await openPage(browser, {
    ...{ viewport: { width, height: 900 }, colorScheme, hasTouch: width === 390 },
  });
  await page.context().addCookies(seen.person.cookies);
  await page.goto(`${seen.base}#chat`);
  await button(page, "What is next?").click();
  await said(page, "The answer is ready");
  await assertAccessible(page);
  assert.ok(await field(page).isVisible());
  if (shots) await page.screenshot({ path: `${shots}/chat-${width}-${colorScheme}.png` });
  assert.deepEqual(faults, []);
  await page.context().close();
}

Deno.test({
  name: "the chat beside a document: asked, stopped, gone on with, found again",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const gemini = startGemini();
    gemini.reply = (body) => {
      const ids = [...textOf(body).matchAll(/^\[(F\d+)\]/gm)].map(([, id]) => id!);
      return { text: `Look at the plan [${ids.slice(0, 5).join(", ")}]. **More** is not known.` };
    };
    const app = await startApp({
      ...{ GEMINI_BASE_URL: gemini.url, GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests" },
    });
    try {
      const person = await signUp(app, "chat");
      const { project } = await person.send("POST", "/api/projects/import", {
        ...{ source: "ctgov", record: DEMO_STUDIES[0] },
      });
      const base = `${app.origin}/projects/${project.id}/assistant/taskChecklists`;
      await withBrowser(async (browser) => {
        const { page, faults } = await openPage(browser, {
          viewport: { width: 1440, height: 900 },
        });
        await page.context().addCookies(person.cookies);
        const seen = { page, base, gemini, person };
        await ask(seen);
        await cancel(seen);
        await allow(seen);
        await history(seen, project.id);
        await refused(seen);
        assert.deepEqual(faults.filter((fault) => !/status of 4\d\d|ERR_FAILED/.test(fault)), []);
        await page.context().close();
        await look(browser, { width: 1440, colorScheme: "dark" }, seen);
        await look(browser, { width: 390, colorScheme: "light" }, seen);
      });
    } finally {
      await app.stop();
      await gemini.close();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
