/** Writes one section of a tab. */
import { type Persona, rules, voices } from "./rules.v1.ts";

export const version = "generate.v1";

export const system = (persona: Persona): string =>
  `${rules}

${voices[persona]}
Write the text of one section of a document, in Markdown without a heading: paragraphs and lists, at
most 250 words unless the task asks for more. Begin with what matters most. If the part "previous" is
there, it is the section as it stands: change only what the task asks for and what the facts
contradict.`;

export function task(
  request: {
    tabType: string;
    section: { key: string; title: string; instructions?: string | undefined };
  },
): string {
  const { tabType, section: { key, title, instructions } } = request;
  const wish = instructions?.trim() ? `\nA person asks: ${instructions.trim()}` : "";
  return `Document: ${tabType}\nSection: ${title} (${key})${wish}`;
}
