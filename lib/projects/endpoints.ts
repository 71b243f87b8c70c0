/** The calls of projects: what they take and give, and which service answers. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import { withOrganization } from "@/lib/identity/mod.ts";
import * as schemas from "./api_schemas.ts";
import { createInput, listQuery, updateInput } from "./inputs.ts";
import * as service from "./service.ts";
import { wire } from "./wire.ts";

const one = z.object({ project: schemas.project });
const nextCursor = z.string().nullable();

export const listProjects = endpoint(
  contract({
    method: "GET",
    path: "/api/projects",
    summary: "List the projects that the caller sees, newest first",
    tag: "projects",
    caller: "user",
    query: listQuery,
    responses: {
      200: {
        description: "A page of projects",
        schema: z.object({ projects: z.array(schemas.projectSummary), nextCursor }),
      },
    },
  }),
  async (call) => {
    const { archived, ...query } = call.query;
    const input = { ...query, archived: archived === "true" };
    const { projects, nextCursor } = unwrap(await service.readPortfolio(call, input));
    return ok({ projects: projects.map(wire), nextCursor });
  },
);

export const createProject = endpoint(
  contract({
    method: "POST",
    path: "/api/projects",
    summary: "Make a project by hand",
    tag: "projects",
    caller: "user",
    body: createInput,
    responses: { 201: { description: "The project", schema: one } },
  }),
  async (call) => {
    const project = await withOrganization(
      call,
      async () => unwrap(await service.createProject(call, call.body)),
    );
    return created(`/api/projects/${project.id}`, { project: wire(project) }, {
      version: project.version,
    });
  },
);

export const readProject = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}",
    summary: "Read a project in full, with where each field came from",
    tag: "projects",
    caller: "user",
    permission: { resource: "project", verb: "select" },
    versioned: true,
    responses: { 200: { description: "The project", schema: one } },
  }),
  async (call) => {
    const project = unwrap(await service.readProject(call, call.params));
    // For If-Match only: rows of the project change without its version, so that a 304 could lie.
    return ok({ project: wire(project) }, { headers: { etag: `"${project.version}"` } });
  },
);

export const updateProject = endpoint(
  contract({
    method: "PUT",
    path: "/api/projects/{id}",
    summary: "Change fields of a project",
    tag: "projects",
    caller: "user",
    permission: { resource: "project", verb: "update" },
    body: updateInput,
    versioned: true,
    responses: {
      200: { description: "The project", schema: one },
      412: { description: "Somebody else changed the project; its ETag is in the answer" },
    },
  }),
  async (call) => {
    const input = { ...call.params, version: call.ifMatch, changes: call.body };
    const project = unwrap(await service.updateProject(call, input));
    return ok({ project: wire(project) }, { version: project.version });
  },
);

export const deleteProject = endpoint(
  contract({
    method: "DELETE",
    path: "/api/projects/{id}",
    summary: "Delete a project; it stays in the audit trail",
    tag: "projects",
    caller: "user",
    permission: { resource: "project", verb: "delete" },
    versioned: true,
    responses: { 204: { description: "It is deleted" } },
  }),
  async (call) => {
    unwrap(await service.deleteProject(call, { ...call.params, version: call.ifMatch }));
    return noContent();
  },
);
