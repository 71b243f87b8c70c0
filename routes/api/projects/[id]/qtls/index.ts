import { api } from "@/lib/http/endpoint.ts";
import { qtls } from "@/lib/quality/endpoints.ts";

export const handler = api(qtls.list, qtls.create);
