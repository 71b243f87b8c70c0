import { api } from "@/lib/http/endpoint.ts";
import { kriValues } from "@/lib/quality/endpoints.ts";

export const handler = api(kriValues.read, kriValues.update, kriValues.remove);
