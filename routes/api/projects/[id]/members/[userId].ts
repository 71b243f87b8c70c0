import { api } from "@/lib/http/endpoint.ts";
import { changeProjectRoleEndpoint, removeProjectMemberEndpoint } from "@/lib/team/endpoints.ts";

export const handler = api(changeProjectRoleEndpoint, removeProjectMemberEndpoint);
