// Imports through the real API: bad input, changes taken over, two at once, large studies.
import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { call, type Person, signUp } from "./harness.ts";

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  headers: Headers;
  body: Json & {
    project: Json & { id: string; sites: Json[]; provenance: { fields: Json } };
    changes: { path: string; from: unknown; to: unknown; setBy: Json | null }[];
    imported: Json;
    errors: { path: string; message: string }[];
  };
}

async function api(person: Person | null, method: string, path: string, body?: unknown) {
  const response = await call(person, method, path, body);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text || "null"),
  } as Answer;
}

const send = (person: Person | null, record: unknown, more: Json = {}) =>
  api(person, "POST", "/api/projects/import", { source: "ctgov", record, ...more });

interface Section {
  identificationModule: Json;
  statusModule: Json;
  designModule: { enrollmentInfo: Json };
  armsInterventionsModule: { armGroups: Json[]; interventions: Json[] };
  contactsLocationsModule: { locations: Json[] };
  eligibilityModule: { eligibilityCriteria: string };
}

/** The drug trial of the demo under another number, so that tests do not meet. */
function study(change: (section: Section) => void = () => {}): Json {
  const record = structuredClone(DEMO_STUDIES[0]) as { protocolSection: Section };
  change(record.protocolSection);
  return record as unknown as Json;
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

test("an import is typed, has sources, and an unconfirmed plan", async () => {
  const ada = await signUp();
  const { status, headers, body } = await send(ada, study());
  assert.equal(status, 201, JSON.stringify(body));
  const { project } = body;
  assert.equal(headers.get("location"), `/api/projects/${project.id}`);
  assert.deepEqual(body.imported, {
    arms: 2,
    interventions: 2,
    primaryOutcomes: 1,
    secondaryOutcomes: 5,
    otherOutcomes: 1,
    sites: 25,
    countries: 6,
    eligibilityCriteria: 18,
  });
  assert.equal(project.name, "LUMA-201");
  assert.match(String(project.title), /^A Randomised/);
  assert.deepEqual([project.startDate, project.startDateType], ["2025-10-06", "ACTUAL"]);
  assert.deepEqual([project.completionDate, project.completionDateType], ["2027-09", "ESTIMATED"]);
  const fields = project.provenance.fields as Record<string, Json>;
  assert.equal(fields.status?.pointer, "/protocolSection/statusModule/overallStatus");
  assert.equal(fields.startDate?.pointer, "/protocolSection/statusModule/startDateStruct/date");
  assert.equal(fields["design.masking"]?.kind, "import");
  const arms = project.arms as { label: string; interventions: string[] }[];
  assert.deepEqual(arms.map((arm) => arm.interventions), [["LMB-417", "Irinotecan"], [
    "Irinotecan",
  ]]);
  const read = await api(ada, "GET", `/api/projects/${project.id}`);
  assert.deepEqual(read.body.project, project);
  assert.equal(read.headers.get("etag"), `"${project.version}"`);
  const sites = await api(ada, "GET", `/api/projects/${project.id}/sites?limit=10&country=Spain`);
  assert.equal(sites.body.total, 4);
});

test("what cannot be used is a 422 with pointers, and nothing is written", async () => {
  const ada = await signUp();
  const bad: [unknown, string][] = [
    [null, "/record"],
    ["<clinical_study/>", "/record"],
    [{ FullStudiesResponse: {} }, "/record/FullStudiesResponse"],
    [{ studies: DEMO_STUDIES }, "/record/studies"],
    [
      study((s) => delete s.identificationModule.nctId),
      "/record/protocolSection/identificationModule/nctId",
    ],
    [
      study((s) => s.statusModule.overallStatus = "Recruiting"),
      "/record/protocolSection/statusModule/overallStatus",
    ],
    [
      study((s) => s.statusModule.startDateStruct = { date: "2023-02-29" }),
      "/record/protocolSection/statusModule/startDateStruct/date",
    ],
    [
      study((s) => s.contactsLocationsModule.locations[3]!.city = "a\u0000b"),
      "/record/protocolSection/contactsLocationsModule/locations/3/city",
    ],
    [
      study((s) => s.identificationModule.briefTitle = "\ud800"),
      "/record/protocolSection/identificationModule/briefTitle",
    ],
  ];
  for (const [record, path] of bad) {
    const { status, headers, body } = await send(ada, record);
    assert.equal(status, 422, `${path} ${JSON.stringify(body)}`);
    assert.match(headers.get("content-type") ?? "", /problem\+json/);
    assert.equal(body.errors[0]?.path, path);
  }
  const wrong: [Json, string][] = [
    [{}, "/record"],
    [{ record: study(), nctId: "NCT09990201" }, "/nctId"],
    [{ nctId: "NCT1" }, "/nctId"],
    [{ record: study(), source: "euctr" }, "/source"],
    [{ record: study(), colour: "red" }, "/colour"],
  ];
  for (const [fields, path] of wrong) {
    const input = { source: "ctgov", ...fields };
    const { status, body } = await api(ada, "POST", "/api/projects/import", input);
    assert.equal(status, 422, JSON.stringify(body));
    assert.equal(body.errors[0]?.path, path, JSON.stringify(body));
  }
  const list = await api(ada, "GET", "/api/projects");
  assert.deepEqual(list.body.projects, []);
  assert.equal((await send(null, study())).status, 401);
});

test("a changed record gives its changes, and only those taken over are written", async () => {
  const ada = await signUp();
  const { body: { project: { id } } } = await send(ada, study());
  const newer = study((s) => {
    s.statusModule.overallStatus = "ACTIVE_NOT_RECRUITING";
    s.statusModule.completionDateStruct = { date: "2027-11-30", type: "ESTIMATED" };
    s.designModule.enrollmentInfo.count = 196;
    s.contactsLocationsModule.locations[16]!.status = "COMPLETED";
    s.contactsLocationsModule.locations.splice(2, 1);
    s.contactsLocationsModule.locations.unshift({
      facility: "Sankt Veit Klinik",
      city: "Graz",
      country: "Austria",
      contacts: [{ name: "Site desk", role: "CONTACT", email: "desk@graz.example" }],
    });
    s.armsInterventionsModule.interventions.push({
      type: "DRUG",
      name: "Loperamide",
      armGroupLabels: ["Irinotecan alone"],
    });
    s.eligibilityModule.eligibilityCriteria = s.eligibilityModule.eligibilityCriteria
      .replace("status 0 to 1", "status 0 to 2");
  });
  const again = await send(ada, newer);
  assert.equal(again.status, 200);
  const { changes } = again.body;
  const path = (start: string) => changes.find((c) => c.path.startsWith(start))?.path ?? start;
  assert.equal(changes.length, 10, JSON.stringify(changes.map((c) => c.path)));
  assert.equal(again.body.project.status, "RECRUITING");
  assert.equal(again.body.project.pending, true);

  const unknown = await api(ada, "POST", `/api/projects/${id}/import/accept`, {
    paths: ["/status", "/nothing"],
  });
  assert.equal(unknown.status, 422);
  assert.equal(unknown.body.errors[0]?.path, "/paths/1");

  const some = await api(ada, "POST", `/api/projects/${id}/import/accept`, {
    paths: ["/status", path("/sites/graz"), path("/interventions/")],
  });
  assert.equal(some.status, 200, JSON.stringify(some.body));
  assert.equal(some.body.accepted, 3);
  assert.equal(some.body.changes.length, 7);
  assert.equal(some.body.project.status, "ACTIVE_NOT_RECRUITING");
  assert.equal(some.body.project.targetEnrollment, 180);
  assert.equal(some.body.project.sites.length, 26);
  const fields = some.body.project.provenance.fields as Record<string, Json>;
  assert.equal(fields.status?.kind, "import");
  assert.notEqual(fields.status?.runId, fields.phases?.runId);

  const rest = await api(ada, "POST", `/api/projects/${id}/import/accept`, {
    paths: some.body.changes.map((change) => change.path),
  });
  assert.equal(rest.status, 200, JSON.stringify(rest.body));
  assert.deepEqual(rest.body.changes, []);
  assert.equal(rest.body.project.pending, false);
  assert.equal(rest.body.project.sites.length, 25);
  const arms = rest.body.project.arms as { interventions: string[] }[];
  assert.deepEqual(arms.map((arm) => arm.interventions.length), [2, 2]);
  assert.deepEqual((await send(ada, newer)).body.changes, []);
});

test("what a person set is marked, and stays unless it is taken over", async () => {
  const ada = await signUp();
  const { body: { project: { id, version } } } = await send(ada, study());
  const put = await call(ada, "PUT", `/api/projects/${id}`, { targetEnrollment: 150 }, {
    "if-match": `"${version}"`,
  });
  assert.equal(put.status, 200, await put.text());
  const { body: { changes } } = await send(ada, study());
  assert.deepEqual(changes.map((c) => [c.path, c.from, c.to, c.setBy?.kind]), [
    ["/targetEnrollment", 150, 180, "person"],
  ]);
  const closed = await api(ada, "POST", `/api/projects/${id}/import/accept`, { paths: [] });
  assert.equal(closed.body.project.targetEnrollment, 150);
  assert.equal(closed.body.project.pending, false);
});

test("two imports of one study at once make one project", async () => {
  const ada = await signUp();
  const answers = await Promise.all([1, 2, 3, 4].map(() => send(ada, study())));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 200, 200, 201]);
  assert.equal(new Set(answers.map((a) => a.body.project.id)).size, 1);
});

