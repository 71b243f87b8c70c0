// The assistant's documents in a real browser, as a coordinator uses them: have one written and watch
// it come, stop it, have a section written anew, write oneself, compare, put back, accept; axe on the
// way, wide and narrow, light and dark, and on paper.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { startGemini, textOf } from "../gemini/server.ts";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";
import { LOOKS as ALL_LOOKS, type Person, signUp } from "./person.ts";

const LOOKS = Deno.env.get("LOOKS");

/** A model that cites what it was told, and once says a figure that nobody told it. */
function model() {
  const gemini = startGemini();
  let lie = "";
  gemini.reply = (body) => {
    const ids = [...textOf(body).matchAll(/^\[(F\d+)\]/gm)].map(([, id]) => id);
    return {
      text: `Nothing is **late** yet [${
        ids[0] ?? "F1"
      }].${lie}\n\n- Confirm the plan\n- Name who answers`,
    };
  };
  return { gemini, say: (text: string) => lie = text };
}

const article = (page: Page) => page.locator("article.doc");
const section = (page: Page, key: string) => page.locator(`#sec-${key}`);

interface Seen {
  page: Page;
  base: string;
  model: ReturnType<typeof model>;
}

/** Nothing is written; it is asked for, comes while one looks, and is a version. */
async function write({ page, base }: Seen): Promise<void> {
  await page.goto(base);
  await assertAccessible(page);
  await page.getByRole("button", { name: "Write it", exact: true }).click();
  await page.waitForSelector("#progress li[data-state=done]");
  await page.waitForFunction(() => /Version 1 is here/.test(document.body.innerText));
  assert.ok(await article(page).locator(".from-agent strong").first().isVisible());
  assert.ok(await page.getByRole("link", { name: "Source 1" }).first().isVisible());
  assert.ok(await page.locator("#s1").isVisible());
  await assertAccessible(page);
}

/** Somebody types while a writing is under way, and stops it: the typed words are there after. */
async function cancel({ page, base, model }: Seen): Promise<void> {
  await page.goto(base);
  model.gemini.script = ["hang in mid-stream"];
  await page.getByRole("button", { name: "Write all of it anew" }).click();
  await page.waitForSelector(".coming:not(:empty)");
  await page.fill("#ask", "Shorter, please");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.waitForFunction(() =>
    /Cancelled/.test(document.querySelector("#progress")!.textContent!)
  );
  assert.equal(await page.inputValue("#ask"), "Shorter, please");
  assert.equal(await page.locator(".coming").count(), 0);
  assert.ok(await article(page).locator(".from-agent strong").first().isVisible(), "as before");
  model.gemini.script = [];
}

/** A figure that the facts do not hold is marked, said, and cannot be accepted. */
async function accept({ page, base, model }: Seen, key: string): Promise<void> {
  model.say(" Some 987 sites wait.");
  await page.goto(base);
  await section(page, key).getByRole("button", { name: /^Write anew/ }).click();
  await page.waitForSelector("#progress li[data-state=done]");
  await page.waitForSelector("mark.unv");
  assert.match(await section(page, key).innerText(), /not found: 987/);
  await assertAccessible(page);
  // Said to be disabled, with why; who presses it all the same is told by the record.
  await section(page, key).getByRole("button", { name: /^Accept/ }).click({ force: true });
  await page.waitForSelector(".problems");
  assert.match(await page.innerText(".problems"), /not in the facts/);
  model.say("");
  await page.goto(base);
  await section(page, key).getByRole("button", { name: /^Write anew/ }).click();
  await page.waitForSelector("mark.unv", { state: "detached" });
  await section(page, key).getByRole("button", { name: /^Accept/ }).click();
  await page.waitForURL(/said=accepted/);
  assert.match(await section(page, key).innerText(), /Accepted: by Ines Halloran/);
}

/** One's own words, looked at before they are kept. */
async function edit({ page, base }: Seen, key: string): Promise<void> {
  await page.goto(base);
  await section(page, key).getByRole("link", { name: /^Edit/ }).click();
  await page.waitForSelector("#text");
  assert.match(await page.inputValue("#text"), /\*\*late\*\*/);
  await assertAccessible(page);
  await page.fill("#text", "I checked it **myself** [F1].\n\n| a | b |\n|---|---|\n| 1 | 2 |");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.waitForSelector(".preview strong");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/said=saved/);
  assert.ok(await section(page, key).locator(".from-human strong").isVisible());
  await assertAccessible(page);
}

