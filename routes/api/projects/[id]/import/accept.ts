import { api } from "@/lib/http/endpoint.ts";
import { acceptImport } from "@/lib/imports/endpoints.ts";

export const handler = api(acceptImport);
