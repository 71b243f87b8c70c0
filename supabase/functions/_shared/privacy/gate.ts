/**
 * The privacy gate: before any text leaves for a model, an embedding, a log or a trace, what tells
 * who somebody is becomes a token, and the answer gets it back here. It fails closed: a GateError
 * means that nothing may be sent. Neither its errors nor its counts hold text.
 */
import { type Dictionary, dictionaryOf, type Entry, find } from "./dictionary.ts";
import { contact } from "./detectors/contact.ts";
import { european } from "./detectors/european.ts";
import { finance } from "./detectors/finance.ts";
import { health } from "./detectors/health.ts";
import { licence } from "./detectors/licence.ts";
import { network } from "./detectors/network.ts";
import { person } from "./detectors/person.ts";
import { place } from "./detectors/place.ts";
import { social } from "./detectors/social.ts";
import { time } from "./detectors/time.ts";
import type { Kind, Span } from "./kinds.ts";
import type { Detector } from "./rules.ts";
import { Restorer, restoreText, tokenPattern, Vault } from "./tokens.ts";
import { barrier, viewOf } from "./view.ts";

export { type Dictionary, dictionaryOf, type Entry } from "./dictionary.ts";
export { type Kind, kinds } from "./kinds.ts";
export { Vault } from "./tokens.ts";

/** How many places were replaced, by class. */
export type Counts = Partial<Record<Kind, number>>;

export interface Redacted<T> {
  texts: T;
  vault: Vault;
  counts: Counts;
}

export interface Options {
  /** Goes on with the tokens of an earlier call: one conversation, one vault. */
  vault?: Vault;
  /**
   * Text that came out of this gate with that vault: its tokens stay. Without it a token in the text
   * is somebody's imitation and is replaced like any other.
   */
  redacted?: boolean;
  /** Milliseconds, 5,000 unless told. Looked at between detectors, each of which is linear. */
  budget?: number;
  /** UTF-16 units of all texts together, 1,000,000 unless told. */
  limit?: number;
}

export type GateReason = "too long" | "too deep" | "out of time" | "not text" | "failed";

/** The gate could not do its work: send nothing. Has no cause, since causes quote their input. */
export class GateError extends Error {
  override readonly name = "GateError";
  constructor(readonly reason: GateReason) {
    super(`The privacy gate refused: ${reason}`);
  }
}

const detectors: readonly Detector[] = [
  contact,
  network,
  finance,
  social,
  european,
  health,
  licence,
  time,
  place,
  person,
]; // deno-fmt-ignore: a list that fits one line
const depth = 64;
const rounds = 6;

interface Run {
  vault: Vault;
  keep: boolean;
  dictionary: Dictionary;
  counts: Counts;
  deadline: number;
  left: number;
}

/**
 * Takes out of `texts` (a text, or JSON: keys too) what identifies a person.
 * @throws GateError always when it cannot vouch for the result
 */
export function redact<T>(
  texts: T,
  dictionary: Dictionary | readonly Entry[] = [],
  options: Options = {},
): Redacted<T> {
  try {
    const run: Run = {
      vault: options.vault ?? new Vault(),
      keep: options.redacted === true && options.vault !== undefined,
      dictionary: "root" in dictionary ? dictionary : dictionaryOf(dictionary),
      counts: {},
      deadline: performance.now() + (options.budget ?? 5000),
      left: options.limit ?? 1_000_000,
    };
    const out = deep(texts, "", run, 0) as T;
    return { texts: out, vault: run.vault, counts: run.counts };
  } catch (error) {
    throw error instanceof GateError ? error : new GateError("failed");
  }
}

/** The same texts with the tokens of the vault put back. */
export function restore<T>(texts: T, vault: Vault): T {
  return back(texts, vault) as T;
}

/** For streams: `push` chunks, then `flush`. */
export function restorer(vault: Vault): Restorer {
  return new Restorer(vault);
}

/** The same as a stream of text. */
export function restoring(vault: Vault): TransformStream<string, string> {
  const restoring = new Restorer(vault);
  return new TransformStream({
    transform: (chunk, controller) => controller.enqueue(restoring.push(chunk)),
    flush: (controller) => controller.enqueue(restoring.flush()),
  });
}

