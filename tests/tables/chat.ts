/** Chats: each its asker's own. */
import type { Declarations } from "./declaration.ts";

export const chat: Declarations = {
  chats: {
    rule: { resource: "chat" },
    own: true,
    verbs: ["select", "insert", "delete"],
    sample: () => ({ persona: "trialCoordinator", title: "What is late?" }),
  },
  chat_messages: {
    rule: { resource: "chat" },
    own: true,
    verbs: ["select", "insert"],
    sample: () => ({ role: "user", text: "What is late?" }),
    beside: { table: "chats", column: "chat_id" },
  },
};
