// Diagrams through the real API and pages: every kind on real records, on an empty study and on a
// large one; who may see what; what the frame and its script are served with.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { type Diagram, KINDS } from "@/lib/diagrams/model.ts";
import { MERMAID_PATH } from "@/lib/diagrams/script.ts";
import { call, page, type Person, request, signUp } from "./harness.ts";
import { gzipped, scriptBytes } from "./weight.ts";
import { fixtures, hasFixtures } from "./environment.ts";

type Answer = Omit<Diagram, "code" | "rows"> & {
  diagramCode: string;
  errors: { path: string }[];
};

/** The Worker that parses goes on for a while after its work. */
const test = (name: string, fn: () => Promise<void>, ignore = false) =>
  Deno.test({ name, fn, ignore, sanitizeOps: false, sanitizeResources: false });

async function compile(person: Person | null, projectId: string, kind: string) {
  const response = await call(person, "POST", "/api/diagrams/compile", { projectId, kind });
  return { status: response.status, body: await response.json() as Answer };
}

async function study(owner: Person, name = "Trial"): Promise<string> {
  const made = await call(owner, "POST", "/api/projects", { name });
  return (await made.json()).project.id;
}

async function imported(owner: Person, record: unknown): Promise<string> {
  const made = await call(owner, "POST", "/api/projects/import", { source: "ctgov", record });
  const text = await made.text();
  assert.equal(made.status, 201, text);
  return JSON.parse(text).project.id;
}

async function add(owner: Person, projectId: string, path: string, body: unknown) {
  const made = await call(owner, "POST", `/api/projects/${projectId}/${path}`, body);
  const text = await made.text();
  assert.equal(made.status, 201, text);
  return JSON.parse(text).item.id as string;
}

async function read(person: Person | null, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const html = await response.text();
  assert.equal(response.status, status, html);
  return html;
}

/** Ids of all rows that a diagram may name. */
async function rowsOf(projectId: string): Promise<Set<string>> {
  const rows = await (await database()).asSystem("look of the test", (sql) =>
    sql<{ id: string }[]>`
      select id from public.milestones where project_id = ${projectId}::uuid
      union all select id from public.tasks where project_id = ${projectId}::uuid
      union all select id from public.sites where project_id = ${projectId}::uuid
      union all select id from public.arms where project_id = ${projectId}::uuid
      union all select id from public.interventions where project_id = ${projectId}::uuid
      union all select id from public.outcomes where project_id = ${projectId}::uuid
      union all select id from public.site_staff where project_id = ${projectId}::uuid
      union all select ${projectId}::uuid`);
  return new Set(rows.map(({ id }) => id));
}

async function assertCompiles(owner: Person, projectId: string, of: string) {
  const rows = await rowsOf(projectId);
  for (const kind of KINDS) {
    const { status, body } = await compile(owner, projectId, kind);
    assert.equal(status, 200, `${of}: ${kind}: ${JSON.stringify(body)}`);
    assert.equal(body.kind, kind);
    assert.match(body.diagramType, /^(gantt|flowchart-v2|stateDiagram)$/);
    assert.ok(body.title && body.alt.startsWith(body.title), `${of}: ${kind}`);
    assert.equal(new Set(body.sourceRefs).size, body.sourceRefs.length, `${of}: ${kind}`);
    assert.deepEqual(body.sourceRefs.filter((id) => !rows.has(id)), [], `${of}: ${kind}`);
    assert.ok(body.alt.length < 20_000, `${of}: ${kind}: bounded`);
  }
}

test("every kind compiles on an empty study, and says that nothing is there", async () => {
  const owner = await signUp();
  const id = await study(owner);
  await assertCompiles(owner, id, "empty");
  const { body } = await compile(owner, id, "gantt");
  assert.match(body.alt, /Nothing is planned yet/);
  assert.deepEqual(body.sourceRefs, []);
  assert.match((await compile(owner, id, "organization")).body.caveat!, /sponsor/);
});

test("every kind compiles on the demo's records, and stands on their rows", async () => {
  const owner = await signUp();
  for (const record of DEMO_STUDIES) {
    const id = await imported(owner, record);
    await assertCompiles(owner, id, "demo");
    const { body } = await compile(owner, id, "organization");
    assert.ok(body.sourceRefs.includes(id) && body.sourceRefs.length > 1);
    const states = await compile(owner, id, "site_states");
    assert.match(states.body.caveat!, /^no dated fact is recorded for (\d+) of \1 sites$/);
  }
});

