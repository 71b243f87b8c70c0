import { kriValuesCsv } from "@/lib/csv/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(kriValuesCsv.exporter);
