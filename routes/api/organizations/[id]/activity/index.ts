import { api } from "@/lib/http/endpoint.ts";
import { listOrganizationActivity } from "@/lib/activity/endpoints.ts";

export const handler = api(listOrganizationActivity);
