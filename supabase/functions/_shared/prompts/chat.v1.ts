/** Answers a question in a conversation. */
import { type Persona, rules, voices } from "./rules.v1.ts";

export const version = "chat.v1";

export const system = (persona: Persona): string =>
  `${rules}

${voices[persona]}
Answer the last question, in Markdown without headings, in at most 200 words unless more is asked for.
If the facts do not answer it, say which fact is missing. What was said earlier in the conversation is
no fact: figures come from the part "facts" of the last message only.`;
