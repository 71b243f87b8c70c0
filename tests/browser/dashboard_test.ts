// The dashboard in a real browser: read, prove, add, move by keys and by buttons; axe on the way,
// wide and narrow, light and dark.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { type AppProcess, startSharedApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";

const LOOKS = Deno.env.get("LOOKS");

interface Reader {
  cookies: { name: string; value: string; url: string }[];
  project: string;
}

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** A person with an imported study whose first sites were counted four times. */
async function begin({ origin }: AppProcess): Promise<Reader> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    origin,
    "sec-fetch-site": "same-origin",
  };
  const send = async (method: string, path: string, body?: unknown, extra = {}) => {
    const response = await fetch(origin + path, {
      method,
      headers: { ...headers, ...extra },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return { response, json: JSON.parse(text) };
  };
  const signed = await send("POST", "/api/auth/signup", {
    email: `dashboard-${Date.now()}@example.org`,
    password: "correct horse battery 9",
    name: "Ines Halloran",
    organization: "Northfold Research",
  });
  const pairs = signed.response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  headers.cookie = pairs.join("; ");
  const made = await send("POST", "/api/projects/import", {
    source: "ctgov",
    record: DEMO_STUDIES[0],
  });
  const project = made.json.project.id;
  const base = `/api/projects/${project}`;
  const { json: { items } } = await send("GET", `${base}/sites?limit=3`);
  for (const [n, site] of items.entries()) {
    await send("PUT", `${base}/sites/${site.id}`, {
      ...{ activatedOn: day(-120), targetEnrollment: 12, reason: "moved over from the old system" },
    }, { "if-match": `"${site.version}"` });
    for (const week of [16, 12, 8, 4]) {
      const enrolled = (17 - week) * (3 - n);
      await send("POST", `${base}/enrollment`, {
        ...{ siteId: site.id, asOf: day(-7 * week), prescreened: enrolled * 5 },
        ...{
          screened: enrolled * 2 + 4,
          screenFailed: enrolled,
          enrolled,
          withdrawn: n > 0 ? 1 : 0,
        },
      });
    }
  }
  for (const [n, title] of ["Slow screening", "Missed scans", "Late safety reports"].entries()) {
    const scores = { likelihood: 5 - n, impact: 3 + n, detectability: n + 1 };
    await send("POST", `${base}/risks`, { title, ...scores });
  }
  const cookies = pairs.map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: origin };
  });
  return { cookies, project };
}

const titles = (page: Page) => page.locator("[data-arrange] b").allInnerTexts();

