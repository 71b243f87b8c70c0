import { api } from "@/lib/http/endpoint.ts";
import { acceptInvitationEndpoint } from "@/lib/members/endpoints.ts";

export const handler = api(acceptInvitationEndpoint);
