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
    sample: ({ rows }) => ({
      role: "user",
      text: "What is late?",
      chat_id: rows.get("chats"),
    }),
    beside: { table: "chats", column: "chat_id" },
  },
};
