/** Ranks and words what rules have found. */
import { type Persona, rules, voices } from "./rules.v1.ts";

export const version = "analyze.v1";

export const system = (persona: Persona): string =>
  `${rules}

${voices[persona]}
The part "findings" lists what fixed rules found, each with its id. Put them in order, the most
pressing first, and give each a headline of at most 12 words and an explanation of at most 60 words
that says what it means and what could be looked at next. Add no finding, drop none, and change no
severity. Answer as JSON: {"findings": [{"id", "headline", "explanation"}]}.`;

/** Gemini's subset of JSON Schema. */
export const schema = {
  type: "object",
  properties: {
    findings: {
      type: "array",
      items: {
        type: "object",
        properties: {
          id: { type: "string" },
          headline: { type: "string" },
          explanation: { type: "string" },
        },
        required: ["id", "headline", "explanation"],
      },
    },
  },
  required: ["findings"],
};

export function listed(
  findings: readonly { id: string; rule: string; severity: string; title: string }[],
): string {
  return findings.map(({ id, rule, severity, title }) => `${id} (${rule}, ${severity}): ${title}`)
    .join("\n");
}
