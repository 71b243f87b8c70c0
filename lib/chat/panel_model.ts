/** A chat as the panel beside a document shows it. Pure. */
import type { AiState, Persona } from "@/lib/assistant/model.ts";
import type { Block, Source } from "@/lib/assistant/prose_model.ts";
import type { Listed } from "@/lib/proposals/page_model.ts";
import type { About, AboutRef, Chat, Figures, Message, Open } from "./model.ts";

/** What was said, read: text and citations as pages draw them. */
export interface Said extends Pick<Message, "id" | "role" | "text" | "steps" | "about" | "at"> {
  /** Of an answer: the model that wrote it; null: rules did, or a person asked. */
  model: string | null;
  blocks: Block[];
  /** Numbers of the sources, by the ids that the text cites. */
  numbers: Record<string, number>;
  sources: Source[];
  /** Of a model's answer. */
  figures: Figures | null;
  proposals: Listed[];
}

export interface Panel {
  persona: Persona;
  /** Null: a new one. */
  chat: Chat | null;
  /** The address names a chat that is not there, or not the reader's. */
  lost: boolean;
  /** It names something to ask about that is not there, or not for the reader. */
  gone: boolean;
  said: Said[];
  open: Open | null;
  /** The reader's chats in the study, newest first. */
  chats: Chat[];
  may: { ask: boolean; remove: boolean };
  /** Whether a model may be asked here. */
  ai: AiState;
  /** What the next question is asked beside. */
  about: About | null;
  /** Of people, sites and rows that proposals name, by id. */
  names: Record<string, string>;
}

/** What the panel is asked to show. */
export interface PanelAsk {
  persona: Persona;
  chatId: string | null;
  about: AboutRef | null;
}

/** Questions that rules answer without the number of a site, by persona. */
export const SUGGESTED: Record<Persona, readonly string[]> = {
  trialCoordinator: [
    "What is late?",
    "What is next?",
    "What expires soon?",
    "What is on the critical path?",
  ],
  regulatoryAdvisor: [
    "What is missing?",
    "What expires soon?",
    "What is late?",
    "Is the audit trail intact?",
  ],
  sponsorPM: [
    "How is enrollment?",
    "When do we reach the target?",
    "What is on the critical path?",
    "How is the budget?",
  ],
  craMonitor: [
    "How are the sites?",
    "Which documents are missing?",
    "What is next?",
    "Which deviations are open?",
  ],
  rbqmAnalyst: [
    "Which indicators are red?",
    "Which risks are open?",
    "Which deviations are open?",
    "How is enrollment?",
  ],
  inspector: [
    "Is the audit trail intact?",
    "What is missing?",
    "Which deviations are open?",
    "What is late?",
  ],
};

/** The same beside a row, a figure, an action or a diagram. */
export const SUGGESTED_BESIDE = [
  "What is known of it?",
  "Why does it stand like this?",
  "What should be done about it?",
] as const;
