import { api } from "@/lib/http/endpoint.ts";
import { requirements } from "@/lib/documents/endpoints.ts";

export const handler = api(requirements.list, requirements.create);
