import { api } from "@/lib/http/endpoint.ts";
import { signInEndpoint } from "@/lib/identity/endpoints.ts";

export const handler = api(signInEndpoint);
