// Enrollment in a real browser: read at both widths, light and dark; counts typed by keyboard, with
// and without a script; axe on the way. SHOTS=<folder> keeps screenshots.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { inBrowser, type Person, signUp } from "./person.ts";
import { shots } from "../environment.ts";

interface Reader {
  cookies: Person["cookies"];
  project: string;
  sites: { id: string; facility: string }[];
}

/** A person with an imported study, counted every other week for a year. */
async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, send } = await signUp(app, "counts");
  const body = { source: "ctgov", record: DEMO_STUDIES[0] };
  const { project } = await send("POST", "/api/projects/import", body);
  const base = `/api/projects/${project.id}`;
  const sites: Reader["sites"] = (await send("GET", `${base}/sites?limit=100`)).items;
  const counted = sites.slice(0, -2);
  const rows = counted.flatMap(({ id }, s) =>
    Array.from({ length: 24 }, (_, i) => {
      const enrolled = Math.floor(i * (s % 4 + 1) / 12);
      const screenFailed = Math.floor(i / (s % 3 + 1) / 2);
      const screened = enrolled + screenFailed + s % 3;
      const day = new Date(Date.UTC(2025, 9, 6 + 14 * i + s % 7)).toISOString().slice(0, 10);
      return {
        ...{ siteId: id, asOf: day, prescreened: screened * 2, screened, screenFailed, enrolled },
        ...{ withdrawn: Math.floor(enrolled / 8), completed: Math.floor(enrolled / 3) },
        failureReasons: { "ECOG over 1": Math.floor(screenFailed / 2) },
      };
    })
  );
  await send("POST", `${base}/enrollment/bulk`, { rows });
  const listed = await send("GET", `${base}/milestones?limit=100`);
  const milestones: { id: string; key: string; version: number }[] = listed.items;
  const last = milestones.find(({ key }) => key === "last_participant_in")!;
  const dated = { plannedOn: "2027-03", reason: "Set-up of the test" };
  const match = { "if-match": `"${last.version}"` };
  await send("PUT", `${base}/milestones/${last.id}`, dated, match);
  return { cookies, project: project.id, sites };
}

interface Look {
  wide: boolean;
  dark: boolean;
  script: boolean;
}

async function look(browser: Browser, app: AppProcess, reader: Reader, how: Look) {
  const { page, faults } = await openPage(browser, {
    viewport: how.wide ? { width: 1440, height: 900 } : { width: 390, height: 844 },
    colorScheme: how.dark ? "dark" : "light",
    javaScriptEnabled: how.script,
  });
  await page.context().addCookies(reader.cookies);
  const base = `${app.origin}/projects/${reader.project}/enrollment`;
  const see = async (name: string, query: string) => {
    await page.goto(base + query);
    const path = `${shots}/${name}-${how.wide ? 1440 : 390}-${how.dark ? "dark" : "light"}.png`;
    if (shots) await page.screenshot({ path, fullPage: true });
    if (how.script) await assertAccessible(page);
  };
  await see("study", "");
  assert.equal(await page.locator("svg.chart:visible").count(), 1, "one drawing for this width");
  if (how.script) {
    await see("country", "?by=country&sort=-enrolled");
    await see("site", `?site=${reader.sites[3]!.id}`);
    await see("proof", "?proof=enrollment");
  }
  await see("grid", "?enter=2026-09-01");

  const ids = await page.locator("#counts input[name^='enrolled.']")
    .evaluateAll((all) => all.map((one) => one.id.split(".")[1]!));
  const [first, second] = ids as [string, string];
  const cell = (name: string, id: string) => page.locator(`[id="${name}.${id}"]`);
  await cell("enrolled", first).fill("4000");
  await cell("screened", first).fill("12");
  await page.getByRole("button", { name: "Save changed rows" }).click();
  assert.match(await page.locator(".problems").innerText(), /Cannot have 4000 enrolled/);
  assert.equal(await cell("enrolled", first).inputValue(), "4000", "what was typed stays");
  if (how.script) await assertAccessible(page);
  if (shots && how.wide) await page.screenshot({ path: `${shots}/refused.png`, fullPage: true });
  if (how.script) {
    await cell("enrolled", first).press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement?.id), `enrolled.${second}`);
    await page.goto(base);
    await page.locator(".kpi a.proof").first().click();
    await page.locator("dialog.drawer[open] table").waitFor();
    // Escape is heard from when the page's script has begun.
    await assert.doesNotReject(page.waitForFunction(
      () => {
        const drawer = document.querySelector("dialog.drawer[open]");
        if (drawer) document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
        return !drawer;
      },
      null,
      { polling: 1000 },
    ));
    const back = await page.evaluate(() => document.activeElement?.id);
    assert.equal(back, "p-enrolled", "back at the number");
  }
  // Chromium says so of every answer of 4xx, of which there is one here.
  assert.deepEqual(faults.filter((text) => !/status of 422/.test(text)), []);
  await page.context().close();
}

inBrowser(
  "enrollment is read and entered at both widths, light and dark, with and without a script",
  begin,
  async (browser, app, reader) => {
    await look(browser, app, reader, { wide: true, dark: false, script: true });
    await look(browser, app, reader, { wide: false, dark: true, script: true });
    await look(browser, app, reader, { wide: true, dark: true, script: false });
    await look(browser, app, reader, { wide: false, dark: false, script: false });
  },
);
