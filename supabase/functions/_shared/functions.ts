/** The four functions, made of what they need; index.ts of each and the embedded mode call this. */
import { entriesOf, prompted } from "./ask.ts";
import {
  type AnalyzeAnswer,
  type AnalyzeRequest,
  analyzeRequest,
  chatRequest,
  type EmbedAnswer,
  embedRequest,
  generateRequest,
} from "./contract.ts";
import { endpoint, type Gateway, type Handler, json, type Question, sha256 } from "./gateway.ts";
import { worded } from "./findings.ts";
import type { FunctionName } from "./observer.ts";
import { dictionaryOf, redact, restore } from "./privacy/gate.ts";
import * as analyzePrompt from "./prompts/analyze.v1.ts";
import * as chatPrompt from "./prompts/chat.v2.ts";
import * as generatePrompt from "./prompts/generate.v2.ts";
import { write } from "./write.ts";

export function functions(gateway: Gateway): Record<FunctionName, Handler> {
  return {
    generate: generate(gateway),
    chat: chat(gateway),
    analyze: analyze(gateway),
    embed: embed(gateway),
  };
}

const generate = (gateway: Gateway) =>
  endpoint(gateway, "generate", generateRequest, async (question, body, request) => {
    const { version, system, task } = generatePrompt;
    const { previous } = body.section;
    const prompt = await prompted(question, body, {
      version,
      system: system(body.persona),
      parts: [
        ...(previous ? [{ name: "previous", text: previous }] : []),
        { name: "task", text: task(body) },
      ],
    });
    return await write(question, { body, prompt, version }, request);
  });

const chat = (gateway: Gateway) =>
  endpoint(gateway, "chat", chatRequest, async (question, body, request) => {
    const { version, system } = chatPrompt;
    const { tools, rounds, history } = body;
    const offered = tools.length > 0 ? "tools" : rounds.length > 0 ? "no more tools" : "no tools";
    const prompt = await prompted(question, body, {
      version,
      system: system(body.persona, offered),
      parts: [{ name: "task", text: `A person asks: ${body.message}` }],
      ...{ history, tools, rounds },
    });
    const more = rounds.flatMap(({ results }) => results.flatMap(({ facts }) => facts));
    return await write(question, { body, prompt, version, more }, request);
  });

const analyze = (gateway: Gateway) =>
  endpoint(gateway, "analyze", analyzeRequest, async (question, body) => {
    const answer = await analyzed(question, body);
    question.ended();
    return json(answer, question.requestId);
  });

async function analyzed(question: Question, body: AnalyzeRequest): Promise<AnalyzeAnswer> {
  const { version, system, schema, listed } = analyzePrompt;
  const prompt = await prompted(question, body, {
    version,
    system: system(body.persona),
    parts: [
      { name: "findings", text: listed(body.findings) },
      { name: "task", text: "Rank and word the findings." },
    ],
    responseSchema: schema,
  });
  const said = await question.model.generate(prompt.request, question.call(body));
  question.usage = said.usage;
  return {
    findings: worded(said.text, body, prompt.vault),
    usage: said.usage,
    model: said.model,
    promptVersion: version,
    promptSha256: prompt.promptSha256,
    responseSha256: await sha256(restore(said.text, prompt.vault)),
    gate: { counts: question.counts },
    latencyMs: question.latencyMs,
  };
}

const embed = (gateway: Gateway) =>
  endpoint(gateway, "embed", embedRequest, async (question, body) => {
    const dictionary = dictionaryOf(entriesOf(body.dictionary));
    // Each text has tokens of its own, so that it gets the same vector in whatever company.
    const texts = body.texts.map((text) => {
      const { texts: clean, counts } = redact(text, dictionary);
      for (const [kind, count] of Object.entries(counts)) {
        const known = kind as keyof typeof counts;
        question.counts[known] = (question.counts[known] ?? 0) + count;
      }
      return clean;
    });
    const { vectors, usage, model } = await question.model.embed(texts, question.call(body));
    question.usage = usage;
    const answer: EmbedAnswer = {
      vectors,
      dimensions: vectors[0]!.length,
      usage,
      model,
      gate: { counts: question.counts },
      latencyMs: question.latencyMs,
    };
    question.ended();
    return json(answer, question.requestId);
  });
