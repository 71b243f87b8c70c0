// The budget in a real browser: totals, needs, drawer and forms, wide and narrow, light and dark;
// axe on the way.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

interface Reader {
  cookies: { name: string; value: string; url: string }[];
  project: string;
  line: string;
}

/** A person with a study whose budget is on plan, over it, and not known. */
async function begin({ origin }: AppProcess): Promise<Reader> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    ...{ origin, "sec-fetch-site": "same-origin" },
  };
  const send = async (path: string, body: unknown) => {
    const text = JSON.stringify(body);
    const response = await fetch(origin + path, { method: "POST", headers, body: text });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
    return response;
  };
  const signed = await send("/api/auth/signup", {
    ...{ email: `budget-${Date.now()}@example.org`, password: "correct horse battery 9" },
    ...{ name: "Ines Halloran", organization: "Northfold Research" },
  });
  const pairs = signed.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  headers.cookie = pairs.join("; ");
  const made = await (await send("/api/projects", { name: "LUMA-201", phase: "PHASE2" })).json();
  const project = made.project.id as string;
  const add = async (path: string, body: object) =>
    (await (await send(`/api/projects/${project}/${path}`, body)).json()).item.id as string;
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
  const cookies = pairs.map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: origin };
  });
  return { cookies, project, line: fees };
}

async function look(
  browser: Browser,
  app: AppProcess,
  reader: Reader,
  { width, colorScheme }: { width: number; colorScheme: "light" | "dark" },
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

Deno.test({
  name: "the budget of a study, wide and narrow, light and dark",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const app = await startApp();
    try {
      const reader = await begin(app);
      await withBrowser(async (browser) => {
        for (const width of [1440, 390]) {
          for (const colorScheme of ["light", "dark"] as const) {
            await look(browser, app, reader, { width, colorScheme });
          }
        }
      });
    } finally {
      await app.stop();
    }
  },
});
