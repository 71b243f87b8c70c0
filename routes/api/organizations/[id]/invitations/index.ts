import { api } from "@/lib/http/endpoint.ts";
import { inviteEndpoint, listInvitationsEndpoint } from "@/lib/members/endpoints.ts";

export const handler = api(listInvitationsEndpoint, inviteEndpoint);
