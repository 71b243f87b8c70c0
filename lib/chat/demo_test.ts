// The common questions on the demo's studies, each answer recounted from the rows.
import assert from "node:assert/strict";
import { colleague, onDemo } from "@/lib/assistant/demo_testing.ts";
import { citedIds } from "@/lib/assistant/citations.ts";
import { checkFigures } from "@/lib/assistant/figures.ts";
import type { Sql } from "@/lib/db/mod.ts";
import type { Message } from "./model.ts";
import { ASKABLE } from "./question.ts";
import { ask, type Ctx } from "./service.ts";

const signal = new AbortController().signal;

async function answered(ctx: Ctx, projectId: string, message: string): Promise<Message> {
  const told = await ask(ctx, { projectId, persona: "trialCoordinator", message }, { signal });
  assert.ok(told.ok && told.value.message, message);
  const { text, citations, provider } = told.value.message;
  assert.equal(provider, "rules");
  assert.deepEqual(citedIds(text).sort(), citations.map(({ id }) => id).sort());
  return told.value.message;
}

interface Rows {
  today: string;
  overdue: { title: string }[];
  enrolled: number | null;
  sites: { number: string; enrolled: number | null }[];
  owned: { title: string; owner: string }[];
}

/** Straight from the tables, by other statements than those of the figures. */
async function rowsOf(sql: Sql, projectId: string): Promise<Rows> {
  const [row] = await sql<Rows[]>`
    with day as (select t.today from unnest(private.project_days(array[${projectId}::uuid])) t),
    newest as (
      select distinct on (e.site_id) e.site_id, e.enrolled from public.enrollment_snapshots e, day
      where e.project_id = ${projectId}::uuid and e.enrolled is not null and e.as_of::date <= day.today
      order by e.site_id, e.as_of::date desc
    )
    select (select to_char(today, 'YYYY-MM-DD') from day) as today,
      (select coalesce(jsonb_agg(jsonb_build_object('title', m.title)), '[]') from public.milestones m, day
        where m.project_id = ${projectId}::uuid and m.actual_on is null and m.certainty is distinct from 'ACTUAL'
          and coalesce(m.forecast_on::text, m.planned_text::text) < to_char(day.today, 'YYYY-MM-DD')
          and char_length(coalesce(m.forecast_on::text, m.planned_text::text)) = 10) as overdue,
      (select sum(n.enrolled)::int from newest n) as enrolled,
      (select coalesce(jsonb_agg(jsonb_build_object('number', s.number, 'enrolled', n.enrolled) order by s.number), '[]')
        from public.sites s join newest n on n.site_id = s.id where s.project_id = ${projectId}::uuid and s.number is not null) as sites,
      (select coalesce(jsonb_agg(jsonb_build_object('title', t.title, 'owner', p.name)), '[]') from public.tasks t
        join public.profiles p on p.id = t.owner_id where t.project_id = ${projectId}::uuid) as owned`;
  return row!;
}

onDemo("common questions say what a recount of the rows says", async ({ ctx, projectId }) => {
  const rows = await ctx.db.asUser(ctx.claims, (sql) => rowsOf(sql, projectId));
  const say = (message: string) => answered(ctx, projectId, message);
  const late = await say("What is late?");
  for (const { title } of rows.overdue) assert.ok(late.text.includes(title), title);
  const counted = await say("How is enrollment?");
  const enrolled = counted.citations.find(({ label }) => label === "Enrolled");
  if (rows.enrolled === null) assert.match(String(enrolled?.value), /^unknown/);
  else assert.match(String(enrolled?.value), new RegExp(`^${rows.enrolled}\\b`));
  const [first, second] = rows.sites;
  if (first && second) {
    const both = await say(`Compare site ${first.number} and site ${second.number}`);
    const people = both.citations.filter(({ label }) => label === "People counted: Enrolled");
    const said = people.map(({ value }) => /Newest: (\d+)/.exec(String(value))?.[1]);
    assert.deepEqual(said, [String(first.enrolled), String(second.enrolled)]);
    const why = await say(`Why is site ${first.number} red?`);
    assert.ok(why.citations.length > 0);
  }
  for (const { title, owner } of rows.owned.slice(0, 2)) {
    const who = await say(`Who owns ${title}?`);
    const found = who.citations.find((fact) => fact.kind === "task" && fact.label === title);
    assert.equal(found?.value, `owner ${owner}`);
  }
  if (rows.owned.some(({ title }) => title === "Write the imaging charter")) {
    const example = await say(ASKABLE.find((one) => one.startsWith("Who owns"))!);
    assert.ok(example.citations.some(({ value }) => String(value).startsWith("owner ")));
  }
  for (const question of ["What expires soon?", "What is next?", "Is the audit trail intact?"]) {
    const { text, citations, steps } = await say(question);
    assert.ok(steps.length > 0);
    assert.deepEqual(checkFigures(text, citations).unverified, [], question);
    for (const { asOf } of citations) {
      assert.ok(!asOf || asOf.slice(0, 10) <= rows.today);
    }
  }
});

let roles = ["manager", "coordinator", "regulatory", "cra", "data", "finance", "site", "auditor"];
onDemo("every role is answered every question", async (study) => {
  for (const role of [...roles, "viewer"]) {
    const ctx = await colleague(study, role);
    for (const question of ["What is late?", "How is the budget?", "Is the audit trail intact?"]) {
      await answered(ctx, study.projectId, question);
    }
  }
  roles = []; // the first study has all roles, the others one
});

onDemo("who may not see the budget or restricted rows is told nothing of them", async (study) => {
  const { ctx, projectId } = study;
  const theirs = await colleague(study, "site");
  const money = /[A-Z]{3} \d+/;
  const mine = await answered(ctx, projectId, "How is the budget?");
  const told = await answered(theirs, projectId, "How is the budget?");
  assert.doesNotMatch(told.text, money);
  assert.doesNotMatch(JSON.stringify(told.citations), money);
  const lines = await ctx.db.asUser(
    ctx.claims,
    (sql) => sql`select from public.budget_lines where project_id = ${projectId}::uuid`,
  );
  if (lines.length > 0) assert.match(mine.text, money);
  const [task] = await ctx.db.asUser(ctx.claims, (sql) =>
    sql<{ id: string; title: string }[]>`
      select t.id, t.title from public.tasks t where t.project_id = ${projectId}::uuid order by t.ordinal, t.id limit 1`);
  if (!task) return;
  const owns = async () =>
    (await answered(theirs, projectId, `Who owns ${task.title}?`)).citations
      .filter(({ kind, label }) => kind === "task" && label === task.title).length;
  assert.equal(await owns(), 1);
  await ctx.db.asSystem(
    "set-up of the test",
    (sql) => sql`update public.tasks set restricted = true where id = ${task.id}::uuid`,
  );
  assert.equal(await owns(), 0);
});
