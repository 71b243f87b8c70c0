/** Chats as pages and callers see them. */
import { z } from "zod";
import { type Persona, PERSONAS } from "@/lib/assistant/model.ts";

/** One thing that was looked up and that an answer may cite. */
export interface ChatFact {
  /** F1, F2 … in the order of the reading. */
  id: string;
  /** "figure" of the catalogue, or the kind of the row that it is about. */
  kind: string;
  label: string;
  /** Null: not known. */
  value: string | number | null;
  asOf?: string;
  /** Where a person sees it, from the root of the app. */
  href: string;
}

/** What was looked up on the way to an answer. */
export interface Step {
  tool: string;
  detail: string;
  /** Facts that came of it. */
  rows: number;
  ms: number;
}

export interface Figures {
  found: number;
  /** Figures of the text that no fact has; of rules there are none. */
  unverified: string[];
}

export interface Message {
  id: string;
  role: "user" | "assistant";
  text: string;
  citations: ChatFact[];
  steps: Step[];
  /** "person", "rules" or the model. */
  provider: string;
  callId: string | null;
  figures: Figures | null;
  /** UTC timestamp. */
  at: string;
}

export interface Chat {
  id: string;
  persona: Persona;
  title: string;
  at: string;
}

/** What happens while an answer is made. */
export type ChatEvent =
  | { kind: "step"; step: Step }
  | { kind: "delta"; text: string };

export const BY_RULES = "Answered by rules from your data";
export const MAX_MESSAGE = 4000;

export const chatInput = z.object({
  projectId: z.uuid("Must be the id of a project"),
  persona: z.enum(PERSONAS, `Must be one of ${PERSONAS.join(", ")}`),
  message: z.string().trim().min(1, "Must be given")
    .max(MAX_MESSAGE, "Must be at most 4,000 characters"),
  chatId: z.uuid("Must be the id of a chat").optional().describe("Goes on with a chat"),
});
export type ChatInput = z.output<typeof chatInput>;

const fact = z.object({
  id: z.string().describe("As the text cites it: F12"),
  kind: z.string(),
  label: z.string(),
  value: z.union([z.string(), z.number()]).nullable().describe("null: not known"),
  asOf: z.string().optional(),
  href: z.string(),
});
const step = z.object({ tool: z.string(), detail: z.string(), rows: z.int(), ms: z.number() });

export const messageSchema = z.object({
  id: z.uuid(),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  citations: z.array(fact),
  steps: z.array(step),
  provider: z.string().describe('"person", "rules" or the model'),
  callId: z.uuid().nullable(),
  figures: z.object({ found: z.int(), unverified: z.array(z.string()) }).nullable(),
  at: z.string(),
});
export const chatSchema = z.object({
  id: z.uuid(),
  persona: z.enum(PERSONAS),
  title: z.string(),
  at: z.string(),
});
export const answerSchema = z.object({
  chatId: z.uuid(),
  message: messageSchema,
  label: z.string().nullable().describe("Who answered, where no model did"),
  note: z.string().nullable().describe("Why no model answered, where one was asked"),
  proposals: z.array(z.uuid()),
});
export type Answer = z.infer<typeof answerSchema>;
