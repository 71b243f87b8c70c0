// The audit trail in a real browser: filtered, verified, opened and printed, without a script; axe on
// the way, wide and narrow, light and dark.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";

interface Reader {
  cookies: { name: string; value: string; url: string }[];
  organization: string;
  project: string;
}

/** A person with a study that was imported. */
async function begin({ origin }: AppProcess): Promise<Reader> {
  const headers = {
    "content-type": "application/json",
    origin,
    "sec-fetch-site": "same-origin",
    cookie: "",
  };
  const post = (path: string, body: unknown) =>
    fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
  const signed = await post("/api/auth/signup", {
    email: `trail-${Date.now()}@example.org`,
    password: "correct horse battery 9",
    name: "Ada Rennick",
    organization: "Northfold Research",
  });
  const { organization } = await signed.json();
  const pairs = signed.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  headers.cookie = pairs.join("; ");
  const imported = await post("/api/projects/import", { source: "ctgov", record: DEMO_STUDIES[0] });
  const { project } = await imported.json();
  const cookies = pairs.map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: origin };
  });
  return { cookies, organization: organization.id, project: project.id };
}

async function look(browser: Browser, app: AppProcess, reader: Reader, wide: boolean) {
  const { page, faults } = await openPage(browser, {
    viewport: wide ? { width: 1440, height: 900 } : { width: 390, height: 844 },
    colorScheme: wide ? "light" : "dark",
    javaScriptEnabled: wide,
  });
  await page.context().addCookies(reader.cookies);
  await page.goto(`${app.origin}/projects/${reader.project}/activity`);
  await page.selectOption("select[name=entity]", "arms");
  await page.getByRole("button", { name: "Show" }).click();
  assert.match(page.url(), /entity=arms/);
  assert.equal(await page.locator("table.log tbody tr").count(), 2);
  const details = page.locator("details.entry").first();
  await details.locator("summary").press("Enter");
  assert.match(await details.innerText(), /[0-9a-f]{64}/, "the hash is there, opened by key");
  await page.getByRole("button", { name: /^Verify/ }).click();
  assert.match(page.url(), /entity=arms.*#chain$/, "the filter is kept");
  assert.match(await page.locator(".chain").innerText(), /Intact/);
  await page.getByRole("link", { name: /Without/ }).click();
  assert.doesNotMatch(page.url(), /entity/);
  if (wide) await assertAccessible(page);
  await page.goto(`${app.origin}/organizations/${reader.organization}/activity?kind=human`);
  assert.match(await page.locator("table.log").innerText(), /in LUMA|Added/);
  if (wide) await assertAccessible(page);
  await page.emulateMedia({ media: "print" });
  const paper = await page.locator("table.log").innerText();
  assert.match(paper, /Northfold Research · audit trail · as of/);
  assert.match(paper, /Chain head: entry [\d,]+, ([0-9a-f]{4} ){15}[0-9a-f]{4}/);
  assert.equal(
    await page.locator("table.log tfoot").evaluate((foot) => getComputedStyle(foot).display),
    "table-footer-group",
    "so that it is on every page",
  );
  assert.deepEqual(faults, []);
  await page.context().close();
}

Deno.test({
  name: "the audit trail is filtered, opened, verified and printed, with and without a script",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startApp();
    try {
      const reader = await begin(app);
      await withBrowser(async (browser) => {
        await look(browser, app, reader, true);
        await look(browser, app, reader, false);
      });
    } finally {
      await app.stop();
    }
  },
});
