import { api } from "@/lib/http/endpoint.ts";
import { deleteProject, readProject, updateProject } from "@/lib/projects/endpoints.ts";

export const handler = api(readProject, updateProject, deleteProject);
