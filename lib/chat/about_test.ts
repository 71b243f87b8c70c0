// What a question is asked beside, on the demo's studies: its facts recounted against the rows.
import assert from "node:assert/strict";
import { colleague, type DemoStudy, onDemo } from "@/lib/assistant/demo_testing.ts";
import { type Action, RULES } from "@/lib/actions/model.ts";
import { projectActionsIn } from "@/lib/actions/service.ts";
import { person } from "@/lib/db/testing.ts";
import { onEmbedded } from "@/tests/people.ts";
import type { Sql } from "@/lib/db/mod.ts";
import { KINDS } from "@/lib/diagrams/model.ts";
import { aboutIn, MOST_ABOUT } from "./about.ts";
import { ABOUT_KINDS } from "./about_kinds.ts";
import type { Told } from "./about_model.ts";
import { askHref, readAsk } from "./ask_link.ts";
import type { AboutRef } from "./model.ts";
import { ask as askChat, type Ctx } from "./service.ts";

/** One after the other in one transaction: entering it costs more than most of them. */
const lookAll = (
  ctx: Ctx,
  projectId: string,
  all: readonly { kind: string; id: string }[],
): Promise<(Told | null)[]> =>
  ctx.db.asUser(ctx.claims, async (sql) => {
    const told: (Told | null)[] = [];
    for (const one of all) told.push(await aboutIn(sql, projectId, one));
    return told;
  });
const look = async (ctx: Ctx, projectId: string, kind: string, id: string) =>
  (await lookAll(ctx, projectId, [{ kind, id }]))[0]!;

/** What a fact of the row says: "12 Mar 2026" of "2026-03-12", "1,148" of 1148. */
function saysSo(value: string | number | null, stored: unknown): boolean {
  if (stored === null || stored === "") return value === null;
  const said = String(value);
  if (typeof stored === "boolean") return said === (stored ? "yes" : "no");
  if (typeof stored === "number") {
    return Number(said.replaceAll(",", "").replace("−", "-").replace(/ %$/, "")) === stored;
  }
  const text = String(stored);
  if (/^\d{4}-\d\d(-\d\d)?$/.test(text)) return Date.parse(`${said} UTC`) === Date.parse(text);
  const bare = (one: string) => one.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  return bare(said) === bare(text);
}

/** The first row of a table, by a statement of the test's own. */
async function firstRow(sql: Sql, table: string, projectId: string) {
  const [row] = await sql<{ doc: Record<string, unknown> }[]>`
    select to_jsonb(r) as doc from ${sql.unsafe(`public."${table}"`)} r
    where r.project_id = ${projectId}::uuid and to_jsonb(r) -> 'restricted' is distinct from 'true' order by r.created_at, r.id limit 1`;
  return row?.doc;
}

const seen = new Set<string>();

onDemo("facts of a row of every kind are its fields", async ({ ctx, projectId }) => {
  const mine = await ctx.db.asUser(ctx.claims, (sql) =>
    sql<{ can: Record<string, string[]> }[]>`
      select public.my_permissions(${projectId}::uuid) -> 'can' as can`);
  for (const [kind, { specs }] of Object.entries(ABOUT_KINDS)) {
    for (const spec of specs) {
      const row = await ctx.db.asUser(ctx.claims, (sql) => firstRow(sql, spec.table, projectId));
      // Each kind once, in the first study that has it.
      if (!row || seen.has(`${kind} ${spec.table}`)) continue;
      const told = await look(ctx, projectId, kind, String(row.id));
      assert.ok(told, `${kind} is there`);
      seen.add(`${kind} ${spec.table}`);
      const { about, facts, resources, refs } = told;
      assert.ok(
        about.label.length > spec.one.length + 1,
        `${kind} is called something: ${about.label}`,
      );
      assert.match(about.href, new RegExp(`^/projects/${projectId}`));
      assert.ok(!about.href.includes("{"), about.href);
      assert.ok(facts.length > 1 && facts.length <= MOST_ABOUT, kind);
      assert.ok(refs.some(({ id }) => id === row.id));
      for (const resource of resources) {
        assert.ok(mine[0]?.can[resource]?.includes("select"), `${kind} takes ${resource}`);
      }
      const values = facts.map(({ value }) => value);
      for (const [name, { column }] of Object.entries(spec.fields)) {
        const stored = row[column];
        // Names of what it refers to, and words of codes, are others' to hold; plain values are its own.
        const plain = typeof stored === "number" || /On$|^title$|^name$/.test(name);
        if (!plain || ["ordinal", "precision"].includes(name) || /amount/i.test(name)) continue;
        assert.ok(
          values.some((value) => saysSo(value, stored ?? null)),
          `${kind} ${name}: ${stored} is none of ${JSON.stringify(values)}`,
        );
      }
    }
  }
});

