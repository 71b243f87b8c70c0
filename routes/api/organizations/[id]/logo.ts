import { api } from "@/lib/http/endpoint.ts";
import {
  readLogoEndpoint,
  removeLogoEndpoint,
  updateLogoEndpoint,
} from "@/lib/organizations/endpoints.ts";

export const handler = api(readLogoEndpoint, updateLogoEndpoint, removeLogoEndpoint);
