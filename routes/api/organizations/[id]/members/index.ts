import { api } from "@/lib/http/endpoint.ts";
import {
  addMemberEndpoint,
  listMembersEndpoint,
  removeMembersEndpoint,
} from "@/lib/members/endpoints.ts";

export const handler = api(listMembersEndpoint, addMemberEndpoint, removeMembersEndpoint);
