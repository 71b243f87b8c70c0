import { api } from "@/lib/http/endpoint.ts";
import { task } from "@/lib/planning/endpoints.ts";

export const handler = api(task.read, task.update, task.remove);
