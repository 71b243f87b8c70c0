import { api } from "@/lib/http/endpoint.ts";
import { risks } from "@/lib/quality/endpoints.ts";

export const handler = api(risks.list, risks.create);
