// Chats and findings through the whole app, without a model and with a model's server behind it.
import assert from "node:assert/strict";
import { withModelInApp } from "@/lib/assistant/generate_testing.ts";
import { app, imported, json } from "@/lib/dashboard/http_testing.ts";
import { eventsOf } from "@/tests/gemini/testing.ts";
import { call, type Person, signUp } from "@/tests/harness.ts";
import type { Answer, ChatFact, Message } from "./model.ts";

const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ...app });
const stream = { accept: "text/event-stream" };
const persona = "trialCoordinator";

/** An answer that waits for nobody. */
type Whole = Answer & { message: Message };

async function study() {
  const person = await signUp();
  const projectId = await imported(person);
  const post = (body: Record<string, unknown>, headers = {}) =>
    call(person, "POST", "/api/ai/chat", { projectId, persona, ...body }, headers);
  const ask = async (message: string, more = {}): Promise<Whole> =>
    await json(await post({ message, ...more }), 200);
  return { person, projectId, post, ask };
}

const chats = (person: Person | null, projectId: string, rest = "", method = "GET") =>
  call(person, method, `/api/projects/${projectId}/chats${rest}`);

/** Every id that a text cites is among the citations, and the other way round. */
function resolves({ text, citations }: { text: string; citations: ChatFact[] }) {
  const cited = new Set([...text.matchAll(/F\d+/g)].map(([id]) => id));
  assert.deepEqual(citations.map(({ id }) => id).sort(), [...cited].sort());
  for (const { href } of citations) assert.match(href, /^\/projects\//);
}

test("without a model rules answer with citations, and say what they cannot", async () => {
  const { person, projectId, ask } = await study();
  const task = { title: "Call the sites", plannedStart: "2020-01-01", durationDays: 2 };
  await json(await call(person, "POST", `/api/projects/${projectId}/tasks`, task), 201);
  const late = await ask("What is late?");
  assert.deepEqual([late.message.provider, late.note, late.message.callId], ["rules", null, null]);
  assert.ok(late.label && late.message.text.includes("Call the sites"));
  assert.ok(late.message.steps.some(({ tool, rows }) => tool === "plan_late" && rows > 0));
  resolves(late.message);
  const odd = await ask("What will the weather be?", { chatId: late.chatId });
  assert.equal(odd.chatId, late.chatId);
  assert.deepEqual([odd.message.citations, odd.message.steps], [[], []]);
  assert.match(odd.message.text, /What is late\?/);
  const { chat } = await json(await chats(person, projectId, `/${late.chatId}`), 200);
  assert.deepEqual(
    chat.messages.map(({ role, provider }: { role: string; provider: string }) => [role, provider]),
    [["user", "person"], ["assistant", "rules"], ["user", "person"], ["assistant", "rules"]],
  );
  assert.equal(chat.messages[1].text, late.message.text);
});

test("strangers, colleagues and wrong bodies", async () => {
  const { person, projectId, post, ask } = await study();
  const other = await signUp();
  const body = { projectId, persona, message: "What is late?" };
  assert.equal((await call(null, "POST", "/api/ai/chat", body)).status, 401);
  for (
    const [path, sent] of [["/api/ai/chat", body], ["/api/ai/analyze", { projectId }]] as const
  ) {
    assert.equal((await call(other, "POST", path, sent)).status, 404);
    assert.equal((await call(person, "POST", path, sent)).status, 200);
  }
  for (
    const [wrong, path] of [
      [{ message: "" }, "/message"],
      [{ message: "x".repeat(4001) }, "/message"],
      [{ message: "x", persona: "oracle" }, "/persona"],
      [{ message: "x", chatId: "7" }, "/chatId"],
    ] as const
  ) {
    assert.equal((await json(await post(wrong), 422)).errors[0].path, path);
  }
  const { chatId } = await ask("What is next?");
  assert.equal((await post({ message: "x", chatId: crypto.randomUUID() })).status, 404);
  for (const rest of ["", `/${chatId}`]) {
    assert.equal((await chats(other, projectId, rest)).status, 404);
    assert.equal((await chats(null, projectId, rest)).status, 401);
  }
  const on = async (who: Person | null, sent: unknown, chat = chatId) =>
    (await call(who, "POST", `/api/projects/${projectId}/chats/${chat}/continue`, sent)).status;
  assert.deepEqual(
    [await on(null, {}), await on(other, {}), await on(person, {}, crypto.randomUUID())],
    [401, 404, 404],
  );
  assert.equal(await on(person, {}), 409, "it has its answer");
  assert.equal(await on(person, { stepId: chatId }), 422);
  assert.equal((await chats(other, projectId, `/${chatId}`, "DELETE")).status, 404);
  assert.equal((await chats(person, projectId, `/${chatId}`, "DELETE")).status, 204);
  assert.equal((await chats(person, projectId, `/${chatId}`)).status, 404);
});

test("a model's answer streams with its steps, cites given facts only, and is in the ledger", async () => {
  const { person, projectId, post } = await study();
  await withModelInApp(async ({ gemini }) => {
    gemini.reply = () => ({ text: "It is known [F1]. It is made up [F900]. It is 987654 [F2]." });
    const response = await post({ message: "What is next?" }, stream);
    const events = await eventsOf(response);
    const { message, label, chatId, questionId, waiting } = events.at(-1)!.data as unknown as Whole;
    const { chat } = await json(await chats(person, projectId, `/${chatId}`), 200);
    assert.deepEqual([chat.messages[0].id, chat.open, waiting], [questionId, null, null]);
    assert.equal(events.at(-1)!.event, "done");
    assert.ok(events.some(({ event }) => event === "step"));
    assert.ok(events.some(({ event }) => event === "delta"));
    assert.deepEqual([message.provider, label], ["model-of-tests", null]);
    assert.ok(!message.text.includes("F900") && message.callId !== null);
    assert.deepEqual(message.figures?.unverified.sort(), ["987654", "F900"]);
    resolves(message);
    assert.ok(gemini.seen.every(({ body }) => !body.includes("/projects/")));
    const read = await json(await call(person, "GET", `/api/projects/${projectId}/ai-calls`), 200);
    const [one] = read.items ?? read.calls;
    assert.deepEqual([one.id, one.operation, one.outcome], [message.callId, "chat", "ok"]);
  });
});

test("whatever the model does, rules answer and the note says why", async () => {
  const { ask } = await study();
  await withModelInApp(async ({ gemini }) => {
    for (
      const mode of [
        "garbage",
        "wrong schema",
        "blocked prompt",
        "blocked answer",
        "cut",
        { status: 400 },
      ] as const
    ) {
      gemini.script = [mode, mode, mode, mode];
      const { message, note } = await ask("What is next?");
      assert.equal(message.provider, "rules", JSON.stringify(mode));
      assert.ok(note);
      resolves(message);
      gemini.script = [];
    }
    gemini.reply = () => ({ text: " " });
    assert.equal((await ask("What is next?")).message.provider, "rules");
  }, { breaker: { failures: 1000, restMs: 1 } } as never);
});

test("the inspector's questions go to no model", async () => {
  const { ask } = await study();
  await withModelInApp(async ({ gemini }) => {
    const { message } = await ask("Is the audit trail intact?", { persona: "inspector" });
    assert.equal(message.provider, "rules");
    assert.equal(gemini.seen.length, 0);
    await ask("Is the audit trail intact?");
    assert.ok(gemini.seen.length > 0);
  });
});

test("a browser that leaves takes the answer back; the question stays", async () => {
  const { person, projectId, post } = await study();
  await withModelInApp(async ({ gemini }) => {
    gemini.script = ["hang in mid-stream"];
    const response = await post({ message: "What is next?" }, stream);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes("event: delta");) {
      const { value = "", done } = await reader.read();
      assert.ok(!done, text);
      text += value;
    }
    await reader.cancel();
    for (let i = 0; i < 100 && gemini.left === 0; i++) {
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.equal(gemini.left, 1, "the model was told");
    const ledger = `/api/projects/${projectId}/ai-calls`;
    const outcomes = async () => {
      const read = await json(await call(person, "GET", ledger), 200);
      return (read.items ?? read.calls).map(({ outcome }: { outcome: string }) => outcome);
    };
    for (let i = 0; i < 100 && (await outcomes()).length === 0; i++) {
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.deepEqual(await outcomes(), ["cancelled"]);
    const { chats: [chat] } = await json(await chats(person, projectId), 200);
    const read = await json(await chats(person, projectId, `/${chat.id}`), 200);
    assert.deepEqual(read.chat.messages.map(({ role }: { role: string }) => role), ["user"]);
    assert.deepEqual(read.chat.open, { questionId: read.chat.messages[0].id, waiting: null });
    const on = `/api/projects/${projectId}/chats/${chat.id}/continue`;
    const events = await eventsOf(await call(person, "POST", on, {}, stream));
    const answer = events.at(-1)!.data as unknown as Whole;
    assert.deepEqual([answer.questionId, answer.message.role], [
      ...[read.chat.messages[0].id, "assistant"],
    ]);
  });
});

test("findings are the rules'; a model ranks and words them, and neither adds nor drops one", async () => {
  const { person, projectId } = await study();
  const task = { title: "Call the sites", plannedStart: "2020-01-01", durationDays: 2 };
  await json(await call(person, "POST", `/api/projects/${projectId}/tasks`, task), 201);
  const find = async (question?: string) =>
    await json(await call(person, "POST", "/api/ai/analyze", { projectId, question }), 200);
  const plain = await find();
  assert.equal(plain.provider, "rules");
  const ids = plain.findings.map(({ id }: { id: string }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.some((id: string) => id.startsWith("task_overdue:")));
  for (const { evidence, suggestion, detail } of plain.findings) {
    assert.ok(evidence.length > 0 && suggestion && detail);
  }
  await withModelInApp(async ({ gemini }) => {
    const last = ids.at(-1);
    const say = (findings: unknown) =>
      gemini.reply = () => ({ text: JSON.stringify({ findings }) });
    say([{ id: last, headline: "First of all", explanation: "It matters." }]);
    const ranked = await find();
    assert.equal(ranked.provider, "model-of-tests");
    assert.deepEqual([ranked.findings[0].id, ranked.findings[0].title], [last, "First of all"]);
    assert.deepEqual(
      ranked.findings.map(({ id }: { id: string }) => id).sort(),
      [...ids].sort(),
    );
    say([{ id: last, headline: "It is 987654", explanation: "" }]);
    assert.notEqual((await find()).findings[0].title, "It is 987654");
    say([{ id: "made:up", headline: "New", explanation: "" }]);
    const refused = await find();
    assert.deepEqual([refused.provider, refused.findings], ["rules", plain.findings]);
    assert.ok(refused.note);
  });
  const lost = await call(person, "POST", "/api/ai/analyze", { projectId, question: "site 99999" });
  assert.equal((await json(lost, 422)).errors[0].path, "/question");
});
