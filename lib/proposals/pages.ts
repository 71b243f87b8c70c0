/** The page of proposals: all that it shows in one transaction of three waits at most. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import type { Preview } from "@/lib/planning/model.ts";
import { previewsIn } from "@/lib/planning/previews.ts";
import { choicesIn } from "@/lib/quality/service.ts";
import { itemOf } from "@/lib/rows/model.ts";
import { editFields } from "./edit_fields.ts";
import type { Kind, Proposal } from "./model.ts";
import {
  type Inbox,
  type Listed,
  MOST,
  MOST_TRIED,
  type Moved,
  STATES_OF,
  type View,
  VIEWS,
} from "./page_model.ts";
import * as queries from "./queries.ts";
import { type Ctx, NOT_FOUND, toProposal } from "./service.ts";
import { proposalSpec } from "./spec.ts";
import { SPEC_OF } from "./targets.ts";

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;
export type InboxPage = Inbox & Pick<Head, "project" | "organization">;

export interface InboxAsk {
  view: View;
  kind: Kind | null;
  /** Id of the one proposal that is shown; null: those of the view. */
  only: string | null;
  /** Id of the proposal whose fields are edited. */
  edit: string | null;
}

export async function readInboxPage(
  ctx: Ctx,
  projectId: string,
  { view, kind, only, edit }: InboxAsk,
): Promise<Result<InboxPage>> {
  const permission = { resource: "proposal", verb: "select" as const, projectId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const [head, docs, states, can, choices] = await Promise.all([
      headIn(sql, projectId),
      queries.readInbox(sql, projectId, { states: STATES_OF[view], kind, limit: MOST, only }),
      queries.countStates(sql, projectId),
      queries.readRights(sql, projectId),
      edit === null ? null : choicesIn(sql, projectId),
    ]);
    if (!head) return NOT_FOUND;
    const proposals = docs.map((doc) => toProposal(itemOf(proposalSpec, doc)));
    const [names, moves, chats] = await Promise.all([
      namesIn(sql, projectId, proposals),
      movesIn(sql, projectId, proposals),
      queries.readChats(
        sql,
        projectId,
        proposals.flatMap(({ id, origin }) => origin === "agent" ? [id] : []),
      ),
    ]);
    const found = choices && proposals.find(({ id }) => id === edit);
    return success({
      ...{ project: head.project, organization: head.organization, view, kind, only },
      ...{ names, moves, chats },
      counts: Object.fromEntries(
        VIEWS.map((
          one,
        ) => [one, STATES_OF[one].reduce((sum, state) => sum + (states[state] ?? 0), 0)]),
      ) as Inbox["counts"],
      listed: proposals.map((proposal) => ({
        proposal,
        may: mayOf(proposal, can, ctx.claims.sub),
      })),
      edited: found ? { id: found.id, fields: editFields(found.changes, choices) } : null,
      maySuggest: can.proposal?.includes("insert") ?? false,
    });
  }, { permission });
}

/** What the reader may do with it, who has these rights in the study. */
export function mayOf(
  proposal: Proposal,
  can: Record<string, string[]>,
  me: string,
): Listed["may"] {
  const decides = can.proposal_decision?.includes("insert") ?? false;
  const rights = proposal.changes.every(({ op, target }) =>
    can[SPEC_OF[target].resource]?.includes(op)
  );
  return {
    decide: decides && rights,
    withdraw: decides && proposal.proposerId === me,
    undo: decides && rights && proposal.undoable,
  };
}

/** What the open proposals would move in the plan, by their ids: reckoned on one reading of it. */
async function movesIn(sql: Sql, projectId: string, proposals: readonly Proposal[]) {
  const tried = proposals.flatMap(({ id, state, changes }) => {
    const dates = changes.flatMap(({ target, id, after }) =>
      target === "milestone" && after.plannedOn !== undefined
        ? [{ id: id!, plannedOn: after.plannedOn as string | null }]
        : []
    );
    return state === "open" && dates.length > 0 ? [{ id, dates }] : [];
  }).slice(0, MOST_TRIED);
  const previews = await previewsIn(sql, projectId, tried.map(({ dates }) => dates));
  return Object.fromEntries(tried.flatMap(({ id }, n) => {
    const preview = previews[n];
    return preview ? [[id, movedBy(preview)]] : [];
  }));
}

function movedBy({ moves, endTo, endMovesDays, needsReason }: Preview): Moved {
  const others = moves.filter((move) => !move.changed);
  const last = others.filter(({ kind, days }) => kind === "milestone" && days !== null)
    .toSorted((a, b) => (a.finishTo ?? "") < (b.finishTo ?? "") ? -1 : 1).at(-1);
  return {
    others: others.length,
    last: last ? { title: last.title, days: last.days! } : null,
    end: endTo === null ? null : { on: endTo, days: endMovesDays ?? 0 },
    confirmed: others.filter(({ id }) => needsReason.includes(id)).length,
  };
}

export async function namesIn(sql: Sql, projectId: string, proposals: readonly Proposal[]) {
  const ids = proposals.flatMap(({ changes }) =>
    changes.flatMap(({ id, before, after }) => [
      ...(id ? [id] : []),
      ...[before, after].flatMap((fields) =>
        Object.entries(fields ?? {}).flatMap(([name, value]) =>
          /Id$/.test(name) && typeof value === "string" ? [value] : []
        )
      ),
    ])
  );
  return await queries.readNames(sql, projectId, [...new Set(ids)]);
}
