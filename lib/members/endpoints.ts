/** The calls of an organisation's members and invitations. */
import { z } from "zod";
import type { Call } from "@/lib/http/contract.ts";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { invalidField } from "@/lib/http/problem.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import * as invitations from "./invitations.ts";
import { invitation, inviteInput, member, orgRole, roleInput, tokenInput } from "./model.ts";
import * as service from "./service.ts";

const invited = z.object({
  invitation: z.object({
    id: z.uuid(),
    email: z.string(),
    role: orgRole,
    projectId: z.uuid().nullable(),
    expiresAt: z.iso.datetime(),
  }),
});
const LAST_OWNER = "The last owner of an organisation stays";
const STALE = "Somebody else changed it; its ETag is in the answer";
const LIMIT = "More than 60 letters of the organisation in an hour";

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
  async (call) => ok({ members: unwrap(await service.listMembers(call, call.params.id)) }),
);

const inviteResponses = {
  201: { description: "Invited; a member after accepting", schema: invited },
  409: { description: "A member already, or an open invitation exists" },
  429: { description: LIMIT },
};

async function inviteBy(call: Call<{ id: string }, unknown, z.infer<typeof inviteInput>>) {
  const { id } = call.params;
  const made = unwrap(await invitations.invite(call, id, call.body));
  return created(`/api/organizations/${id}/invitations/${made.id}`, { invitation: made });
}

export const addMemberEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/organizations/{id}/members",
    summary: "Invite somebody to the organisation",
    description: "The same as POST …/invitations: nobody is made a member without accepting.",
    tag: "members",
    caller: "user",
    permission: { resource: "invitation", verb: "insert" },
    body: inviteInput,
    responses: inviteResponses,
  }),
  inviteBy,
);

export const removeMembersEndpoint = endpoint(
  contract({
    method: "DELETE",
    path: "/api/organizations/{id}/members",
    summary: "Remove the member named in the query; without a name, leave",
    tag: "members",
    caller: "user",
    query: z.object({ userId: z.uuid().optional() }),
    responses: { 204: { description: "Removed" }, 409: { description: LAST_OWNER } },
  }),
  async (call) => {
    const userId = call.query.userId ?? call.claims.sub;
    const place = { organizationId: call.params.id, userId, version: null };
    unwrap(await service.removeMember(call, place));
    return noContent();
  },
);

const onePath = z.object({ id: z.uuid(), userId: z.uuid() });

export const changeRoleEndpoint = endpoint(
  contract({
    method: "PUT",
    path: "/api/organizations/{id}/members/{userId}",
    summary: "Give a member another role, with a reason",
    tag: "members",
    caller: "user",
    permission: { resource: "member", verb: "update" },
    params: onePath,
    body: roleInput,
    versioned: true,
    responses: {
      200: { description: "The member", schema: z.object({ member }) },
      409: { description: LAST_OWNER },
      412: { description: STALE },
    },
  }),
  async (call) => {
    const { id: organizationId, userId } = call.params;
    const place = { organizationId, userId, version: call.ifMatch };
    const changed = unwrap(await service.changeRole(call, { ...place, role: call.body.role }));
    return ok({ member: changed }, { version: changed.version });
  },
);

export const removeMemberEndpoint = endpoint(
  contract({
    method: "DELETE",
    path: "/api/organizations/{id}/members/{userId}",
    summary: "Remove a member, with a reason; everybody may remove themselves",
    tag: "members",
    caller: "user",
    params: onePath,
    versioned: true,
    responses: { 204: { description: "Removed" }, 409: { description: LAST_OWNER } },
  }),
  async (call) => {
    const { id: organizationId, userId } = call.params;
    unwrap(await service.removeMember(call, { organizationId, userId, version: call.ifMatch }));
    return noContent();
  },
);

export const listInvitationsEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}/invitations",
    summary: "Invitations that nobody has accepted or revoked, newest first",
    tag: "members",
    caller: "user",
    permission: { resource: "invitation", verb: "select" },
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.uuid().optional(),
    }),
    responses: {
      200: {
        description: "A page of them",
        schema: z.object({ items: z.array(invitation), nextCursor: z.string().nullable() }),
      },
    },
  }),
  async (call) => {
    const { limit, cursor = null } = call.query;
    return ok(unwrap(await invitations.listInvitations(call, call.params.id, { limit, cursor })));
  },
);

export const inviteEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/organizations/{id}/invitations",
    summary: "Invite an address to the organisation, or to one of its studies as well",
    tag: "members",
    caller: "user",
    permission: { resource: "invitation", verb: "insert" },
    body: inviteInput,
    responses: inviteResponses,
  }),
  inviteBy,
);

const invitationPath = z.object({ id: z.uuid(), invitationId: z.uuid() });

export const revokeInvitationEndpoint = endpoint(
  contract({
    method: "DELETE",
    path: "/api/organizations/{id}/invitations/{invitationId}",
    summary: "Revoke an invitation",
    tag: "members",
    caller: "user",
    permission: { resource: "invitation", verb: "update" },
    params: invitationPath,
    responses: {
      204: { description: "Revoked" },
      409: { description: "Accepted or revoked already" },
    },
  }),
  async (call) => {
    const { id: organizationId, invitationId: id } = call.params;
    unwrap(await invitations.revokeInvitation(call, { organizationId, id }));
    return noContent();
  },
);

export const resendInvitationEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/organizations/{id}/invitations/{invitationId}/resend",
    summary: "Send a new letter with a new token; the old one ends",
    tag: "members",
    caller: "user",
    permission: { resource: "invitation", verb: "update" },
    params: invitationPath,
    responses: {
      200: { description: "Sent", schema: invited },
      409: { description: "Accepted or revoked already" },
      429: { description: LIMIT },
    },
  }),
  async (call) => {
    const { id: organizationId, invitationId: id } = call.params;
    const sent = unwrap(await invitations.resendInvitation(call, { organizationId, id }));
    return ok({ invitation: sent });
  },
);

export const acceptInvitationEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/invitations/accept",
    summary: "Join as an invitation says; for the confirmed address that was invited",
    tag: "members",
    caller: "user",
    body: tokenInput,
    responses: {
      200: {
        description: "Joined",
        schema: z.object({ organizationId: z.uuid(), projectId: z.uuid().nullable() }),
      },
      409: { description: "Used, revoked or expired" },
    },
  }),
  async (call) => {
    if (call.body.token.trim() === "") throw invalidField("/token", "Must be given");
    return ok(unwrap(await invitations.acceptInvitation(call, call.body.token)));
  },
);
