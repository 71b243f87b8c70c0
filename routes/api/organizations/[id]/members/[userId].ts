import { api } from "@/lib/http/endpoint.ts";
import { changeRoleEndpoint, removeMemberEndpoint } from "@/lib/members/endpoints.ts";

export const handler = api(changeRoleEndpoint, removeMemberEndpoint);
