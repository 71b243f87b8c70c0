import { api } from "@/lib/http/endpoint.ts";
import { addVersion, listVersions } from "@/lib/documents/endpoints.ts";

export const handler = api(listVersions, addVersion);
