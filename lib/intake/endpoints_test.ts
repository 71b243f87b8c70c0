// The intake through the real API: answers, what is read in them, decisions, and hostile input.
import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { call, type Person, signUp } from "@/tests/harness.ts";
import type { Item, Progress, Question } from "./model.ts";

interface Body {
  question: Question;
  questions: Question[];
  progress: Progress;
  next: string | null;
  item: Item;
  confirmed: number;
  left: { id: string; why: string }[];
  project: { id: string; name: string; version: number; targetEnrollment: number | null };
  errors: { path: string; message: string }[];
  detail: string;
  type: string;
}

async function api(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await call(person, method, path, body, headers);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text || "null") as Body,
  };
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

/** A person with a study made by hand, and short ways to its intake. */
async function begin(name = "MERIDIAN-3") {
  const ada = await signUp();
  const made = await api(ada, "POST", "/api/projects", { name });
  assert.equal(made.status, 201);
  return { ada, ...callsOf(ada, made.body.project.id) };
}

function callsOf(person: Person, project: string) {
  const base = `/api/projects/${project}/intake`;
  return {
    project,
    base,
    read: () => api(person, "GET", base),
    put: (question: string, raw: unknown, version?: number, more: object = {}) =>
      api(
        person,
        "PUT",
        `${base}/${question}`,
        { raw, ...more },
        version === undefined ? {} : { "if-match": `"${version}"` },
      ),
    decide: (item: Item | undefined, body: object) =>
      api(person, "POST", `${base}/items/${item?.id}/decision`, body),
    all: (question: string) => api(person, "POST", `${base}/${question}/confirm`),
  };
}

const titled = (question: Question, text: string) => {
  const found = question.items.find((item) => item.text.includes(text));
  assert.ok(found, `${text} in ${JSON.stringify(question.items)}`);
  return found;
};

test("ten questions in their order, all open at first", async () => {
  const { read } = await begin();
  const { status, body } = await read();
  assert.equal(status, 200);
  assert.deepEqual(body.questions.map(({ key }) => key), [
    "trialName",
    "endpoints",
    "enrollment",
    "regulations",
    "duration",
    "stakeholders",
    "risks",
    "documents",
    "milestones",
    "systems",
  ]);
  // The name is known: the study was made with it.
  const { answered, known, toConfirm } = body.progress;
  assert.deepEqual([answered, known, toConfirm, body.next], [0, 1, 0, "endpoints"]);
});

test("an answer proposes, and only a decision changes the study", async () => {
  const { ada, project, put, decide, read } = await begin();
  const study = () => api(ada, "GET", `/api/projects/${project}`);
  const answered = await put("enrollment", "N=300 (150 per arm)");
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  assert.equal(answered.headers.get("etag"), `"1"`);
  const { question, progress } = answered.body;
  assert.equal(question.answer?.raw, "N=300 (150 per arm)");
  assert.equal(question.answer?.by?.name, "Ada Rennick");
  assert.deepEqual([progress.toConfirm, progress.unread], [1, 1]);
  assert.equal((await study()).body.project.targetEnrollment, null);

  const target = titled(question, "N=300");
  assert.equal(question.answer?.raw.slice(target.start, target.end), target.text);
  const confirmed = await decide(target, { decision: "confirm" });
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  assert.equal(confirmed.body.item.state, "confirmed");
  assert.deepEqual(confirmed.body.item.target, { table: "projects", id: project });
  const now = (await study()).body.project as Body["project"] & {
    provenance: { fields: Record<string, { kind: string; by: { name: string } }> };
  };
  assert.equal(now.targetEnrollment, 300);
  const source = now.provenance.fields.targetEnrollment;
  assert.deepEqual([source?.kind, source?.by.name], ["person", "Ada Rennick"]);

  const unread = titled(question, "150 per arm");
  assert.equal(unread.value, null);
  assert.ok(unread.hint);
  const refused = await decide(unread, { decision: "confirm" });
  assert.equal(refused.status, 422);
  const rejected = await decide(unread, { decision: "reject" });
  assert.equal(rejected.body.item.state, "rejected");
  assert.deepEqual((await read()).body.progress.unread, 0);
});

