// What the ledger adds up to, recounted in TypeScript; who reads it; restricted calls.
import assert from "node:assert/strict";
import { addMember, clear, onBoth, type Person, refusal, type World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";
import { giveFeedback } from "./feedback.ts";
import { exportCalls, readCalls, readUsage, readUsagePage, type Scope } from "./usage.ts";
import type { Usage } from "./usage_model.ts";

interface Made {
  id: string;
  project: string;
  user: string;
  tab: string | null;
  outcome: string;
  input: number;
  output: number;
  cost: number | null;
  latency: number;
  figures: number;
  unverified: number;
  gate: Record<string, number>;
  restricted: boolean;
  daysAgo: number;
}

/** The same numbers each time. */
function* dice(seed: number): Generator<number> {
  for (let state = seed;;) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    yield state / 0x7fffffff;
  }
}

function call(next: () => number, over: Partial<Made> & Pick<Made, "project" | "user">): Made {
  const outcome = ["ok", "ok", "ok", "cached", "model-timeout"][Math.floor(next() * 5)]!;
  const used = outcome === "ok";
  const figures = used ? Math.floor(next() * 9) : 0;
  return {
    id: crypto.randomUUID(),
    tab: [null, "general", "riskControls"][Math.floor(next() * 3)]!,
    outcome,
    input: used ? Math.floor(next() * 5000) + 1 : 0,
    output: used ? Math.floor(next() * 900) + 1 : 0,
    cost: used && next() < 0.7 ? Math.floor(next() * 90_000) : null,
    latency: outcome === "cached" ? 3 : Math.floor(next() * 20_000),
    figures,
    unverified: Math.min(figures, Math.floor(next() * 3)),
    gate: next() < 0.5 ? { email: 1 + Math.floor(next() * 3), person: 1 } : {},
    restricted: false,
    daysAgo: Math.floor(next() * 6),
    ...over,
  };
}

async function keep({ db }: World, org: string, calls: Made[]) {
  const hash = "a".repeat(64);
  await db.asSystem("test", async (sql) => {
    for (const one of calls) {
      const answered = one.outcome === "ok" || one.outcome === "cached";
      await sql`insert into public.ai_calls (id, org_id, project_id, user_id, operation, persona, tab_type, outcome,
          input_tokens, output_tokens, cost_micros, latency_ms, figures, unverified, gate_counts, restricted,
          response_sha256, model, facts)
        values (${one.id}::uuid, ${org}::uuid, ${one.project}::uuid, ${one.user}::uuid, ${
        one.tab ? "generate" : "chat"
      },
          'trialCoordinator', ${one.tab}, ${one.outcome}, ${one.input}, ${one.output}, ${one.cost}, ${one.latency},
          ${one.figures}, ${one.unverified}, ${
        JSON.stringify(one.gate)
      }::text::jsonb, ${one.restricted},
          ${answered ? hash : null}, 'model-of-tests',
          ${JSON.stringify([{ kind: "project", id: one.project }])}::text::jsonb)`;
    }
  });
}

const ctx = ({ db }: World, { claims }: Person) => ({ db, claims, reason: null });

async function usageOf(world: World, person: Person, scope: Scope, filter = {}): Promise<Usage> {
  const read = await readUsage(ctx(world, person), scope, filter);
  assert.ok(read.ok, read.ok ? "" : read.problem.detail);
  return read.value;
}

const add = (calls: Made[], of: (one: Made) => number) =>
  calls.reduce((all, one) => all + of(one), 0);

