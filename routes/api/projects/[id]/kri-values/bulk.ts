import { api } from "@/lib/http/endpoint.ts";
import { saveValuesEndpoint } from "@/lib/quality/endpoints.ts";

export const handler = api(saveValuesEndpoint);
