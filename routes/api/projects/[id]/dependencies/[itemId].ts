import { api } from "@/lib/http/endpoint.ts";
import { dependencies } from "@/lib/planning/endpoints.ts";

export const handler = api(dependencies.read, dependencies.update, dependencies.remove);