/** What a sum of these calls has to be. */
function sumOf(calls: Made[]) {
  const asked = calls.filter(({ outcome }) => outcome !== "cached").map(({ latency }) => latency)
    .toSorted((a, b) => a - b);
  const at = (share: number) =>
    asked.length === 0 ? null : asked[Math.max(0, Math.ceil(share * asked.length) - 1)]!;
  const priced = calls.filter(({ cost }) => cost !== null);
  return {
    calls: calls.length,
    cached: calls.filter(({ outcome }) => outcome === "cached").length,
    failed: calls.filter(({ outcome }) => outcome === "model-timeout").length,
    input: add(calls, ({ input }) => input),
    output: add(calls, ({ output }) => output),
    cost: priced.length === 0 ? null : add(priced, ({ cost }) => cost!),
    unpriced: calls.filter(({ cost, input }) => cost === null && input > 0).length,
    median: at(0.5),
    slow: at(0.95),
    figures: add(calls, ({ figures }) => figures),
    unverified: add(calls, ({ unverified }) => unverified),
  };
}

function by<T>(calls: Made[], key: (one: Made) => T): Map<T, Made[]> {
  return Map.groupBy(calls, key);
}

/** A study with a second one beside it, and somebody else who writes in the first. */
async function studies(world: World) {
  const { person, org, project } = await begin(world);
  const other = await world.db.asUser(
    person.claims,
    async (sql) => (await insert(sql, "projects", { org_id: org, name: "Second" }))!,
  );
  const cra = await world.signUp("Ben Ode");
  await addMember(world.db, org, cra);
  await world.db.asSystem(
    "test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}, ${project}, ${cra.id}, 'cra')`,
  );
  return { person, org, project, other, cra };
}

onBoth("sums of the ledger are what its calls add up to", async (world) => {
  const { person, org, project, other, cra } = await studies(world);
  const rolled = dice(7);
  const next = () => rolled.next().value!;
  const calls = Array.from({ length: 60 }, () =>
    call(next, {
      project: next() < 0.6 ? project : other,
      user: next() < 0.5 ? person.id : cra.id,
    }));
  await keep(world, org, calls);
  const whole = await usageOf(world, person, { organizationId: org });
  assert.deepEqual(whole.total, sumOf(calls));
  for (const row of whole.people) {
    const { id, name, ...sum } = row;
    assert.deepEqual(sum, sumOf(by(calls, ({ user }) => user).get(id)!), name ?? "");
  }
  for (const { id, name, ...sum } of whole.studies) {
    assert.deepEqual(sum, sumOf(by(calls, (one) => one.project).get(id)!), name ?? "");
  }
  for (const { operation, tab, ...sum } of whole.documents) {
    assert.deepEqual(sum, sumOf(by(calls, (one) => one.tab).get(tab)!), operation);
  }
  assert.equal(total(whole.days.map((one) => one.calls)), calls.length);
  const ends = by(calls, ({ outcome }) => outcome);
  assert.deepEqual(
    Object.fromEntries(whole.outcomes.map((one) => [one.outcome, one.calls])),
    Object.fromEntries([...ends].map(([outcome, all]) => [outcome, all.length])),
  );
  const emails = add(calls, ({ gate }) => gate.email ?? 0);
  assert.equal(whole.gate.find((one) => one.class === "email")?.n, emails);

  const here = await usageOf(world, cra, { projectId: project });
  assert.deepEqual(here.total, sumOf(calls.filter((one) => one.project === project)));
  const mine = await usageOf(world, cra, { projectId: project }, { person: cra.id });
  const ofCra = calls.filter((one) => one.project === project && one.user === cra.id);
  assert.deepEqual(mine.total, sumOf(ofCra));
  assert.equal(mine.askers.length, 2, "whoever is chosen, others can be");
  const before = await usageOf(world, person, { organizationId: org }, {
    ...{ from: "2025-01-01", to: "2025-02-01" },
  });
  assert.deepEqual([before.total.calls, before.total.cost, before.people], [0, null, []]);

  // Pages of the list are all of it, once, and so is the file.
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await readCalls(ctx(world, cra), { projectId: project }, { cursor, limit: 7 });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  const ids = calls.filter((one) => one.project === project).map(({ id }) => id);
  assert.deepEqual(seen.toSorted(), ids.toSorted());
  const { body } = await exportCalls(ctx(world, cra), { projectId: project }, {});
  const lines = (await new Response(body).text()).trim().split("\r\n");
  assert.equal(lines.length, ids.length + 1);
  assert.ok(lines.every((line) => line.split(",").length >= 24));
});

