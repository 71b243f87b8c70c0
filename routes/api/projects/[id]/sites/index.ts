import { api } from "@/lib/http/endpoint.ts";
import { createSite, listSites } from "@/lib/sites/endpoints.ts";

export const handler = api(listSites, createSite);
