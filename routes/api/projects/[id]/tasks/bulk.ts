import { api } from "@/lib/http/endpoint.ts";
import { bulkTasks } from "@/lib/planning/endpoints.ts";

export const handler = api(bulkTasks);
