// Documents in a real browser: the list, a document whose file is sent with progress, consent forms
// by site, what is expected; wide and narrow, light and dark; axe on the way.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser } from "playwright-core";
import type { AppProcess } from "../process.ts";
import { assertAccessible, openPage } from "./chromium.ts";
import { day, inBrowser, type Look, LOOKS, type Person, signUp } from "./person.ts";

interface Reader {
  cookies: Person["cookies"];
  project: string;
  document: string;
}

/** A person with a study that holds documents in every state. */
async function begin(app: AppProcess): Promise<Reader> {
  const { cookies, send } = await signUp(app, "documents");
  const made = await send("POST", "/api/projects", { name: "LUMA-201", phase: "PHASE2" });
  const project = made.project.id as string;
  const add = async (path: string, body: object) =>
    (await send("POST", `/api/projects/${project}/${path}`, body)).item.id as string;
  const sites: string[] = [];
  for (
    const [number, facility, country] of [
      ["001", "Kivilampi University Hospital", "Finland"],
      ["002", "Clinique des Deux Rives, Service de pneumologie", "France"],
      ["003", "Ravensmoor Infirmary", "United Kingdom"],
    ]
  ) sites.push(await add("sites", { number, facility, country }));
  const rule = (title: string, kind: string, level: string, artifactNumber: string, more = {}) =>
    add("document-requirements", { title, kind, level, artifactNumber, ...more });
  const activation = { neededFor: "site_activation" };
  const cv = await rule("CV of the principal investigator", "cv", "SITE", "05.02.04", activation);
  const approval = await rule(
    "Decision of the authority",
    "regulatory_approval",
    "COUNTRY",
    "03.01.02",
  );
  const protocol = await rule("Protocol", "protocol", "STUDY", "02.01.02", {
    neededFor: "study_start",
  });
  await rule("Insurance certificate", "insurance", "COUNTRY", "02.01.06", {
    ...{ state: "unconfirmed", basis: "Named in the answer about documents", validMonths: 12 },
  });
  const hold = async (body: object, ...versions: object[]) => {
    const id = await add("documents", body);
    for (const version of versions) {
      await add(`documents/${id}/versions`, { heldIn: "Binder 4", ...version });
    }
    return id;
  };
  const site = { title: "CV", kind: "cv", requirementId: cv };
  await hold({ ...site, title: "CV Dr Rautalahti", siteId: sites[0] }, {
    label: "1.0",
    approvedOn: day(-700),
    expiresOn: day(-12),
  });
  await hold({ ...site, title: "CV Pr Vasseur", siteId: sites[1] }, {
    label: "1.0",
    approvedOn: day(-300),
    expiresOn: day(21),
  });
  const authority = {
    title: "Decision of the authority",
    kind: "regulatory_approval",
    requirementId: approval,
  };
  await hold({ ...authority, country: "Finland" }, { label: "1.0", approvedOn: day(-90) });
  await hold({ ...authority, country: "France" }, { label: "0.9" });
  await add("document-waivers", {
    requirementId: approval,
    country: "United Kingdom",
    because: "Not a regulated product there",
    untilOn: day(40),
  });
  const document = await hold(
    { title: "Protocol", kind: "protocol", requirementId: protocol },
    { label: "1.0", approvedOn: day(-200) },
    { label: "2.0", approvedOn: day(-20), note: "Amendment 1" },
  );
  const consent = await add("documents", {
    title: "Main consent form",
    kind: "consent_form",
    language: "en",
  });
  const versions: string[] = [];
  for (const [label, approvedOn] of [["1.0", day(-200)], ["2.0", day(-20)]]) {
    versions.push(
      await add(`documents/${consent}/versions`, { label, approvedOn, heldIn: "Binder 4" }),
    );
  }
  await add("document-uses", { versionId: versions[0], siteId: sites[0], usedFrom: day(-150) });
  await add("document-uses", {
    versionId: versions[0],
    siteId: sites[1],
    usedFrom: day(-150),
    usedUntil: day(-10),
  });
  await add("document-uses", { versionId: versions[1], siteId: sites[1], usedFrom: day(-9) });
  return { cookies, project, document };
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
  const here = `${app.origin}/projects/${reader.project}/documents`;
  const shots = Deno.env.get("SHOTS");
  const shot = async (name: string) => {
    if (wide) await assertAccessible(page);
    const content = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(content <= width, `${name}: ${content} in ${width}`);
    if (!shots) return;
    await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  };
  await page.goto(here);
  assert.match(await page.locator("main").innerText(), /Needs action[^]*All documents[^]*By zone/);
  await shot("documents");
  await page.goto(`${here}?proof=states`);
  await shot("proof");
  await page.goto(here);
  await page.getByRole("link", { name: /^Waive/ }).first().click();
  await page.getByRole("button", { name: "Waive" }).click();
  await page.getByRole("dialog").getByText("Must be given").waitFor();
  await shot("waive");
  const label = `3.${width}.${colorScheme}`;
  const send = async (name: string, content: string) => {
    await page.locator("input[name=label]").fill(label);
    await page.locator("input[type=file]").setInputFiles({
      name,
      mimeType: "",
      buffer: Buffer.from(content),
    });
    await page.getByRole("button", { name: "Add version" }).click();
  };
  await page.goto(`${here}/${reader.document}`);
  await shot("document");
  await send("scan.pdf", "this is plain text");
  await page.getByText("That version was not added").waitFor();
  assert.equal(await page.locator("input[name=label]").inputValue(), label);
  await shot("refused");
  await send("protocol.pdf", "%PDF-1.7\n%%EOF\n");
  await page.getByText("Version added").waitFor();
  assert.match(
    await page.locator("main").innerText(),
    new RegExp(`Version ${label}[^]*protocol\\.pdf`),
  );
  await page.goto(`${here}/consent`);
  await shot("consent");
  await page.goto(`${here}/requirements`);
  await shot("requirements");
  await page.goto(`${here}/requirements?do=add`);
  await shot("rule");
  // A refused form is a 422, which the console tells.
  assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
  await page.context().close();
}

inBrowser(
  "the documents of a study, wide and narrow, light and dark",
  begin,
  async (browser, app, reader) => {
    for (const one of LOOKS) await look(browser, app, reader, one);
  },
);
