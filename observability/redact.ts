/**
 * Takes out of a text what must not stand in a log line: addresses, tokens, keys, telephone
 * numbers. A log field is meant to be an id, a code or a count; this is the net below that rule.
 */
const PATTERNS: readonly [RegExp, string][] = [
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\bBearer\s+\S+/gi, "Bearer [token]"],
  [/\bsb_(secret|publishable)_[\w-]+/g, "[key]"],
  [/\bAIza[\w-]{20,}/g, "[key]"],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, "$1[credentials]@"],
  [/[^\s@<>"'()]+@[^\s@<>"'()]+\.[^\s@<>"'()]+/g, "[email]"],
  [/(?<![\w-])\+?\d[\d ()/.-]{7,}\d(?![\w-])/g, "[number]"],
];

/** Longest text that a log field may carry, in UTF-16 units. */
export const TEXT_LIMIT = 200;

/** Masks personal data and credentials in `text` and cuts it to {@link TEXT_LIMIT}. */
export function redact(text: string): string {
  let out = text.length > TEXT_LIMIT * 4 ? text.slice(0, TEXT_LIMIT * 4) : text;
  for (const [pattern, mask] of PATTERNS) out = out.replace(pattern, mask);
  return out.length > TEXT_LIMIT ? `${out.slice(0, TEXT_LIMIT)}…` : out;
}
