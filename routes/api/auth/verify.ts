import { api } from "@/lib/http/endpoint.ts";
import { verifyEndpoint } from "@/lib/identity/endpoints.ts";

export const handler = api(verifyEndpoint);
