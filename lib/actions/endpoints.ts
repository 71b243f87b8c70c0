import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import { actionSchema, putOffInput, putOffSchema, VIEWS } from "./model.ts";
import * as service from "./service.ts";

const size = z.coerce.number().int().min(1).max(1000).default(200);
const counts = z.object({ all: z.int(), mine: z.int(), today: z.int(), later: z.int() });
const shared = { tag: "actions", caller: "user" as const };

export const projectActionsEndpoint = endpoint(
  contract({
    ...shared,
    method: "GET",
    path: "/api/projects/{id}/actions",
    summary: "What needs doing in a study, worst first, by rules over its facts",
    permission: { resource: "action", verb: "select" },
    query: z.object({ view: z.enum(VIEWS).default("all"), limit: size }),
    responses: {
      200: {
        description: "Actions with their evidence; `later` are those put off",
        schema: z.object({
          today: z.iso.date(),
          counts,
          mayPutOff: z.boolean(),
          actions: z.array(actionSchema),
        }),
      },
    },
  }),
  async (call) => {
    const { view, limit } = call.query;
    const input = { projectId: call.params.id, view, size: limit };
    return ok(unwrap(await service.readProjectActions(call, input)));
  },
);

export const myActionsEndpoint = endpoint(
  contract({
    ...shared,
    method: "GET",
    path: "/api/actions",
    summary: "What is the caller's to do, over all studies",
    query: z.object({ limit: size }),
    responses: {
      200: {
        description: "Those the caller owns, and those of nobody that are for their role",
        schema: z.object({
          counts: z.object({ all: z.int(), later: z.int() }),
          studies: z.int(),
          more: z.boolean(),
          actions: z.array(actionSchema),
        }),
      },
    },
  }),
  async (call) => ok(await service.readMyActions(call, call.query.limit)),
);

export const putOffEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/projects/{id}/actions/dispositions",
    summary: "Put an action off: snooze (90 days at most) or suppress (2 years at most)",
    permission: { resource: "action", verb: "insert" },
    body: putOffInput,
    responses: {
      201: { description: "It is put off", schema: z.object({ disposition: putOffSchema }) },
    },
  }),
  async (call) => {
    const { id } = call.params;
    const disposition = unwrap(await service.putOffAction(call, id, call.body));
    const location = `/api/projects/${id}/actions/dispositions/${disposition.id}`;
    return created(location, { disposition });
  },
);

export const takeBackEndpoint = endpoint(
  contract({
    ...shared,
    method: "DELETE",
    path: "/api/projects/{id}/actions/dispositions/{dispositionId}",
    summary: "Take it back: the action is in the list again",
    permission: { resource: "action", verb: "delete" },
    responses: { 204: { description: "It is taken back" } },
  }),
  async (call) => {
    const { id, dispositionId } = call.params;
    unwrap(await service.takeBack(call, { projectId: id, id: dispositionId }));
    return noContent();
  },
);
