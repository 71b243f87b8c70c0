import { api } from "@/lib/http/endpoint.ts";
import { eventsEndpoint } from "@/lib/realtime/endpoints.ts";

export const handler = api(eventsEndpoint);
