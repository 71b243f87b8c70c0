/**
 * Text that a database or a reader cannot hold is refused before anything else looks at a record:
 * NUL (jsonb and text refuse it), lone surrogates (not Unicode), numbers that are not finite, and
 * nesting that no registry record has.
 */
import type { PathError } from "./parse.ts";

const MAX_DEPTH = 64;
const MAX_TEXT = 200_000;

/** A value as JSON gives it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue };

/** One step of a JSON pointer, escaped (RFC 6901). */
export function pointerStep(step: string | number): string {
  return "/" + String(step).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** What is wrong with a text, or null. */
export function textProblem(text: string): string | null {
  if (text.length > MAX_TEXT) return `longer than ${MAX_TEXT} characters`;
  const nul = text.indexOf("\0");
  if (nul !== -1) return `NUL character at position ${nul}`;
  if (!text.isWellFormed()) return "half of a surrogate pair, which is not Unicode";
  return null;
}

/**
 * A copy without null members (null and absent both mean "not given"), and everything in it that
 * cannot be stored. Null inside a list stays: the schema names it.
 */
export function clean(value: unknown, path: string): { value: unknown; errors: PathError[] } {
  const errors: PathError[] = [];
  const copy = (input: unknown, at: string, depth: number): unknown => {
    if (depth > MAX_DEPTH) {
      errors.push({ path: at, message: `Cannot read a value nested deeper than ${MAX_DEPTH}` });
      return null;
    }
    if (typeof input === "string") {
      const problem = textProblem(input);
      if (problem) errors.push({ path: at, message: `Cannot store text: ${problem}` });
      return input;
    }
    if (typeof input === "number" && !Number.isFinite(input)) {
      errors.push({ path: at, message: `Cannot store number "${input}": it is out of range` });
      return null;
    }
    if (Array.isArray(input)) {
      return input.map((item, i) => copy(item, at + pointerStep(i), depth + 1));
    }
    if (input === null || typeof input !== "object") return input;
    const kept: [string, unknown][] = [];
    for (const [key, member] of Object.entries(input)) {
      if (member === null || member === undefined) continue;
      const problem = key.length > 500 ? "longer than 500 characters" : textProblem(key);
      if (problem) {
        errors.push({ path: at, message: `Cannot store a field name: ${problem}` });
        continue;
      }
      kept.push([key, copy(member, at + pointerStep(key), depth + 1)]);
    }
    // fromEntries defines members, so that a field named __proto__ stays a field.
    return Object.fromEntries(kept);
  };
  return { value: copy(value, path, 0), errors };
}
