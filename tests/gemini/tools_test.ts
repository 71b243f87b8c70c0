// Tools of the LanguageModel interface, both ways; generate offers none and takes none.
import assert from "node:assert/strict";
import { gemini } from "@/supabase/functions/_shared/model/gemini.ts";
import type { ModelAnswer, ModelRequest } from "@/supabase/functions/_shared/model/types.ts";
import { generateBody } from "./server.ts";
import { question, withGateway } from "./testing.ts";

const tool = {
  name: "list_tasks",
  description: "Tasks of the study",
  parameters: { type: "object", properties: { overdue: { type: "boolean" } } },
};
const asked: ModelRequest = {
  system: "You help.",
  messages: [{ role: "user", text: "What is overdue?" }],
  maxOutputTokens: 100,
  tools: [tool],
};
const calls = [{ name: "list_tasks", args: { overdue: true } }];

Deno.test("a model asks for a tool, gets its result with its own seal, and answers", async () => {
  await withGateway(async ({ gemini: server }) => {
    const model = gemini({ apiKey: "k", baseUrl: server.url });
    const { signal } = new AbortController();
    server.reply = (body) =>
      body.contents.at(-1)!.parts[0]!.functionResponse ? { text: "Two tasks." } : { calls };
    const first = await model.generate(asked, signal);
    assert.deepEqual(first.toolCalls, [{ ...calls[0], signature: "c2VhbA==" }]);
    let streamed: ModelAnswer | undefined;
    for await (const event of model.stream(asked, signal)) {
      if ("done" in event) streamed = event.done;
    }
    assert.deepEqual(streamed?.toolCalls, first.toolCalls);
    const second = await model.generate({
      ...asked,
      messages: [
        ...asked.messages,
        { role: "model", text: "", toolCalls: first.toolCalls },
        { role: "tool", results: [{ name: "list_tasks", result: { count: 2 } }] },
      ],
    }, signal);
    assert.equal(second.text, "Two tasks.");
    const sent = generateBody.parse(JSON.parse(server.seen.at(-1)!.body));
    assert.equal(sent.tools![0]!.functionDeclarations[0]!.name, "list_tasks");
    assert.equal(sent.contents[1]!.parts[0]!.thoughtSignature, "c2VhbA==");
    assert.deepEqual(sent.contents[2]!.parts[0]!.functionResponse?.response, { count: 2 });
  });
});

Deno.test("a tool that nobody offered is no answer", async () => {
  await withGateway(async ({ ask, gemini: server }) => {
    server.reply = () => ({ calls });
    const response = await ask("generate", question());
    assert.equal((await response.json()).code, "model-invalid");
    const sent = generateBody.parse(JSON.parse(server.seen[0]!.body));
    assert.equal(sent.tools, undefined);
  });
});
