import { api } from "@/lib/http/endpoint.ts";
import { deviations } from "@/lib/quality/endpoints.ts";

export const handler = api(deviations.list, deviations.create);
