// The inbox of proposals in a real browser: a coordinator decides, an approver shows a second factor;
// keys, bulk, axe, wide and narrow, light and dark.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { totp } from "../account_steps.ts";
import { shots } from "../environment.ts";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { day, inBrowser, LOOKS, type Person, signUp } from "./person.ts";

interface Reader {
  cookies: Person["cookies"];
  here: string;
  send: Person["send"];
  base: string;
  approval: string;
}

async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, send } = await signUp(app, "proposals");
  const project = (await send("POST", "/api/projects", { name: "LUMA-201" })).project.id;
  const base = `/api/projects/${project}`;
  const add = async (path: string, body: object) =>
    (await send("POST", `${base}/${path}`, body)).item.id;
  const approval = await add("milestones", {
    ...{ title: "Approval, FR", key: "fr", plannedOn: day(10), state: "confirmed" },
  });
  const site = await add("sites", { facility: "Hospital La Fe, Valencia", number: "007" });
  const evidence = [{ kind: "site", id: site }, { kind: "milestone", id: approval }];
  const propose = (body: object) => send("POST", `${base}/proposals`, { evidence, ...body });
  await propose({
    ...{ kind: "propose_deviation", title: "Consent on a superseded form, site 007" },
    rationale: "Site 007 used v3 twice after 2 March: subjects 007-011 and 007-012.",
    changes: [{
      ...{ op: "insert", target: "deviation" },
      after: {
        ...{ title: "Consent on a superseded form", category: "consent", severity: "major" },
        ...{ foundOn: day(-3), siteId: site, subjectCode: "007-011" },
      },
    }],
  });
  await propose({
    ...{ kind: "propose_milestone_change", title: "Approval, FR" },
    rationale: "The committee meets on the 26th.",
    changes: [{ op: "update", target: "milestone", id: approval, after: { plannedOn: day(31) } }],
  });
  for (const who of ["Lyon", "Nantes", "Lille"]) {
    await propose({
      ...{ kind: "propose_task", title: `Ask ${who} for the committee's letter` },
      rationale: "No letter is filed.",
      changes: [{
        op: "insert",
        target: "task",
        after: { title: `Ask ${who}`, plannedStart: day(7) },
      }],
    });
  }
  return { cookies, send, base, approval, here: `${app.origin}/projects/${project}/proposals` };
}

async function shot(page: Page, name: string) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

const card = (page: Page, title: string) => page.locator("article.prop", { hasText: title });

/** Sets the second factor up in a tab of its own, as the card says. */
async function enrolIn(page: Page, link: ReturnType<Page["locator"]>) {
  const [tab] = await Promise.all([page.waitForEvent("popup"), link.click()]);
  await tab.waitForLoadState();
  await tab.getByLabel(/password/i).first().fill("correct horse battery 9");
  await tab.locator("main form button[type=submit]").first().click();
  await tab.waitForLoadState();
  const secret = (await tab.locator("main").innerText()).match(/\b(?:[A-Z2-7]{4} ?){4,}\b/)![0];
  await tab.locator("main input[name=code]").fill(totp(secret.replaceAll(" ", "")));
  await tab.locator("main form button[type=submit]").first().click();
  await tab.waitForLoadState();
  await tab.close();
}

async function walk(browser: Browser, _: AppProcess, reader: Reader) {
  const { cookies, here } = reader;
  for (const { width, colorScheme } of [LOOKS[0]!, LOOKS[3]!]) {
    const { page, faults } = await openPage(browser, {
      ...{ colorScheme, viewport: { width, height: 900 } },
    });
    await page.context().addCookies(cookies);
    await page.goto(`${here}?kind=propose_task`);
    await assertAccessible(page);
    await page.goto(here);
    await card(page, "superseded form").getByRole("link", { name: /^Edit/ }).click();
    await page.locator("article.prop form .in").first().waitFor();
    // What the bar of the page half covers would be a small target.
    await page.evaluate(() => scrollTo(0, 0));
    await assertAccessible(page);
    await shot(page, `edit-${width}-${colorScheme}`);
    assert.deepEqual(faults, []);
    await page.context().close();
  }

  const { page, faults } = await openPage(browser, { viewport: { width: 1440, height: 900 } });
  await page.context().addCookies(cookies);
  await page.goto(here);
  assert.equal(await page.locator("article.prop").count(), 5);
  // Without a second factor: what is not regulated, by key, and several at once.
  await card(page, "Ask Lyon").focus();
  await page.keyboard.press("a");
  const ask = page.getByRole("dialog", { name: "Approve this proposal?" });
  await ask.waitFor();
  await assertAccessible(page);
  await ask.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Approved, and done").waitFor();
  for (const who of ["Nantes", "Lille"]) {
    await card(page, `Ask ${who}`).getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: "Approve selected" }).click();
  await page.getByText("Approved, and done").waitFor();
  assert.equal(await page.locator("article.prop").count(), 2);

  // What is regulated asks for the second factor; what was typed is there after it was shown.
  await card(page, "superseded form").getByRole("link", { name: /^Edit/ }).click();
  const title = page.getByLabel("Title");
  await title.fill("Consent on form v3 after v4 was in force");
  await page.getByRole("button", { name: "Approve as edited" }).click();
  const link = page.getByRole("link", { name: /Set up a second factor/ });
  await link.waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await assertAccessible(page);
  assert.equal(await title.inputValue(), "Consent on form v3 after v4 was in force");
  await enrolIn(page, link);
  await page.getByRole("button", { name: "Approve as edited" }).click();
  await page.getByText("Approved, and done").waitFor();

  await card(page, "Approval, FR").getByRole("link", { name: /^Preview/ }).click();
  await page.getByText("Nothing is saved").first().waitFor();
  await page.goto(here);
  await card(page, "Approval, FR").getByRole("link", { name: /^Reject/ }).click();
  const reject = page.getByRole("dialog", { name: "Reject this proposal" });
  await reject.getByLabel("Reason").fill("The committee has moved its meeting");
  await reject.getByRole("button", { name: "Reject" }).click();
  await page.getByText("Nothing waits for a decision").waitFor();
  await page.goto(`${here}?view=decided`);
  await shot(page, "decided-1440");
  await card(page, "Ask Lyon").getByRole("link", { name: /^Undo/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await page.getByText("undone by Ines Halloran").waitFor();
  const loud = faults.filter((fault) => !/status of (403|409|422)/.test(fault));
  assert.deepEqual(loud, []);
}

inBrowser("proposals: a coordinator decides, an approver shows the second factor", begin, walk);
