import { api } from "@/lib/http/endpoint.ts";
import { verifyActivityEndpoint } from "@/lib/activity/endpoints.ts";

export const handler = api(verifyActivityEndpoint);
