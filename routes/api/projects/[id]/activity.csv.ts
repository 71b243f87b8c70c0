import { api } from "@/lib/http/endpoint.ts";
import { exportActivityEndpoint } from "@/lib/activity/endpoints.ts";

export const handler = api(exportActivityEndpoint);
