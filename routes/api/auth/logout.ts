import { api } from "@/lib/http/endpoint.ts";
import { signOutEndpoint } from "@/lib/identity/endpoints.ts";

export const handler = api(signOutEndpoint);
