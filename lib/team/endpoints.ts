/** The calls of a study's people. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import { addInput, projectMember, projectRoleInput } from "@/lib/members/model.ts";
import * as service from "./service.ts";

const one = z.object({ member: projectMember });
const onePath = z.object({ id: z.uuid(), userId: z.uuid() });

export const listProjectMembersEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/members",
    summary: "People on a study",
    tag: "members",
    caller: "user",
    permission: { resource: "project_member", verb: "select" },
    responses: {
      200: { description: "All of them", schema: z.object({ members: z.array(projectMember) }) },
    },
  }),
  async (call) => ok({ members: unwrap(await service.listProjectMembers(call, call.params.id)) }),
);

export const addProjectMemberEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/members",
    summary: "Put somebody of the organisation on a study",
    description: "Others are invited: POST /api/organizations/{id}/invitations with projectId.",
    tag: "members",
    caller: "user",
    permission: { resource: "project_member", verb: "insert" },
    body: addInput,
    responses: {
      201: { description: "The member", schema: one },
      409: { description: "On the study already" },
    },
  }),
  async (call) => {
    const { id } = call.params;
    const added = unwrap(await service.addProjectMember(call, id, call.body));
    const { version } = added;
    return created(`/api/projects/${id}/members/${added.id}`, { member: added }, { version });
  },
);

export const changeProjectRoleEndpoint = endpoint(
  contract({
    method: "PUT",
    path: "/api/projects/{id}/members/{userId}",
    summary: "Change role or clearance on a study, with a reason",
    tag: "members",
    caller: "user",
    permission: { resource: "project_member", verb: "update" },
    params: onePath,
    body: projectRoleInput,
    versioned: true,
    responses: {
      200: { description: "The member", schema: one },
      412: { description: "Somebody else changed it; its ETag is in the answer" },
    },
  }),
  async (call) => {
    const { id: projectId, userId } = call.params;
    const { role, unblinded } = call.body;
    const place = { projectId, userId, version: call.ifMatch, changes: { role, unblinded } };
    const changed = unwrap(await service.changeProjectRole(call, place));
    return ok({ member: changed }, { version: changed.version });
  },
);

export const removeProjectMemberEndpoint = endpoint(
  contract({
    method: "DELETE",
    path: "/api/projects/{id}/members/{userId}",
    summary: "Take somebody off a study, with a reason",
    tag: "members",
    caller: "user",
    permission: { resource: "project_member", verb: "delete" },
    params: onePath,
    versioned: true,
    responses: { 204: { description: "Taken off" } },
  }),
  async (call) => {
    const { id: projectId, userId } = call.params;
    unwrap(await service.removeProjectMember(call, { projectId, userId, version: call.ifMatch }));
    return noContent();
  },
);
