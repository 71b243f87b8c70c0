/** The calls of the list of artifacts. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { invalidField } from "@/lib/http/problem.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { importList, readArtifacts } from "./service.ts";

const shared = { tag: "tmf-artifacts", caller: "user" as const };
const mappingSchema = z.record(z.string().max(20), z.string().max(300));

const artifact = z.object({
  number: z.string(),
  zone: z.string(),
  section: z.string(),
  artifact: z.string(),
  own: z.boolean().describe("Of the organisation's own list, else of ours"),
});

const report = z.object({
  dryRun: z.boolean(),
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int(),
  mapping: z.record(z.string(), z.string()),
  errors: z.array(z.object({ row: z.int().nullable(), path: z.string(), message: z.string() })),
  errorCount: z.int(),
});

export const listArtifacts = endpoint(
  contract({
    ...shared,
    method: "GET",
    path: "/api/organizations/{id}/tmf-artifacts",
    permission: { resource: "tmf", verb: "select" },
    summary: "List the artifacts of the Trial Master File that the organisation goes by",
    responses: { 200: { description: "All", schema: z.object({ items: z.array(artifact) }) } },
  }),
  async (call) => ok({ items: unwrap(await readArtifacts(call, call.params.id)).items }),
);

function mappingIn(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const mapping = mappingSchema.safeParse(value);
  if (mapping.success) return mapping.data;
  throw invalidField("/mapping", 'Cannot read mapping: write JSON such as {"number":"Artifact #"}');
}

export const importArtifacts = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/organizations/{id}/tmf-artifacts/import",
    permission: { resource: "tmf", verb: "insert" },
    summary: "Import the official list of artifacts from CSV, all or nothing",
    description:
      "Columns: number, zone, section and name of the artifact, by their headers or by " +
      "mapping. The same file again changes nothing.",
    query: z.object({
      dryRun: z.enum(["true", "false"], "Must be true or false").optional(),
      listVersion: z.string().trim().min(1).max(60).optional().describe("As the list calls itself"),
      mapping: z.string().max(2000).optional().describe("JSON {field: header}"),
    }),
    consumes: "text/csv",
    raw: true,
    body: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0, {
      message: "The file is empty",
    }).meta({ type: "string" }),
    bodyLimit: (config) => config.limits.importBodyBytes,
    responses: { 200: { description: "What was, or would be, done", schema: report } },
  }),
  async (call) => {
    const { dryRun, listVersion, mapping } = call.query;
    const input = {
      organizationId: call.params.id,
      bytes: call.body,
      dryRun: dryRun === "true",
      listVersion: listVersion ?? null,
      mapping: mappingIn(mapping),
    };
    return ok(unwrap(await importList(call, input)));
  },
);
