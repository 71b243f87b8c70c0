import { api } from "@/lib/http/endpoint.ts";
import { baselines } from "@/lib/planning/endpoints.ts";

export const handler = api(baselines.list, baselines.create);
