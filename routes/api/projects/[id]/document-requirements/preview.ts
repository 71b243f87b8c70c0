import { api } from "@/lib/http/endpoint.ts";
import { previewRequirements } from "@/lib/documents/endpoints.ts";

export const handler = api(previewRequirements);
