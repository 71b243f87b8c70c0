// People in a real browser: an owner invites, the guest follows the link of the letter, joins and
// finds the organisation in its own colours. axe-core on every page, wide and light, narrow and dark.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { readKept, waiting } from "@/lib/mail/outbox.ts";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";
import { shots } from "../environment.ts";

const PASSWORD = "correct horse battery 9";

async function look(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  await assertAccessible(page);
}

async function signUp(page: Page, origin: string, name: string): Promise<string> {
  const email = `${crypto.randomUUID()}@example.org`;
  await page.goto(`${origin}/signup`);
  await page.fill("#name", name);
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await page.click("button.primary");
  await page.waitForURL(/\/projects$/);
  return email;
}

/** The link in the newest letter to the address. */
async function linkFor(app: AppProcess, email: string): Promise<string> {
  const folder = join(app.dataDir, "outbox");
  for (const { name } of (await waiting(folder)).reverse()) {
    const kept = await readKept(folder, name);
    const link = kept?.to === email && /\S+\/invitation#\S+/.exec(kept.text)?.[0];
    if (link) return link;
  }
  assert.fail("no letter");
}

/** A PNG of one colour, drawn by the page. */
async function image(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [240, 64];
    const pen = canvas.getContext("2d")!;
    pen.fillStyle = "#0b6e4f";
    pen.font = "bold 44px sans-serif";
    pen.fillText("Helios", 8, 48);
    return canvas.toDataURL("image/png").split(",")[1]!;
  });
  return Buffer.from(base64, "base64");
}

/** The sidebar, on a phone: opened by a button, closed by Escape and a tap beside. */
async function moreSections(page: Page) {
  const [button, list] = [page.getByRole("button", { name: "More" }), page.locator("#side")];
  assert.ok(await list.isHidden());
  await button.click();
  await list.getByRole("link", { name: "Settings" }).waitFor();
  await look(page, "more");
  await page.keyboard.press("Escape");
  assert.ok(await list.isHidden());
  await button.click();
  await page.mouse.click(195, 120);
  assert.ok(await list.isHidden());
  await button.click();
  await list.getByRole("link", { name: "Settings" }).click();
  await page.waitForURL(/\/settings$/);
}

async function journey(browser: Browser, app: AppProcess, size: string, dark: boolean) {
  const narrow = size === "390";
  const options = {
    viewport: { width: Number(size), height: narrow ? 844 : 900 },
    colorScheme: dark ? "dark" as const : "light" as const,
  };
  const shot = (page: Page, name: string) =>
    look(page, `${name}-${size}-${dark ? "dark" : "light"}`);
  const { page, faults } = await openPage(browser, options);
  await signUp(page, app.origin, "Ola Owner");
  await page.getByRole("link", { name: "Organisation", exact: true }).click();
  await page.waitForURL(/\/organizations\/[^/]+$/);
  const home = page.url();
  await shot(page, "settings");
  // The preview follows what is typed; the colour is worn after saving.
  const accent = () => page.locator(".swatch").first().evaluate((it) => it.style.cssText);
  const before = await accent();
  await page.fill("#brandColour", "#0b6e4f");
  assert.notEqual(await accent(), before, "the preview is live");
  await page.click("button:has-text('Save the colour')");
  await page.waitForURL(/said=saved/);
  await page.setInputFiles("#logo", {
    name: "logo.png",
    mimeType: "image/png",
    buffer: await image(page),
  });
  await page.click("button:has-text('Save the logo')");
  await page.waitForURL(/said=logo/);
  await shot(page, "settings-branded");
  await page.goto(`${home}/members`);
  await shot(page, "members");
  const guestAddress = `${crypto.randomUUID()}@example.org`;
  await page.fill("#email", guestAddress);
  await page.click("button:has-text('Send the invitation')");
  await page.waitForURL(/said=invited/);
  await shot(page, "members-invited");
  const guest = await openPage(browser, options);
  // The link also works where the page is open already, and only what is behind "#" changes.
  await guest.page.goto(`${app.origin}/invitation`);
  await guest.page.goto(await linkFor(app, guestAddress));
  await guest.page.getByRole("heading", { name: /^Join / }).waitFor();
  assert.equal(guest.page.url(), `${app.origin}/invitation`, "the token left the address");
  await shot(guest.page, "invitation");
  await guest.page.fill("#name", "Gus Test");
  await guest.page.fill("#new-password", PASSWORD);
  await guest.page.click("button:has-text('Create the account and join')");
  await guest.page.waitForURL(/\/projects$/);
  await shot(guest.page, "portfolio");
  await guest.page.goto(home);
  await shot(guest.page, "settings-member");
  await page.goto(`${home}/members`);
  await page.getByRole("link", { name: "Role of Gus Test" }).click();
  await page.getByRole("dialog").waitFor();
  await shot(page, "role");
  await page.selectOption("#new-role", "admin");
  await page.fill("#new-reason", "Takes over the study");
  await page.click("button:has-text('Change the role')");
  await page.waitForURL(/said=role/);
  await page.goto(`${app.origin}/projects/new`);
  await page.getByText("Fill in what you know").click();
  await page.fill("#name", "HELIOS-2");
  await page.click("button:has-text('Create the study')");
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
  await page.goto(`${page.url().replace(/[?#].*/, "")}/members`);
  await shot(page, "study-members");
  await page.selectOption("#add-who", { index: 1 });
  await page.selectOption("#add-role", "auditor");
  await page.click("button:text-is('Add')");
  await page.getByText("1 field to correct").waitFor();
  await shot(page, "study-refused");
  await page.fill("#add-reason", "Inspection in March");
  await page.click("button:text-is('Add')");
  await page.waitForURL(/said=added/);
  await shot(page, "study-added");
  if (narrow) await moreSections(page);
  const expected = (fault: string) => /status of 422|status of 409/.test(fault);
  const failures = app.output().split("\n").filter((line) => line.includes('"error"'));
  const seen = [...faults, ...guest.faults].filter((fault) => !expected(fault));
  assert.deepEqual(seen, [], failures.join("\n"));
  await page.context().close();
  await guest.page.context().close();
}

Deno.test({
  name: "people are invited, join, get roles and see their organisation's colours",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startApp();
    try {
      await withBrowser(async (browser) => {
        await journey(browser, app, "1440", false);
        await journey(browser, app, "390", true);
      });
    } finally {
      await app.stop();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