let whole = true; // the first study has all of it looked up, the others a part
onDemo(
  "figures, widgets, actions, diagrams and findings have facts",
  async ({ ctx, projectId }) => {
    const [site] = await ctx.db.asUser(ctx.claims, (sql) =>
      sql<
        { id: string }[]
      >`select s.id from public.sites s where s.project_id = ${projectId}::uuid limit 1`);
    const widgets = await ctx.db.asUser(ctx.claims, (sql) =>
      sql<{ id: string; key: string }[]>`
      select w.id, w.catalog_key as key from public.widgets w where w.project_id = ${projectId}::uuid`);
    const shown = await ctx.db.asUser(
      ctx.claims,
      (sql) => projectActionsIn(sql, projectId, { view: "all", size: 50 }),
    );
    const asked: [string, string][] = [
      ...widgets.slice(0, whole ? 40 : 3).map(({ id }) => ["widget", id] as [string, string]),
      ...widgets.slice(0, 4).map(({ key }) => ["figure", key] as [string, string]),
      ["figure", `site.gate:${site!.id}`],
      ["finding", `figure:${widgets[0]!.key}`],
      ...(whole ? KINDS : KINDS.slice(0, 2)).map((kind) => ["diagram", kind] as [string, string]),
    ];
    for (const [kind, id] of asked) {
      const told = await look(ctx, projectId, kind, id);
      assert.ok(told && told.facts.length > 1, `${kind} ${id}`);
      assert.ok(told.facts.length <= MOST_ABOUT);
      assert.ok(
        told.facts.every(({ href }) => href.startsWith(`/projects/${projectId}`)),
        `${kind} ${id}`,
      );
    }
    const gate = await look(ctx, projectId, "figure", `site.gate:${site!.id}`);
    assert.match(gate!.about.href, new RegExp(`/sites/${site!.id}$`));
    assert.ok(shown!.actions.length > 0);
    for (const action of shown!.actions.slice(0, whole ? 8 : 3)) {
      const id = `${action.rule}:${action.subject.id}`;
      for (const kind of ["action", "finding"]) {
        const told = await look(ctx, projectId, kind, id);
        assert.deepEqual([told?.about.kind, told?.about.label], [kind, action.title]);
        const values = told!.facts.map(({ value }) => value);
        assert.ok(values.includes(action.found || action.why) && values.includes(action.matters));
      }
    }
    whole = false;
  },
);

/** A row of each kind, by the owner of all of it. */
const rowsOf = ({ ctx, projectId }: DemoStudy) =>
  ctx.db.asUser(ctx.claims, async (sql) => {
    const found: { kind: string; id: string; resource: string }[] = [];
    for (const [kind, { specs: [spec] }] of Object.entries(ABOUT_KINDS)) {
      const row = await firstRow(sql, spec!.table, projectId);
      if (row) found.push({ kind, id: String(row.id), resource: spec!.resource });
    }
    return found;
  });

