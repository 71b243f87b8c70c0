// What somebody of another organisation gets from the functions behind documents and proposals, by
// statements of their own: nothing; and what only the system calls, no person calls.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { onBoth, refusal } from "@/tests/people.ts";
import { propose } from "./service.ts";
import { CASES, inputOf, stage, value } from "./testing.ts";

onBoth("functions tell a stranger nothing, and no person does the system's work", async (world) => {
  const at = await stage(world);
  const { org, project, ids, person } = at;
  const made = value(await propose(at.ctx, project, inputOf(CASES[2]!, "update", at)));
  const stranger = await world.signUp();
  const own = await world.organization(stranger);
  const ask = async (who: typeof stranger, work: (sql: Sql) => Promise<readonly unknown[]>) => {
    const [row] = await world.db.asUser(who.claims, work) as readonly { told: unknown }[];
    return row?.told ?? null;
  };
  const questions: [string, (sql: Sql) => Promise<readonly unknown[]>][] = [
    [
      "version",
      (sql) =>
        sql`select private.target_version('risk', ${ids.risk}::uuid, ${project}::uuid) as told`,
    ],
    [
      "standing",
      (sql) =>
        sql`select state as told from private.proposal_standing(${project}::uuid, ${
          sql.array([made.id], 2950)
        }::uuid[])`,
    ],
    [
      "usage",
      (sql) => sql`select private.ai_usage(${org}::uuid, ${project}::uuid, null, null) as told`,
    ],
    ["tokens", (sql) => sql`select private.org_tokens_today(${org}::uuid)::text as told`],
    ["figures", (sql) => sql`select private.tab_data(${project}::uuid, '[]') -> 'widgets' as told`],
    [
      "rows",
      (sql) =>
        sql`select private.widget_rows(jsonb_build_array(jsonb_build_object('kind', 'risk', 'id', ${ids.risk}::text))) -> 0 as told`,
    ],
  ];
  for (const [what, question] of questions) {
    assert.notEqual(await ask(person, question), null, `the control: ${what}`);
    assert.equal(await ask(stranger, question), null, what);
  }
  const mixed = await ask(
    stranger,
    (sql) =>
      sql`select private.ai_usage(${own}::uuid, ${project}::uuid, null, null) -> 'sums' -> 0 ->> 'calls' as told`,
  );
  assert.equal(mixed ?? "0", "0", "another's study under one's own organisation");
  const key = "0".repeat(64);
  const works: ((sql: Sql) => Promise<unknown>)[] = [
    (sql) => sql`select private.cached_answer(${key})`,
    (sql) => sql`select private.keep_answer(${key}, ${org}::uuid, ${project}::uuid, '{}', 60)`,
    (sql) => sql`select private.forget_answers(${org}::uuid)`,
    (sql) => sql`select private.claim_generation(0)`,
    (sql) => sql`select private.beat_generations(${sql.array([made.id], 2950)}::uuid[])`,
    (sql) => sql`select private.release_generation(${made.id}::uuid)`,
    (sql) => sql`select * from private.generation_sessions`,
    (sql) => sql`insert into private.agent_writes (tbl) values ('risks')`,
  ];
  for (const [i, work] of works.entries()) {
    assert.equal(await refusal(world.db.asUser(person.claims, work)), "42501", `work ${i}`);
  }
});
