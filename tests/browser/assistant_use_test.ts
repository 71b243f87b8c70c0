// What the assistant used and is writing, in a real browser: of an organisation and of a study, with
// calls of a server that speaks as the model does; wide and narrow, light and dark; axe on the way.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { shots } from "../environment.ts";
import { type Gemini, startGemini } from "../gemini/server.ts";
import { type AppProcess, startApp } from "../process.ts";
import { assertAccessible, noChromium, openPage, withBrowser } from "./chromium.ts";
import { type Look, LOOKS, type Person, signUp } from "./person.ts";

interface Reader {
  person: Person;
  project: string;
  /** A study that nothing was asked for. */
  empty: string;
}

async function until(look: () => Promise<boolean>) {
  for (let i = 0; i < 300; i++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("It never came to be");
}

/** A study with documents that were written, failed, and are being written. */
async function begin(app: AppProcess, gemini: Gemini): Promise<Reader> {
  const person = await signUp(app, "use");
  const { send } = person;
  const study = async (name: string) =>
    (await send("POST", "/api/projects", { name, phase: "PHASE2" })).project.id as string;
  const [project, empty] = [await study("LUMA-201"), await study("MERIDIAN-3")];
  const jobs = `/api/projects/${project}/generation-jobs`;
  const ask = (body: object) => send("POST", jobs, body);
  // A machine that is busy may say 503 meanwhile.
  const over = async () => {
    const answer = await person.call("GET", `${jobs}?open=true`);
    const body = await answer.json();
    return answer.ok && body.items.length === 0;
  };
  await ask({ tabType: "general" });
  await until(over);
  gemini.script = ["blocked prompt"];
  await ask({ tabType: "general", instructions: "Shorter, for the sponsor" });
  await until(over);
  const { items } = await send("GET", `/api/projects/${project}/ai-calls`);
  const answered = items.find((one: { outcome: string }) => one.outcome === "ok");
  await send("POST", "/api/feedback", {
    ...{ rating: 4, comment: "Names the late milestone first", subject: "tab:general" },
    callId: answered.id,
  });
  await send("POST", "/api/feedback", { rating: 2, subject: "tab:general", projectId: project });
  gemini.script = Array(20).fill("hang");
  await ask({ tabType: "general", instructions: "In Spanish" });
  await until(() => Promise.resolve(gemini.open > 0));
  await ask({ tabType: "general", instructions: "With the dates of all milestones" });
  return { person, project, empty };
}

async function look(
  browser: Browser,
  app: AppProcess,
  reader: Reader,
  { width, colorScheme }: Look,
) {
  const { person, project, empty } = reader;
  const wide = width > 1000;
  const { page, faults } = await openPage(browser, {
    ...{ viewport: { width, height: 900 }, colorScheme, hasTouch: !wide },
  });
  await page.context().addCookies(person.cookies);
  const shot = async (name: string, path: string, text: RegExp) => {
    await page.goto(app.origin + path);
    assert.match(await page.locator("body").innerText(), text, path);
    await assertAccessible(page);
    if (!shots) return;
    await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  };
  const organization = `/organizations/${person.organization}`;
  await shot(
    "ai-organization",
    `${organization}/ai`,
    /tokens[^]*People[^]*Studies[^]*Names the late/,
  );
  await shot("ai-settings", organization, /Tokens a day/);
  const usage = `/projects/${project}/assistant/usage`;
  await shot("ai-study", usage, /In all[^]*Documents[^]*Calls/);
  const call = await page.locator("#calls ~ table, section[aria-labelledby=calls] tbody a").first();
  const href = await call.getAttribute("href");
  await shot("ai-call", usage + href, /Rows it was told of/);
  await shot("ai-wrong", `${usage}?from=yesterday&person=${crypto.randomUUID()}`, /cannot be used/);
  await shot("ai-none", `/projects/${empty}/assistant/usage`, /No model was asked/);
  await shot("ai-jobs", `/projects/${project}/assistant/jobs`, /Being written[^]*Waits[^]*Written/);
  await shot("ai-no-jobs", `/projects/${empty}/assistant/jobs`, /Nothing is being written/);
  await page.goto(`${app.origin}/projects/${project}/assistant/general`);
  // By key: diagrams that come to their size would move it from under a pointer.
  await page.locator("#feedback-summary summary").press("Enter");
  await page.getByLabel("Why (optional)").first().waitFor();
  // What is half under the top bar is too small a target for axe.
  await page.evaluate(() => scrollTo(0, 0));
  await assertAccessible(page);
  if (shots) {
    await page.locator("#feedback-summary").scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${shots}/ai-feedback-${width}-${colorScheme}.png` });
  }
  assert.deepEqual(faults, []);
  await page.context().close();
}

Deno.test({
  name: "use of AI and documents under way, wide and narrow, light and dark",
  ignore: noChromium,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const gemini = startGemini();
    const app = await startApp({
      ...{ GEMINI_BASE_URL: gemini.url, GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests" },
      ...{ AI_PRICE_INPUT: "0.3", AI_PRICE_OUTPUT: "2.5" },
    });
    try {
      const reader = await begin(app, gemini);
      await withBrowser(async (browser) => {
        for (const one of LOOKS) await look(browser, app, reader, one);
        await cancelling(browser, app, reader, gemini);
        await saying(browser, app, reader);
      });
    } finally {
      await app.stop();
      await gemini.close();
    }
  },
});

/** Without a script a form stops what is being written; with one a page follows what happens. */
async function cancelling(browser: Browser, app: AppProcess, reader: Reader, gemini: Gemini) {
  const { page } = await openPage(browser, { javaScriptEnabled: false });
  await page.context().addCookies(reader.person.cookies);
  const path = `${app.origin}/projects/${reader.project}/assistant/jobs`;
  await page.goto(path);
  const beside = await openPage(browser, {});
  await beside.page.context().addCookies(reader.person.cookies);
  await beside.page.goto(path);
  await beside.page.getByRole("row", { name: /With the dates/ }).getByText("Waits").waitFor();
  gemini.script = [];
  await page.getByRole("row", { name: /In Spanish/ }).getByRole("button", { name: /Cancel/ })
    .click();
  await page.getByRole("status").getByText("Cancelled").waitFor();
  await page.getByRole("row", { name: /In Spanish/ }).getByText("Cancelled").waitFor();
  // With one, the page of somebody else follows: what waited is written now.
  await beside.page.getByRole("row", { name: /With the dates/ }).getByText("Written").waitFor();
  await beside.page.context().close();
  await page.context().close();
}

/** Without a script: under a text, what one thinks of it; refused first, with what was typed kept. */
async function saying(browser: Browser, app: AppProcess, { person, project }: Reader) {
  const { page } = await openPage(browser, { javaScriptEnabled: false });
  await page.context().addCookies(person.cookies);
  await page.goto(`${app.origin}/projects/${project}/assistant/general`);
  const under = page.locator("#feedback-summary");
  await under.locator("summary").click();
  await under.getByLabel("Why (optional)").fill("It begins with the sites");
  // A browser asks for the rating itself.
  await under.locator("form").evaluate((form: HTMLFormElement) => form.noValidate = true);
  await under.getByRole("button", { name: "Send" }).click();
  await page.getByText("Choose one of five").first().waitFor();
  assert.equal(await page.getByLabel("Why (optional)").inputValue(), "It begins with the sites");
  await page.getByLabel("Useful (4)", { exact: true }).check();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("status").getByText("Thank you").waitFor();
  await page.goto(`${app.origin}/projects/${project}/assistant/usage`);
  assert.match(
    await page.locator("main").innerText(),
    /It begins with the sites[^]*tab:general\/summary/,
  );
  await page.context().close();
}
