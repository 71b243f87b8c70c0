import { api } from "@/lib/http/endpoint.ts";
import { importProject } from "@/lib/imports/endpoints.ts";

export const handler = api(importProject);
