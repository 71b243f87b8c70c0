/** Words of chats: who speaks, what an agent wants to do, when. Pure. */
import { type Persona, PERSONA_WORDS } from "@/lib/assistant/model.ts";
import type { Step } from "@/lib/chat/model.ts";
import type { Kind } from "@/lib/proposals/model.ts";
import { momentParts } from "../format.ts";
import { KIND_WORDS } from "../proposals/words.ts";

const TOOLS: Record<string, string> = {
  get_project: "read what the study is",
  list_sites: "list the sites",
  site_status: "look at a site",
  expected_documents: "look at the expected documents",
  enrollment: "look at enrollment",
  critical_path: "look at the critical path",
  kri: "look at the indicators",
  search: "look for rows by their titles",
  activity_lookup: "look into the audit trail",
  run_forecast: "make a forecast",
  site_documents: "look at the documents of a site",
  site_gate: "look at the gate of a site",
  expiring: "look at what expires",
  plan_late: "look at what is late",
  next_milestones: "look at the next milestones",
  quality: "look at risks, deviations and actions",
  budget: "look at the budget",
  actions: "look at what needs doing",
  get_record: "read a row",
};

/** "propose a task", "look at the budget"; a tool that is not known by its name. */
export function toolWords(tool: string): string {
  const kind = KIND_WORDS[tool as Kind] as string | undefined;
  return kind ? `propose ${kind}` : TOOLS[tool] ?? `use ${tool}`;
}

const OUTCOMES: Record<Step["outcome"], string | null> = {
  done: null,
  asked: "waits for your word",
  refused: "refused",
  failed: "did not work",
};

/** What came of a step, at the end of its line. */
export function cameOf({ outcome, rows, proposalId }: Step): string {
  const other = OUTCOMES[outcome];
  if (other) return other;
  if (proposalId) return "proposed";
  return rows === 1 ? "1 row" : `${rows} rows`;
}

export const nameOf = (persona: Persona): string => PERSONA_WORDS[persona].title;
/** In the middle of a sentence: "trial coordinator", "CRA monitor". */
export const spokenOf = (persona: Persona): string =>
  nameOf(persona).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

export const dayOf = (iso: string): string => momentParts(iso).date;
export const timeOf = (iso: string): string => momentParts(iso).time.slice(0, 5);
