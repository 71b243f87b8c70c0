// The main job in a real browser: sign up, import a registry record, read the study. Once with the
// keyboard alone on a wide light screen, once on a narrow dark one; axe-core on every page met.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";

const RECORD = DEMO_STUDIES[0] as {
  protocolSection: {
    identificationModule: { nctId: string };
    contactsLocationsModule: { locations: unknown[] };
  };
};
const { nctId } = RECORD.protocolSection.identificationModule;
const sites = RECORD.protocolSection.contactsLocationsModule.locations.length;

/** Presses Tab until the element that `is` names has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
  }
  assert.fail(`Tab never reaches ${selector} on ${page.url()}`);
}

async function signUp(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/projects`);
  assert.match(page.url(), /\/login\?next=/, "an unknown caller is sent to sign in");
  await assertAccessible(page);
  await page.getByRole("link", { name: /create an account/i }).click();
  await page.waitForURL(/\/signup/);
  await assertAccessible(page);
}

/** The others are met in tests of their own, as are the states of these. */
const SECTIONS = [
  "",
  "/plan",
  "/sites",
  "/enrollment",
  "/import",
  "/activity",
  "/members",
  "/settings",
];

/** Sections of the study, the portfolio with it, and an address that is none. */
async function visit(page: Page, origin: string, project: string): Promise<void> {
  const below = SECTIONS.map((section) => `/projects/${project}${section}`);
  for (const path of [...below, "/projects"]) {
    const response = await page.goto(origin + path);
    assert.equal(response?.status(), 200, path);
    await assertAccessible(page);
  }
  assert.equal((await page.goto(`${origin}/nowhere`))?.status(), 404);
  await assertAccessible(page);
}

async function byKeyboard(browser: Browser, app: AppProcess): Promise<void> {
  const { page, faults } = await openPage(browser, {
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
  });
  await signUp(page, app.origin);
  await tabTo(page, "#name");
  await page.keyboard.type("Ada Rennick");
  await tabTo(page, "#email");
  await page.keyboard.type(`keyboard-${Date.now()}@example.org`);
  await tabTo(page, "#password");
  await page.keyboard.type("correct horse battery 9");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects$/);
  await assertAccessible(page);

  await tabTo(page, "main a[href='/projects/new']");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects\/new$/);
  await assertAccessible(page);
  await tabTo(page, "textarea");
  await page.keyboard.insertText(JSON.stringify(RECORD));
  await tabTo(page, "form:has(#text) button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#confirm button[type=submit]");
  assert.ok((await page.innerText("main")).includes(nctId), "the preview shows the record");
  await assertAccessible(page);
  await tabTo(page, "#confirm button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
  assert.ok((await page.innerText("main")).includes(nctId));
  assert.match(
    await page.innerText("main"),
    new RegExp(`\\b${sites}\\b`),
    "the sites are counted",
  );
  await visit(page, app.origin, page.url().split("/").at(-1)!);
  assert.deepEqual(faults.filter((fault) => !/status of 404/.test(fault)), []);
  await page.context().close();
}

async function onAPhone(browser: Browser, app: AppProcess): Promise<void> {
  const { page, faults } = await openPage(browser, {
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    hasTouch: true,
  });
  await signUp(page, app.origin);
  await page.fill("#name", "Maud Keller");
  await page.fill("#email", `phone-${Date.now()}@example.org`);
  await page.fill("#password", "short");
  await page.tap(
    "main form[action^='/signup'] button[type=submit], main .inner button[type=submit]",
  );
  await page.waitForSelector("[aria-invalid=true]");
  await assertAccessible(page);
  await page.fill("#password", "correct horse battery 9");
  await page.tap(
    "main form[action^='/signup'] button[type=submit], main .inner button[type=submit]",
  );
  await page.waitForURL(/\/projects$/);
  await page.goto(`${app.origin}/projects/new`);
  await page.setInputFiles("input[type=file]", {
    name: "record.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(RECORD)),
  });
  await page.tap("form:has(#text) button[type=submit]");
  await page.waitForSelector("#confirm button[type=submit]");
  await assertAccessible(page);
  await page.tap("#confirm button[type=submit]");
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
  await visit(page, app.origin, page.url().split("/").at(-1)!);
  assert.deepEqual(faults.filter((fault) => !/status of (422|404)/.test(fault)), []);
  await page.context().close();
}

Deno.test({
  name: "from sign-up to an imported study: by keyboard at 1440 px, by touch at 390 px",
  ignore: noChromium,
  // Chromium and the app are processes of their own, and end with the test.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startApp({}, { task: true });
    try {
      await withBrowser(async (browser) => {
        await byKeyboard(browser, app);
        await onAPhone(browser, app);
      });
      assert.ok(!/\n\s+at /.test(app.output()), `no stack in the log: ${app.output()}`);
    } finally {
      assert.equal(await app.stop(), 0, "SIGTERM ends it in order");
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
