// A person's account in a real browser: a second factor from enrolment to step-up, a letter's link
// opened as the mail program would, leaving for good. Once wide and light, once narrow and dark;
// axe-core on every page met.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { totp } from "../account_steps.ts";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";

const PASSWORD = "correct horse battery 9";

async function signUp(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/signup`);
  await page.fill("#name", "Ada Rennick");
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await page.click("form[action^='/signup'] button[type=submit]");
  await page.waitForURL(/\/projects$/);
}

/** The newest letter's link to an address, from the folder where letters wait. */
async function linkTo(dataDir: string, email: string): Promise<string> {
  const folder = join(dataDir, "outbox");
  for (let tries = 0; tries < 40; tries++) {
    const names = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort().reverse();
    for (const name of names) {
      const raw = await Deno.readTextFile(join(folder, name));
      if (!raw.includes(email)) continue;
      // Long lines of a letter are folded with "=", and "=" itself is written "=3D".
      const text = raw.replaceAll(/=\r?\n/g, "").replaceAll("=3D", "=");
      const link = /http:\S+\/confirm#token_hash=[0-9a-f]+&type=\w+/.exec(text)?.[0];
      if (link) return link;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Cannot find a letter");
}

async function enrol(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/account`);
  await assertAccessible(page);
  await page.click("a[href='/account/second-factor']");
  await page.waitForURL(/second-factor$/);
  await assertAccessible(page);
  await page.click("form:has(input[value=begin]) button[type=submit]");
  await page.waitForSelector("[aria-invalid=true]");
  await assertAccessible(page);
  await page.fill("#password", PASSWORD);
  await page.click("form:has(input[value=begin]) button[type=submit]");
  const secret = (await page.innerText("code.secret")).replaceAll(" ", "");
  await assertAccessible(page);
  await page.fill("#code", "000000");
  await page.click("form:has(input[value=verify]) button[type=submit]");
  await page.waitForSelector("[aria-invalid=true]");
  assert.equal((await page.innerText("code.secret")).replaceAll(" ", ""), secret, "kept");
  await assertAccessible(page);
  await page.fill("#code", totp(secret, -1));
  await page.click("form:has(input[value=verify]) button[type=submit]");
  await page.waitForSelector(".codes");
  assert.equal(await page.locator(".codes li").count(), 10);
  await assertAccessible(page);
  await page.click("a.btn.primary[href='/account']");
  await page.waitForURL(/\/account$/);
  await assertAccessible(page);
  return secret;
}

/** Signed out, in again with the code, and a new password by letter. */
async function comeBack(page: Page, app: AppProcess, email: string, secret: string) {
  await page.goto(`${app.origin}/account`);
  await page.click("button[value=everywhere]");
  await page.waitForURL(/\/login/);
  await assertAccessible(page);
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await page.press("#password", "Enter");
  await page.waitForURL(/\/step-up\?next=/);
  await assertAccessible(page);
  await page.fill("#code", totp(secret));
  await page.press("#code", "Enter");
  await page.waitForURL(/\/projects$/);
}

async function byLetter(page: Page, app: AppProcess, email: string, secret: string) {
  await page.goto(`${app.origin}/forgot`);
  await assertAccessible(page);
  await page.fill("#email", email);
  await page.press("#email", "Enter");
  await page.waitForURL(/\/confirm\?type=recovery/);
  await assertAccessible(page);
  const link = await linkTo(app.dataDir, email);
  await page.goto("about:blank");
  await page.goto(link);
  await page.waitForURL(/\/confirm\?type=recovery$/);
  assert.ok(await page.isHidden("#code"), "the link stands in for the code");
  assert.ok(!page.url().includes("token"), "and is no longer in the address");
  await assertAccessible(page);
  await page.click("#confirm button.primary");
  await page.waitForURL(/\/step-up\?next=%2Freset$/);
  await page.fill("#code", totp(secret, 1));
  await page.press("#code", "Enter");
  await page.waitForURL(/\/reset$/);
  await assertAccessible(page);
  await page.fill("#password", `${PASSWORD} and more`);
  await page.press("#password", "Enter");
  await page.waitForURL(/\/account\?saved=password$/);
  await assertAccessible(page);
}

async function leave(page: Page, origin: string) {
  await page.goto(`${origin}/account/delete`);
  await assertAccessible(page);
  await page.click(".btn.danger");
  await page.waitForSelector("[aria-invalid=true]");
  await assertAccessible(page);
  await page.fill("#confirmation", "delete my account");
  await page.click(".btn.danger");
  await page.waitForURL(/\/login\?done=deleted$/);
  await assertAccessible(page);
}

async function walk(browser: Browser, app: AppProcess, name: string, look: BrowserContextOptions) {
  const { page, faults } = await openPage(browser, look);
  const email = `${name}-${Date.now()}@example.org`;
  await signUp(page, app.origin, email);
  const secret = await enrol(page, app.origin);
  await comeBack(page, app, email, secret);
  await byLetter(page, app, email, secret);
  await leave(page, app.origin);
  assert.deepEqual(faults.filter((fault) => !/status of (401|403|422)/.test(fault)), []);
  await page.context().close();
}

Deno.test({
  name: "an account, from enrolment to step-up, by letter and to its end: at 1440 and at 390 px",
  ignore: noChromium,
  // Chromium and the app are processes of their own, and end with the test.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startApp();
    try {
      await withBrowser(async (browser) => {
        const wide = { viewport: { width: 1440, height: 900 }, colorScheme: "light" } as const;
        const narrow = { viewport: { width: 390, height: 844 }, colorScheme: "dark" } as const;
        await walk(browser, app, "wide", wide);
        await walk(browser, app, "narrow", { ...narrow, hasTouch: true });
      });
      assert.ok(!/\n\s+at /.test(app.output()), `no stack in the log: ${app.output()}`);
    } finally {
      assert.equal(await app.stop(), 0, "SIGTERM ends it in order");
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
