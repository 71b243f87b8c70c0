import { api } from "@/lib/http/endpoint.ts";
import { projectCalendar } from "@/lib/planning/endpoints.ts";

export const handler = api(projectCalendar);