const records = `${fixtures}/ctgov_v2/full`;

test("every kind compiles on every record of the registry", async () => {
  const owner = await signUp();
  for await (const { name } of Deno.readDir(records)) {
    const record = JSON.parse(await Deno.readTextFile(`${records}/${name}`));
    await assertCompiles(owner, await imported(owner, record), name);
  }
}, !hasFixtures("ctgov_v2/full"));

test("a diagram follows the rows: dates, phases, states, approvals", async () => {
  const owner = await signUp();
  const id = await study(owner);
  const task = await add(owner, id, "tasks", {
    title: 'Submit; to %% the "committee"',
    phase: "start_up",
    plannedStart: "2030-03-04",
    durationDays: 5,
  });
  const gate = await add(owner, id, "milestones", {
    title: "First participant in",
    phase: "start_up",
    plannedOn: "2030-06",
  });
  const site = await add(owner, id, "sites", {
    facility: "Klinik Süd",
    country: "Germany",
    selectedOn: "2026-02-03",
    ethicsApprovedOn: "2026-03-04",
  });
  await add(owner, id, "sites", { facility: "Klinik Nord", country: "Germany" });
  const gantt = (await compile(owner, id, "gantt")).body;
  assert.deepEqual(new Set(gantt.sourceRefs), new Set([task, gate]));
  assert.match(gantt.alt, /Submit; to %% the "committee": 4 Mar 2030 to 8 Mar 2030/);
  assert.match(gantt.diagramCode, /, 2030-03-04, 2030-03-08$/m);
  const phases = (await compile(owner, id, "phase_gates")).body;
  assert.match(
    phases.alt,
    /Start-up \(now\), then gate First participant in: open, planned 1 Jun 2030/,
  );
  assert.match(phases.alt, /waits for Submit; to/);
  assert.match(phases.caveat!, /nothing is planned in Recruitment, Conduct, Close-out/);
  const states = (await compile(owner, id, "site_states")).body;
  assert.match(states.alt, /In start-up 1/);
  assert.match(states.alt, /Not known 1/);
  const approvals = (await compile(owner, id, "approvals")).body;
  assert.match(approvals.alt, /Ethics approval: running, 1 of 2 sites; Initiation visit: waiting/);
  assert.ok(approvals.sourceRefs.includes(site));
});

test("a wrong kind is a 422, a stranger gets a 404, an unknown caller a 401", async () => {
  const [owner, stranger] = [await signUp(), await signUp("Mallory Stranger")];
  const id = await study(owner);
  const wrong = await compile(owner, id, "pie");
  assert.deepEqual([wrong.status, wrong.body.errors[0]!.path], [422, "/kind"]);
  for (const kind of KINDS) assert.equal((await compile(stranger, id, kind)).status, 404);
  assert.equal((await compile(owner, crypto.randomUUID(), "gantt")).status, 404);
  assert.equal((await compile(null, id, "gantt")).status, 401);
  assert.equal((await compile(owner, id, "gantt")).status, 200);
  for (const below of ["", "/gantt"]) {
    await read(stranger, `/projects/${id}/diagrams${below}`, 404);
    await read(owner, `/projects/${id}/diagrams${below}`);
  }
  await read(owner, `/projects/${id}/diagrams/pie`, 404);
  assert.equal((await page(null, `/projects/${id}/diagrams/gantt`)).status, 303);
});

test("each role sees them, restricted rows only the cleared", async () => {
  const [owner, viewer] = [await signUp(), await signUp("Vera Viewer")];
  const id = await study(owner);
  const open = await add(owner, id, "milestones", { title: "Open", plannedOn: "2030-01-01" });
  const db = await database();
  const secret = await db.asSystem("set-up of the test", async (sql) => {
    const org = owner.organization.id;
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${org}::uuid, ${viewer.id}::uuid, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${id}::uuid, ${viewer.id}::uuid, 'viewer')`;
    await sql`insert into public.sites (org_id, project_id, facility, restricted)
      values (${org}::uuid, ${id}::uuid, 'Pharmacy Secret', true)`;
    const [row] = await sql<{ id: string }[]>`
      insert into public.milestones (org_id, project_id, title, planned_text, restricted)
      values (${org}::uuid, ${id}::uuid, 'Unblinding Secret', '2030-02-01', true) returning id`;
    return row!.id;
  });
  assert.deepEqual((await compile(viewer, id, "gantt")).body.sourceRefs, [open]);
  for (const kind of KINDS) {
    assert.doesNotMatch(JSON.stringify((await compile(viewer, id, kind)).body), /Secret/);
  }
  assert.doesNotMatch(await read(viewer, `/projects/${id}/diagrams`), /Secret/);
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.project_members set unblinded = true where user_id = ${viewer.id}::uuid`,
  );
  assert.ok((await compile(viewer, id, "gantt")).body.sourceRefs.includes(secret));
  assert.match(await read(viewer, `/projects/${id}/diagrams`), /Pharmacy Secret/);
});

