import { api } from "@/lib/http/endpoint.ts";
import { kris } from "@/lib/quality/endpoints.ts";

export const handler = api(kris.read, kris.update, kris.remove);
