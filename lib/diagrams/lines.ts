/**
 * Mermaid takes front matter, directives and comments out before it parses, so the lines of its
 * errors count without them. These are its own expressions (mermaid 11.14, preprocess.ts).
 */
const TAKEN_OUT = [
  /^-{3}\s*[\n\r](.*?)[\n\r]-{3}\s*[\n\r]+/s,
  /%{2}{\s*(?:(\w+)\s*:|(\w+))\s*(?:(\w+)|((?:(?!}%{2}).|\r?\n)*))?\s*(?:}%{2})?/gi,
  /^\s*%%(?!{)[^\n]+\n?/gm,
  /^\s+/,
];

/** What is left of the text, and of its units the lines they came from. */
function without(expression: RegExp, text: string, lines: number[]): [string, number[]] {
  const kept: number[] = [];
  let from = 0;
  const rest = text.replace(expression, (found: string, ...more: unknown[]) => {
    const at = more.find((value) => typeof value === "number")!;
    for (; from < at; from++) kept.push(lines[from]!);
    from = at + found.length;
    return "";
  });
  for (; from < text.length; from++) kept.push(lines[from]!);
  return [rest, kept];
}

/** The line of `code`, from 1, that is line `line` of what Mermaid parses. */
export function originalLine(code: string, line: number): number {
  let text = code.replace(/\r\n?/g, "\n");
  let at = 1;
  let lines = text.split("").map((unit) => unit === "\n" ? at++ : at);
  const last = at;
  for (const expression of TAKEN_OUT) [text, lines] = without(expression, text, lines);
  let unit = 0;
  for (let left = line - 1; left > 0; left--) {
    const end = text.indexOf("\n", unit);
    if (end < 0) return last;
    unit = end + 1;
  }
  return lines[unit] ?? last;
}