function deep(value: unknown, path: string, run: Run, level: number): unknown {
  const own = path.split("\n").at(-1)!;
  const key = path.replace("\n", " ").trim(); // a field and what it is a field of
  if (level > depth) throw new GateError("too deep");
  if (typeof value === "string") return text(value, key, run);
  if (typeof value === "number" || typeof value === "bigint") return number(value, key, run);
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => deep(item, path, run, level + 1));
  if (typeof value !== "object" || !isPlain(value)) throw new GateError("not text");
  const site = "facility" in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      text(name, "", run),
      // the postcode of a hospital is nobody's
      site && name === "zip" ? item : deep(item, `${own}\n${name}`, run, level + 1),
    ]),
  );
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A number that would be taken out as a text becomes a token; other numbers are no one's. */
function number(value: number | bigint, key: string, run: Run): unknown {
  const plain = String(value);
  if (typeof value === "bigint" || !Number.isInteger(value) || plain.length < 2) return value;
  const kind = spansOf(plain, key, [], run)[0]?.kind;
  if (kind === undefined) return value;
  count(run, kind);
  return run.vault.token(kind, plain, true);
}

function text(original: string, key: string, run: Run): string {
  run.left -= original.length;
  if (run.left < 0) throw new GateError("too long");
  const foreign = run.keep ? imitations(original, run) : original.replace(/[⟦⟧]/g, (bracket) => {
    count(run, "LITERAL");
    return run.vault.token("LITERAL", bracket);
  });
  let current = foreign;
  // a replaced value changes what stands beside it, so the gate looks until there is nothing left
  for (let round = 0; round < rounds; round++) {
    const spans = spansOf(current, key, tokensOf(current), run);
    if (spans.length === 0) return verified(current, original, run);
    current = replaced(current, spans, run);
  }
  throw new GateError("failed");
}

/** Brackets that are no token of the vault. */
function imitations(original: string, run: Run): string {
  return original.replace(/⟦[A-Z_]{1,24}_\d{1,9}⟧|[⟦⟧]/g, (found) => {
    if (run.vault.get(found) !== undefined) return found;
    count(run, "LITERAL");
    return found.length === 1
      ? run.vault.token("LITERAL", found)
      : run.vault.token("LITERAL", "⟦") + found.slice(1, -1) + run.vault.token("LITERAL", "⟧");
  });
}

/** What cannot be put back was not taken out rightly. */
function verified(redacted: string, original: string, run: Run): string {
  const expected = run.keep ? restoreText(original, run.vault) : original;
  if (restoreText(redacted, run.vault) !== expected) throw new GateError("failed");
  return redacted;
}

function tokensOf(current: string): [number, number][] {
  return [...current.matchAll(tokenPattern)].map((m) => [m.index, m.index + m[0].length]);
}

/** Ranges of the text itself, in order, none over another, none over a token. */
function spansOf(current: string, key: string, tokens: [number, number][], run: Run): Span[] {
  if (current === "") return [];
  const view = viewOf(current, key, tokens);
  const found: Span[] = find(view, run.dictionary);
  for (const detect of detectors) {
    if (performance.now() > run.deadline) throw new GateError("out of time");
    found.push(...detect(view));
  }
  return disjoint(found, view.text).map((span) => {
    const [start, end] = view.origin(span.start, span.end);
    return { ...span, start, end };
  });
}

/** The longest span first; of one that lies partly over it, what sticks out remains. */
function disjoint(spans: Span[], text: string): Span[] {
  const order = spans.toSorted((a, b) =>
    (b.end - b.start) - (a.end - a.start) || b.rank - a.rank || a.start - b.start
  );
  if (order.length === 0) return [];
  const owner = new Int32Array(text.length);
  order.forEach((span, i) => {
    for (let at = span.start; at < span.end; at++) owner[at] ||= i + 1;
  });
  const cut: Span[] = [];
  for (let at = 0; at < text.length; at++) {
    const own = owner[at]!;
    if (own === 0 || text[at] === barrier) continue;
    const last = cut.at(-1);
    if (last !== undefined && last.end === at && owner[at - 1] === own) last.end = at + 1;
    else cut.push({ ...order[own - 1]!, start: at, end: at + 1 });
  }
  return cut.filter((span) => /[\p{L}\p{N}]/u.test(text.slice(span.start, span.end)));
}

function replaced(current: string, spans: readonly Span[], run: Run): string {
  let out = "";
  let at = 0;
  for (const span of spans) {
    out += current.slice(at, span.start) +
      run.vault.token(span.kind, current.slice(span.start, span.end));
    count(run, span.kind);
    at = span.end;
  }
  return out + current.slice(at);
}

function count(run: Run, kind: Kind) {
  run.counts[kind] = (run.counts[kind] ?? 0) + 1;
}

function back(value: unknown, vault: Vault): unknown {
  if (typeof value === "string") {
    const kept = vault.get(value);
    return kept?.number ? Number(kept.value) : restoreText(value, vault);
  }
  if (Array.isArray(value)) return value.map((item) => back(item, vault));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [restoreText(name, vault), back(item, vault)]),
  );
}
