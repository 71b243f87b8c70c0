import { saveTextEndpoint } from "@/lib/assistant/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(saveTextEndpoint);
