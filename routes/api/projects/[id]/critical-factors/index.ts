import { api } from "@/lib/http/endpoint.ts";
import { factors } from "@/lib/quality/endpoints.ts";

export const handler = api(factors.list, factors.create);
