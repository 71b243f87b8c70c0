/** The calls of imports: what they take and give, and which service answers. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { withOrganization } from "@/lib/identity/mod.ts";
import { project, provenance } from "@/lib/projects/api_schemas.ts";
import { wire } from "@/lib/projects/wire.ts";
import { CHANGE_GROUPS } from "./model.ts";
import { acceptChanges } from "./accept.ts";
import { registryOf } from "./registry.ts";
import { importStudy } from "./service.ts";

const counts = z.object({
  arms: z.int(),
  interventions: z.int(),
  primaryOutcomes: z.int(),
  secondaryOutcomes: z.int(),
  otherOutcomes: z.int(),
  sites: z.int(),
  countries: z.int(),
  eligibilityCriteria: z.int(),
});

const change = z.object({
  path: z.string(),
  from: z.unknown(),
  to: z.unknown(),
  label: z.string(),
  group: z.enum(CHANGE_GROUPS),
  kind: z.enum(["added", "removed", "changed"]),
  pointer: z.string().nullable(),
  setBy: provenance.nullable(),
});

const importInput = z.object({
  source: z.literal("ctgov"),
  /** One API v2 study, or `{studies: [one]}`. */
  record: z.unknown().optional(),
  /** In place of a record: fetched from ClinicalTrials.gov. */
  nctId: z.string().max(50).optional(),
  organizationId: z.uuid().optional(),
});

export const importProject = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/import",
    summary: "Import a study of ClinicalTrials.gov, or compare it with the one that is there",
    tag: "projects",
    caller: "user",
    body: importInput,
    bodyLimit: (config) => config.limits.importBodyBytes,
    responses: {
      200: {
        description: "The organisation has the study: what differs, nothing taken over",
        schema: z.object({ project, imported: counts, changes: z.array(change) }),
      },
      201: {
        description: "A new project, with an unconfirmed skeleton: plan, expected documents, risks",
        schema: z.object({ project, imported: counts }),
      },
      503: { description: "ClinicalTrials.gov cannot be reached: import the file instead" },
    },
  }),
  async (call) => {
    const { source: _, ...input } = call.body;
    const result = await withOrganization(
      call,
      async () => unwrap(await importStudy(call, input, registryOf(call.config))),
    );
    const { imported, changes } = result;
    const project = wire(result.project);
    const extras = { version: project.version };
    if (!result.created) return ok({ project, imported, changes }, extras);
    return created(`/api/projects/${project.id}`, { project, imported }, extras);
  },
);

const acceptInput = z.object({
  paths: z.array(z.string().max(500)).max(50_000),
  /** True: what is not named is meant to stay as it is, and the record no longer waits. */
  close: z.boolean().optional(),
  reason: z.string().max(2_000).optional(),
});

export const acceptImport = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/import/accept",
    summary: "Take over changes of the latest registry record, path by path",
    tag: "projects",
    caller: "user",
    permission: { resource: "import", verb: "update" },
    body: acceptInput,
    bodyLimit: (config) => config.limits.importBodyBytes,
    responses: {
      200: {
        description: "The project after it, how many changes were taken, and what still differs",
        schema: z.object({ project, accepted: z.int(), changes: z.array(change) }),
      },
    },
  }),
  async (call) => {
    const { paths, close } = call.body;
    const result = unwrap(await acceptChanges(call, { ...call.params, paths, close }));
    return ok({ ...result, project: wire(result.project) }, { version: result.project.version });
  },
);
