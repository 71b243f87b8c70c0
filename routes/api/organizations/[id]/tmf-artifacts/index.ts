import { api } from "@/lib/http/endpoint.ts";
import { listArtifacts } from "@/lib/tmf/endpoints.ts";

export const handler = api(listArtifacts);
