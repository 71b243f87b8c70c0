import { api } from "@/lib/http/endpoint.ts";
import { addProjectMemberEndpoint, listProjectMembersEndpoint } from "@/lib/team/endpoints.ts";

export const handler = api(listProjectMembersEndpoint, addProjectMemberEndpoint);
