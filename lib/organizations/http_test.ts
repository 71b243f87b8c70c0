// Settings and looks of an organisation over HTTP: versions, reasons, images, who sees them.
import assert from "node:assert/strict";
import { call, page, type Person, request, signUp } from "@/tests/harness.ts";
import { scriptBytes } from "@/tests/weight.ts";
import { png } from "./images_testing.ts";

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

const of = (person: Person) => `/api/organizations/${person.organization.id}`;
const at = (version: number) => ({ "if-match": `"${version}"` });

async function json(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
) {
  const response = await call(person, method, path, body, headers);
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const settingsOf = async (person: Person) =>
  (await json(person, "GET", of(person))).body.organization;

function upload(person: Person, bytes: Uint8Array, version: number, type = "image/png") {
  return request(`${of(person)}/logo`, {
    method: "PUT",
    headers: { authorization: `Bearer ${person.token}`, "content-type": type, ...at(version) },
    body: new Uint8Array(bytes),
  });
}

test("settings are read and changed at their version", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const before = await settingsOf(owner);
  assert.deepEqual(
    [before.timeZone, before.brandColour, before.logo, before.retentionYears, before.aiOff],
    ["UTC", null, null, null, false],
  );
  const put = (body: unknown, headers = {}, by = owner) =>
    json(by, "PUT", of(owner), body, headers);
  const changes = { name: "Helios", brandColour: "#0B6E4F", dataRegion: " EU ", aiOff: true };
  assert.equal((await put(changes)).status, 428);
  assert.equal((await put(changes, at(before.version), stranger)).status, 404);
  assert.equal((await json(stranger, "GET", of(owner))).status, 404);
  const done = await put(changes, at(before.version));
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const { name, brandColour, dataRegion, aiOff, version } = done.body.organization;
  assert.deepEqual([name, brandColour, dataRegion, aiOff], ["Helios", "#0b6e4f", "EU", true]);
  assert.equal((await put({ name: "Late" }, at(before.version))).status, 412);
  const wrong = await put({ brandColour: "red", timeZone: "Mars", retentionYears: 0 }, at(version));
  assert.deepEqual(
    wrong.body.errors.map((error: { path: string }) => error.path).toSorted(),
    ["/brandColour", "/retentionYears", "/timeZone"],
  );
  const keep = { retentionYears: 15 };
  const silent = await put(keep, at(version));
  assert.deepEqual([silent.status, silent.body.errors[0].path], [422, "/reason"]);
  const kept = await put({ ...keep, reason: "ICH E6" }, at(version));
  assert.equal(kept.body.organization.retentionYears, 15);
});

test("a study under retention is deleted by nobody before its time", async () => {
  const owner = await signUp();
  const { version } = await settingsOf(owner);
  const id = (await json(owner, "POST", "/api/projects", { name: "Trial" })).body.project.id;
  const rule = { retentionYears: 1, reason: "policy" };
  assert.equal((await json(owner, "PUT", of(owner), rule, at(version))).status, 200);
  const refused = await json(owner, "DELETE", `/api/projects/${id}`);
  assert.equal(refused.status, 409);
  assert.match(refused.body.detail, /keeps studies 1 year after they are archived/);
});

test("a logo is the image that its bytes are, for members alone", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const { version } = await settingsOf(owner);
  const svg = new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>");
  assert.equal((await upload(owner, svg, version, "image/svg+xml")).status, 415);
  assert.equal((await upload(owner, svg, version)).status, 422);
  assert.equal((await upload(owner, new Uint8Array(300_000), version)).status, 413);
  assert.equal(
    (await upload({ ...owner, token: stranger.token }, png(64, 64), version)).status,
    404,
  );
  // The type is what the bytes are, whatever was said.
  const saved = await upload(owner, png(240, 64), version, "image/jpeg");
  assert.equal(saved.status, 200, await saved.clone().text());
  const { organization } = await saved.json();
  assert.equal(organization.logo, "image/png");
  const path = `${of(owner)}/logo?v=${organization.version}`;
  const seen = await request(path, { headers: { cookie: owner.cookie } });
  assert.deepEqual(new Uint8Array(await seen.arrayBuffer()), png(240, 64));
  const header = (name: string) => seen.headers.get(name) ?? "";
  assert.equal(header("content-type"), "image/png");
  assert.equal(header("x-content-type-options"), "nosniff");
  assert.match(header("content-disposition"), /^inline/);
  assert.match(header("content-security-policy"), /sandbox/);
  assert.match(header("cache-control"), /^private, max-age=31536000/);
  assert.equal((await request(path, { headers: { cookie: stranger.cookie } })).status, 404);
  assert.equal((await request(path)).status, 401);
  const older = await request(`${of(owner)}/logo?v=1`, { headers: { cookie: owner.cookie } });
  assert.equal(older.headers.get("cache-control"), "private, no-cache");
  const trail = await (await call(owner, "GET", `${of(owner)}/logo`)).arrayBuffer();
  assert.equal(trail.byteLength, png(240, 64).length);
  const gone = await json(owner, "DELETE", `${of(owner)}/logo`);
  assert.equal(gone.body.organization.logo, null);
  assert.equal((await request(path, { headers: { cookie: owner.cookie } })).status, 404);
});