const total = (all: number[]) => all.reduce((sum, one) => sum + one, 0);

onBoth(
  "the ledger is read by those who may: roles, other organisations, restricted calls",
  async (world) => {
    const { person, org, project, other, cra } = await studies(world);
    const rolled = dice(11);
    const next = () => rolled.next().value!;
    const open = call(next, { project, user: person.id, restricted: false });
    const hidden = call(next, { project, user: person.id, restricted: true });
    const elsewhere = call(next, { project: other, user: person.id });
    await keep(world, org, [open, hidden, elsewhere]);
    const stranger = await world.signUp();
    await world.organization(stranger);
    const no = (who: Person, scope: Scope) => refusal(readUsage(ctx(world, who), scope, {}));
    assert.equal(await no(stranger, { organizationId: org }), "PT404");
    assert.equal(await no(stranger, { projectId: project }), "PT404");
    assert.equal(await no(cra, { organizationId: org }), "PT403");
    assert.equal(await no(cra, { projectId: other }), "PT404");
    assert.equal((await usageOf(world, cra, { projectId: project })).total.calls, 1, "restricted");
    assert.equal((await usageOf(world, person, { projectId: project })).total.calls, 2, "cleared");
    await clear(world.db, project, cra);
    assert.equal((await usageOf(world, cra, { projectId: project })).total.calls, 2);
    // Past the app, by statement.
    const raw = (who: Person, project_: string | null) =>
      world.db.asUser(who.claims, (sql) =>
        sql<
          { doc: unknown }[]
        >`select private.ai_usage(${org}::uuid, ${project_}::uuid, null, null) as doc`);
    assert.equal((await raw(stranger, null))[0]!.doc, null);
    assert.equal((await raw(cra, other))[0]!.doc, null);
    assert.notEqual((await raw(cra, project))[0]!.doc, null);
    const used = (who: Person) =>
      world.db.asUser(
        who.claims,
        (sql) =>
          sql<{ n: number | null }[]>`select private.org_tokens_today(${org}::uuid)::float8 as n`,
      );
    assert.equal((await used(stranger))[0]!.n, null);
    const all = [open, hidden, elsewhere];
    assert.equal(
      (await used(cra))[0]!.n,
      add(all, ({ input, output }) => input + output),
    );
  },
);

onBoth(
  "a call opens with the rows it was told of; what people said is for those who may",
  async (world) => {
    const { person, org, project, cra } = await studies(world);
    const rolled = dice(3);
    const one = call(() => rolled.next().value!, { project, user: cra.id });
    await keep(world, org, [one]);
    const said = await giveFeedback(ctx(world, cra), {
      ...{ rating: 2, comment: "Too long", callId: one.id, subject: "tab:general" },
    });
    assert.ok(said.ok);
    assert.deepEqual([said.value.projectId, said.value.organizationId], [project, org]);
    assert.ok((await giveFeedback(ctx(world, person), { rating: 5, projectId: project })).ok);
    const input = { limit: 10, open: one.id };
    const page = await readUsagePage(ctx(world, person), { projectId: project }, input);
    assert.ok(page.ok);
    const { opened, usage, head } = page.value;
    assert.equal(opened?.call.id, one.id);
    assert.deepEqual(opened?.facts.map(({ kind, label }) => [kind, label]), [["project", "Trial"]]);
    assert.equal(head?.project.id, project);
    assert.deepEqual([usage.feedback?.n, usage.feedback?.mean], [2, 3.5]);
    assert.equal(usage.feedback?.newest.find(({ rating }) => rating === 2)?.comment, "Too long");
    const theirs = await usageOf(world, cra, { projectId: project });
    assert.equal(theirs.feedback, null, "a monitor does not read what others think");
    const stray = await readUsagePage(ctx(world, person), { organizationId: org }, {
      ...{ limit: 10, open: crypto.randomUUID() },
    });
    assert.ok(stray.ok && stray.value.opened === null);
  },
);
