// The audit trail in a real browser: filtered, verified, opened and printed, without a script; axe on
// the way, wide and narrow, light and dark.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { inBrowser, type Person, signUp } from "./person.ts";

interface Reader {
  cookies: Person["cookies"];
  organization: string;
  project: string;
}

/** A person with a study that was imported. */
async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, organization, send } = await signUp(app, "trail");
  const body = { source: "ctgov", record: DEMO_STUDIES[0] };
  const { project } = await send("POST", "/api/projects/import", body);
  return { cookies, organization, project: project.id };
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

inBrowser(
  "the audit trail is filtered, opened, verified and printed, with and without a script",
  begin,
  async (browser, app, reader) => {
    await look(browser, app, reader, true);
    await look(browser, app, reader, false);
  },
);
