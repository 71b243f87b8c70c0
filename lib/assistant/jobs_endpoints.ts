/** The calls of the queue. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import * as service from "./jobs.ts";
import { generationJob, jobInput } from "./jobs_model.ts";

const one = z.object({ job: generationJob });
const shared = { tag: "assistant", caller: "user" as const };
const may = (verb: "select" | "insert" | "update") => ({ permission: { resource: "tab", verb } });

export const listJobsEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("select") },
    method: "GET",
    path: "/api/projects/{id}/generation-jobs",
    summary: "Documents that are being written: open ones first, then the newest",
    query: z.object({
      open: z.enum(["true", "false"]).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    responses: {
      200: { description: "The jobs", schema: z.object({ items: z.array(generationJob) }) },
    },
  }),
  async (call) => {
    const { open, limit } = call.query;
    return ok({
      items: await service.listJobs(call, call.params.id, { open: open === "true", limit }),
    });
  },
);

export const queueJobsEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("insert") },
    method: "POST",
    path: "/api/projects/{id}/generation-jobs",
    summary: "Ask for a document, or for all documents of a persona, to be written",
    description: "They are written one after the other, two of a study at a time, as the caller, " +
      "while the caller's session lives. What waits already as it is wished is not made again.",
    body: jobInput,
    responses: {
      201: {
        description: "The jobs that were made",
        schema: z.object({ jobs: z.array(generationJob) }),
      },
      409: { description: "It waits or is being written already" },
      429: { description: "Too many documents of the study wait" },
    },
  }),
  async (call) => {
    const { id } = call.params;
    const jobs = unwrap(await service.queueJobs(call, id, call.body));
    return created(`/api/projects/${id}/generation-jobs/${jobs[0]!.id}`, { jobs });
  },
);

export const readJobEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("select") },
    method: "GET",
    path: "/api/projects/{id}/generation-jobs/{jobId}",
    summary: "How far a document is",
    responses: { 200: { description: "The job", schema: one } },
  }),
  async (call) => {
    const { id, jobId } = call.params;
    return ok({ job: unwrap(await service.readJob(call, id, jobId)) });
  },
);

export const cancelJobEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("update") },
    method: "POST",
    path: "/api/projects/{id}/generation-jobs/{jobId}/cancel",
    summary: "Stop a document from being written",
    responses: {
      200: { description: "The job", schema: one },
      409: { description: "It is written, or over" },
    },
  }),
  async (call) => {
    const { id, jobId } = call.params;
    return ok({ job: unwrap(await service.cancelJob(call, id, jobId)) });
  },
);