const cans = (ctx: Ctx, projectId: string) =>
  ctx.db.asUser(ctx.claims, async (sql) => {
    const [row] = await sql<{ can: Record<string, string[]> }[]>`
      select public.my_permissions(${projectId}::uuid) -> 'can' as can`;
    return row!.can;
  });

let roles = ["site", "finance"];
onDemo("each role is told of what it may read, and of nothing else", async (study) => {
  const { projectId } = study;
  const all = await rowsOf(study);
  for (const role of roles) {
    const theirs = await colleague(study, role);
    const can = await cans(theirs, projectId);
    const looked = await lookAll(theirs, projectId, all);
    for (const [i, { kind, resource }] of all.entries()) {
      const may = can[resource]?.includes("select") ?? false;
      const told = looked[i]!;
      assert.equal(told !== null, may, `${role} asks about a ${kind}`);
      const by = told?.facts.find(({ label }) => label.endsWith(": Changed last"))?.value;
      if (!can.activity?.includes("select")) assert.doesNotMatch(String(by), / by /, role);
      for (const taken of told?.resources ?? []) assert.ok(can[taken]?.includes("select"), taken);
    }
    const money = (ctx: Ctx) => look(ctx, projectId, "figure", "budget.totals");
    assert.equal(await money(theirs) !== null, can.budget?.includes("select") ?? false, role);
    const people = await look(theirs, projectId, "diagram", "delegation");
    assert.equal(people !== null, can.site_staff?.includes("select") ?? false, role);
    assert.ok(can.chat?.includes("insert"), "who reads the study may ask");
  }
  assert.ok(await look(study.ctx, projectId, "figure", "budget.totals"), "who may is told");
  roles = []; // the first study has all roles
});

let others: string[] = [];
onDemo("nothing of another study, of nobody's, or of an odd name", async (study) => {
  const { ctx, projectId } = study;
  const { claims } = await person(ctx.db);
  const stranger: Ctx = { db: ctx.db, claims, reason: null };
  const [own] = await rowsOf(study);
  for (const { kind, id } of others.length === 0 ? await rowsOf(study) : [own!]) {
    assert.equal(
      await look(stranger, projectId, kind, id),
      null,
      `a stranger asks about a ${kind}`,
    );
  }
  for (const kind of KINDS) assert.equal(await look(stranger, projectId, "diagram", kind), null);
  for (const other of others) {
    assert.equal(await look(ctx, other, own!.kind, own!.id), null, "of another study");
    assert.ok(await look(ctx, projectId, own!.kind, own!.id));
  }
  const [action] = (await ctx.db.asUser(
    ctx.claims,
    (sql) => projectActionsIn(sql, projectId, { view: "all", size: 1 }),
  ))!.actions;
  const named = `${action!.rule}:${action!.subject.id}`;
  assert.equal(await look(stranger, projectId, "action", named), null);
  for (
    const [kind, id] of [
      ["site", "7"],
      ["site", "' or true"],
      ["sites", crypto.randomUUID()],
      ["constructor", crypto.randomUUID()],
      ["task", crypto.randomUUID()],
      ["widget", crypto.randomUUID()],
      ["figure", "no.such"],
      ["figure", "site.gate:7"],
      ["diagram", "toString"],
      ["action", RULES[0]],
      ["action", `no_rule:${action!.subject.id}`],
      ["finding", "figure:"],
      ["", ""],
    ] as const
  ) {
    assert.equal(await look(ctx, projectId, kind, id), null, `${kind}:${id}`);
  }
  others = [...others, projectId];
});

