/** Writes one section of a tab: with what the document's recipe asks of it, and a way to keep it. */
import { generatePrompt, unchanged } from "../contract.ts";
import { type Persona, rules, voices } from "./rules.v1.ts";

export const version = generatePrompt;

export const system = (persona: Persona): string =>
  `${rules}

${voices[persona]}
Write the text of one section of a document, in Markdown without a heading: paragraphs and lists, at
most 250 words unless the task asks for more. Begin with what matters most. A table or chart of the
facts stands beside the text: do not list them again, say what they mean. If the part "previous" is
there, it is the section as it stands: change only what the task asks for and what the facts
contradict. Citations go in square brackets, one id or several: [F1] or [F1, F2].`;

export function task(
  request: {
    tabType: string;
    section: {
      key: string;
      title: string;
      brief?: string | undefined;
      instructions?: string | undefined;
      mayKeep?: boolean | undefined;
    };
  },
): string {
  const { tabType, section: { key, title, brief, instructions, mayKeep } } = request;
  const wish = instructions?.trim() ? `A person asks: ${instructions.trim()}` : "";
  const keep = wish && mayKeep
    ? `This was asked of the whole document. If it does not concern this section, answer exactly ` +
      `${unchanged} and nothing else.`
    : "";
  return [
    `Document: ${tabType}`,
    `Section: ${title} (${key})`,
    brief?.trim() ? `What it says: ${brief.trim()}` : "",
    ...[wish, keep],
  ].filter(Boolean).join("\n");
}
