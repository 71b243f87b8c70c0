/** The calls of enrollment. Listing, reading and deleting are those of any row. */
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { rowEndpoints } from "@/lib/rows/endpoints.ts";
import { createSchema, updateSchema } from "@/lib/rows/model.ts";
import * as schemas from "./api_schemas.ts";
import { createSnapshot, saveSnapshots, updateSnapshot } from "./saving.ts";
import * as service from "./service.ts";
import { SNAPSHOTS } from "./snapshots.ts";

const path = "/api/projects/{id}/enrollment" as const;
const shared = { tag: "enrollment", caller: "user" as const };
const may = (verb: "select" | "insert" | "update") => ({
  permission: { resource: "enrollment", verb },
});

const rows = rowEndpoints(SNAPSHOTS);
export const listSnapshotsEndpoint = rows.list;
export const readSnapshotEndpoint = rows.read;
export const deleteSnapshotEndpoint = rows.remove;

// In place of the usual ones: with warnings, and refusals that name the field.
export const createSnapshotEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("insert"), method: "POST", path },
    summary: "Add an enrollment snapshot: cumulative counts of a site up to a day",
    body: createSchema(SNAPSHOTS),
    responses: { 201: { description: "The snapshot", schema: schemas.oneAnswer } },
  }),
  async (call) => {
    const { id } = call.params;
    const one = unwrap(await createSnapshot(call, id, call.body));
    const location = `/api/projects/${id}/enrollment/${one.item.id}`;
    return created(location, one, { version: one.item.version });
  },
);

export const updateSnapshotEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("update"), method: "PUT", path: `${path}/{itemId}`, versioned: true },
    summary: "Change an enrollment snapshot",
    body: updateSchema(SNAPSHOTS),
    responses: { 200: { description: "The snapshot", schema: schemas.oneAnswer } },
  }),
  async (call) => {
    const { id: projectId, itemId: id } = call.params;
    const where = { projectId, id, version: call.ifMatch };
    const one = unwrap(await updateSnapshot(call, where, call.body));
    return ok(one, { version: one.item.version });
  },
);

export const saveSnapshotsEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("insert"), method: "POST", path: `${path}/bulk` },
    summary: "Make, change and take back many snapshots: all of them, or none",
    description: "A row speaks of a site and a day. Counts that it does not give stay as they " +
      "are; rows that change nothing are left alone. With a version it is refused (409) when " +
      "somebody else was there in between; 0 says that there was none.",
    body: schemas.bulkBody,
    responses: { 200: { description: "What was made and changed", schema: schemas.bulkAnswer } },
  }),
  async (call) => ok(unwrap(await saveSnapshots(call, call.params.id, call.body.rows))),
);

export const summaryEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("select"), method: "GET", path: `${path}/summary` },
    summary: "What the newest counts add up to: funnel, rates, burn-up against plan, by site",
    query: schemas.summaryQuery,
    responses: { 200: { description: "The summary", schema: schemas.summaryAnswer } },
  }),
  async (call) => ok(unwrap(await service.readSummary(call, call.params.id, call.query))),
);
