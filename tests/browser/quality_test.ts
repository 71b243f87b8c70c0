// Quality in a real browser: every part, the drawer, a form, the grid by keyboard; axe on the way,
// wide and narrow, light and dark.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { AppProcess } from "../process.ts";
import { day, kri, month } from "../quality_steps.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { inBrowser, type Person, signUp } from "./person.ts";

interface Reader {
  cookies: Person["cookies"];
  here: string;
  risk: string;
  kri: string;
  counted: string;
  qtl: string;
  capa: string;
}

/** A person with a study in which much is wrong. */
async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, send } = await signUp(app, "quality");
  const project = (await send("POST", "/api/projects", { name: "LUMA-201" })).project.id;
  const add = async (path: string, body: object): Promise<string> =>
    (await send("POST", `/api/projects/${project}/${path}`, body)).item.id;
  const factor = await add("critical-factors", {
    title: "Consent before any procedure",
    rationale: "Without it the participant's data cannot be used, and trust is lost.",
  });
  const sites: string[] = [];
  for (const [n, name] of ["Oulu University Hospital", "Graz Clinic", "Kivilampi"].entries()) {
    sites.push(await add("sites", { facility: name, number: `01${n}` }));
  }
  const risks: string[] = [];
  const scores = [[4, 5, 3], [3, 4, 2], [3, 3, 1], [2, 2, 1], [3, 4, 3], [1, 4, null], [
    null,
    5,
    2,
  ]];
  for (const [n, [likelihood, impact, detectability]] of scores.entries()) {
    risks.push(
      await add("risks", {
        ...{ title: `Risk of a late sample ${n + 1}`, likelihood, impact, detectability },
        ...{ mitigation: n % 2 ? "Courier booked a day before" : null, criticalFactorId: factor },
        ...(n === 0 ? { reviewDueOn: day(-3) } : {}),
      }),
    );
  }
  await send("POST", `/api/projects/${project}/risks/${risks[0]}/reviews`, {
    ...{ reviewedOn: day(-90), note: "Couriers were late twice; scored higher.", likelihood: 4 },
  });
  await add("risks", { title: "Slow enrollment at two sites", confirmation: "unconfirmed" });
  const entered = await add("kris", { ...kri, criticalFactorId: factor });
  for (const [n, siteId] of sites.entries()) {
    for (const ago of [1, 2, 3, 4, 5]) {
      const body = { kriId: entered, siteId, periodOn: month(ago) };
      const [numerator, denominator] = [ago === 4 ? null : n * 2 + 1, n === 2 && ago < 3 ? 3 : 20];
      await add("kri-values", { ...body, numerator, denominator });
    }
    for (const ago of [1, 2, 3]) {
      const screened = 40 - ago * 10;
      const counts = { screened, screenFailed: Math.floor(screened / (2 + n)), enrolled: 5 };
      await add("enrollment", { siteId, asOf: `${month(ago).slice(0, 8)}20`, ...counts });
    }
  }
  const counted = await add("kris", {
    ...{ ...kri, title: "Screening failures", source: "screen_failure", amber: 30, red: 45 },
    ...{ numerator: "failed", denominator: "screened", minDenominator: 5 },
  });
  const limit = { title: "Old queries of the study", kriId: entered };
  const qtl = await add("qtls", { ...limit, warningLimit: 8, limitValue: 12 });
  await add("qtls", { title: "Screening", kriId: counted, limitValue: 90, minDenominator: 500 });
  const capa = await add("capas", {
    ...{ title: "Retrain the couriers", openedOn: day(-30), dueOn: day(-2) },
    problem: "Samples arrived thawed three times.",
  });
  for (const [n, siteId] of sites.entries()) {
    await add("deviations", {
      ...{ title: "Sample arrived thawed", foundOn: day(-20 + n), dueOn: day(n - 1), siteId },
      ...{ subjectCode: `01${n}-0007`, category: "laboratory", capaId: capa },
      severity: n === 0 ? null : "major",
    });
  }
  const here = `/projects/${project}/quality`;
  return { cookies, here, risk: risks[0]!, kri: entered, counted, qtl, capa };
}

const shots = Deno.env.get("SHOTS");

async function look(page: Page, name: string, looks: string) {
  await assertAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/${name}-${looks}.png`, fullPage: true });
}

async function walk(app: AppProcess, browser: Browser, reader: Reader, looks: string) {
  const [colorScheme, width] = looks.split("-") as ["light" | "dark", string];
  const viewport = { width: Number(width), height: 900 };
  const { page, faults } = await openPage(browser, { colorScheme, viewport });
  await page.context().addCookies(reader.cookies);
  const { here, kri, counted, risk, qtl, capa } = reader;
  const places: Record<string, string> = {
    risks: "",
    drawer: `?risk=${risk}`,
    review: `?risk=${risk}&do=review&row=${risk}`,
    proof: `?proof=risk.${risk}`,
    indicators: "?view=indicators",
    sites: `?view=indicators&kri=${kri}`,
    counted: `?view=indicators&kri=${counted}`,
    limit: `?view=indicators&kri=${kri}&proof=qtl.${qtl}`,
    grid: `?view=indicators&kri=${kri}&enter=${month(1)}`,
    kri: "?view=indicators&do=kri",
    deviations: "?view=deviations",
    deviation: "?view=deviations&do=deviation",
    actions: "?view=actions",
    factors: "?view=factors",
    capa: `/capas/${capa}`,
    check: `/capas/${capa}?do=check`,
  };
  for (const [name, path] of Object.entries(places)) {
    await page.goto(app.origin + here + path);
    await look(page, name, looks);
  }
  if (looks === "light-1440") {
    await page.goto(app.origin + here + places.grid);
    const fields = page.locator('#counts input[name^="numerator."]');
    await fields.nth(0).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.type("9");
    assert.equal(await fields.nth(1).inputValue(), "9", "arrow down goes to the next site");
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  }
  assert.deepEqual(faults, [], looks);
  await page.context().close();
}

inBrowser(
  "quality in Chromium: all parts are accessible, wide and narrow, light and dark",
  begin,
  async (browser, app, reader) => {
    for (const looks of ["light-1440", "light-390", "dark-1440", "dark-390"]) {
      await walk(app, browser, reader, looks);
    }
  },
);
