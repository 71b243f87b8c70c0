import { api } from "@/lib/http/endpoint.ts";
import { confirmAll } from "@/lib/intake/endpoints.ts";

export const handler = api(confirmAll);
