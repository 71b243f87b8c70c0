import { compileDiagramEndpoint } from "@/lib/diagrams/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(compileDiagramEndpoint);
