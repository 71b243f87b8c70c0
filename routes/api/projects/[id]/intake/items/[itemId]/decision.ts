import { api } from "@/lib/http/endpoint.ts";
import { decideItem } from "@/lib/intake/endpoints.ts";

export const handler = api(decideItem);
