import { projectActionsEndpoint } from "@/lib/actions/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(projectActionsEndpoint);
