import { api } from "@/lib/http/endpoint.ts";
import { capas } from "@/lib/quality/endpoints.ts";

export const handler = api(capas.list, capas.create);
