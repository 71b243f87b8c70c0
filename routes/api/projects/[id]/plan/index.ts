import { api } from "@/lib/http/endpoint.ts";
import { readPlan } from "@/lib/planning/endpoints.ts";

export const handler = api(readPlan);
