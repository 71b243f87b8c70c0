// Import of a spreadsheet in a real browser: the bar and the columns with a script, at both widths,
// light and dark; axe-core on each step.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { startSharedApp } from "../process.ts";
import { scriptBytes } from "../weight.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";
import { shots } from "../environment.ts";

const CSV = "Site Number;Site Name;City;Who;Target;SIV date\n" +
  "012;Charité;Berlin;x;20;21.11.2025\n013;Inselspital;Bern;y;-5;21.11.2025\n" +
  "014;Karolinska University Hospital;Stockholm;z;12;2026-02-30\n";

/** Enough for the embedded database to take some seconds. */
const ROWS = 6_000;

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** Somebody with a study. */
async function begin(browser: Browser, origin: string) {
  const first = await openPage(browser, { viewport: { width: 1440, height: 900 } });
  await first.page.goto(`${origin}/signup`);
  await first.page.fill("#name", "Ada Rennick");
  await first.page.fill("#email", `csv-${Date.now()}@example.org`);
  await first.page.fill("#password", "correct horse battery 9");
  await first.page.keyboard.press("Enter");
  await first.page.waitForURL(/\/projects$/);
  const made = await first.page.evaluate(async () => {
    const response = await fetch("/api/projects", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "MERIDIAN-3" }),
    });
    return (await response.json()).project.id as string;
  });
  const storageState = await first.page.context().storageState();
  await first.page.context().close();
  return { storageState, made };
}

Deno.test({
  name: "a spreadsheet comes in: file, columns, problems, import",
  ignore: noChromium,
  // Chromium and the app are processes of their own, and end with the test.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startSharedApp();
    try {
      await withBrowser(async (browser) => {
        const { storageState, made } = await begin(browser, app.origin);
        for (const colorScheme of ["light", "dark"] as const) {
          for (const width of [1440, 390]) {
            const { page, faults } = await openPage(browser, {
              ...{ viewport: { width, height: 900 }, colorScheme, storageState },
              hasTouch: width === 390,
            });
            const name = (step: string) => `csv-${step}-${width}-${colorScheme}`;
            await page.goto(`${app.origin}/projects/${made}/csv?kind=sites`);
            await look(page, name("1-file"));
            await page.setInputFiles("#file", {
              name: "sites.csv",
              mimeType: "text/csv",
              buffer: Buffer.from(CSV),
            });
            await page.waitForFunction(() => document.body?.innerText.includes("is ready"));
            await page.click("button:has-text('Go on')");
            await page.waitForURL(/upload=/);
            assert.equal(await page.inputValue("#c0"), "number");
            await look(page, name("2-columns"));
            await page.selectOption("#c3", "-");
            await page.click("button:has-text('Check the rows')");
            await page.waitForSelector("#report");
            assert.match(await page.innerText("main"), /2\sproblems to correct/);
            await look(page, name("3-problems"));
            for (const column of ["#c4", "#c5"]) await page.selectOption(column, "-");
            await page.click("button:has-text('Check again')");
            await page.waitForFunction(() => document.body?.innerText.includes("Ready to import"));
            await look(page, name("4-ready"));
            const button = page.locator("button[value=import]");
            if (await button.count() > 0) {
              await button.click();
              await page.waitForURL(/done=3-0-0/);
              await look(page, name("5-done"));
            }
            assert.deepEqual(faults, []);
            await page.context().close();
          }
        }
      });
    } finally {
      await app.stop();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});

Deno.test({
  name: "an import shows how far the database is, and is stopped without leaving anything",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startSharedApp();
    try {
      await withBrowser(async (browser) => {
        const { storageState, made } = await begin(browser, app.origin);
        const { page, faults } = await openPage(browser, { storageState });
        const rows = Array.from({ length: ROWS }, (_, n) => `T-${n},Task ${n}`);
        await page.goto(`${app.origin}/projects/${made}/csv?kind=tasks`);
        const buffer = Buffer.from(["externalKey,title", ...rows].join("\n"));
        await page.setInputFiles("#file", { name: "tasks.csv", mimeType: "text/csv", buffer });
        await page.click("button:has-text('Go on')");
        await page.waitForURL(/upload=/);
        const html = await page.evaluate(async () => await (await fetch(location.href)).text());
        const script = await scriptBytes(html, (path) => fetch(`${app.origin}${path}`));
        assert.ok(script > 0 && script <= 15 * 1024, `${script} bytes of script`);
        const ready = "button[value=import]";
        // In the page itself: the browser's driver waits while an answer is on its way.
        const stopHalfway = () =>
          page.evaluate(() => {
            setInterval(() => {
              const bar = document.querySelector("progress");
              if (!bar || bar.value === 0 || bar.value === 1) return;
              sessionStorage.seen = bar.parentElement!.innerText;
              bar.parentElement!.querySelector("button")!.click();
            }, 50);
          });
        const stopped = async () => {
          await page.waitForSelector("text=Stopped. Nothing was imported.");
          assert.match(await page.evaluate(() => sessionStorage.seen), /\d00 of 6,000 rows/);
          await page.evaluate(() => sessionStorage.clear());
        };
        await stopHalfway();
        await page.click("button.btn[value=check]");
        await stopped();
        await page.click("button.btn[value=check]");
        await page.waitForSelector(ready);
        await stopHalfway();
        await page.click(ready);
        await stopped();
        const count = await page.evaluate(async (path) => {
          const answer = await fetch(path);
          return (await answer.json()).items.length as number;
        }, `/api/projects/${made}/tasks?limit=1`);
        assert.equal(count, 0, "nothing is left");
        assert.deepEqual(faults, []);
        await page.context().close();
      });
    } finally {
      await app.stop();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
