import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok } from "@/lib/http/reply.ts";
import * as m from "./model.ts";
import type { ActivityFilters } from "./model.ts";
import {
  exportActivity,
  readActivity,
  type Reader,
  type Scope,
  verifyActivity,
} from "./service.ts";

const ofProject = { resource: "activity", verb: "select" } as const;
const ofOrganization = { resource: "organization_activity", verb: "select" } as const;

const page = { 200: { description: "One page", schema: m.activityPage } };
const verdict = { 200: { description: "Whether the chain holds", schema: m.chainVerdict } };
const file = { 200: { description: "All entries that fit", contentType: "text/csv" } };

export const listActivity = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/activity",
    summary: "Audit trail of a project, newest first",
    tag: "activity",
    caller: "user",
    permission: ofProject,
    query: m.activityQuery,
    responses: page,
  }),
  async (call) => ok(await readActivity(call, { projectId: call.params.id }, call.query)),
);

export const verifyActivityEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/activity/verify",
    summary: "Recompute the audit chain of the project's organisation",
    tag: "activity",
    caller: "user",
    permission: ofProject,
    responses: verdict,
  }),
  async ({ db, claims, config, params }) => {
    const reader = { db, claims, dataDir: config.dataDir };
    return ok(await verifyActivity(reader, { projectId: params.id }));
  },
);

export const exportActivityEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/activity.csv",
    summary: "Audit trail of a project as CSV",
    tag: "activity",
    caller: "user",
    permission: ofProject,
    query: m.activityFilters,
    responses: file,
  }),
  (call) => csv(call, { projectId: call.params.id }, call.query),
);

export const listOrganizationActivity = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}/activity",
    summary: "Audit trail of an organisation, newest first: what the caller may see of it",
    tag: "activity",
    caller: "user",
    permission: ofOrganization,
    query: m.activityQuery,
    responses: page,
  }),
  async (call) => ok(await readActivity(call, { organizationId: call.params.id }, call.query)),
);

export const verifyOrganizationActivity = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}/activity/verify",
    summary: "Recompute the audit chain of an organisation",
    tag: "activity",
    caller: "user",
    permission: ofOrganization,
    responses: verdict,
  }),
  async ({ db, claims, config, params }) => {
    const reader = { db, claims, dataDir: config.dataDir };
    return ok(await verifyActivity(reader, { organizationId: params.id }));
  },
);

export const exportOrganizationActivity = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}/activity.csv",
    summary: "Audit trail of an organisation as CSV",
    tag: "activity",
    caller: "user",
    permission: ofOrganization,
    query: m.activityFilters,
    responses: file,
  }),
  (call) => csv(call, { organizationId: call.params.id }, call.query),
);

async function csv(reader: Reader, scope: Scope, filters: ActivityFilters): Promise<Response> {
  const { file, body } = await exportActivity(reader, scope, filters);
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${file}"`,
    },
  });
}
