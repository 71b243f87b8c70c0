import { api } from "@/lib/http/endpoint.ts";
import { staff } from "@/lib/sites/endpoints.ts";

export const handler = api(staff.list, staff.create);
