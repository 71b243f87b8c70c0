import { api } from "@/lib/http/endpoint.ts";
import { putAnswer } from "@/lib/intake/endpoints.ts";

export const handler = api(putAnswer);
