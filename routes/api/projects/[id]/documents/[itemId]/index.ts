import { api } from "@/lib/http/endpoint.ts";
import { documents } from "@/lib/documents/endpoints.ts";

export const handler = api(documents.read, documents.update, documents.remove);
