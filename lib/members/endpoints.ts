import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok } from "@/lib/http/reply.ts";
import { member } from "./model.ts";
import { listMembers } from "./queries.ts";

export const listMembersEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}/members",
    summary: "Members of an organisation",
    tag: "members",
    caller: "user",
    permission: { resource: "member", verb: "select" },
    responses: {
      200: { description: "All of them", schema: z.object({ members: z.array(member) }) },
    },
  }),
  async (call) => {
    const members = await call.db.asUser(call.claims, (sql) => listMembers(sql, call.params.id));
    return ok({ members });
  },
);
