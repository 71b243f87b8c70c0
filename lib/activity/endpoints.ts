import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok } from "@/lib/http/reply.ts";
import * as m from "./model.ts";
import { exportActivity, readActivity, verifyActivity } from "./service.ts";

const permission = { resource: "activity", verb: "select" } as const;

export const listActivity = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/activity",
    summary: "Audit trail of a project, newest first",
    tag: "activity",
    caller: "user",
    permission,
    query: m.activityQuery,
    responses: { 200: { description: "One page", schema: m.activityPage } },
  }),
  async (call) => ok(await readActivity(call, call.params.id, call.query)),
);

export const verifyActivityEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/activity/verify",
    summary: "Recompute the audit chain of the project's organisation",
    tag: "activity",
    caller: "user",
    permission,
    responses: { 200: { description: "Whether the chain holds", schema: m.chainVerdict } },
  }),
  async (call) => {
    const { db, claims, config: { dataDir } } = call;
    return ok(await verifyActivity({ db, claims, dataDir }, call.params.id));
  },
);

export const exportActivityEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/activity.csv",
    summary: "Audit trail of a project as CSV",
    tag: "activity",
    caller: "user",
    permission,
    query: m.activityFilters,
    responses: { 200: { description: "All entries that fit", contentType: "text/csv" } },
  }),
  async (call) => {
    const csv = await exportActivity(call, call.params.id, call.query);
    return new Response(csv, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="activity.csv"',
      },
    });
  },
);
