import { bookingsCsv } from "@/lib/csv/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(bookingsCsv.exporter);
