/** Chats: each its asker's own; what an agent may do, and what it asked for. */
import type { Declarations } from "./declaration.ts";

/** A tool that every role's agent asks about, in the stage of these tests. */
export const ASKED = "search";
export const ROLES = [
  ...["owner", "admin", "manager", "coordinator", "regulatory", "cra", "data", "finance", "site"],
  ...["auditor", "viewer"],
];
const others = ROLES.flatMap((role) =>
  ["kri", "budget", "actions"].map((tool) => ({ role, tool }))
);
let made = 0;

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
  chat_steps: {
    rule: { resource: "chat" },
    own: true,
    agent: true,
    verbs: ["select", "insert"],
    sample: ({ calls, me, rows }) => ({
      ...{ no: 1, tool: ASKED, outcome: "asked", call_id: calls?.get(me ?? "") },
      ...{ chat_id: rows.get("chats"), question_id: rows.get("chat_messages") },
    }),
    beside: { table: "chat_messages", column: "question_id", same: ["chat_id"] },
  },
  chat_step_answers: {
    rule: { resource: "chat" },
    own: true,
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({ allowed: true, step_id: rows.get("chat_steps") }),
    beside: { table: "chat_steps", column: "step_id" },
  },
  agent_policies: {
    rule: { resource: "agent_policy" },
    verbs: ["select", "insert", "update", "delete"],
    // One a role and tool.
    sample: () => ({ ...others[made++ % others.length]!, policy: "auto" }),
    change: { policy: "forbid" },
  },
};
