import { api } from "@/lib/http/endpoint.ts";
import { readContent } from "@/lib/documents/endpoints.ts";

export const handler = api(readContent);
