import { api } from "@/lib/http/endpoint.ts";
import { milestones } from "@/lib/planning/endpoints.ts";

export const handler = api(milestones.list, milestones.create);
