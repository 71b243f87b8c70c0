import { api } from "@/lib/http/endpoint.ts";
import { listMembersEndpoint } from "@/lib/members/endpoints.ts";

export const handler = api(listMembersEndpoint);
