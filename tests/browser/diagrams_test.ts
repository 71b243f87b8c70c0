// The diagrams of a study in a real browser: all drawn, wide and narrow, light and dark, axe on
// the way; Mermaid fetched once; a change followed; without a script and on paper in words.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { KINDS } from "@/lib/diagrams/model.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { inBrowser, type Person, signUp } from "./person.ts";
import { shots } from "../environment.ts";

interface Reader extends Person {
  project: string;
}

/** A person with a study that was imported, and some facts of its sites. */
async function begin(app: AppProcess): Promise<Reader> {
  const person = await signUp(app, "diagrams");
  const body = { source: "ctgov", record: DEMO_STUDIES[0] };
  const { project } = await person.send("POST", "/api/projects/import", body);
  return { ...person, project: project.id };
}

/** The frames of drawings, in the order of the page. */
async function drawn(page: Page): Promise<string[]> {
  const holders = await page.locator(".drawing-slot iframe").all();
  assert.equal(holders.length, KINDS.length);
  return await Promise.all(holders.map(async (holder) => {
    const frame = (await (await holder.elementHandle())!.contentFrame())!;
    await frame.waitForSelector(".drawing svg", { timeout: 30_000 });
    const high = await holder.evaluate((one) => one.getBoundingClientRect().height);
    assert.ok(high > 40, `${high} px high`);
    return await frame.locator(".drawing svg").evaluate((svg) => {
      const box = svg.getBoundingClientRect();
      const words = [...svg.querySelectorAll("text, foreignObject")].map((one) => one.textContent);
      return box.width > 100 && box.height > 40 ? words.join(" ") : "";
    });
  }));
}

async function open(browser: Browser, app: AppProcess, reader: Reader, more: object) {
  const opened = await openPage(browser, more);
  await opened.page.context().addCookies(reader.cookies);
  const asked: string[] = [];
  opened.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await opened.page.goto(`${app.origin}/projects/${reader.project}/diagrams`);
  return { ...opened, asked };
}

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

async function look(browser: Browser, app: AppProcess, reader: Reader) {
  for (const viewport of [wide, narrow]) {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, faults, asked } = await open(browser, app, reader, { viewport, colorScheme });
      const [gantt, phases, states, approvals, who] = await drawn(page);
      assert.match(gantt!, /Close-out/);
      assert.match(phases!, /Close-out/);
      assert.match(states!, /Not known: \d+ sites?/);
      assert.match(approvals!, /Ethics approval/);
      assert.match(who!, /Sponsor/);
      assert.equal(await page.locator(".drawing-wait:visible").count(), 0);
      const country = page.frameLocator(".drawing-slot iframe").nth(3).locator(".cluster-label")
        .first();
      const left = await country.evaluate((label) => label.getBoundingClientRect().left);
      assert.ok(left >= 0 && left < 100, `names of countries begin where rows begin: ${left}`);
      assert.equal(asked.filter((path) => path.includes("mermaid")).length, 1);
      await assertAccessible(page);
      if (shots) {
        // Chromium paints only the frames that are in view.
        for (const [i, section] of (await page.locator(".diagrams > section").all()).entries()) {
          await section.scrollIntoViewIfNeeded();
          const path = `${shots}/diagrams-${colorScheme}-${viewport.width}-${i}.png`;
          await section.screenshot({ path });
        }
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    }
  }
}

/** The parser's Worker starts with the permissions that the app has. */
async function compiled(reader: Reader) {
  for (const kind of ["gantt", "organization"]) {
    const { project: projectId } = reader;
    const response = await reader.call("POST", "/api/diagrams/compile", { projectId, kind });
    assert.equal(response.status, 200, await response.text());
  }
}

async function followed(browser: Browser, app: AppProcess, reader: Reader) {
  const { page, faults } = await open(browser, app, reader, { viewport: wide });
  await drawn(page);
  const path = `/api/projects/${reader.project}/milestones`;
  const made = await reader.call("POST", path, {
    title: "Steering committee",
    phase: "start_up",
    plannedOn: "2031-05-06",
  });
  assert.equal(made.status, 201, await made.text());
  const frame = page.frameLocator(".drawing-slot iframe").first();
  await frame.locator("svg", { hasText: "Steering committee" }).waitFor();
  assert.match(
    await page.locator(".drawing-alt").first().textContent() ?? "",
    /Steering committee/,
  );
  const [alone] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: /^Open alone ?: Plan/ }).click(),
  ]);
  await alone.locator(".drawing svg", { hasText: "Steering committee" }).waitFor();
  await page.getByRole("link", { name: /^What it stands on ?: Plan/ }).click();
  assert.match(await page.locator("#proof").innerText(), /Steering committee/);
  await assertAccessible(page);
  await page.getByRole("link", { name: "Close" }).click();
  assert.equal(await page.locator("#proof").count(), 0);
  await drawn(page);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".drawing-slot:visible").count(), 0);
  assert.ok(await page.locator(".drawing-alt").first().isVisible(), "the words are on paper");
  assert.deepEqual(faults, []);
  await page.context().close();
}

async function inWords(browser: Browser, app: AppProcess, reader: Reader) {
  const without = await open(browser, app, reader, { viewport: narrow, javaScriptEnabled: false });
  assert.equal(await without.page.locator(".drawing-slot:visible").count(), 0);
  for (const part of [".drawing-alt", ".drawing-source pre"]) {
    for (const one of await without.page.locator(part).all()) {
      assert.ok(await one.isVisible(), part);
    }
  }
  await without.page.context().close();

  const { page } = await openPage(browser, { viewport: narrow });
  await page.context().addCookies(reader.cookies);
  await page.route("**/diagrams/mermaid-*", (route) => route.abort());
  await page.goto(`${app.origin}/projects/${reader.project}/diagrams`);
  const frames = page.frameLocator(".drawing-slot iframe");
  await frames.last().getByText("Cannot draw this diagram").waitFor();
  const who = frames.nth(KINDS.indexOf("organization"));
  assert.match(await who.locator(".words").innerText(), /Sponsor/);
  await page.context().close();
}

inBrowser(
  "the diagrams are drawn, follow the record, and stand in words where they cannot be",
  begin,
  async (browser, app, reader) => {
    await compiled(reader);
    await look(browser, app, reader);
    await followed(browser, app, reader);
    await inWords(browser, app, reader);
  },
);
