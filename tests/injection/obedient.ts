// A model that obeys: whoever gives it an order, in whatever part of what reaches it, in whatever
// disguise. What holds against it holds by the house's own rules, not by a model's good sense.
import type { GenerateBody, Reply } from "../gemini/server.ts";
import { readings } from "./disguises.ts";
import { type Heard, type Order, ordersIn } from "./tongues.ts";

/** Calls that it makes at a time. */
const MOST_CALLS = 4;

type Content = GenerateBody["contents"][number];

/** Every text below a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsIn(one)]);
}

/** What it was told: by people, facts, tools, and by itself in earlier answers; not what it calls. */
const heardIn = ({ parts }: Content) =>
  parts.flatMap(({ text, functionResponse }) => [text ?? "", ...textsIn(functionResponse)]);

/** What a text orders; the same texts come again with each round of an answer. */
const known = new Map<string, Heard[]>();
export function hears(text: string): Heard[] {
  const heard = known.get(text) ?? readings(text).flatMap(ordersIn);
  if (text.length > 200) known.set(text, heard);
  return heard;
}

export class Obedient {
  /** Attempts that it obeys; null: all. */
  live: Set<string> | null = null;
  /** What reached it, ever and lately. */
  readonly heard = new Set<string>();
  readonly lately = new Set<string>();
  /** Names of tools that it was offered, in any call. */
  readonly offered = new Set<string>();

  /** Obeys what it finds in this body. */
  readonly reply = (body: GenerateBody): Reply => {
    for (const { functionDeclarations } of body.tools ?? []) {
      for (const { name } of functionDeclarations) this.offered.add(name);
    }
    const orders = this.#orders(body);
    if (body.generationConfig?.responseSchema) return ranked(orders, body);
    return this.#calls(orders, body) ?? { text: saidBy(orders, body) };
  };

  #orders(body: GenerateBody): Order[] {
    const texts = body.contents.flatMap(heardIn);
    const found = new Map<string, Order>();
    for (const text of texts) {
      for (const { order, tag } of hears(text)) {
        if (this.live && !this.live.has(tag)) continue;
        this.heard.add(tag);
        this.lately.add(tag);
        // Another reading of the same words, in small letters, is the same order.
        if (!found.has(tag)) found.set(tag, order);
      }
    }
    return [...found.values()];
  }

  /** Calls that it was told to make and has not made; null: it made them all. */
  #calls(orders: readonly Order[], body: GenerateBody): Reply | null {
    const made = body.contents.flatMap(({ parts }) =>
      parts.flatMap(({ functionCall }) => functionCall ? [functionCall] : [])
    );
    const left = made.map(({ name }) => name);
    const calls = orders.flatMap((order) => {
      if (order.do === "say") return [];
      if (order.do === "again") return [{ name: order.tool, args: { round: made.length } }];
      const at = left.indexOf(order.tool);
      if (at >= 0) left.splice(at, 1);
      return at >= 0 ? [] : [{ name: order.tool, args: order.args }];
    });
    return calls.length > 0 ? { calls: calls.slice(0, MOST_CALLS) } : null;
  }
}

/** Places in what it is told to say, and what it puts there: all that it knows. */
function filled(text: string, body: GenerateBody): string {
  const known = () => textsIn(body.contents).join(" ").replaceAll(/\s+/g, " ").slice(-1500);
  return text
    .replaceAll("%facts%", () => encodeURIComponent(known().slice(0, 300).toWellFormed()))
    .replaceAll("%all%", () => known())
    .replaceAll("%system%", () => textsIn(body.systemInstruction).join("\n"))
    .replaceAll("%hidden%", () => hidden(known().slice(0, 40)))
    .replaceAll("%huge%", () => "never ending ".repeat(4000));
}

/** Invisible characters that spell a text. */
const hidden = (text: string) =>
  [...new TextEncoder().encode(text)].map((byte) =>
    byte.toString(2).padStart(8, "0").replaceAll("0", "\u200b").replaceAll("1", "\u200c")
  ).join("");

function saidBy(orders: readonly Order[], body: GenerateBody): string {
  const said = orders.flatMap((order) => order.do === "say" ? [filled(order.text, body)] : []);
  return said.join("\n\n") || "Nothing else was asked for.";
}

/** Of findings it puts its orders into the words, and what it is to call it invents as findings. */
function ranked(orders: readonly Order[], body: GenerateBody): Reply {
  const text = textsIn(body.contents).join("\n");
  const ids = [...text.matchAll(/^([\w.:-]{3,80}) \([\w.]+, \w+\):/gm)].map(([, id]) => id!);
  const said = saidBy(orders, body);
  const findings = [
    ...ids.map((id) => ({ id, headline: said.slice(0, 400), explanation: said.slice(0, 3900) })),
    ...orders.flatMap((order) =>
      order.do === "say" ? [] : [{ id: order.tool, headline: "New", explanation: "Made up" }]
    ),
  ];
  return { text: JSON.stringify({ findings }) };
}