test("each kind of entry becomes a row of its table", async () => {
  const { put, all, read } = await begin();
  const answers = {
    endpoints: "Primary: migraine days at week 12\nSecondary: responder rate",
    regulations: "ICH E6(R3), 21 CFR Part 11, EU CTR 536/2014",
    duration: "approx. 24 months\nfollow-up 18-24 months\nStart: Jan 2027",
    stakeholders: "Sponsor: Northfold Research\nPI: Prof. Jo Halden",
    risks: "- Slow enrollment; mitigation: open four sites\n- Missing diaries",
    documents: "Protocol, monitoring plan\nConsent form (per site)",
    milestones: "FPI Q2 2027\nLPLV Jan 2029\nFirst site active: 2027-03-15",
    systems: "EDC: Corvane / IRT: 4G",
  };
  const tables: Record<string, string[]> = {};
  for (const [key, raw] of Object.entries(answers)) {
    assert.equal((await put(key, raw)).status, 200, key);
    const { status, body } = await all(key);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.left, [], key);
    tables[key] = body.question.items.map(({ target }) => target!.table);
  }
  assert.deepEqual(tables, {
    endpoints: ["outcomes", "outcomes"],
    regulations: ["regulations", "regulations", "regulations"],
    duration: ["study_durations", "study_durations", "study_dates"],
    stakeholders: ["stakeholders", "stakeholders"],
    risks: ["risks", "risks"],
    documents: ["document_requirements", "document_requirements", "document_requirements"],
    milestones: ["milestones", "milestones", "milestones"],
    systems: ["study_systems", "study_systems"],
  });
  const { progress, next } = (await read()).body;
  assert.deepEqual([progress.answered, progress.confirmed, progress.toConfirm], [8, 20, 0]);
  // The name is known, so enrollment alone is open.
  assert.equal(next, "enrollment");
});

test("a quarter stays words, a range keeps both ends, and nothing gets a date by default", async () => {
  const { ada, project, put, all } = await begin();
  await put("milestones", "FPI Q2 2027\nDBL 03/04/2029");
  await all("milestones");
  const page = await call(ada, "GET", `/api/projects/${project}/activity?entity=milestones`);
  const { events } = await page.json() as { events: { after: Record<string, unknown> | null }[] };
  const made = events.map(({ after }) => after).filter((after) => after?.key);
  assert.equal(made.length, 2);
  for (const row of made) {
    assert.deepEqual([row?.planned_text, row?.certainty, row?.state], [null, null, "unconfirmed"]);
  }
  assert.ok(made.some((row) => row?.basis === "Intake answer: “Q2 2027”"), JSON.stringify(made));
});

