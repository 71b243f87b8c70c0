import { api } from "@/lib/http/endpoint.ts";
import { signUpEndpoint } from "@/lib/identity/endpoints.ts";

export const handler = api(signUpEndpoint);
