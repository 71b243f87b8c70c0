import { api } from "@/lib/http/endpoint.ts";
import { exportOrganizationActivity } from "@/lib/activity/endpoints.ts";

export const handler = api(exportOrganizationActivity);
