import { api } from "@/lib/http/endpoint.ts";
import { listFeeds, makeFeed } from "@/lib/planning/endpoints.ts";

export const handler = api(listFeeds, makeFeed);
