import { api } from "@/lib/http/endpoint.ts";
import { checklist } from "@/lib/planning/endpoints.ts";

export const handler = api(checklist.read, checklist.update, checklist.remove);