async function arrange(page: Page, home: string): Promise<void> {
  await page.goto(`${home}?edit=1`);
  await assertAccessible(page);
  const before = await titles(page);
  // Without the script: buttons of a form.
  await page.getByRole("button", { name: /^Down Enrolled$/ }).click();
  await page.waitForURL(/edit=1(#|$)/);
  assert.deepEqual((await titles(page)).slice(0, 2), [before[1], before[0]]);
  const focused = page.locator("[data-arrange] li:focus b");
  assert.equal(await focused.innerText(), "Enrolled", "keys go on from what was moved");
  // With it: the handle takes the keys.
  await page.locator("[data-arrange] button").first().focus();
  await page.waitForSelector("[data-grip]");
  // What is half under the top bar has half its size.
  await page.evaluate(() => scrollTo(0, 0));
  await assertAccessible(page);
  const saved = page.waitForResponse(/widgets\/arrange/);
  await page.locator("[data-grip]").nth(1).focus();
  await page.keyboard.press("Alt+ArrowUp");
  assert.equal((await saved).status(), 204);
  assert.deepEqual(await titles(page), before);
  assert.match(await page.innerText("#arr-said"), /place 1 of/);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  assert.deepEqual(await titles(page), before, "Escape takes it back");
  const again = page.waitForResponse(/widgets\/arrange/);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  assert.equal((await again).status(), 204);
  await page.reload();
  assert.deepEqual((await titles(page)).slice(0, 2), [before[1], before[0]]);
  const grip = async (n: number) => (await page.locator("[data-grip]").nth(n).boundingBox())!;
  await page.locator("[data-arrange] button").first().focus();
  await page.waitForSelector("[data-grip]");
  const [from, to] = [await grip(1), await grip(0)];
  const dragged = page.waitForResponse(/widgets\/arrange/);
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 8, to.y - 4, { steps: 6 });
  await page.mouse.up();
  assert.equal((await dragged).status(), 204);
  assert.deepEqual(await titles(page), before, "dragged back");
}

async function add(page: Page, home: string): Promise<void> {
  await page.goto(`${home}?edit=1&add=1`);
  await assertAccessible(page);
  await page.getByRole("link", { name: /^Enrolled by country/ }).click();
  await page.waitForSelector("#limit");
  await assertAccessible(page);
  await page.fill("#title", "Where they are");
  await page.fill("#limit", "0");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForSelector("[aria-invalid=true]");
  assert.equal(await page.inputValue("#title"), "Where they are", "what was typed is kept");
  await page.fill("#limit", "3");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForURL(/edit=1(#|$)/);
  assert.ok((await titles(page)).includes("Where they are"));
  await page.goto(home);
  assert.ok(await page.getByRole("heading", { name: "Where they are" }).isVisible());
}

async function proof(page: Page, home: string): Promise<void> {
  await page.goto(home);
  await page.locator(".kpi a.proof").first().click();
  await page.waitForSelector("#proof");
  await assertAccessible(page);
  const text = await page.innerText("#proof");
  assert.match(text, /private\.widgets_enrollment/);
  assert.match(text, /Ines Halloran/);
  assert.match(text, /\d\d:\d\d:\d\d UTC/);
  const csv = await page.request.get(
    await page.locator("#proof a[download]").getAttribute("href") ?? "",
  );
  assert.equal(csv.status(), 200);
  assert.match(await csv.text(), /^kind,id,row,changed_at,changed_by\r\nenrollment_snapshot,/);
  await page.keyboard.press("Escape");
}

/** A change by somebody else is on the page without loading it anew. */
async function live(page: Page, home: string, project: string): Promise<void> {
  await page.goto(home);
  const { origin } = new URL(home);
  const before = await page.locator("#dash .heat a").count();
  await page.waitForTimeout(2500);
  const made = await page.request.post(`/api/projects/${project}/risks`, {
    headers: { origin, "sec-fetch-site": "same-origin" },
    data: { title: "Slow contracts", likelihood: 1, impact: 1 },
  });
  assert.equal(made.status(), 201);
  await page.waitForFunction(
    (before) => document.querySelectorAll("#dash .heat a").length > before,
    before,
    { timeout: 15_000 },
  );
}

async function look(browser: Browser, app: AppProcess, reader: Reader) {
  const home = `${app.origin}/projects/${reader.project}`;
  for (const width of [1440, 390]) {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, faults } = await openPage(browser, {
        ...{
          viewport: { width, height: 900 },
          colorScheme,
          hasTouch: width === 390,
          baseURL: app.origin,
        },
      });
      await page.context().addCookies(reader.cookies);
      for (const below of ["", "/protocol"]) {
        await page.goto(home + below);
        await assertAccessible(page);
        if (LOOKS) {
          await page.screenshot({
            path: `${LOOKS}/home${below.slice(1)}-${width}-${colorScheme}.png`,
            fullPage: true,
          });
        }
      }
      if (width === 1440 && colorScheme === "light") {
        await proof(page, home);
        await live(page, home, reader.project);
        await arrange(page, home);
        await add(page, home);
        if (LOOKS) {
          await page.goto(`${home}?edit=1`);
          await page.screenshot({ path: `${LOOKS}/arrange.png`, fullPage: true });
        }
      }
      assert.deepEqual(faults.filter((fault) => !/status of 422/.test(fault)), []);
      await page.context().close();
    }
  }
}

Deno.test({
  name: "a dashboard is read, proven, added to and put in order, by keys too",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startSharedApp();
    try {
      const reader = await begin(app);
      await withBrowser((browser) => look(browser, app, reader));
    } finally {
      await app.stop();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
