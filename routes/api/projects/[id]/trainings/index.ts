import { api } from "@/lib/http/endpoint.ts";
import { trainings } from "@/lib/sites/endpoints.ts";

export const handler = api(trainings.list, trainings.create);
