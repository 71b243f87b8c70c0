import { api } from "@/lib/http/endpoint.ts";
import { waivers } from "@/lib/documents/endpoints.ts";

export const handler = api(waivers.read, waivers.update, waivers.remove);