async function compareAndRestore({ page, base }: Seen, key: string): Promise<void> {
  await page.goto(base);
  await page.getByRole("link", { name: "Compare" }).click();
  await page.waitForSelector(".side-by-side ins");
  assert.ok(await page.locator(".side-by-side del").count() > 0);
  await assertAccessible(page);
  if (LOOKS) await page.screenshot({ path: `${LOOKS}/assistant-compare.png`, fullPage: true });
  await page.goto(`${base}?version=1`);
  assert.match(await page.innerText("#doc-h"), /Version 1 of \d/);
  await assertAccessible(page);
  await page.getByRole("link", { name: "Restore" }).click();
  await page.waitForSelector("[role=dialog]");
  await assertAccessible(page);
  await page.fill("#reason", "The first was better");
  await page.getByRole("button", { name: "Restore" }).click();
  await page.waitForURL(/said=restored/);
  assert.ok(await section(page, key).locator(".from-agent").isVisible());
  assert.match(await page.innerText("#doc-v"), /Restored from 1/);
}

/** Without the script the wish waits in the queue, and the page says how far it is. */
async function queued(browser: Browser, person: Person, { base }: Seen): Promise<void> {
  const { page } = await openPage(browser, { javaScriptEnabled: false });
  await page.context().addCookies(person.cookies);
  await page.goto(base);
  await page.fill("#ask", "Say it in one sentence");
  await page.getByRole("button", { name: "Change it" }).click();
  assert.match(page.url(), /job=/);
  assert.match(await page.innerText("#doc-j"), /Say it in one sentence/);
  // The page looks again by itself.
  await page.waitForSelector("#doc-j :text('Written')", { timeout: 60_000 });
  await page.context().close();
}

async function paper({ page, base }: Seen): Promise<void> {
  await page.goto(base);
  await page.emulateMedia({ media: "print" });
  for (const gone of [".side", ".work", ".personas", ".sec-tools", ".doc-acts"]) {
    assert.equal(await page.locator(gone).first().isVisible(), false, `${gone} is not on paper`);
  }
  assert.ok(await article(page).isVisible());
  assert.ok(await page.locator("#doc-sources").isVisible());
  if (LOOKS) await page.screenshot({ path: `${LOOKS}/assistant-print.png`, fullPage: true });
  await page.emulateMedia({ media: null });
}

async function use(browser: Browser, app: AppProcess, person: Person, model_: Seen["model"]) {
  const made = await person.send("POST", "/api/projects/import", {
    ...{ source: "ctgov", record: DEMO_STUDIES[0] },
  });
  const base = `${app.origin}/projects/${made.project.id}/assistant/general`;
  for (const { width, colorScheme } of ALL_LOOKS) {
    const { page, faults } = await openPage(browser, {
      ...{ viewport: { width, height: 900 }, colorScheme, hasTouch: width === 390 },
      baseURL: app.origin,
    });
    await page.context().addCookies(person.cookies);
    const seen = { page, base, model: model_ };
    if (width === 1440 && colorScheme === "light") {
      await write(seen);
      const key = (await article(page).locator("section:has(.from-agent)").first()
        .getAttribute("id"))!.slice(4);
      await cancel(seen);
      await accept(seen, key);
      await edit(seen, key);
      await compareAndRestore(seen, key);
      await queued(browser, person, seen);
      await paper(seen);
    }
    await page.goto(base);
    await assertAccessible(page);
    if (LOOKS) {
      await page.waitForTimeout(2000);
      const path = `${LOOKS}/assistant-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
    // By its address: what follows the record may be renewed under the pointer.
    const proof = await page.locator("a.proof").first().getAttribute("href");
    await page.goto(new URL(proof!, page.url()).href);
    await page.waitForSelector("#proof");
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#proof", { state: "detached" });
    assert.deepEqual(faults.filter((fault) => !/status of 4\d\d/.test(fault)), []);
    await page.context().close();
  }
}

Deno.test({
  name: "a document is written, stopped, accepted, edited, compared, put back and printed",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const heard = model();
    const app = await startApp({
      GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests-for-the-model",
      GEMINI_BASE_URL: heard.gemini.url,
    });
    try {
      const person = await signUp(app, "assistant");
      await withBrowser((browser) => use(browser, app, person, heard));
    } finally {
      await app.stop();
      await heard.gemini.close();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
