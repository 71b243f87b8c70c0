import { api } from "@/lib/http/endpoint.ts";
import { listSites } from "@/lib/projects/endpoints.ts";

export const handler = api(listSites);