onDemo("a restricted row is there for the cleared alone", async (study) => {
  const { ctx, projectId } = study;
  const [cleared, not] = [await colleague(study, "manager"), await colleague(study, "manager")];
  const tables = { task: "tasks", deviation: "deviations" };
  await ctx.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.project_members set unblinded = true
      where project_id = ${projectId}::uuid and user_id = ${cleared.claims.sub}::uuid`,
  );
  for (const [kind, table] of Object.entries(tables)) {
    const row = await ctx.db.asUser(ctx.claims, (sql) => firstRow(sql, table, projectId));
    if (!row) continue;
    const id = String(row.id);
    assert.ok(await look(not, projectId, kind, id), "there while it is not restricted");
    const set = (restricted: boolean) =>
      ctx.db.asSystem(
        "set-up of the test",
        (sql) =>
          sql`update ${sql.unsafe(`public."${table}"`)} set restricted = ${restricted}
          where id = ${id}::uuid`,
      );
    await set(true);
    assert.equal(await look(not, projectId, kind, id), null);
    const told = await look(cleared, projectId, kind, id);
    assert.ok(
      told?.facts.some(({ label, value }) => / Restricted$/.test(label) && value === "yes"),
    );
    await set(false);
  }
});

let asks = true; // of the first study
onDemo("a question beside something is answered by its facts, first of all", async (study) => {
  const { ctx, projectId } = study;
  if (!asks) return;
  asks = false;
  const doing = await ctx.db.asUser(
    ctx.claims,
    (sql) => projectActionsIn(sql, projectId, { view: "all", size: 1 }),
  );
  const [{ rule, subject, found, why, matters }] = doing!.actions as [Action];
  const about = { kind: "action", id: `${rule}:${subject.id}` };
  const ask = async (message: string, of: AboutRef) => {
    const input = { projectId, persona: "trialCoordinator" as const, message, about: of };
    const told = await askChat(ctx, input, { signal: new AbortController().signal });
    assert.ok(told.ok && told.value.message, message);
    return told.value.message;
  };
  for (const question of ["Why?", "What is this?", "What should I do?"]) {
    const { text, steps, citations } = await ask(question, about);
    assert.equal(steps[0]?.tool, "get_record");
    assert.equal(citations[0]?.id, "F1");
    for (const part of [found || why, matters]) {
      assert.ok(text.includes(part), `${question} ${part}`);
    }
  }
  const both = await ask("How is the budget?", about);
  assert.deepEqual(both.steps.map(({ tool }) => tool), ["get_record", "budget"]);
  const gone = await ask("What is late?", { kind: "task", id: crypto.randomUUID() });
  assert.ok(
    gone.steps.every(({ tool }) => tool !== "get_record"),
    "what is not there is not asked about",
  );
});

Deno.test("a link says what it is about, and is read back", () => {
  const href = askHref("p", "action", "task_overdue:1234");
  assert.equal(href, "/projects/p/assistant?ask=action:task_overdue:1234#chat");
  const ask = new URL(href, "http://x").searchParams.get("ask")!;
  assert.deepEqual(readAsk(ask), { kind: "action", id: "task_overdue:1234" });
  assert.match(askHref("p", "site", "7", "craMonitor"), /&persona=craMonitor#chat$/);
  for (const odd of ["", "site", "site:", ":7", "Site:7", "site:7 8", `site:${"x".repeat(201)}`]) {
    assert.equal(readAsk(odd), null, odd);
  }
});

Deno.test("every kind that was looked at has a place and a name", () => {
  if (seen.size > 0) assert.ok(seen.size > 20, [...seen].join(", "));
});

onEmbedded("who reads a study may ask: the link needs no right of its own", async ({ db }) => {
  const rows = await db.asSystem(
    "test",
    (sql) =>
      sql<{ scope: string; role: string; asks: boolean }[]>`
      select p.scope, p.role, exists (select from public.role_permissions c where c.scope = p.scope
        and c.role = p.role and c.resource = 'chat' and c.verb = 'insert') as asks
      from public.role_permissions p where p.resource = 'project' and p.verb = 'select'`,
  );
  assert.ok(rows.length > 9);
  assert.deepEqual(rows.filter(({ asks }) => !asks), []);
});
