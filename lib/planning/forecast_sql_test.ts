// The forecast pass in SQL against the engine in TypeScript, on random networks in the database.
import assert from "node:assert/strict";
import type { Claims } from "@/lib/db/mod.ts";
import { onBoth, type Person, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import type { PlanDoc } from "./facts.ts";
import { passOf } from "./passes.ts";
import { between, pick, type Random, seeded } from "./schedule/random_testing.ts";

const TODAY = new Date().toISOString().slice(0, 10);
const day = (offset: number) =>
  new Date(Date.parse(TODAY) + offset * 86_400_000).toISOString().slice(0, 10);
const WEEKS = [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [7, 1, 2, 3, 4], [1, 3], [2, 3, 4, 5, 6, 7]];

type Row = Record<string, string | number | null>;

interface Rows {
  projects: { id: string; weekdays: number[]; holidays: string[] }[];
  milestones: Row[];
  tasks: Row[];
  dependencies: Row[];
}

const past = (random: Random) => day(-between(random, 0, 20));
const soon = (random: Random) => day(between(random, -15, 60));
const sometimes = (random: Random, share: number, value: () => string) =>
  random() < share ? value() : null;

function milestone(random: Random, place: Row): Row {
  const planned = sometimes(random, 0.5, () => soon(random).slice(0, pick(random, [10, 10, 7, 4])));
  return {
    ...{
      ...place,
      id: crypto.randomUUID(),
      key: crypto.randomUUID(),
      title: "M",
      kind: "milestone",
    },
    planned_text: planned,
    certainty: planned && random() < 0.2 ? "ACTUAL" : null,
    forecast_on: sometimes(random, 0.2, () => soon(random)),
    actual_on: sometimes(random, 0.15, () => past(random)),
  };
}

function task(random: Random, place: Row): Row {
  const [first, last] = [past(random), past(random)].toSorted();
  const luck = random();
  return {
    ...{ ...place, id: crypto.randomUUID(), title: "T" },
    duration_days: pick(random, [null, 0, 1, 2, 5, between(random, 1, 40)]),
    calendar: pick(random, ["working", "calendar"]),
    planned_start: sometimes(random, 0.5, () => soon(random)),
    forecast_finish: sometimes(random, 0.2, () => soon(random)),
    actual_start: luck < 0.25 ? first! : null,
    actual_finish: luck > 0.12 && luck < 0.35 ? last! : null,
  };
}

/** Adds a network without circles, whose links lead forward in a random order of its items. */
function addNetwork(rows: Rows, random: Random, org: string) {
  const id = crypto.randomUUID();
  const place = { org_id: org, project_id: id };
  const size = random() < 0.1 ? 40 : between(random, 1, 9);
  const holidays = Array.from({ length: between(random, 0, 6) }, () => soon(random));
  rows.projects.push({ id, weekdays: pick(random, WEEKS), holidays });
  const items = Array.from({ length: size }, () => {
    const isTask = random() < 0.7;
    const row = isTask ? task(random, place) : milestone(random, place);
    rows[isTask ? "tasks" : "milestones"].push(row);
    return { id: row.id!, isTask };
  });
  const pairs = new Set<string>();
  for (let i = 0; i < size * 1.6 && size > 1; i++) {
    const a = between(random, 0, size - 2);
    const b = between(random, a + 1, size - 1);
    if (pairs.has(`${a} ${b}`)) continue;
    pairs.add(`${a} ${b}`);
    const [from, to] = [items[a]!, items[b]!];
    rows.dependencies.push({
      ...place,
      from_task_id: from.isTask ? from.id : null,
      from_milestone_id: from.isTask ? null : from.id,
      to_task_id: to.isTask ? to.id : null,
      to_milestone_id: to.isTask ? null : to.id,
      type: pick(random, ["FS", "FS", "SS", "FF", "SF"]),
      lag_days: random() < 0.5 ? 0 : between(random, -12, 12),
      lag_calendar: pick(random, ["working", "calendar"]),
    });
  }
}

async function write({ db }: World, { claims }: Person, org: string, rows: Rows) {
  await db.asUser(claims, async (sql) => {
    for (const { id, weekdays, holidays } of rows.projects) {
      await sql`
        insert into public.projects (id, org_id, name, working_weekdays, holidays)
        values (${id}, ${org}, 'Trial', ${`{${weekdays}}`}::text::smallint[],
          ${`{${holidays}}`}::text::date[])`;
    }
    await sql`insert into public.milestones ${sql(rows.milestones)}`;
    await sql`insert into public.tasks ${sql(rows.tasks)}`;
    await sql`insert into public.dependencies ${sql(rows.dependencies)}`;
  }, { reason: "set-up of the test" });
}

type Span = [start: string | null, finish: string | null];

/** Dates by SQL and by the engine, by item, for the same rows. */
async function bothWays({ db }: World, claims: Claims, ids: string[]) {
  const days = `{${ids}}`;
  const [docs, found] = await db.asUser(claims, (sql) =>
    Promise.all([
      sql<{ doc: PlanDoc }[]>`
        select public.plan_page(p) as doc from unnest(${days}::text::uuid[]) p`,
      sql<{ id: string; start: string | null; finish: string | null }[]>`
        select f.id, f.start_on::text as start, f.finish_on::text as finish
        from private.forecast_pass(private.project_days(${days}::text::uuid[], ${TODAY})) f`,
    ]));
  const engine = new Map<string, Span>();
  for (const { doc } of docs) {
    const { items, problem } = passOf(
      { ...doc, calendar: { ...doc.calendar, today: TODAY } },
      "forecast",
    );
    assert.equal(problem, null);
    for (const { id, startOn, finishOn } of items.values()) engine.set(id, [startOn, finishOn]);
  }
  const sql = new Map(found.map(({ id, start, finish }): [string, Span] => [id, [start, finish]]));
  return { sql, engine };
}

onBoth("the forecast pass in SQL has the dates of the engine", async (world) => {
  const { person, org } = await begin(world);
  const rows: Rows = { projects: [], milestones: [], tasks: [], dependencies: [] };
  for (let seed = 1; seed <= 100; seed++) addNetwork(rows, seeded(seed), org);
  await write(world, person, org, rows);
  const { sql, engine } = await bothWays(
    world,
    person.claims,
    rows.projects.map(({ id }) => id),
  );
  assert.equal(engine.size, rows.tasks.length + rows.milestones.length);
  const byId = new Map([...rows.tasks, ...rows.milestones].map((row) => [String(row.id), row]));
  for (const [id, span] of engine) {
    assert.deepEqual(sql.get(id), span, JSON.stringify(byId.get(id)));
  }
  assert.equal(sql.size, engine.size);
  const undated = [...engine.values()].filter(([, finish]) => finish === null).length;
  assert.ok(undated > 50 && undated < engine.size / 2, `${undated} of ${engine.size} undated`);
});
