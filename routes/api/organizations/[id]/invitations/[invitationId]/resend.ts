import { api } from "@/lib/http/endpoint.ts";
import { resendInvitationEndpoint } from "@/lib/members/endpoints.ts";

export const handler = api(resendInvitationEndpoint);