test("two who decide on one item: one wins, the other is told", async () => {
  const { put, decide, all } = await begin();
  const { question } = (await put("risks", "Slow enrollment\nMissing diaries")).body;
  const item = titled(question, "Slow");
  const both = await Promise.all([
    decide(item, { decision: "confirm" }),
    decide(item, { decision: "confirm" }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  const late = both.find(({ status }) => status === 409)!;
  assert.match(late.body.detail, /Ada Rennick has confirmed this/);
  assert.match(late.body.type, /intake-decided$/);
  assert.equal((await decide(item, { decision: "reject" })).status, 409);
  const rest = await all("risks");
  assert.deepEqual([rest.body.confirmed, rest.body.left], [1, []]);
  assert.equal((await all("risks")).body.confirmed, 0, "again changes nothing");
});

test("a changed answer proposes the difference, and what was confirmed stays", async () => {
  const { put, decide, read } = await begin();
  const first = (await put("risks", "- Slow enrollment\n- Missing diaries")).body.question;
  await decide(titled(first, "Slow"), { decision: "confirm" });
  assert.equal((await put("risks", "x")).status, 428, "If-Match is asked for once it is answered");
  assert.equal((await put("risks", "x", 7)).status, 412);
  const second = await put("risks", "Late supply\nMISSING  diaries", first.answer!.version);
  assert.equal(second.status, 200, JSON.stringify(second.body));
  const { items } = second.body.question;
  const states = items.map(({ text, state, present }) => [text, state, present]);
  assert.deepEqual(states.sort(), [
    ["Late supply", "open", true],
    ["Missing diaries", "open", true],
    ["Slow enrollment", "confirmed", false],
  ]);
  const kept = titled(second.body.question, "Missing");
  assert.equal(kept.id, titled(first, "Missing").id, "the same item, at its new place");
  assert.equal(
    second.body.question.answer!.raw.slice(kept.start, kept.end),
    "MISSING  diaries",
  );
  const version = second.body.question.answer!.version;
  const third = await put("risks", "", version);
  assert.deepEqual(third.body.question.items.map(({ state }) => state), ["confirmed"]);
  const again = await put("risks", "Late supply", third.body.question.answer!.version);
  assert.equal(titled(again.body.question, "Late").id, titled(second.body.question, "Late").id);
  assert.equal((await read()).body.progress.toConfirm, 1);
});

test("raw text is kept for ever: every version is in the trail, with who and when", async () => {
  const { ada, project, put } = await begin();
  const one = await put("systems", "EDC: Corvane");
  await put("systems", "EDC: Lattice", one.body.question.answer!.version);
  const page = await call(ada, "GET", `/api/projects/${project}/activity?entity=intake_answers`);
  const { events } = await page.json() as {
    events: { before: Record<string, unknown>; after: Record<string, unknown> }[];
  };
  assert.deepEqual(events.map(({ before, after }) => [before?.raw, after.raw]), [
    ["EDC: Corvane", "EDC: Lattice"],
    [undefined, "EDC: Corvane"],
  ]);
});

test("what stands there is replaced only by somebody who saw it", async () => {
  const { ada, project, put, decide, all } = await begin();
  await put("enrollment", "N=300");
  await all("enrollment");
  const changed = await put("enrollment", "N=280", 1);
  const item = titled(changed.body.question, "280");
  assert.deepEqual(item.standing, { text: "300", regulated: false });
  assert.deepEqual((await all("enrollment")).body.left.map(({ id }) => id), [item.id]);
  const blind = await decide(item, { decision: "confirm" });
  assert.equal(blind.status, 409);
  assert.match(blind.body.type, /intake-stands$/);
  assert.equal((await decide(item, { decision: "confirm", replaces: "299" })).status, 409);
  const seen = await decide(item, { decision: "confirm", replaces: "300" });
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  const study = await api(ada, "GET", `/api/projects/${project}`);
  assert.equal(study.body.project.targetEnrollment, 280);
});

test("a confirmed milestone moves with a reason", async () => {
  const { put, decide, all } = await begin();
  await put("milestones", "FPI Jan 2027");
  await all("milestones");
  const { question } = (await put("milestones", "FPI Feb 2027", 1)).body;
  const item = titled(question, "Feb");
  assert.deepEqual(item.standing, { text: "Jan 2027", regulated: true });
  const mute = await decide(item, { decision: "confirm", replaces: "Jan 2027" });
  assert.deepEqual([mute.status, mute.body.errors[0]?.path], [422, "/reason"]);
  const told = await decide(item, {
    decision: "confirm",
    replaces: "Jan 2027",
    reason: "Ethics approval came late",
  });
  assert.equal(told.status, 200, JSON.stringify(told.body));
});

test("edits complete or correct what was read; what was rejected can be confirmed after all", async () => {
  const { put, decide } = await begin();
  const { question } = (await put("endpoints", "migraine days at week 12\npain")).body;
  const item = titled(question, "migraine");
  assert.deepEqual(item.missing, ["kind"]);
  const missing = await decide(item, { decision: "confirm" });
  assert.deepEqual([missing.status, missing.body.errors[0]?.path], [422, "/edits/kind"]);
  const edited = await decide(item, { decision: "confirm", edits: { kind: "PRIMARY" } });
  assert.equal(edited.status, 200, JSON.stringify(edited.body));
  assert.equal((edited.body.item.decided as { kind: string }).kind, "PRIMARY");
  assert.equal((edited.body.item.value as { kind: null }).kind, null, "what was read is kept");
  const pain = titled(question, "pain");
  await decide(pain, { decision: "reject" });
  assert.equal((await decide(pain, { decision: "reject" })).status, 409);
  const after = await decide(pain, { decision: "confirm", edits: { kind: "OTHER" } });
  assert.equal(after.body.item.state, "confirmed");
});

test("facts of an import are known with their source, and only gaps are asked for", async () => {
  const ada = await signUp();
  const made = await api(ada, "POST", "/api/projects/import", {
    source: "ctgov",
    record: DEMO_STUDIES[0],
  });
  assert.equal(made.status, 201);
  const { read, put, all, decide } = callsOf(ada, made.body.project.id);
  const { body } = await read();
  const known = Object.fromEntries(body.questions.map((one) => [one.key, one.known]));
  for (const key of ["trialName", "endpoints", "enrollment", "duration", "milestones"]) {
    assert.ok(known[key]!.length > 0, key);
    assert.ok(
      known[key]!.every(({ source }) => /Registry record|Entered by hand/.test(source)),
      key,
    );
  }
  assert.deepEqual([known.risks, known.systems, known.regulations], [[], [], []]);
  assert.equal(body.next, "regulations");
  // A date from the registry, said again by a person: the skeleton's milestone is confirmed.
  const skeleton = known.milestones!.find(({ value }) => /First participant/.test(value))!;
  const said = await put("milestones", `FPI ${skeleton.label}`);
  assert.equal(
    (await all("milestones")).body.confirmed,
    1,
    JSON.stringify(said.body.question.items),
  );
  const otherwise = await put("milestones", "FPI 2031-01", 1);
  const item = titled(otherwise.body.question, "2031");
  assert.equal(item.standing?.regulated, true);
  assert.equal((await decide(item, { decision: "confirm" })).status, 409);
});

test("hostile input is refused with its place, and nothing is kept", async () => {
  const { put, decide, read, base, ada } = await begin();
  const cases: [string, unknown, string][] = [
    ["risks", "a\u0000b", "/raw"],
    ["risks", "\ud800", "/raw"],
    ["risks", "x".repeat(20_001), "/raw"],
    ["risks", 7, "/raw"],
    ["risks", null, "/raw"],
  ];
  for (const [key, raw, path] of cases) {
    const { status, body } = await put(key, raw);
    assert.deepEqual([status, body.errors[0]?.path], [422, path], String(raw).slice(0, 20));
  }
  assert.equal(
    (await put("risks", "x", undefined, { color: "red" })).body.errors[0]?.path,
    "/color",
  );
  assert.equal((await put("nothing", "x")).status, 404);
  assert.equal((await put("__proto__", "x")).status, 404);
  assert.equal((await read()).body.progress.answered, 0);
  const full = await put("risks", "😀".repeat(10_000));
  assert.equal(full.status, 200, "20,000 units are not too many");

  const { question } = (await put("duration", "24 months")).body;
  const item = titled(question, "24");
  const edits: [Record<string, unknown>, string][] = [
    [{ part: "MOON" }, "/edits/part"],
    [{ shortest: -1 }, "/edits/shortest"],
    [{ shortest: "24" }, "/edits/shortest"],
    [{ shortest: 30 }, "/edits/longest"],
    [{ shortest: null, longest: null }, "/edits/longest"],
    [{ unit: null }, "/edits/unit"],
    [{ org_id: "x" }, "/edits/org_id"],
    [{ longest: 1e300 }, "/edits/longest"],
  ];
  for (const [edit, path] of edits) {
    const { status, body } = await decide(item, { decision: "confirm", edits: edit });
    assert.deepEqual([status, body.errors?.[0]?.path], [422, path], JSON.stringify(body));
  }
  assert.equal((await decide(item, { decision: "perhaps" })).body.errors[0]?.path, "/decision");
  assert.equal(
    (await decide(item, { decision: "confirm", edits: [] })).body.errors[0]?.path,
    "/edits",
  );
  const ghost = { ...item, id: crypto.randomUUID() };
  assert.equal((await decide(ghost, { decision: "confirm" })).status, 404);
  const date = await put("milestones", "DBL 2027-03");
  const when = titled(date.body.question, "DBL");
  const day = await decide(when, { decision: "confirm", edits: { planned: "2027-02-30" } });
  assert.deepEqual([day.status, day.body.errors[0]?.path], [422, "/edits/planned"]);
  assert.equal((await api(ada, "DELETE", base)).status, 405);
});

test("a stranger sees nothing, an unknown caller is sent away", async () => {
  const { put, base } = await begin();
  const { question } = (await put("risks", "Slow enrollment")).body;
  const stranger = await signUp();
  const theirs = callsOf(stranger, base.split("/")[3]!);
  assert.equal((await theirs.read()).status, 404);
  assert.equal((await theirs.put("risks", "x", 1)).status, 404);
  assert.equal((await theirs.decide(question.items[0], { decision: "confirm" })).status, 404);
  assert.equal((await theirs.all("risks")).status, 404);
  assert.equal((await api(null, "GET", base)).status, 401);
  // An item of one project is none of another, whoever owns both.
  const other = await begin();
  assert.equal((await other.decide(question.items[0], { decision: "confirm" })).status, 404);
});

test("an Idempotency-Key makes one decision of two requests", async () => {
  const { ada, put, base } = await begin();
  const { question } = (await put("risks", "Slow enrollment")).body;
  const path = `${base}/items/${question.items[0]!.id}/decision`;
  const key = { "idempotency-key": crypto.randomUUID() };
  const one = await api(ada, "POST", path, { decision: "confirm" }, key);
  const two = await api(ada, "POST", path, { decision: "confirm" }, key);
  assert.deepEqual([one.status, two.status], [200, 200]);
  assert.equal(two.headers.get("idempotency-replayed"), "true");
});
