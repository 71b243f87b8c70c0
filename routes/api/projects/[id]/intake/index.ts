import { api } from "@/lib/http/endpoint.ts";
import { readIntake } from "@/lib/intake/endpoints.ts";

export const handler = api(readIntake);
