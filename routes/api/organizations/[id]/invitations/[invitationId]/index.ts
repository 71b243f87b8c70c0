import { api } from "@/lib/http/endpoint.ts";
import { revokeInvitationEndpoint } from "@/lib/members/endpoints.ts";

export const handler = api(revokeInvitationEndpoint);
