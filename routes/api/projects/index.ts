import { api } from "@/lib/http/endpoint.ts";
import { createProject, listProjects } from "@/lib/projects/endpoints.ts";

export const handler = api(listProjects, createProject);
