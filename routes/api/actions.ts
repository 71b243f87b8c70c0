import { myActionsEndpoint } from "@/lib/actions/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(myActionsEndpoint);
