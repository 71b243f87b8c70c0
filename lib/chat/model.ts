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
/** A fact before it has its number. */
export type Found = Omit<ChatFact, "id">;

/** done; asked: it waits for its asker's word; refused: by policy or by its asker; failed: bad arguments. */
export const OUTCOMES = ["done", "asked", "refused", "failed"] as const;

/** What was looked up, proposed or asked for on the way to an answer. */
export interface Step {
  /** Null: rules chose it. */
  id: string | null;
  /** Its place among those that the model asked for; 0: rules chose it. */
  no: number;
  tool: string;
  /** For people. */
  detail: string;
  /** Facts that came of it. */
  rows: number;
  ms: number;
  outcome: typeof OUTCOMES[number];
  proposalId: string | null;
}

/** What a question was asked beside: a row, a figure, an action, a diagram. */
export interface AboutRef {
  kind: string;
  id: string;
}
export interface About extends AboutRef {
  label: string;
  /** Where a person sees it, from the root of the app. */
  href: string;
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
  /** Ids of what was proposed on the way; of a question only while it has no answer, like its steps. */
  proposals: string[];
  /** Of a question; null also when it is not there any more. */
  about: About | null;
  /** UTC timestamp. */
  at: string;
}

export interface Chat {
  id: string;
  persona: Persona;
  title: string;
  at: string;
}

/** The last question when it has no answer: it was cut off, or waits for its asker's word. */
export interface Open {
  questionId: string;
  waiting: Step | null;
}
export type WholeChat = Chat & { messages: Message[]; open: Open | null };

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
  about: z.object({
    kind: z.string().regex(/^[a-z][a-z_]{0,39}$/, "Must be a kind like task or figure"),
    id: z.string().min(1, "Must be given").max(200, "Must be at most 200 characters"),
  }).optional().describe("What the question is asked beside; its facts are told first"),
});
export type ChatInput = z.output<typeof chatInput>;

export const goOnInput = z.object({
  stepId: z.uuid("Must be the id of a step").optional().describe("The step that waits"),
  allow: z.boolean("Must be true or false").optional().describe("The asker's word on it"),
}).refine(({ stepId, allow }) => (stepId === undefined) === (allow === undefined), {
  path: ["allow"],
  message: "Must be given with a step, and only then",
});
export type GoOnInput = z.output<typeof goOnInput>;

const fact = z.object({
  id: z.string().describe("As the text cites it: F12"),
  kind: z.string(),
  label: z.string(),
  value: z.union([z.string(), z.number()]).nullable().describe("null: not known"),
  asOf: z.string().optional(),
  href: z.string(),
});
const step = z.object({
  id: z.uuid().nullable().describe("null: rules chose it"),
  no: z.int(),
  ...{ tool: z.string(), detail: z.string(), rows: z.int(), ms: z.number() },
  outcome: z.enum(OUTCOMES),
  proposalId: z.uuid().nullable(),
});

export const messageSchema = z.object({
  id: z.uuid(),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  citations: z.array(fact),
  steps: z.array(step),
  provider: z.string().describe('"person", "rules" or the model'),
  callId: z.uuid().nullable(),
  figures: z.object({ found: z.int(), unverified: z.array(z.string()) }).nullable(),
  proposals: z.array(z.uuid()).describe("What was proposed on the way"),
  about: z.object({ kind: z.string(), id: z.string(), label: z.string(), href: z.string() })
    .nullable().describe("What a question was asked beside"),
  at: z.string(),
});
export const chatSchema = z.object({
  id: z.uuid(),
  persona: z.enum(PERSONAS),
  title: z.string(),
  at: z.string(),
});
export const wholeChatSchema = chatSchema.extend({
  messages: z.array(messageSchema),
  open: z.object({ questionId: z.uuid(), waiting: step.nullable() }).nullable()
    .describe("The last question when it has no answer: cut off, or waiting for its asker's word"),
});
export const answerSchema = z.object({
  chatId: z.uuid(),
  questionId: z.uuid(),
  message: messageSchema.nullable().describe("null exactly when a step waits for its asker's word"),
  label: z.string().nullable().describe("Who answered, where no model did"),
  note: z.string().nullable().describe("Why no model answered, where one was asked"),
  proposals: z.array(z.uuid()),
  waiting: step.nullable(),
});
export type Answer = z.infer<typeof answerSchema>;
