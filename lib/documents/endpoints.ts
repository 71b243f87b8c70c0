/** The calls of documents, their requirements, versions, waivers and uses. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { rowEndpoints } from "@/lib/rows/endpoints.ts";
import { itemSchema, updateSchema } from "@/lib/rows/model.ts";
import { listRows } from "@/lib/rows/service.ts";
import { download } from "./content.ts";
import { documentSpec, requirementSpec, useSpec, versionSpec, waiverSpec } from "./specs.ts";
import { confirmRequirements as confirmMany, readEffects } from "./service.ts";
import * as service from "./versions.ts";

export const requirements = rowEndpoints(requirementSpec);
export const documents = rowEndpoints(documentSpec);
export const waivers = rowEndpoints(waiverSpec);
export const uses = rowEndpoints(useSpec);

const RULES = "/api/projects/{id}/document-requirements" as const;
const effect = z.object({
  id: z.uuid().describe("Of the requirement"),
  places: z.int().describe("Where the document would be expected: the study, countries, sites"),
  lacking: z.int().describe("At how many of them it would be lacking at once"),
  activeSites: z.int().describe(
    "Needed for activation: sites that are active already and would lack it",
  ),
});

export const previewRequirements = endpoint(
  contract({
    ...{ tag: "documents", caller: "user", method: "GET", path: `${RULES}/preview` },
    summary: "What the suggested requirements would ask for, were they confirmed now",
    permission: { resource: "document", verb: "select" },
    responses: { 200: { description: "Each", schema: z.object({ effects: z.array(effect) }) } },
  }),
  async (call) => ok({ effects: unwrap(await readEffects(call, (call.params as One).id)) }),
);

export const confirmRequirements = endpoint(
  contract({
    ...{ tag: "documents", caller: "user", method: "POST", path: `${RULES}/confirm` },
    summary: "Confirm suggested requirements, all of them or none",
    permission: { resource: "document", verb: "update" },
    body: z.object({
      items: z.array(z.object({ id: z.uuid().toLowerCase(), version: z.int().min(1) }))
        .min(1).max(500),
      reason: z.string().max(2_000).optional(),
    }),
    responses: {
      200: { description: "How many", schema: z.object({ confirmed: z.int() }) },
    },
  }),
  async (call) => {
    const { id } = call.params as One;
    return ok({ confirmed: unwrap(await confirmMany(call, id, call.body.items)) });
  },
);

const ALL = "/api/projects/{id}/documents/{itemId}/versions" as const;
const ONE = "/api/projects/{id}/documents/{itemId}/versions/{versionId}" as const;
type One = { id: string; itemId: string; versionId: string };

const answer = z.object({ item: itemSchema(versionSpec) });
const shared = { tag: "documents", caller: "user" as const };
const may = (verb: "select" | "insert" | "update") => ({
  permission: { resource: "document_version", verb },
});
const whereIn = ({ id, itemId, versionId }: One) => ({
  projectId: id,
  documentId: itemId,
  id: versionId,
});

export const listVersions = endpoint(
  contract({
    ...{ ...shared, ...may("select"), method: "GET", path: ALL },
    summary: "List the versions of a document, in the order in which they came",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().max(500).optional(),
    }),
    responses: {
      200: {
        description: "A page of versions",
        schema: z.object({
          items: z.array(itemSchema(versionSpec)),
          nextCursor: z.string().nullable(),
        }),
      },
    },
  }),
  async (call) => {
    const { id, itemId } = call.params as One;
    return ok(unwrap(await listRows(call, versionSpec, id, { ...call.query, documentId: itemId })));
  },
);

export const addVersion = endpoint(
  contract({
    ...{ ...shared, ...may("insert"), method: "POST", path: ALL },
    summary: "Add a version: a form with its file, or JSON that says where it is held",
    description:
      "The file is streamed, hashed, and kept under its SHA-256 for ever. What it is, is " +
      "read from its bytes; a name or type that says otherwise is refused. Same bytes again are fine.",
    consumes: "multipart/form-data",
    body: service.uploadSchema,
    streamed: true,
    idempotent: false,
    responses: { 201: { description: "The version", schema: answer } },
  }),
  async (call) => {
    const { id, itemId } = call.params as One;
    const input = { projectId: id, documentId: itemId, req: call.req, config: call.config };
    const item = unwrap(await service.addVersion(call, input));
    const location = `/api/projects/${id}/documents/${itemId}/versions/${item.id}`;
    return created(location, { item }, { version: item.version });
  },
);

export const readVersion = endpoint(
  contract({
    ...{ ...shared, ...may("select"), method: "GET", path: ONE, versioned: true },
    summary: "Read a version",
    responses: { 200: { description: "The version", schema: answer } },
  }),
  async (call) => {
    const item = unwrap(await service.readVersion(call, whereIn(call.params as One)));
    return ok({ item }, { version: item.version });
  },
);

export const updateVersion = endpoint(
  contract<typeof ONE, One, undefined, Record<string, unknown>>({
    ...{ ...shared, ...may("update"), method: "PUT", path: ONE, versioned: true },
    summary: "Record about a version: approved, effective, expires, withdrawn",
    description:
      "Once one of these days is recorded, a change says why (reason). What the version " +
      "is never changes.",
    body: updateSchema(versionSpec),
    responses: { 200: { description: "The version", schema: answer } },
  }),
  async (call) => {
    const where = { ...whereIn(call.params), version: call.ifMatch };
    const item = unwrap(await service.updateVersion(call, where, call.body));
    return ok({ item }, { version: item.version });
  },
);

export const readContent = endpoint(
  contract({
    ...{ ...shared, ...may("select"), method: "GET", path: `${ONE}/content` },
    summary: "Download the file of a version",
    description:
      "Always an attachment. Bytes that are not those that were uploaded are not given " +
      "out: 500, or for large files an answer that breaks off.",
    responses: {
      200: { description: "The bytes", contentType: "application/octet-stream" },
    },
  }),
  async (call) => unwrap(await download(call, call.config, whereIn(call.params as One))),
);
