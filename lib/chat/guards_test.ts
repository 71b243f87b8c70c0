// What the database holds of chats against raw SQL of signed-in people.
import assert from "node:assert/strict";
import { addMember, onBoth, type Person, refusal, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { insertMessage, type NewMessage } from "./queries.ts";
import { listChats, readChat } from "./service.ts";

const question = (chatId: string): NewMessage => ({
  ...{ id: crypto.randomUUID(), chatId, role: "user", text: "What is late?", provider: "person" },
  ...{ facts: [], steps: [], figures: null, callId: null, resources: [], restricted: false },
  ...{ questionId: null, about: null },
});
const answer = (of: NewMessage, more: Partial<NewMessage> = {}): NewMessage => ({
  ...{ ...question(of.chatId), questionId: of.id },
  ...{ role: "assistant", text: "Nothing is late.", provider: "rules" },
  ...{ figures: { found: 0, unverified: [] }, ...more },
});

async function stage(world: World) {
  const { person, org, project } = await begin(world);
  const colleague = await world.signUp("Col League");
  await addMember(world.db, org, colleague, "admin");
  const chatId = crypto.randomUUID();
  await world.db.asUser(
    person.claims,
    (sql) =>
      sql`insert into public.chats (id, org_id, project_id, persona, title)
      values (${chatId}::uuid, ${org}::uuid, ${project}::uuid, 'trialCoordinator', 'Secret question')`,
  );
  const add = (who: Person, message: NewMessage, kind: "human" | "agent" = "human") =>
    world.db.asUser(who.claims, (sql) => insertMessage(sql, project, message), {
      ...{ kind, ...(kind === "agent" ? { onBehalfOf: who.id } : {}) },
    });
  const no = (who: Person, message: NewMessage, kind?: "human" | "agent") =>
    refusal(add(who, message, kind));
  return { person, colleague, org, project, chatId, add, no };
}

onBoth("a chat is its asker's own, though a colleague runs the organisation", async (world) => {
  const { person, colleague, project, chatId, add, no } = await stage(world);
  await add(person, question(chatId));
  const ctx = (who: Person) => ({ db: world.db, claims: who.claims, reason: null });
  assert.equal((await listChats(ctx(person), project)).length, 1);
  const mine = await readChat(ctx(person), project, chatId);
  assert.ok(mine.ok && mine.value.messages.length === 1);
  assert.equal((await listChats(ctx(colleague), project)).length, 0);
  assert.equal((await readChat(ctx(colleague), project, chatId)).ok, false);
  assert.notEqual(await no(colleague, question(chatId)), null);
  const gone = await world.db.asUser(
    colleague.claims,
    (sql) => sql`delete from public.chats where id = ${chatId}::uuid`,
  );
  assert.equal(gone.count, 0);
  const trail = await world.db.asUser(colleague.claims, (sql) =>
    sql<{ changes: unknown }[]>`
      select to_jsonb(a) as changes from public.activity a where a.entity in ('chats', 'chat_messages')`);
  assert.ok(trail.length >= 2, "that somebody asked is in the trail");
  assert.ok(!/Secret question|What is late/.test(JSON.stringify(trail)), "what was asked is not");
});

onBoth("nobody passes an answer off as a model's, or changes a message", async (world) => {
  const { person, org, project, chatId, add, no } = await stage(world);
  const [asked, next] = [question(chatId), question(chatId)];
  for (const one of [asked, next]) await add(person, one);
  assert.notEqual(await no(person, answer(asked)), null, "a person writes no answer");
  assert.notEqual(await no(person, question(chatId), "agent"), null, "an agent asks nothing");
  await add(person, answer(asked), "agent");
  assert.notEqual(await no(person, answer(asked), "agent"), null, "one answer a question");
  const said = { text: "As planned.", provider: "model-1" };
  assert.notEqual(await no(person, answer(next, said), "agent"), null, "a model has a call");
  const forged = answer(next, { ...said, callId: crypto.randomUUID() });
  assert.notEqual(await no(person, forged, "agent"), null);
  const { facts, steps, figures } = forged;
  const section = { chatId, text: said.text, facts, steps, figures };
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.ai_calls (id, org_id, project_id, user_id, operation, persona, model, response_sha256,
        section_sha256, outcome)
      values (${forged.callId}::uuid, ${org}::uuid, ${project}::uuid, ${person.id}::uuid, 'chat', 'trialCoordinator',
        'model-1', encode(sha256(convert_to(${said.text}::text, 'UTF8')), 'hex'),
        private.section_sha256(${JSON.stringify(section)}::text::jsonb), 'ok')`,
  );
  const other = { figures: { found: 3, unverified: [] } };
  assert.notEqual(await no(person, { ...forged, ...other }, "agent"), null, "other figures");
  assert.notEqual(await no(person, { ...forged, text: "Late." }, "agent"), null, "other words");
  await add(person, forged, "agent");
  const changed = world.db.asUser(
    person.claims,
    (sql) => sql`update public.chat_messages set text = 'Other' where chat_id = ${chatId}::uuid`,
  );
  assert.notEqual(await refusal(changed), null);
});
