import { api } from "@/lib/http/endpoint.ts";
import { previewPlan } from "@/lib/planning/endpoints.ts";

export const handler = api(previewPlan);
