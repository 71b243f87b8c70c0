/**
 * The privacy gate: before any text leaves for a model, an embedding, a log or a trace, what tells
 * who somebody is becomes a token, and the answer gets it back here. It fails closed: a GateError
 * means that nothing may be sent. Neither its errors nor its counts hold text.
 */
import { spansOf } from "./detect.ts";
import { type Dictionary, dictionaryOf, dictionaryOfNames, type Entry } from "./dictionary.ts";
import { GateError } from "./error.ts";
import type { Kind, Span } from "./kinds.ts";
import { Restorer, restoreText, tokenPattern, Vault } from "./tokens.ts";

export { type Dictionary, dictionaryOf, type Entry } from "./dictionary.ts";
export { GateError, type GateReason } from "./error.ts";
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
    const once = deep(texts, "", run, 0);
    // "Dr. Roe" in one text tells that the Roe of another is a person
    const names = dictionaryOfNames(run.vault.values("NAME"));
    const out = names.root.next.size === 0
      ? once
      : deep(once, "", { ...run, keep: true, dictionary: names, left: Infinity }, 0);
    return { texts: out as T, vault: run.vault, counts: run.counts };
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
  if (typeof value === "number") return number(value, key, run);
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => deep(item, path, run, level + 1));
  if (typeof value !== "object" || !isPlain(value)) throw new GateError("not text");
  const owner = Object.keys(value).some((name) => personal.test(name)) ? "person" : own;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      text(name, "", run),
      name === "zip" && "facility" in value && short(item)
        ? item // the postcode of a hospital is nobody's
        : deep(item, `${name === "name" ? owner : own}\n${name}`, run, level + 1),
    ]),
  );
}

/** What has one of these is a person, and its name is a person's. */
const personal = /^(?:e-?mail|phone|fax|dob|ssn|mrn|birth|date_?of_?birth|gender$|sex$)/i;
const short = (item: unknown) => typeof item === "string" && /^[\w -]{3,12}$/.test(item);

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A number that would be taken out as a text becomes a token; other numbers are no one's. */
function number(value: number, key: string, run: Run): unknown {
  const plain = String(value);
  if (!Number.isInteger(value) || plain.length < 2) return value;
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
