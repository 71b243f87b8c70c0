import { api } from "@/lib/http/endpoint.ts";
import { importArtifacts } from "@/lib/tmf/endpoints.ts";

export const handler = api(importArtifacts);
