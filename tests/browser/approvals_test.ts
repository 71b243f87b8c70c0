// The walk of the inbox: a coordinator has the rules propose, edits, approves, and is asked for a second
// factor; an approver who has shown one approves what is regulated in bulk, by keys; the trail says who.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { readKept, waiting } from "@/lib/mail/outbox.ts";
import { totp } from "../account_steps.ts";
import { shots } from "../environment.ts";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { kri, month } from "../quality_steps.ts";
import { day, inBrowser, type Person, signUp } from "./person.ts";

interface Reader {
  coordinator: Person;
  manager: Person;
  study: string;
}

/** Somebody who was invited to the study and has accepted. */
async function invited(app: AppProcess, owner: Person, projectId: string, projectRole: string) {
  const email = `${projectRole}-${Date.now()}@example.org`;
  const invitation = { email, role: "member", projectId, projectRole };
  await owner.send("POST", `/api/organizations/${owner.organization}/invitations`, invitation);
  const person = await signUp(app, projectRole, { email, name: `Pat ${projectRole}` });
  const folder = join(app.dataDir, "outbox");
  for (const { name } of await waiting(folder)) {
    const kept = await readKept(folder, name);
    const token = kept?.to === email && /\/invitation#token=([\w-]+)/.exec(kept.text)?.[1];
    if (!token) continue;
    await person.send("POST", "/api/invitations/accept", { token });
    return person;
  }
  assert.fail("no letter");
}

async function begin(app: AppProcess): Promise<Reader> {
  const owner = await signUp(app, "owner", { name: "Ines Halloran" });
  const { id } = (await owner.send("POST", "/api/projects", { name: "LUMA-201" })).project;
  const base = `/api/projects/${id}`;
  const add = async (path: string, body: object) =>
    (await owner.send("POST", `${base}/${path}`, body)).item.id;
  const approval = await add("milestones", {
    ...{ title: "Approval, FR", key: "fr", plannedOn: day(-3), state: "confirmed" },
  });
  const letter = await add("tasks", {
    ...{ title: "Letter", plannedStart: day(3), durationDays: 4 },
  });
  const lock = await add("milestones", { title: "Database lock", key: "lock", plannedOn: day(9) });
  await add("dependencies", { fromId: letter, toId: approval });
  await add("dependencies", { fromId: approval, toId: lock, lagDays: 10, lagCalendar: "calendar" });
  await add("deviations", {
    ...{ title: "Consent on a superseded form", severity: "major", foundOn: day(-60) },
    ...{ dueOn: day(-20), category: "consent" },
  });
  const siteId = await add("sites", { facility: "Lyon", number: "006" });
  const kriId = await add("kris", kri);
  for (const ago of [2, 1]) {
    const value = { kriId, siteId, periodOn: month(ago), numerator: 30, denominator: 60 };
    await add("kri-values", value);
  }
  const [coordinator, manager] = [
    await invited(app, owner, id, "coordinator"),
    await invited(app, owner, id, "manager"),
  ];
  return { coordinator, manager, study: `${app.origin}/projects/${id}` };
}

const card = (page: Page, title: string) => page.locator("article.prop", { hasText: title });

/** Presses a key until it is there: before the page's script has begun, keys are nothing. */
async function pressUntil(page: Page, key: string, there: Locator) {
  for (let tries = 0; tries < 40; tries++) {
    await page.keyboard.press(key);
    if (await there.waitFor({ timeout: 400 }).then(() => true, () => false)) return;
  }
  assert.fail(`${key} comes to nothing`);
}

async function look(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  await assertAccessible(page);
}

/** Switches a second factor on in the browser of the person. */
async function enrol(page: Page, origin: string) {
  await page.goto(`${origin}/account/second-factor`);
  await page.getByLabel(/password/i).first().fill("correct horse battery 9");
  await page.getByRole("button", { name: "Set it up" }).click();
  const secret = (await page.locator("code.secret").innerText()).replaceAll(" ", "");
  await page.locator("main input[name=code]").fill(totp(secret));
  await page.getByRole("button", { name: "Switch it on" }).click();
  await page.getByText("The second factor is on").waitFor();
}

