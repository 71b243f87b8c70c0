/** The calls of sites, of their staff, and of what was delegated and trained. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { provenance } from "@/lib/projects/api_schemas.ts";
import { rowEndpoints } from "@/lib/rows/endpoints.ts";
import { createSchema, itemSchema, updateSchema } from "@/lib/rows/model.ts";
import { SITE_STATES } from "./model.ts";
import * as service from "./service.ts";
import { delegationSpec, siteSpec, staffSpec, trainingSpec } from "./specs.ts";

const text = z.string().nullable();
const count = z.int().nullable();
const items = <T extends z.ZodRawShape>(shape: T) => z.array(z.object(shape));

const site = itemSchema(siteSpec).extend({
  state: z.enum(SITE_STATES).describe(
    "Derived from the dated facts; region is the state of a country",
  ),
  sinceOn: text,
  nextStep: text,
  gateOpen: z.boolean().describe("Something that the activation gate asks for is missing"),
  missing: z.array(z.string()),
  missingKeys: z.array(z.string()),
  enrolsWithOpenGate: z.boolean(),
  enrolled: count,
  enrolledAsOf: text,
  source: provenance.nullable(),
});

export const listQuery = z.object({
  q: z.string().max(200).optional(),
  country: z.string().max(200).optional(),
  status: z.string().max(60).regex(/^[A-Z][A-Z_]*$/, "Must be a word such as RECRUITING")
    .optional(),
  state: z.enum(SITE_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
});

const shared = { tag: "sites", caller: "user" as const };
const may = (verb: "select" | "insert" | "update" | "delete") => ({
  permission: { resource: "site", verb },
});
const place = (call: { params: { id: string; itemId: string }; ifMatch: number | null }) => ({
  projectId: call.params.id,
  id: call.params.itemId,
  version: call.ifMatch,
});

export const listSites = endpoint(
  contract({
    ...{ ...shared, ...may("select") },
    method: "GET",
    path: "/api/projects/{id}/sites",
    summary: "List the sites of a project with where they stand, in the order of the study",
    query: listQuery,
    responses: {
      200: {
        description: "A page of sites; total counts all that match, states all of the project",
        schema: z.object({
          items: z.array(site),
          total: z.int(),
          states: z.partialRecord(z.enum(SITE_STATES), z.int()),
          nextCursor: text,
        }),
      },
    },
  }),
  async (call) => {
    const { items, total, states, nextCursor } = unwrap(
      await service.listSites(call, { ...call.params, ...call.query }),
    );
    return ok({ items, total, states, nextCursor });
  },
);

export const createSite = endpoint(
  contract<"/api/projects/{id}/sites", { id: string }, undefined, Record<string, unknown>>({
    ...{ ...shared, ...may("insert") },
    method: "POST",
    path: "/api/projects/{id}/sites",
    summary: "Add a site",
    body: createSchema(siteSpec),
    responses: { 201: { description: "The site", schema: z.object({ item: site }) } },
  }),
  async (call) => {
    const { id } = call.params;
    const item = unwrap(await service.createSite(call, id, call.body));
    return created(`/api/projects/${id}/sites/${item.id}`, { item }, { version: item.version });
  },
);

const member = {
  id: z.uuid(),
  name: z.string(),
  role: z.string(),
  email: text,
  phone: text,
  startedOn: text,
  endedOn: text,
  version: z.int(),
  delegations: items({
    id: z.uuid(),
    duty: z.string(),
    delegatedOn: z.string(),
    endedOn: text,
    version: z.int(),
  }),
  trainings: items({
    id: z.uuid(),
    topic: z.string(),
    completedOn: z.string(),
    expiresOn: text,
    evidence: text,
    version: z.int(),
  }),
};

const dossier = z.object({
  item: site,
  gate: items({
    key: z.string(),
    label: z.string(),
    held: z.boolean(),
    heldOn: text,
    staffId: text,
    documentId: text,
    state: text.describe("Of a document that is required for the activation"),
    evidence: text,
  }),
  staff: items(member),
  contacts: items({
    id: z.uuid(),
    name: text,
    role: text,
    affiliation: text,
    phone: text,
    phoneExt: text,
    email: text,
  }),
  enrollment: z.object({
    id: z.uuid(),
    asOf: z.string(),
    prescreened: count,
    screened: count,
    screenFailed: count,
    enrolled: count,
    withdrawn: count,
    completed: count,
    snapshots: z.int(),
  }).nullable(),
  tasks: z.object({
    total: z.int(),
    items: items({
      id: z.uuid(),
      title: z.string(),
      ownerName: text,
      plannedStart: text,
      forecastFinish: text,
      actualStart: text,
      actualFinish: text,
    }),
  }),
  activity: items({
    seq: z.int(),
    at: z.string(),
    actorName: text,
    actorKind: z.string(),
    action: z.string(),
    entity: z.string(),
    name: text,
    fields: z.array(z.string()),
    reason: text,
  }),
});

export const readSite = endpoint(
  contract({
    ...{ ...shared, ...may("select") },
    method: "GET",
    path: "/api/projects/{id}/sites/{itemId}",
    versioned: true,
    summary: "Read a site: gate, staff, delegations, trainings, newest counts and changes",
    responses: {
      200: { description: "The dossier; the ETag is that of the item", schema: dossier },
    },
  }),
  async (call) => {
    const { id, itemId } = call.params;
    const { site, gate, staff, contacts, enrollment, tasks, activity } = unwrap(
      await service.readDossier(call, id, itemId),
    );
    return ok({ item: site, gate, staff, contacts, enrollment, tasks, activity }, {
      headers: { etag: `"${site.version}"` },
    });
  },
);

type Both = { id: string; itemId: string };
const PATH = "/api/projects/{id}/sites/{itemId}" as const;

export const updateSite = endpoint(
  contract<typeof PATH, Both, undefined, Record<string, unknown>>({
    ...{ ...shared, ...may("update") },
    method: "PUT",
    path: PATH,
    versioned: true,
    summary: "Change a site: record or correct a fact",
    description: "With reason: activating while the gate is open, and correcting a recorded " +
      "activation, ethics approval or closing.",
    body: updateSchema(siteSpec),
    responses: { 200: { description: "The site", schema: z.object({ item: site }) } },
  }),
  async (call) => {
    const item = unwrap(await service.updateSite(call, place(call), call.body));
    return ok({ item }, { version: item.version });
  },
);

export const deleteSite = rowEndpoints(siteSpec).remove;
export const staff = rowEndpoints(staffSpec);
export const delegations = rowEndpoints(delegationSpec);
export const trainings = rowEndpoints(trainingSpec);
