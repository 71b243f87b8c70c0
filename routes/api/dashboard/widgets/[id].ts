import { changeEndpoint, removeEndpoint } from "@/lib/dashboard/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(changeEndpoint, removeEndpoint);
