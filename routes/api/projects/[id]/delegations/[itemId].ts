import { api } from "@/lib/http/endpoint.ts";
import { delegations } from "@/lib/sites/endpoints.ts";

export const handler = api(delegations.read, delegations.update, delegations.remove);
