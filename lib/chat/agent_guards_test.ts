// What the database holds of an agent's steps and proposals against raw SQL, each beside its control.
import assert from "node:assert/strict";
import { stage } from "@/lib/proposals/testing.ts";
import { onBoth, refusal, type World } from "@/tests/people.ts";
import { insertStep, insertWord, type NewStep } from "./agent_queries.ts";

async function begun(world: World) {
  const made = await stage(world);
  const { person, org, project } = made;
  const [chatId, questionId, callId] = [0, 1, 2].map(() => crypto.randomUUID());
  const tools = ["search", "propose_task", "sign_document"];
  await world.db.asUser(person.claims, async (sql) => {
    await sql`insert into public.chats (id, org_id, project_id, persona, title)
      values (${chatId!}::uuid, ${org}::uuid, ${project}::uuid, 'trialCoordinator', 'Add a task')`;
    await sql`insert into public.chat_messages (id, org_id, project_id, chat_id, role, text)
      values (${questionId!}::uuid, ${org}::uuid, ${project}::uuid, ${chatId!}::uuid, 'user', 'Add a task')`;
    for (const [tool, policy] of [["search", "forbid"], ["propose_task", "approve"]] as const) {
      await sql`insert into public.agent_policies (org_id, role, tool, policy)
        values (${org}::uuid, 'owner', ${tool}, ${policy})`;
    }
  });
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.ai_calls (id, org_id, project_id, user_id, operation, persona, model, response_sha256, outcome, tools)
      values (${callId!}::uuid, ${org}::uuid, ${project}::uuid, ${person.id}::uuid, 'chat', 'trialCoordinator', 'm',
        ${"0".repeat(64)}, 'ok', ${sql.array(tools, 1009)}::text[])`,
  );
  const agent = { kind: "agent", onBehalfOf: person.id } as const;
  const step = (more: Partial<NewStep>, kind: typeof agent | Record<never, never> = agent) => {
    const row: NewStep = {
      ...{ id: crypto.randomUUID(), chatId: chatId!, questionId: questionId!, callId: callId! },
      ...{ no: 1, tool: "propose_task", args: {}, signature: null, outcome: "done", detail: "" },
      ...{ rows: 0, ms: 0, proposalId: null, ...more },
    };
    return refusal(world.db.asUser(person.claims, (sql) => insertStep(sql, project, row), kind));
  };
  const propose = (kind: string, target = kind.slice("propose_".length)) =>
    refusal(
      world.db.asUser(person.claims, (sql) =>
        sql`insert into public.proposals (org_id, project_id, kind, title, rationale, changes, origin, call_id)
        values (${org}::uuid, ${project}::uuid, ${kind}, 'Add', 'Missing',
          ${JSON.stringify([{ op: "insert", target, after: { title: "x" } }])}::text::jsonb,
          'agent', ${callId!}::uuid)`, agent),
    );
  return { ...made, step, propose, agent, callId: callId! };
}

onBoth("a step is an agent's, of its call, and as its organisation lets it", async (world) => {
  const { step, person, project } = await begun(world);
  assert.equal(await step({ tool: "search" }), "PT403", "forbidden");
  assert.equal(await step({ tool: "sign_document" }), "PT403", "no such tool");
  assert.equal(await step({ tool: "search", outcome: "refused" }), null, "that it was refused");
  assert.equal(await step({ no: 2, tool: "sign_document", outcome: "refused" }), null);
  assert.equal(
    await step({ no: 3, tool: "kri", outcome: "done" }),
    "PT422",
    "the call did not ask",
  );
  assert.equal(await step({ no: 3, outcome: "refused" }, {}), "PT422", "a person writes no step");
  assert.equal(await step({ no: 3 }), "PT403", "it takes a word");
  const id = crypto.randomUUID();
  assert.equal(await step({ no: 3, id, outcome: "asked" }), null);
  assert.equal(await step({ no: 3 }), "PT403", "still no word");
  const word = (kind = {}) =>
    refusal(
      world.db.asUser(person.claims, (sql) =>
        insertWord(sql, project, { stepId: id, allow: true }), kind),
    );
  assert.equal(
    await word({ kind: "agent", onBehalfOf: person.id }),
    "PT403",
    "an agent's own word",
  );
  assert.equal(await word(), null);
  assert.equal(await step({ no: 4 }), "PT403", "the word was for another place");
  assert.equal(await step({ no: 3, proposalId: crypto.randomUUID() }), "PT422", "no such proposal");
  assert.equal(await step({ no: 3 }), null);
  assert.equal(await step({ no: 3 }), "23505", "once");
});

onBoth(
  "an agent proposes with the word that its organisation wants, and not otherwise",
  async (world) => {
    const { step, propose, person, project } = await begun(world);
    assert.equal(await propose("propose_task"), "PT403");
    assert.equal(await propose("propose_risk"), null, "what takes no word");
    assert.equal(await propose("propose_change_set", "task"), "PT403", "not in a set either");
    assert.equal(await propose("propose_change_set", "risk"), null);
    const id = crypto.randomUUID();
    await step({ id, outcome: "asked" });
    assert.equal(await propose("propose_task"), "PT403");
    await world.db.asUser(
      person.claims,
      (sql) => insertWord(sql, project, { stepId: id, allow: true }),
    );
    assert.equal(await propose("propose_task"), null);
  },
);
