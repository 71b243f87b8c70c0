import { api } from "@/lib/http/endpoint.ts";
import { skeleton } from "@/lib/planning/endpoints.ts";

export const handler = api(skeleton);
