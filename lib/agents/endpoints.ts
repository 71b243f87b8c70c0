/** The calls of agents' policies. */
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { agentPolicies, policiesInput } from "./model.ts";
import * as service from "./service.ts";

const shared = {
  path: "/api/organizations/{id}/agent-policies" as const,
  tag: "organizations",
  caller: "user" as const,
  versioned: true,
};

export const readPoliciesEndpoint = endpoint(
  contract({
    ...{ ...shared, method: "GET", permission: { resource: "agent_policy", verb: "select" } },
    summary: "What agents may do by themselves",
    description: "Every tool with every role of whom an agent works for: auto, approve (it asks " +
      "first) or forbid. Who has several roles is held by the strictest.",
    responses: { 200: { description: "The policies", schema: agentPolicies } },
  }),
  async (call) => {
    const policies = await service.readPolicies(call, call.params.id);
    return ok(policies, { version: policies.version });
  },
);

export const changePoliciesEndpoint = endpoint(
  contract({
    ...{ ...shared, method: "PUT", permission: { resource: "agent_policy", verb: "update" } },
    summary: "Set what agents may do by themselves",
    description: "Sets the cells that are given; all others stay as they are.",
    body: policiesInput,
    responses: {
      200: { description: "All policies as they stand now", schema: agentPolicies },
      412: { description: "Somebody else changed them; their ETag is in the answer" },
    },
  }),
  async (call) => {
    const input = { cells: call.body.policies, version: call.ifMatch };
    const policies = unwrap(await service.changePolicies(call, call.params.id, input));
    return ok(policies, { version: policies.version });
  },
);
