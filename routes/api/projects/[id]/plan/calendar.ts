import { api } from "@/lib/http/endpoint.ts";
import { setCalendar } from "@/lib/planning/endpoints.ts";

export const handler = api(setCalendar);
