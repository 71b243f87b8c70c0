import { api } from "@/lib/http/endpoint.ts";
import { decide } from "@/lib/planning/endpoints.ts";

export const handler = api(decide);
