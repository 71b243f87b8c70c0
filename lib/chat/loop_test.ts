// The loop with a model's server behind it: what it reads, proposes, is refused and asked; caps.
import assert from "node:assert/strict";
import { CASES, inputOf } from "@/lib/proposals/testing.ts";
import { onBoth, onEmbedded } from "@/tests/people.ts";
import { idsIn, waits, whole, withLoop } from "./loop_testing.ts";

const task = (title: string, more = {}) => ({
  name: "propose_task",
  args: {
    ...{ title: `Add: ${title}`, rationale: "It is missing", evidence: [] },
    ...{ changes: [{ op: "insert", after: { title } }], ...more },
  },
});
interface Call {
  id: string;
  tools: string[];
  outcome: string;
  section_sha256: string | null;
}
interface Proposed {
  id: string;
  kind: string;
  title: string;
  changes: { after: Record<string, unknown>; id?: string }[];
  evidence: { kind: string; id: string }[];
  origin: string;
  call_id: string;
}

onBoth("a model reads in rounds and cites facts of all of them", async (world) => {
  await withLoop(world, async ({ ask, script, told, rows, read, person, ids }) => {
    // Who is cleared has it read for them too.
    await world.db.asUser(
      person.claims,
      (sql) => sql`update public.tasks set restricted = true where id = ${ids.task}::uuid`,
      { reason: "test" },
    );
    script(
      { calls: [{ name: "search", args: { words: "letter committee" } }] },
      (body) => {
        assert.equal(body.contents.at(-2)!.parts[0]!.thoughtSignature, "c2VhbA==");
        return {
          calls: [{ name: "quality", args: {} }, { name: "site_gate", args: { site: "099" } }],
        };
      },
      (body) => {
        const [letter] = idsIn(body, /Letter of the committee/);
        return { text: `The letter is planned [${letter}]. Made up [F900]. See [F1].` };
      },
    );
    const asked = whole(await ask("What about the letter of the committee?"));
    const { message } = asked;
    assert.equal(message.provider, "model-of-tests");
    assert.ok(message.citations.some(({ label }) => label === "Letter of the committee"));
    assert.ok(!message.text.includes("F900") && message.figures!.unverified.includes("F900"));
    const own = message.steps.filter(({ id }) => id !== null);
    assert.deepEqual(own.map(({ no, tool, outcome }) => [no, tool, outcome]), [
      ...[[1, "search", "done"], [2, "quality", "done"], [3, "site_gate", "failed"]],
    ]);
    assert.match(JSON.stringify(told().at(-1)), /No site of this study/);
    const numbers = told().map((body) => idsIn(body, /^\[F/));
    assert.equal(new Set(numbers.at(-1)).size, numbers.at(-1)!.length, "no number twice");
    const steps = await rows<{ restricted: boolean }>("chat_steps");
    assert.ok(steps.length === 3 && steps.every(({ restricted }) => restricted));
    const calls = await rows<Call>("ai_calls");
    assert.deepEqual(
      calls.map(({ tools, outcome }) => [tools.join(), outcome]),
      [["search", "ok"], ["quality,site_gate", "ok"], ["", "ok"]],
    );
    assert.equal(calls.at(-1)!.id, message.callId);
    const again = await read(asked.chatId);
    assert.ok(again.ok && again.value.open === null);
    assert.deepEqual(again.value.messages.at(-1), message);
  });
});

onEmbedded(
  "it proposes each kind once, on rows that facts name, and changes nothing",
  async (world) => {
    await withLoop(world, async (loop) => {
      for (const one of CASES) {
        const op = one.make === null ? "update" : "insert";
        const { title, rationale, changes } = inputOf(one, op, loop);
        const before = (await loop.rows<Proposed>("proposals")).length;
        loop.script(
          { calls: [{ name: "search", args: { words: "letter" } }] },
          (body) => ({
            calls: [{
              name: one.kind,
              args: { title, rationale, changes, evidence: idsIn(body, /Letter of/).slice(-1) },
            }],
          }),
          { text: "It is proposed." },
        );
        const { message, proposals } = whole(await loop.ask("Please propose it"));
        const made = (await loop.rows<Proposed>("proposals")).slice(before);
        assert.deepEqual(made.map(({ id }) => id), proposals, one.kind);
        assert.deepEqual(message.proposals, proposals);
        const [{ kind, origin, evidence, call_id }] = made as [Proposed];
        assert.deepEqual([kind, origin], [one.kind, "agent"]);
        assert.deepEqual(evidence.map(({ kind, id }) => [kind, id]), [["task", loop.ids.task]]);
        const steps = await loop.rows<{ proposal_id: string; call_id: string; tool: string }>(
          "chat_steps",
        );
        const step = steps.find(({ proposal_id }) => proposal_id === made[0]!.id)!;
        assert.deepEqual([step.tool, step.call_id], [one.kind, call_id]);
        const { length } = await loop.rows(one.target === "task" ? "tasks" : "risks");
        assert.equal(length, 1, "nothing was changed");
      }
    });
  },
);

onEmbedded(
  "bad arguments are told, and mended; what fails twice is not tried again",
  async (world) => {
    await withLoop(world, async ({ ask, script, rows, told, ids }) => {
      const late = { op: "update", id: ids.milestone, after: { plannedOn: "2026-13-99" } };
      const move = (change: unknown) => ({
        name: "propose_milestone_change",
        args: { title: "Move", rationale: "Late", changes: [change], evidence: [] },
      });
      script(
        { calls: [move(late)] },
        { calls: [move({ ...late, after: { plannedOn: "2027-02-01" } })] },
        { text: "Proposed." },
      );
      const mended = whole(await ask("Move it"));
      assert.match(JSON.stringify(told().at(-2)), /changes\/0\/after\/plannedOn/);
      assert.deepEqual(
        mended.message.steps.flatMap(({ id, outcome }) => id ? [outcome] : []),
        ["failed", "done"],
      );
      assert.equal(mended.proposals.length, 1);
      script({ calls: [task("x", { changes: [{ op: "insert", after: { nothing: 1 } }] })] });
      const stubborn = whole(await ask("Add a task"));
      assert.equal(stubborn.message.provider, "rules");
      assert.ok(stubborn.note);
      assert.equal((await rows("proposals")).length, 1);
      assert.ok(stubborn.message.steps.some(({ detail }) => /twice/.test(detail)));
      const odd = { name: "search", args: { words: "letter\u0000 \ud800" } };
      script({ calls: [odd] }, { text: "Well." });
      assert.equal(whole(await ask("Look")).message.provider, "model-of-tests");
    });
  },
);

onEmbedded("what is forbidden, or no tool at all, is refused and written down", async (world) => {
  await withLoop(world, async ({ ask, script, rows, policy, told }) => {
    await policy("search", "forbid");
    script(
      {
        calls: [
          { name: "search", args: { words: "letter" } },
          { name: "approve_proposal", args: { id: "x" } },
          { name: "delete_task", args: {} },
        ],
      },
      { text: "I may not." },
    );
    const { message } = whole(await ask("Do it all"));
    const steps = message.steps.filter(({ id }) => id !== null);
    assert.deepEqual(steps.map(({ tool, outcome }) => [tool, outcome]), [
      ...[["search", "refused"], ["approve_proposal", "refused"], ["delete_task", "refused"]],
    ]);
    const [first] = told();
    const names = first!.tools![0]!.functionDeclarations.map(({ name }) => name);
    assert.ok(!names.includes("search") && names.includes("quality"));
    assert.equal((await rows("chat_steps")).length, 3);
    await policy("search", "auto");
    script({ calls: [{ name: "search", args: { words: "letter" } }] }, { text: "Found." });
    const allowed = whole(await ask("Look"));
    assert.equal(allowed.message.steps.at(-1)!.outcome, "done");
  });
});

onEmbedded("a tool that asks waits for its asker's word, and goes on with it", async (world) => {
  await withLoop(world, async ({ ask, goOn, script, rows, policy, read, told }) => {
    await policy("propose_task", "approve");
    for (const allow of [true, false]) {
      script({ calls: [task(`Call Lyon ${allow}`)] }, { text: "So it is." });
      const before = (await rows("proposals")).length;
      const asked = waits(await ask("Add a task"));
      assert.deepEqual([asked.waiting.tool, asked.waiting.outcome], ["propose_task", "asked"]);
      assert.match(asked.waiting.detail, /Call Lyon/);
      assert.equal((await rows("proposals")).length, before, "nothing before the word");
      const open = await read(asked.chatId);
      assert.ok(open.ok);
      assert.deepEqual(open.value.open?.waiting?.id, asked.waiting.id);
      const still = waits(await goOn(asked.chatId));
      assert.equal(still.waiting.id, asked.waiting.id, "without a word it waits on");
      const stepId = asked.waiting.id!;
      assert.equal((await goOn(asked.chatId, { stepId: crypto.randomUUID(), allow })).ok, false);
      const seen = told().length;
      script({ text: "So it is." });
      const { message } = whole(await goOn(asked.chatId, { stepId, allow }));
      assert.equal(message.steps.at(-1)!.outcome, allow ? "done" : "refused");
      assert.equal((await rows("proposals")).length, before + (allow ? 1 : 0));
      const sent = told().slice(seen)[0]!.contents;
      assert.ok(sent.some(({ parts }) => parts[0]!.thoughtSignature === "c2VhbA=="));
      assert.equal((await goOn(asked.chatId, { stepId, allow })).ok, false, "it is answered");
    }
  });
});

onEmbedded("names are masked in arguments and results, both ways", async (world) => {
  await withLoop(world, async ({ ask, script, told, person, rows, gemini, ...loop }) => {
    await world.db.asUser(
      person.claims,
      (sql) =>
        sql`insert into public.stakeholders (org_id, project_id, name, email)
        values (${loop.org}::uuid, ${loop.project}::uuid, 'Wilhelmina Okonkwo', 'w.okonkwo@example.org')`,
    );
    script(
      (body) => {
        const token = /⟦NAME_\d+⟧/.exec(JSON.stringify(body))![0];
        return { calls: [task(`Call ${token}`)] };
      },
      { text: "Proposed." },
    );
    whole(await ask("Add a task to call Wilhelmina Okonkwo"));
    const [made] = await rows<Proposed>("proposals");
    assert.equal(made!.changes[0]!.after.title, "Call Wilhelmina Okonkwo");
    assert.equal(told().length, 2);
    for (const { body } of gemini.seen) assert.ok(!/Wilhelmina|Okonkwo/.test(body), body);
  });
});
