/** From a question with facts to a prompt without identifiers. */
import type { Fact, Round, Tool } from "./contract.ts";
import { type Question, sha256 } from "./gateway.ts";
import type { Message, ModelRequest } from "./model/types.ts";
import { type Entry, redact, type Vault } from "./privacy/gate.ts";
import { type Fence, fenced } from "./prompts/fence.ts";
import { factLines } from "./prompts/material.ts";

export interface Grounded {
  facts: readonly Fact[];
  untrusted: readonly { id: string; label: string; text: string }[];
  dictionary: readonly { kind: Entry["kind"]; text: string }[];
  limits: { maxOutputTokens: number };
}

export interface Prompted {
  request: ModelRequest;
  promptSha256: string;
  vault: Vault;
}

export const entriesOf = (dictionary: Grounded["dictionary"]): Entry[] =>
  dictionary.map(({ kind, text: value }) => ({ kind, value }));

/**
 * Builds the prompt; all that goes out, our own rules aside, went through the privacy gate in one run.
 * @throws GateError
 */
export async function prompted(
  question: Question,
  body: Grounded,
  own: {
    version: string;
    system: string;
    /** Parts beside facts and untrusted text. */
    parts: Fence[];
    history?: readonly { role: "user" | "assistant"; text: string }[];
    tools?: readonly Tool[];
    rounds?: readonly Round[];
    responseSchema?: Record<string, unknown>;
  },
): Promise<Prompted> {
  const parts: Fence[] = [
    { name: "facts", text: factLines(body.facts) },
    ...body.untrusted.map(({ id, label, text }) => ({
      name: "untrusted",
      text: `${label} (${id}):\n${text}`,
    })),
    ...own.parts,
  ];
  const history = own.history ?? [];
  const outgoing = {
    texts: [...parts.map(({ text }) => text), ...history.map(({ text }) => text)],
    rounds: (own.rounds ?? []).map(toldOf),
  };
  const redacted = redact(outgoing, entriesOf(body.dictionary));
  const { texts: { texts, rounds }, vault, counts } = redacted;
  question.counts = counts;
  const clean = parts.map(({ name }, i) => ({ name, text: texts[i]! }));
  const { text, constant } = fenced(clean, question.gateway.mark);
  const before = history.map(({ role }, i): Message => {
    const said = texts[parts.length + i]!;
    return role === "user" ? { role: "user", text: said } : { role: "model", text: said };
  });
  const { tools = [] } = own;
  const since = rounds.flatMap((told, i) => messagesOf(told, own.rounds![i]!));
  return {
    request: {
      system: own.system,
      messages: [...before, { role: "user", text }, ...since],
      maxOutputTokens: body.limits.maxOutputTokens,
      ...(tools.length > 0 ? { tools: [...tools] } : {}),
      ...(own.responseSchema ? { responseSchema: own.responseSchema } : {}),
    },
    promptSha256: await sha256(
      JSON.stringify([
        ...[own.version, own.system, before, constant, own.responseSchema ?? null],
        ...(own.tools ? [tools, since] : []),
      ]),
    ),
    vault,
  };
}

/** What of a round may name somebody; the provider's seals are its own. */
const toldOf = ({ calls, results }: Round) => ({
  args: calls.map(({ args }) => args),
  results: results.map(({ facts, note }) => ({
    ...(facts.length > 0 ? { facts: factLines(facts) } : {}),
    ...(note ? { note } : {}),
  })),
});

function messagesOf(told: ReturnType<typeof toldOf>, { calls, results }: Round): Message[] {
  return [
    {
      role: "model",
      text: "",
      toolCalls: calls.map(({ name, signature }, i) => ({
        ...{ name, args: told.args[i]! },
        ...(signature === undefined ? {} : { signature }),
      })),
    },
    {
      role: "tool",
      results: results.map(({ name }, i) => ({ name, result: told.results[i]! })),
    },
  ];
}
