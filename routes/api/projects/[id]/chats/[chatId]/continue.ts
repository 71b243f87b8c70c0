import { goOnEndpoint } from "@/lib/chat/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(goOnEndpoint);
