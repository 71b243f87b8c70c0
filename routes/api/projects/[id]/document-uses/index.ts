import { api } from "@/lib/http/endpoint.ts";
import { uses } from "@/lib/documents/endpoints.ts";

export const handler = api(uses.list, uses.create);
