import { api } from "@/lib/http/endpoint.ts";
import { verifyOrganizationActivity } from "@/lib/activity/endpoints.ts";

export const handler = api(verifyOrganizationActivity);
