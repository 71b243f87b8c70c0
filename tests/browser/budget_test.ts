// The budget in a real browser: totals, needs, drawer and forms, wide and narrow, light and dark;
// axe on the way.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { day, inBrowser, type Look, LOOKS, type Person, signUp } from "./person.ts";

interface Reader {
  cookies: Person["cookies"];
  project: string;
  line: string;
}

/** A person with a study whose budget is on plan, over it, and not known. */
async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, send } = await signUp(app, "budget");
  const made = await send("POST", "/api/projects", { name: "LUMA-201", phase: "PHASE2" });
  const project = made.project.id as string;
  const add = async (path: string, body: object) =>
    (await send("POST", `/api/projects/${project}/${path}`, body)).item.id as string;
  const line = (title: string, category: string, driver: string, body: object) =>
    add("budget", { ...{ title, category, driver, currency: "EUR" }, ...body });
  const fees = await line(
    "Visit fees for participants and their companions",
    "site_payments",
    "visit",
    {
      ...{ unitAmount: 125050, plannedQuantity: 1200 },
    },
  );
  const book = (lineId: string, amount: number, quantity: number | null) =>
    add("budget-actuals", {
      ...{ lineId, bookedOn: day(-20), amount, quantity, reference: "INV-2026-0147" },
    });
  await book(fees, 40_000_000, 260);
  await book(fees, -1_200_000, 10);
  const lab = await line("Central laboratory, kits and shipping", "laboratory", "visit", {
    ...{ unitAmount: 8900, plannedQuantity: 2400 },
  });
  await book(lab, 3_400_000, null);
  await line("Site start-up", "site_payments", "site", {
    ...{ unitAmount: 450000, plannedQuantity: 14 },
  });
  await line("First participant in", "vendor", "milestone", {
    ...{ unitAmount: 9_500_000, plannedQuantity: 1, currency: "USD" },
  });
  const staff = await line("Data management", "vendor", "month", {
    ...{ unitAmount: 1_150_000, plannedQuantity: 24, currency: "USD", startsOn: day(-400) },
  });
  await book(staff, 19_900_000, 13);
  await line("Study drug labels", "supplies", "month", {
    ...{ unitAmount: 7_400_000, plannedQuantity: 3, currency: "JPY" },
  });
  return { cookies, project, line: fees };
}

async function look(
  browser: Browser,
  app: AppProcess,
  reader: Reader,
  { width, colorScheme }: Look,
) {
  const wide = width > 1000;
  const { page, faults } = await openPage(browser, {
    ...{ viewport: { width, height: 900 }, colorScheme },
    ...{ javaScriptEnabled: wide, hasTouch: !wide },
  });
  await page.context().addCookies(reader.cookies);
  const here = `${app.origin}/projects/${reader.project}/budget`;
  const shots = Deno.env.get("SHOTS");
  const shot = async (name: string) => {
    if (wide) await assertAccessible(page);
    const content = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(content <= width, `${name}: ${content} in ${width}`);
    if (!shots) return;
    await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  };
  await page.goto(here);
  assert.match(await page.locator("main").innerText(), /Totals[^]*Needs somebody[^]*Lines/);
  await shot("budget");
  await page.goto(`${here}?proof=USD`);
  await shot("proof");
  await page.goto(here);
  await page.getByRole("link", { name: /^Visit fees/ }).last().click();
  assert.match(await page.locator("#proof").innerText(), /INV-2026-0147/);
  await shot("line");
  await page.getByRole("link", { name: "Book an amount" }).click();
  await page.getByLabel(/^Amount in EUR/).fill("12.345");
  await page.getByRole("button", { name: "Book" }).click();
  await page.getByRole("dialog").getByText("EUR has 2 decimals").waitFor();
  await shot("refused");
  await page.goto(`${here}?do=add`);
  await shot("add");
  await page.goto(`${here}?q=nothing+like+it`);
  await shot("none");
  // A refused form is a 422, which the console tells.
  assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
  await page.context().close();
}

inBrowser(
  "the budget of a study, wide and narrow, light and dark",
  begin,
  async (browser, app, reader) => {
    for (const one of LOOKS) await look(browser, app, reader, one);
  },
);