test("the page has each diagram in words and as source, with its proof, and keeps to its budgets", async () => {
  const owner = await signUp();
  const id = await imported(owner, DEMO_STUDIES[0]);
  const path = `/projects/${id}/diagrams`;
  const html = await read(owner, path);
  for (const kind of KINDS) {
    const section = html.split(`aria-labelledby="${kind}"`)[1]?.split("</section>")[0] ?? "";
    assert.match(section, /In words/, kind);
    assert.match(section, /<code>(gantt|flowchart|stateDiagram)/, kind);
    assert.match(section, new RegExp(`href="${path}/${kind}"`), kind);
    assert.match(section, /as of /, kind);
  }
  assert.doesNotMatch(html, /style=/);
  assert.doesNotMatch(html, /<dialog[^>]* id="proof"/);
  const proof = (await read(owner, `${path}?proof=site_states`)).split(`id="proof"`)[1]!;
  assert.match(proof, /count of sites by the state/);
  assert.match(proof, new RegExp(`href="/projects/${id}/sites/[0-9a-f-]{36}"`));
  await read(owner, `${path}?proof=%3Cscript%3E`);
});

test("1,148 sites and 500 tasks are summarised, said so, in three waits", async () => {
  const owner = await signUp();
  const id = await study(owner);
  await (await database()).asSystem("set-up of the test", async (sql) => {
    const org = owner.organization.id;
    await sql`insert into public.sites (org_id, project_id, facility, country, ordinal, selected_on)
      select ${org}::uuid, ${id}::uuid, 'Clinic ' || n, 'Country ' || n % 34, n, '2026-01-05'
      from generate_series(1, 1148) n`;
    await sql`insert into public.tasks (org_id, project_id, title, phase, planned_start, duration_days)
      select ${org}::uuid, ${id}::uuid, 'Task ' || n, 'conduct',
        case when n % 5 > 0 then date '2030-01-01' + n end, 5
      from generate_series(1, 500) n`;
  });
  await assertCompiles(owner, id, "large");
  const response = await page(owner, `/projects/${id}/diagrams`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const html = new TextDecoder().decode(bytes);
  const waits = Number(
    /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1],
  );
  assert.ok(waits >= 1 && waits <= 3, `${waits} waits`);
  assert.ok(await scriptBytes(html, (asset) => request(asset)) <= 15 * 1024);
  assert.ok(await gzipped(bytes) <= 20 * 1024, `${await gzipped(bytes)} bytes of HTML`);
  assert.match(html, /60 of \d+ items are drawn/);
  assert.match(html, /7 of 34 countries are drawn/);
  assert.match(html, /1148 sites are drawn as one box a country/);
  const proof = await read(owner, `/projects/${id}/diagrams?proof=site_states`);
  assert.match(proof, /And 1,088 more, all on/);
});

test("the frame may draw and nothing else; Mermaid is kept by its version", async () => {
  const frame = await request("/diagrams/frame?theme=dark");
  assert.match(await frame.text(), /<html lang="en" data-theme="dark">/);
  assert.match(
    frame.headers.get("content-security-policy")!,
    /^sandbox allow-scripts; default-src 'none'/,
  );
  assert.equal(frame.headers.get("x-frame-options"), "SAMEORIGIN");
  const hostile = await request(`/diagrams/frame?theme=${encodeURIComponent('"><script>')}`);
  assert.match(await hostile.text(), /data-theme="auto"/);
  const plain = await request(MERMAID_PATH);
  assert.equal(plain.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(plain.headers.get("content-encoding"), null);
  const packed = await request(MERMAID_PATH, { headers: { "accept-encoding": "br, gzip" } });
  assert.equal(packed.headers.get("content-encoding"), "gzip");
  const [whole, small] = [await plain.arrayBuffer(), await packed.arrayBuffer()];
  assert.ok(small.byteLength < whole.byteLength / 3);
  const other = await request("/diagrams/mermaid-1.0.0.js", { headers: { accept: "text/html" } });
  assert.equal(other.status, 404);
  await other.body?.cancel();
});
