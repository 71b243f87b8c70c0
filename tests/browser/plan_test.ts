// The plan in a real browser: a bar is moved by keyboard alone, previewed, applied; dragged by
// pointer; and what others do is seen without a reload. axe-core on every view, both widths.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { type AppProcess, startSharedApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
  }
  assert.fail(`Tab never reaches ${selector} on ${page.url()}`);
}

/** A call of the API by the page's own session. */
async function api(page: Page, method: string, path: string, body: unknown, headers = {}) {
  const answer = await page.evaluate(async ({ method, path, body, headers }) => {
    const response = await fetch(path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  }, { method, path, body, headers });
  assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer)}`);
  return answer.json;
}

/** Somebody with a study of two tasks and a milestone, one after the other. */
async function study(page: Page, origin: string) {
  await page.goto(`${origin}/signup`);
  await page.fill("#name", "Ines Halloran");
  await page.fill("#email", `plan-${crypto.randomUUID()}@example.org`);
  await page.fill("#password", "correct horse battery 9");
  await page.click("button.primary");
  await page.waitForURL(/\/projects$/);
  const { project } = await api(page, "POST", "/api/projects", { name: "LUMA-201" });
  const root = `/api/projects/${project.id}`;
  const add = async (table: string, body: object) =>
    (await api(page, "POST", `${root}/${table}`, body)).item;
  const a = await add("tasks", {
    title: "Approval, FR",
    phase: "start_up",
    plannedStart: "2030-03-04",
    durationDays: 5,
  });
  const b = await add("tasks", { title: "Consent form", phase: "conduct", durationDays: 10 });
  const end = await add("milestones", {
    title: "Database lock",
    phase: "close_out",
    plannedOn: "2030-03-22",
    state: "confirmed",
  });
  await add("dependencies", { fromId: a.id, toId: b.id });
  await add("dependencies", { fromId: b.id, toId: end.id });
  return { path: `${origin}/projects/${project.id}/plan`, root, a, b, end };
}

const planned = async (page: Page, root: string) =>
  await page.evaluate(
    async (path) => (await (await fetch(path)).json()).tasks[0].plannedStart,
    `${root}/plan`,
  );

/** From the home of the study: g, then p, as soon as the page's script listens. */
async function goThere(page: Page, path: string) {
  await page.goto(path.replace(/\/plan$/, ""));
  for (let tries = 0; tries < 20 && page.url() !== path; tries++) {
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.waitForURL(path, { timeout: 500 }).catch(() => {});
  }
  assert.equal(page.url(), path);
}

async function byKeyboard(page: Page, at: Awaited<ReturnType<typeof study>>) {
  await goThere(page, at.path);
  await tabTo(page, `#b-${at.a.id}`);
  for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowRight");
  await page.waitForSelector("#plan-try p:has-text('Nothing is saved')");
  assert.ok(await page.locator("[data-moves] .mv").count() >= 2, "what follows is drawn, too");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#plan-try, [data-moves]").count(), 0);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-trial]");
  assert.match(await page.innerText("main"), /Approval, FR moves/);
  assert.equal(await planned(page, at.root), "2030-03-04", "nothing is saved yet");
  await assertAccessible(page);
  await tabTo(page, "#reason");
  await page.keyboard.type("The committee meets later");
  await tabTo(page, "button[value=apply]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/said=applied/);
  assert.equal(await planned(page, at.root), "2030-03-11");
}

async function byPointer(page: Page, at: Awaited<ReturnType<typeof study>>) {
  await page.goto(at.path);
  const bar = (await page.locator(`#b-${at.a.id} rect:not(.hit)`).boundingBox())!;
  await page.mouse.move(bar.x + 3, bar.y + 5);
  await page.mouse.down();
  await page.mouse.move(bar.x + 43, bar.y + 6, { steps: 4 });
  await page.mouse.up();
  await page.waitForSelector("#plan-try p:has-text('Nothing is saved')");
  assert.ok(page.url().startsWith(at.path) && !page.url().includes("item="), "a drag is no click");
  await page.click("#plan-try button");
  assert.equal(await page.locator("#plan-try").count(), 0);
  await page.goto(`${at.path}?view=board`);
  // Cards move once the script that came at the first touch is there: sooner than any hand.
  for (let tries = 0; tries < 10 && !page.url().includes("said=moved"); tries++) {
    await page.dragAndDrop(`#c-${at.a.id} h3`, "[data-status=in_progress]");
    await page.waitForURL(/said=moved/, { timeout: 2_000 }).catch(() => {});
  }
  assert.equal(await page.locator("[data-status=in_progress] .card").count(), 1);
}

/** What happens elsewhere comes by itself, but not over what somebody types. */
async function follows(page: Page, at: Awaited<ReturnType<typeof study>>) {
  await page.goto(`${at.path}?view=list`);
  await page.waitForTimeout(500); // for the line to be open
  await page.focus(`a[href*="${at.b.id}"]`);
  const rename = async (title: string) => {
    const { item } = await page.evaluate(
      async (path) => await (await fetch(path)).json(),
      `${at.root}/tasks/${at.b.id}`,
    );
    const etag = { "if-match": `"${item.version}"` };
    await api(page, "PUT", `${at.root}/tasks/${at.b.id}`, { title }, etag);
  };
  await rename("Consent form v5");
  await page.waitForSelector("th:has-text('Consent form v5')", { timeout: 10_000 });
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  assert.ok(focused?.includes(at.b.id), "the focus stayed");
  await page.fill("#days", "7");
  await rename("Consent form v6");
  await page.waitForTimeout(2_500);
  assert.equal(await page.inputValue("#days"), "7", "what was typed is still there");
  await page.fill("#days", "");
  await page.locator("#days").blur();
  await page.waitForSelector("th:has-text('Consent form v6')", { timeout: 10_000 });
}

async function everyView(page: Page, at: Awaited<ReturnType<typeof study>>) {
  const views = [
    "",
    "?view=list",
    "?view=board",
    `?item=${at.b.id}`,
    `?when=${at.b.id}&plannedOn=2030-05-06&durationDays=3`,
    `?proof=slack.${at.b.id}`,
    "?panel=task",
    "?panel=milestone",
    "?panel=days",
    "?panel=baselines",
    "?panel=feed",
  ];
  for (const view of views) {
    const response = await page.goto(at.path + view);
    assert.equal(response?.status(), 200, view);
    await assertAccessible(page);
  }
}

async function walk(browser: Browser, app: AppProcess): Promise<void> {
  const wide = { viewport: { width: 1440, height: 900 }, colorScheme: "light" } as const;
  const { page, faults } = await openPage(browser, wide);
  const at = await study(page, app.origin);
  await everyView(page, at);
  await byKeyboard(page, at);
  await follows(page, at);
  await byPointer(page, at);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await everyView(page, at);
  assert.deepEqual(faults, []);
  await page.context().close();
}

Deno.test({
  name:
    "the plan: a bar is moved by keyboard and by pointer, tried, applied; others' changes come by themselves",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startSharedApp();
    try {
      await withBrowser((browser) => walk(browser, app));
    } finally {
      await app.stop();
      await Deno.remove(app.dataDir, { recursive: true });
    }
  },
});
