import { api } from "@/lib/http/endpoint.ts";
import { readVersion, updateVersion } from "@/lib/documents/endpoints.ts";

export const handler = api(readVersion, updateVersion);
