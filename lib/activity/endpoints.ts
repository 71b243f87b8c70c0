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

const page = { 200: { description: "One page", schema: m.activityPage } };
const verdict = { 200: { description: "Whether the chain holds", schema: m.chainVerdict } };
const file = { 200: { description: "All entries that fit", contentType: "text/csv" } };

interface Trail {
  /** What the calls' paths begin with. */
  at: "/api/projects/{id}" | "/api/organizations/{id}";
  resource: string;
  summaries: { list: string; verify: string; file: string };
  scope: (id: string) => Scope;
}

/** The calls of a trail: its pages, the check of its chain, and all that fits in a file. */
function trail({ at, resource, summaries, scope }: Trail) {
  const shared = {
    ...{ method: "GET", tag: "activity", caller: "user" } as const,
    permission: { resource, verb: "select" as const },
  };
  const list = endpoint(
    contract({
      ...shared,
      path: `${at}/activity` as const,
      summary: summaries.list,
      query: m.activityQuery,
      responses: page,
    }),
    async (call) => ok(await readActivity(call, scope(call.params.id), call.query)),
  );
  const verify = endpoint(
    contract({
      ...shared,
      path: `${at}/activity/verify` as const,
      summary: summaries.verify,
      responses: verdict,
    }),
    async ({ db, claims, config, params }) => {
      const reader = { db, claims, dataDir: config.dataDir };
      return ok(await verifyActivity(reader, scope(params.id)));
    },
  );
  const asFile = endpoint(
    contract({
      ...shared,
      path: `${at}/activity.csv` as const,
      summary: summaries.file,
      query: m.activityFilters,
      responses: file,
    }),
    (call) => csv(call, scope(call.params.id), call.query),
  );
  return { list, verify, asFile };
}

export const {
  list: listActivity,
  verify: verifyActivityEndpoint,
  asFile: exportActivityEndpoint,
} = trail({
  at: "/api/projects/{id}",
  resource: "activity",
  summaries: {
    list: "Audit trail of a project, newest first",
    verify: "Recompute the audit chain of the project's organisation",
    file: "Audit trail of a project as CSV",
  },
  scope: (projectId) => ({ projectId }),
});

export const {
  list: listOrganizationActivity,
  verify: verifyOrganizationActivity,
  asFile: exportOrganizationActivity,
} = trail({
  at: "/api/organizations/{id}",
  resource: "organization_activity",
  summaries: {
    list: "Audit trail of an organisation, newest first: what the caller may see of it",
    verify: "Recompute the audit chain of an organisation",
    file: "Audit trail of an organisation as CSV",
  },
  scope: (organizationId) => ({ organizationId }),
});

async function csv(reader: Reader, scope: Scope, filters: ActivityFilters): Promise<Response> {
  const { file, body } = await exportActivity(reader, scope, filters);
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${file}"`,
    },
  });
}