test("pages wear the colour and logo of the organisation, and stay light", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const project = (await json(owner, "POST", "/api/projects", { name: "Trial" })).body.project.id;
  const org = owner.organization.id;
  const { version } = await settingsOf(owner);
  await json(owner, "PUT", of(owner), { brandColour: "#0b6e4f" }, at(version));
  await upload(owner, png(240, 64), version + 1);
  const css = `/organizations/${org}/brand.css?v=${version + 2}`;
  const logo = `/api/organizations/${org}/logo?v=${version + 2}`;
  const paths = [
    "/projects",
    `/organizations/${org}`,
    `/organizations/${org}/members`,
    `/projects/${project}`,
    `/projects/${project}/members`,
    `/projects/${project}/sites`,
    `/projects/${project}/settings`,
  ];
  for (const path of paths) {
    const response = await page(owner, path);
    const html = await response.text();
    assert.equal(response.status, 200, path);
    assert.ok(html.includes(`href="${css}"`), `${path} has the stylesheet`);
    assert.ok(html.includes("/app.css"), `${path} keeps the product's`);
    assert.ok(html.includes(`src="${logo}"`), `${path} has the logo`);
    assert.equal(/ style=/.test(html), false, path);
    const waits = Number(
      /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
    );
    assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
    const script = await scriptBytes(html, (asset) => request(asset));
    assert.ok(script <= 15 * 1024, `${path}: ${script} bytes of script`);
  }
  const sheet = await page(owner, css);
  assert.equal(sheet.headers.get("content-type"), "text/css; charset=utf-8");
  assert.match(sheet.headers.get("cache-control") ?? "", /^private, max-age=31536000/);
  assert.match(await sheet.text(), /^:root\{--color-accent:light-dark\(#0b6e4f,/);
  assert.equal((await page(stranger, css)).status, 404);
  assert.equal((await page(null, css)).status, 303);
  const plain = await (await page(stranger, "/projects")).text();
  assert.equal(plain.includes("brand.css"), false);
});

test("the page of settings: rules, colour, logo, leaving", async () => {
  const owner = await signUp();
  const path = `/organizations/${owner.organization.id}`;
  const post = (body: URLSearchParams | FormData) =>
    request(path, {
      method: "POST",
      headers: { cookie: owner.cookie, "sec-fetch-site": "same-origin", accept: "text/html" },
      body,
    });
  const form = (fields: Record<string, string>) => post(new URLSearchParams(fields));
  const { version } = await settingsOf(owner);
  const rules = {
    intent: "rules",
    version: String(version),
    name: "Helios",
    timeZone: "Europe/Berlin",
    aiTokensPerDay: "2,000,000",
    dataRegion: "",
    retentionYears: "many",
    reason: "",
  };
  const wrong = await form(rules);
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Must be a whole number of years/);
  const silent = await form({ ...rules, retentionYears: "2" });
  assert.equal(silent.status, 422);
  assert.match(await silent.text(), /Say why/);
  assert.equal((await form({ ...rules, retentionYears: "2", reason: "policy" })).status, 303);
  const late = await form({ ...rules, retentionYears: "2", name: "Late" });
  assert.equal(late.status, 412);
  assert.match(await late.text(), /value="Late"/);
  const now = await settingsOf(owner);
  const file = new FormData();
  file.set("intent", "logo");
  file.set("version", String(now.version));
  file.set("logo", new File([new TextEncoder().encode("<svg/>")], "logo.png"));
  const image = await post(file);
  assert.equal(image.status, 422);
  assert.match(await image.text(), /Must be a PNG, JPEG or WebP image/);
  const leave = await form({ intent: "leave", why: "" });
  assert.equal(leave.status, 409);
  assert.match(await leave.text(), /last owner/);
});
