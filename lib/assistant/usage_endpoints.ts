/** The calls of usage, for a study and for an organisation. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import * as service from "./usage.ts";
import { aiCall, callsQuery, usage, usageFilter } from "./usage_model.ts";

function ledger<const At extends "/api/projects/{id}" | "/api/organizations/{id}">(
  at: At,
  of: string,
  scope: (id: string) => service.Scope,
) {
  const shared = {
    tag: "assistant",
    caller: "user" as const,
    method: "GET" as const,
    permission: { resource: "ai_call", verb: "select" as const },
  };
  type Id = { id: string };
  const sums = endpoint(
    contract<string, Id, z.infer<typeof usageFilter>, undefined>({
      ...shared,
      path: `${at}/ai-usage`,
      summary: `What the assistant used in ${of}: calls, tokens, cost, outcomes, feedback`,
      query: usageFilter,
      responses: { 200: { description: "The sums", schema: z.object({ usage }) } },
    }),
    async (call) => {
      const found = await service.readUsage(call, scope(call.params.id), call.query);
      return ok({ usage: unwrap(found) });
    },
  );
  const calls = endpoint(
    contract<string, Id, z.infer<typeof callsQuery>, undefined>({
      ...shared,
      path: `${at}/ai-calls`,
      summary: `Calls of the model in ${of}, newest first`,
      query: callsQuery,
      responses: {
        200: {
          description: "A page of calls",
          schema: z.object({ items: z.array(aiCall), nextCursor: z.string().nullable() }),
        },
      },
    }),
    async (call) => ok(await service.readCalls(call, scope(call.params.id), call.query)),
  );
  const file = endpoint(
    contract<string, Id, z.infer<typeof usageFilter>, undefined>({
      ...shared,
      path: `${at}/ai-calls.csv`,
      summary: `Calls of the model in ${of} as CSV`,
      query: usageFilter,
      responses: { 200: { description: "The file", contentType: "text/csv" } },
    }),
    async (call) => {
      const { file, body } = await service.exportCalls(call, scope(call.params.id), call.query);
      return new Response(body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${file}"`,
        },
      });
    },
  );
  return { sums, calls, file };
}

export const projectLedger = ledger(
  "/api/projects/{id}",
  "a study",
  (projectId) => ({ projectId }),
);
export const organizationLedger = ledger(
  "/api/organizations/{id}",
  "an organisation",
  (organizationId) => ({ organizationId }),
);
