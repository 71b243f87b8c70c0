import { api } from "@/lib/http/endpoint.ts";
import { readSettingsEndpoint, updateSettingsEndpoint } from "@/lib/organizations/endpoints.ts";

export const handler = api(readSettingsEndpoint, updateSettingsEndpoint);
