/** Proposals that came of a chat, as cards beside its answers show them. */
import type { Sql } from "@/lib/db/mod.ts";
import { itemOf } from "@/lib/rows/model.ts";
import type { Listed } from "./page_model.ts";
import { mayOf, namesIn } from "./pages.ts";
import * as queries from "./queries.ts";
import { toProposal } from "./service.ts";
import { proposalSpec } from "./spec.ts";

export interface ProposalsOfChat {
  listed: Listed[];
  /** Of people, sites and rows that they name, by id. */
  names: Record<string, string>;
}

/** Those that the reader sees, oldest first. One wait more where there are any. */
export async function proposalsOfChat(
  sql: Sql,
  projectId: string,
  { chatId, me }: { chatId: string; me: string },
): Promise<ProposalsOfChat> {
  const [docs, can] = await Promise.all([
    queries.readOfChat(sql, projectId, chatId),
    queries.readRights(sql, projectId),
  ]);
  const proposals = docs.map((doc) => toProposal(itemOf(proposalSpec, doc)));
  return {
    listed: proposals.map((proposal) => ({ proposal, may: mayOf(proposal, can, me) })),
    names: await namesIn(sql, projectId, proposals),
  };
}