test("the same study is somebody else's own in another organisation", async () => {
  const [ada, ben] = [await signUp(), await signUp("Ben Osei")];
  const { body: { project: { id } } } = await send(ada, study());
  assert.equal((await send(ben, study())).status, 201);
  const calls: [string, string, unknown?][] = [
    ["GET", `/api/projects/${id}`],
    ["GET", `/api/projects/${id}/sites`],
    ["DELETE", `/api/projects/${id}`],
    ["POST", `/api/projects/${id}/import/accept`, { paths: ["/status"] }],
  ];
  for (const [method, path, body] of calls) {
    assert.equal((await api(ben, method, path, body)).status, 404, `${method} ${path}`);
  }
  const foreign = await send(ben, study(), { organizationId: ada.organization.id });
  assert.equal(foreign.status, 404);
});

test("a study of 1,148 sites imports, and again without changes", async () => {
  const ada = await signUp();
  const large = study((s) => {
    s.contactsLocationsModule.locations = Array.from({ length: 1148 }, (_, i) => ({
      facility: i % 7 === 0 ? "Research Site" : `Hospital ${i}`,
      city: `City ${i % 90}`,
      country: `Country ${i % 41}`,
      status: i % 3 === 0 ? "RECRUITING" : "COMPLETED",
      geoPoint: { lat: (i % 170) - 85.12345, lon: (i % 350) - 175.54321 },
      contacts: i % 10 === 0 ? [{ name: `Desk ${i}`, role: "CONTACT", phone: "1" }] : [],
    }));
  });
  const first = await send(ada, large);
  assert.equal(first.status, 201, JSON.stringify(first.body).slice(0, 500));
  assert.equal(first.body.imported.sites, 1148);
  assert.equal(first.body.imported.countries, 41);
  const second = await send(ada, large);
  assert.deepEqual([second.status, second.body.changes], [200, []]);
  const ids = new Set<string>();
  let cursor: string | null = null;
  do {
    const at: string = cursor ? `&cursor=${cursor}` : "";
    const { body } = await api(
      ada,
      "GET",
      `/api/projects/${first.body.project.id}/sites?limit=500${at}`,
    );
    for (const site of body.items as { id: string }[]) ids.add(site.id);
    cursor = body.nextCursor as string | null;
  } while (cursor);
  assert.equal(ids.size, 1148);
});

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const ODD = [
  null,
  "",
  "x",
  0,
  -1,
  1e300,
  true,
  [],
  {},
  [null],
  "2024-13",
  "\u0007",
  "𝒳".repeat(50),
];

test("no mutation of a record is a server error", async () => {
  const ada = await signUp();
  for (let seed = 1; seed <= 60; seed++) {
    const dice = random(seed);
    const record = study();
    for (let n = 0; n < 3; n++) mutate(record, dice);
    const { status, body } = await send(ada, record);
    assert.ok([200, 201, 422].includes(status), `seed ${seed}: ${status} ${JSON.stringify(body)}`);
  }
});

/** Replaces, removes or adds something at a random place. */
function mutate(root: Json, dice: () => number) {
  let at = root as Record<string, unknown>;
  for (let depth = 0; depth < 8; depth++) {
    const keys = Object.keys(at);
    const key = keys[Math.floor(dice() * keys.length)];
    if (key === undefined) return;
    const child = at[key];
    if (typeof child === "object" && child !== null && dice() < 0.8) {
      at = child as Record<string, unknown>;
      continue;
    }
    if (dice() < 0.3) delete at[key];
    else at[key] = structuredClone(ODD[Math.floor(dice() * ODD.length)]);
    return;
  }
}
