// Answers that were cut off go on where they were; nothing is proposed twice.
import assert from "node:assert/strict";
import type { GenerateBody } from "@/tests/gemini/server.ts";
import { onBoth, onEmbedded } from "@/tests/people.ts";
import { deleteChat } from "./service.ts";
import { idsIn, waits, whole, withLoop } from "./loop_testing.ts";

const add = (title: string) => ({
  name: "propose_task",
  args: {
    ...{ title, rationale: "It is missing", evidence: [] },
    changes: [{ op: "insert", after: { title } }],
  },
});
/** Calls that the model is told it made, by name. */
const called = ({ contents }: GenerateBody) =>
  contents.flatMap(({ parts }) => parts.flatMap(({ functionCall }) => functionCall?.name ?? []));

onBoth(
  "cut off between steps: what was proposed stays, and is not proposed again",
  async (world) => {
    await withLoop(world, async ({ ask, goOn, read, rows, script, told }) => {
      const leaving = new AbortController();
      script({
        calls: [{ name: "search", args: { words: "letter" } }, add("One"), add("Two")],
      });
      const cut = await ask("Add two tasks", {
        signal: leaving.signal,
        onEvent: (event) => {
          if (event.kind === "step" && event.step.proposalId) leaving.abort();
        },
      });
      assert.ok(!cut.ok && cut.problem.status === 409);
      const [chat] = await rows<{ id: string }>("chats");
      const open = await read(chat!.id);
      assert.ok(open.ok && open.value.open?.waiting === null);
      const [question] = open.value.messages;
      assert.deepEqual([question!.role, question!.proposals.length], ["user", 1]);
      assert.deepEqual(question!.steps.map(({ tool }) => tool), ["search", "propose_task"]);
      const before = told().length;
      script((body) => {
        assert.deepEqual(called(body), ["search", "propose_task"]);
        assert.match(JSON.stringify(body.contents.at(-1)), /Proposed, not done/);
        const [letter] = idsIn(body, /Letter of the committee/);
        return called(body).length === 2 && told().length === before + 1
          ? { calls: [add("Two")] }
          : { text: `Two tasks are proposed, beside [${letter}].` };
      }, (body) => {
        const [letter] = idsIn(body, /Letter of the committee/);
        return { text: `Two tasks are proposed, beside [${letter}].` };
      });
      const { message, proposals } = whole(await goOn(chat!.id));
      const made = await rows<{ id: string; title: string }>("proposals");
      assert.deepEqual(made.map(({ title }) => title), ["One", "Two"]);
      assert.deepEqual(proposals, made.map(({ id }) => id));
      assert.ok(message.citations.some(({ label }) => label === "Letter of the committee"));
      const [said] = told().slice(before);
      const own = said!.contents.find(({ parts }) => parts[0]!.functionCall);
      assert.ok(own!.parts.every(({ thoughtSignature }) => thoughtSignature === "c2VhbA=="));
      const after = await goOn(chat!.id);
      assert.ok(!after.ok && after.problem.status === 409, "it has its answer");
    });
  },
);

onBoth("two go on at once: one wins, the other is told", async (world) => {
  await withLoop(world, async ({ ask, goOn, rows, script }) => {
    const leaving = new AbortController();
    script({ calls: [{ name: "search", args: { words: "letter" } }] });
    await ask("Add a task", { signal: leaving.signal, onEvent: () => leaving.abort() });
    const [chat] = await rows<{ id: string }>("chats");
    script((body) =>
      called(body).includes("propose_task") ? { text: "Done." } : { calls: [add("One")] }
    );
    const both = await Promise.all([goOn(chat!.id), goOn(chat!.id)]);
    assert.deepEqual(both.map((one) => one.ok ? 200 : one.problem.status).sort(), [200, 409]);
    assert.equal((await rows("proposals")).length, 1);
    const answers = await rows<{ role: string }>("chat_messages");
    assert.deepEqual(answers.map(({ role }) => role), ["user", "assistant"]);
  });
});

onEmbedded(
  "a word that was given is kept: cut off before it was done, it is done once",
  async (world) => {
    await withLoop(
      world,
      async ({ ask, goOn, rows, script, policy, person, project, org, ctx }) => {
        await policy("propose_task", "approve");
        script({ calls: [add("One")] });
        const asked = waits(await ask("Add a task"));
        // The word is kept, and then the process is gone.
        await world.db.asUser(
          person.claims,
          (sql) =>
            sql`insert into public.chat_step_answers (org_id, project_id, step_id, allowed)
        values (${org}::uuid, ${project}::uuid, ${asked.waiting.id}::uuid, true)`,
        );
        script({ text: "Proposed." });
        const stepId = asked.waiting.id!;
        const other = await goOn(asked.chatId, { stepId, allow: false });
        assert.ok(!other.ok && other.problem.status === 409, "another word is too late");
        const { proposals } = whole(await goOn(asked.chatId, { stepId, allow: true }));
        assert.equal(proposals.length, 1);
        assert.ok((await deleteChat(ctx, project, asked.chatId)).ok);
        assert.deepEqual([(await rows("chat_steps")).length, (await rows("proposals")).length], [
          0,
          1,
        ]);
      },
    );
  },
);

onEmbedded("what a model said before it failed is replaced by the rules' answer", async (world) => {
  await withLoop(world, async ({ ask, script, gemini }) => {
    script({ text: "unused" });
    gemini.script = ["cut"];
    const asked = await ask("What is late?");
    const { message, note } = whole(asked);
    assert.equal(message.provider, "rules");
    assert.ok(note);
    const said = asked.events.flatMap((event) => event.kind === "delta" ? [event.text] : []).join(
      "",
    );
    assert.equal(said, "It begins ");
  });
});

onEmbedded("a question beside a row has its facts, with and without a model", async (world) => {
  await withLoop(world, async ({ ask, script, told, ids, read, ctx, project }) => {
    const about = { kind: "task", id: ids.task };
    script((body) => ({ text: `It is [${idsIn(body, /Letter of the committee/)[0]}].` }));
    const asked = whole(await ask("Tell me about this", {}, { about }));
    assert.match(JSON.stringify(told()[0]), /asked beside something/);
    assert.equal(asked.message.citations.length, 1);
    const chat = await read(asked.chatId);
    assert.ok(chat.ok);
    assert.equal(chat.value.messages[0]!.about?.id, ids.task);
    script({ text: " " });
    const plain = whole(await ask("Tell me about this", {}, { about }));
    assert.equal(plain.message.provider, "rules");
    assert.ok(plain.message.text.includes("Letter of the committee"));
    assert.ok(plain.message.citations.length > 0);
    await world.db.asUser(
      ctx.claims,
      (sql) =>
        sql`delete from public.tasks where id = ${ids.task}::uuid and project_id = ${project}::uuid`,
      {
        reason: "test",
      },
    );
    const gone = await read(asked.chatId);
    assert.ok(gone.ok && gone.value.messages[0]!.about === null);
  });
});
