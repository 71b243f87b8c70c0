import { api } from "@/lib/http/endpoint.ts";
import { documents } from "@/lib/documents/endpoints.ts";

export const handler = api(documents.list, documents.create);
