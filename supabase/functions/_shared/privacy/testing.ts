/** For tests: what of a text the gate covers, and the data files when they are there. */
import type { Kind } from "./kinds.ts";
import { redact } from "./gate.ts";
import { tokenPattern } from "./tokens.ts";

export interface Covered {
  start: number;
  end: number;
  kind: Kind;
}

/** The ranges (UTF-16 units) of `text` that became tokens. */
export function covered(text: string): Covered[] {
  const { texts, vault } = redact(text);
  const ranges: Covered[] = [];
  let shift = 0;
  for (const match of texts.matchAll(tokenPattern)) {
    const start = match.index + shift;
    const length = vault.get(match[0])!.value.length;
    ranges.push({
      start,
      end: start + length,
      kind: match[0].slice(1).replace(/_\d+⟧$/, "") as Kind,
    });
    shift += length - match[0].length;
  }
  return ranges;
}

/** The offset in UTF-16 units of one in code points, as the files count. */
export function unit(text: string, codePoints: number): number {
  return Array.from(text).slice(0, codePoints).join("").length;
}

/** Whether every letter and digit of the range became part of a token; `some`: any. */
export function hidden(
  text: string,
  ranges: readonly Covered[],
  start: number,
  end: number,
  some = false,
) {
  const left = Array.from({ length: end - start }, (_, i) => start + i).filter((at) =>
    /[\p{L}\p{N}]/u.test(text[at]!)
  );
  const isIn = (at: number) => ranges.some((range) => range.start <= at && at < range.end);
  return some ? left.some(isIn) : left.every(isIn);
}

export interface Sentence {
  full_text: string;
  spans: {
    entity_type: string;
    entity_value: string;
    start_position: number;
    end_position: number;
  }[];
  template_id: number;
}

export interface Case {
  source: string;
  entities: string[];
  text: string;
  expected_len: number;
  spans: { start: number; end: number; text: string }[] | null;
}

export const data = Deno.env.get("FIXTURES") ?? "";

export function read<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(`${data}/${path}`));
}

/** Numbers that look random and are the same each time (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
