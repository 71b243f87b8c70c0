import { api } from "@/lib/http/endpoint.ts";
import { listActivity } from "@/lib/activity/endpoints.ts";

export const handler = api(listActivity);
