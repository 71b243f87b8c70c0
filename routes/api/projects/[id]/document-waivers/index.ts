import { api } from "@/lib/http/endpoint.ts";
import { waivers } from "@/lib/documents/endpoints.ts";

export const handler = api(waivers.list, waivers.create);
