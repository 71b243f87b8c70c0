import { api } from "@/lib/http/endpoint.ts";
import { deleteSite, readSite, updateSite } from "@/lib/sites/endpoints.ts";

export const handler = api(readSite, updateSite, deleteSite);
