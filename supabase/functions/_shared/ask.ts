/** From a question with facts to a prompt without identifiers. */
import type { Fact } from "./contract.ts";
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
  const outgoing = [...parts.map(({ text }) => text), ...history.map(({ text }) => text)];
  const { texts, vault, counts } = redact(outgoing, entriesOf(body.dictionary));
  question.counts = counts;
  const clean = parts.map(({ name }, i) => ({ name, text: texts[i]! }));
  const { text, constant } = fenced(clean, question.gateway.mark);
  const before = history.map(({ role }, i): Message => {
    const said = texts[parts.length + i]!;
    return role === "user" ? { role: "user", text: said } : { role: "model", text: said };
  });
  return {
    request: {
      system: own.system,
      messages: [...before, { role: "user", text }],
      maxOutputTokens: body.limits.maxOutputTokens,
      ...(own.responseSchema ? { responseSchema: own.responseSchema } : {}),
    },
    promptSha256: await sha256(
      JSON.stringify([own.version, own.system, before, constant, own.responseSchema ?? null]),
    ),
    vault,
  };
}
