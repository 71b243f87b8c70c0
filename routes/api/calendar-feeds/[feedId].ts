import { api } from "@/lib/http/endpoint.ts";
import { revokeFeed } from "@/lib/planning/endpoints.ts";

export const handler = api(revokeFeed);
