import { api } from "@/lib/http/endpoint.ts";
import { readFeed } from "@/lib/planning/endpoints.ts";

export const handler = api(readFeed);
