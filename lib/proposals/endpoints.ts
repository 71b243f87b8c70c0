/** The calls of proposals. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { itemSchema, type ListQuery, listSchema } from "@/lib/rows/model.ts";
import { decide, decideMany, undo } from "./deciding.ts";
import { bulkInput, decisionInput, proposalInput } from "./model.ts";
import { suggest } from "./rules.ts";
import { listProposals, propose, readProposal } from "./service.ts";
import { proposalSpec } from "./spec.ts";

const shared = { tag: "proposals", caller: "user" as const };
const proposal = itemSchema(proposalSpec);
const one = z.object({ proposal });
const path = "/api/projects/{id}/proposals" as const;
const may = (resource: string, verb: "select" | "insert") => ({ permission: { resource, verb } });
const reason = z.string().max(1900).optional();

export const listEndpoint = endpoint(
  contract<string, { id: string }, ListQuery, undefined>({
    ...{ ...shared, ...may("proposal", "select"), method: "GET", path },
    summary: "List proposals",
    description:
      "`state` is found each time: a proposal expires by itself, and is stale as soon as " +
      "a row that it would change has moved on.",
    query: listSchema(proposalSpec) as unknown as z.ZodType<ListQuery>,
    responses: {
      200: {
        description: "A page of proposals",
        schema: z.object({ items: z.array(proposal), nextCursor: z.string().nullable() }),
      },
    },
  }),
  async (call) => ok(unwrap(await listProposals(call, call.params.id, call.query))),
);

export const readEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("proposal", "select"), method: "GET" },
    path: "/api/projects/{id}/proposals/{proposalId}",
    summary: "Read a proposal",
    responses: { 200: { description: "The proposal", schema: one } },
  }),
  async (call) => {
    const { id, proposalId } = call.params;
    return ok({ proposal: unwrap(await readProposal(call, id, proposalId)) });
  },
);

export const proposeEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("proposal", "insert"), method: "POST", path },
    summary: "Propose a change",
    description: "What it would change is looked at as if it were done now: its fields are those " +
      "of the rows' own calls. Nothing is changed before somebody approves.",
    body: proposalInput,
    responses: { 201: { description: "The proposal", schema: one } },
  }),
  async (call) => {
    const made = unwrap(await propose(call, call.params.id, call.body));
    return created(`/api/projects/${call.params.id}/proposals/${made.id}`, { proposal: made });
  },
);

export const suggestEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("proposal", "insert"), method: "POST" },
    path: "/api/projects/{id}/proposals/suggest",
    summary: "Have the rules propose what follows from the facts now",
    description: "A rule has one open proposal about a row; one that a person rejected is not " +
      "made again for 30 days.",
    responses: {
      200: { description: "What was proposed", schema: z.object({ items: z.array(proposal) }) },
    },
  }),
  async (call) => ok({ items: unwrap(await suggest(call, call.params.id)) }),
);

export const decideEndpoint = endpoint(
  contract({
    ...{ ...shared, method: "POST" },
    path: "/api/proposals/{id}/decision",
    summary: "Approve, reject or withdraw a proposal",
    description: "Approving applies the change as the caller, with their rights: all of it, or " +
      "nothing. Regulated changes take a session that has shown a second factor (403 " +
      "mfa-required). 409 decided: somebody was first, and who; 409 expired; 412 stale: a row " +
      "that it would change has moved on.",
    body: decisionInput,
    responses: { 200: { description: "The proposal as it stands now", schema: one } },
  }),
  async (call) => ok({ proposal: unwrap(await decide(call, call.params, call.body)) }),
);

export const undoEndpoint = endpoint(
  contract({
    ...{ ...shared, method: "POST" },
    path: "/api/proposals/{id}/undo",
    summary: "Take an approval back while what it wrote is as it was written",
    body: z.object({ reason }),
    responses: { 200: { description: "The proposal as it stands now", schema: one } },
  }),
  async (call) => ok({ proposal: unwrap(await undo(call, call.params, call.reason)) }),
);

export const decideManyEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("proposal_decision", "insert"), method: "POST" },
    path: "/api/projects/{id}/proposals/decide",
    summary: "Approve or reject several, each by itself",
    body: bulkInput,
    responses: {
      200: {
        description: "What became of each",
        schema: z.object({
          results: z.array(z.object({
            id: z.uuid(),
            ok: z.boolean(),
            status: z.int(),
            detail: z.string().nullable(),
            proposal: proposal.nullable(),
          })),
        }),
      },
    },
  }),
  async (call) => ok({ results: await decideMany(call, call.params.id, call.body) }),
);
