import { lines } from "@/lib/budget/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(lines.list, lines.create);
