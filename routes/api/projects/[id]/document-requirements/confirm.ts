import { api } from "@/lib/http/endpoint.ts";
import { confirmRequirements } from "@/lib/documents/endpoints.ts";

export const handler = api(confirmRequirements);
