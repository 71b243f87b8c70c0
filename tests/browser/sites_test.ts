// Sites in a real browser: the pipeline as a filter, the gate closed by its forms, proofs; axe on the
// way, wide and narrow, light and dark.
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { day, inBrowser, type Look, LOOKS, type Person, signUp } from "./person.ts";

interface Reader {
  cookies: Person["cookies"];
  project: string;
  site: string;
}

/** A person with a study whose sites stand in many places. */
async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, send } = await signUp(app, "sites");
  const made = await send("POST", "/api/projects", { name: "LUMA-201", phase: "PHASE2" });
  const project = made.project.id;
  const base = `/api/projects/${project}`;
  const facts = [
    { identifiedOn: day(-200) },
    { identifiedOn: day(-200), selectedOn: day(-120), plannedActivationOn: day(20) },
    {
      selectedOn: day(-150),
      contractSignedOn: day(-60),
      ethicsApprovedOn: day(-50),
      initiationVisitOn: day(-10),
      plannedActivationOn: day(-8),
      targetEnrollment: 10,
      number: "010",
    },
    { selectedOn: day(-150), activatedOn: day(-40), plannedActivationOn: day(-45) },
    { selectedOn: day(-150), activatedOn: day(-90), firstParticipantOn: day(-30) },
    { selectedOn: day(-150), onHoldOn: day(-5), holdReason: "Freezer failed" },
    { selectedOn: day(-400), activatedOn: day(-300), closedOn: day(-20) },
  ];
  const ids: string[] = [];
  const places = ["Oulu, Finland", "Łódź, Poland", "Graz, Austria"];
  for (const [n, fields] of [...facts, {}, {}].entries()) {
    const [city, country] = places[n % 3]!.split(", ");
    const body = { facility: `University Hospital ${city} ${n + 1}`, city, country, ...fields };
    const { item } = await send("POST", `${base}/sites`, body, {
      "x-change-reason": "Taken over from the paper log",
    });
    ids.push(item.id);
  }
  const site = ids[2]!;
  const add = async (path: string, body: object) =>
    (await send("POST", `${base}/${path}`, body)).item.id;
  const pi = await add("site-staff", {
    siteId: site,
    name: "Dr Aino Rautalahti",
    role: "principal_investigator",
  });
  const sub = await add("site-staff", {
    siteId: site,
    name: "Dr Elias Sorvari",
    role: "sub_investigator",
  });
  await add("trainings", { staffId: pi, topic: "Protocol", completedOn: day(-20) });
  await add("trainings", {
    staffId: pi,
    topic: "GCP",
    completedOn: day(-700),
    expiresOn: day(-3),
  });
  await add("trainings", {
    staffId: sub,
    topic: "GCP",
    completedOn: day(-700),
    expiresOn: day(30),
  });
  await add("delegations", { staffId: pi, duty: "All duties", delegatedOn: day(-20) });
  await add("delegations", { staffId: sub, duty: "Consent", delegatedOn: day(-20) });
  return { cookies, project, site };
}

async function look(
  browser: Browser,
  app: AppProcess,
  reader: Reader,
  { width, colorScheme }: Look,
) {
  const wide = width > 1000;
  const { page, faults } = await openPage(browser, {
    viewport: { width, height: 900 },
    colorScheme,
    javaScriptEnabled: wide,
    hasTouch: !wide,
  });
  await page.context().addCookies(reader.cookies);
  const list = `${app.origin}/projects/${reader.project}/sites`;
  await page.goto(list);
  if (wide) await assertAccessible(page);
  await page.getByRole("link", { name: /On hold/ }).click();
  assert.match(page.url(), /state=on_hold/);
  assert.equal(await page.locator("table.sites tbody tr").count(), 1);
  const dossier = `${list}/${reader.site}`;
  await page.goto(dossier);
  if (wide) await assertAccessible(page);
  assert.match(await page.locator("main").innerText(), /1 of 8 open/);
  // A row is one large link on a phone; the links of its cells still take their own taps.
  const taken = await page.locator("a[href*='do=undelegate']").first().evaluate((link) => {
    link.scrollIntoView({ block: "center" });
    const { x, y, width, height } = link.getClientRects()[0]!;
    return document.elementFromPoint(x + width / 2, y + height / 2)?.closest("th") !== null;
  });
  assert.equal(taken, false);
  await page.goto(`${dossier}?proof=gate`);
  await page.goto(`${dossier}?do=activatedOn`);
  if (wide) await assertAccessible(page);
  await page.getByRole("button", { name: "Activate all the same" }).click();
  assert.match(await page.getByRole("dialog").innerText(), /Must be given[^]*Say why/);
  if (wide) await assertAccessible(page);
  await page.goto(`${list}?do=add`);
  if (wide) await assertAccessible(page);
  const content = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(content <= width, `${content} in ${width}`);
  // A refused form is a 422, which the console tells.
  assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
  await page.context().close();
}

inBrowser(
  "the sites of a study and one dossier, wide and narrow, light and dark",
  begin,
  async (browser, app, reader) => {
    for (const one of LOOKS) await look(browser, app, reader, one);
  },
);