async function asCoordinator(page: Page, study: string) {
  await page.goto(`${study}/proposals`);
  await page.getByText("Nothing waits for a decision").waitFor();
  await page.getByRole("button", { name: "Find proposals" }).click();
  await page.getByText("The rules have proposed").waitFor();
  assert.equal(await page.locator("article.prop").count(), 3);
  const move = card(page, "Approval, FR");
  const risk = card(page, "red in two periods");
  await move.getByText(/Moves .*The plan (still )?ends/).waitFor();
  await move.getByText(/A rule proposes/).waitFor();
  await look(page, "approvals-open");

  // j to the last one, a asks, Escape is back at it, e edits: the first field has the focus.
  const held = page.locator("article.prop:focus", { hasText: "red in two periods" });
  await pressUntil(page, "j", held);
  await page.keyboard.press("a");
  await page.getByRole("dialog", { name: "Approve this proposal?" }).waitFor();
  await pressUntil(page, "Escape", held);
  await pressUntil(page, "e", page.getByRole("button", { name: "Approve as edited" }));
  const title = risk.getByLabel("Title").and(page.locator(":focus"));
  await title.fill("Queries stay open in Lyon");
  await risk.getByLabel("Reason").fill("Monitors are short");
  await risk.getByRole("button", { name: "Approve as edited" }).click();
  await page.getByText("Approved, and done").waitFor();

  const finding = page.locator("article.prop").first();
  await finding.getByRole("button", { name: /^Approve/ }).click();
  await finding.getByRole("link", { name: /Set up a second factor/ }).waitFor();
  await page.getByRole("link", { name: "Select all 2" }).click();
  await page.getByRole("button", { name: "Approve selected" }).click();
  await page.getByText("0 approved, 2 not").waitFor();
  await page.getByRole("link", { name: /Set up a second factor/ }).waitFor();
  assert.equal(await page.locator(".prop :checked").count(), 2, "they stay selected");
  await look(page, "approvals-factor");
}

async function asApprover(page: Page, study: string) {
  await enrol(page, new URL(study).origin);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${study}/proposals`);
  for (const [key, which] of [["k", "first"], ["j", "last"]] as const) {
    await pressUntil(page, key, page.locator(`article.prop:${which}-of-type:focus`));
    await page.keyboard.press("x");
  }
  await page.waitForFunction(() => document.querySelectorAll(".prop :checked").length === 2);
  // The bar of the page half covers what is behind it.
  const bar = page.locator("#bulk");
  assert.ok(await bar.evaluate((one) => one.getBoundingClientRect().top >= 0), "it stays in sight");
  await page.evaluate(() => scrollTo(0, 0));
  await look(page, "approvals-bulk");
  await bar.getByLabel("Reason").fill("Seen in the meeting");
  await bar.getByRole("button", { name: "Approve selected" }).click();
  await page.getByText("Approved, and done").waitFor();
  await page.goto(`${study}/proposals?view=decided`);
  assert.equal(await page.locator("article.prop.done").count(), 3);
  const edited = card(page, "Queries stay open in Lyon");
  await edited.getByText(/approved as edited by Pat coordinator/).waitFor();
  await edited.getByText(/edited; proposed: Open queries/).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await look(page, "approvals-decided");
  await card(page, "superseded form").locator("h3 a").click();
  await page.getByRole("link", { name: "All proposals" }).waitFor();
  assert.equal(await page.locator("article.prop").count(), 1);
  await page.goto(`${study}/activity`);
  const row = page.locator("tr", { hasText: "Added corrective or preventive action" }).first();
  await row.getByText("Pat manager").waitFor();
  await row.getByRole("link", { name: "Proposal" }).waitFor();
  await row.getByText("Seen in the meeting").waitFor();
  await page.locator("tr", { hasText: "asked by Pat coordinator" }).first().waitFor();
  if (shots) await page.screenshot({ path: join(shots, "approvals-activity.png"), fullPage: true });
}

async function walk(browser: Browser, _: AppProcess, { coordinator, manager, study }: Reader) {
  const open = async ({ cookies }: Person) => {
    const opened = await openPage(browser, { viewport: { width: 1440, height: 900 } });
    await opened.page.context().addCookies(cookies);
    return opened;
  };
  const [first, second] = [await open(coordinator), await open(manager)];
  await asCoordinator(first.page, study);
  await asApprover(second.page, study);
  const loud = [...first.faults, ...second.faults].filter((fault) => !/status of 403/.test(fault));
  assert.deepEqual(loud, []);
}

inBrowser("proposals: a coordinator and an approver with a second factor", begin, walk);
