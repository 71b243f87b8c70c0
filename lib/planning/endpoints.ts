/** The calls of the plan: what they take and give, and which service answers. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { day } from "@/lib/rows/model.ts";
import * as schemas from "./api_schemas.ts";
import * as service from "./service.ts";
import { makeSkeleton } from "./skeletons.ts";
import { duration } from "./specs.ts";

export * from "./feed_endpoints.ts";
export * from "./row_endpoints.ts";

const tag = "plan";
const caller = "user" as const;
const reason = z.string().max(2_000).optional();

const plannedOn = z.string().max(10, "Must be a date such as 2027-03-14").nullable().optional();

// A task's planned day has two names, as in POST …/tasks.
const changes = z.array(
  z.strictObject({
    id: z.uuid().toLowerCase(),
    plannedOn,
    plannedStart: plannedOn.describe("The same, as tasks call it"),
    durationDays: duration.optional(),
  }).refine((it) => it.plannedOn === undefined || it.plannedStart === undefined, {
    path: ["plannedStart"],
    message: "Give plannedOn or plannedStart, one of them",
  }).transform(({ plannedStart, ...change }) =>
    plannedStart === undefined ? change : { ...change, plannedOn: plannedStart }
  ),
).min(1, "Give at least one change").max(500, "Must be at most 500 changes");
const version = z.string().max(60).optional();

export const readPlan = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/plan",
    summary: "Read the plan with its schedule, slack, critical path and newest baseline",
    ...{ tag, caller },
    permission: { resource: "milestone", verb: "select" },
    responses: { 200: { description: "The plan", schema: schemas.plan } },
  }),
  async (call) => ok(unwrap(await service.readPlan(call, call.params.id))),
);

export const previewPlan = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/plan/preview",
    summary: "Try changes of dates and durations: what they move; nothing is written",
    ...{ tag, caller },
    permission: { resource: "milestone", verb: "select" },
    body: z.object({ changes, version }),
    idempotent: false,
    responses: {
      200: { description: "What moves", schema: schemas.preview },
      412: { description: "The plan is no longer at `version`; `errors` names what changed" },
    },
  }),
  async (call) => ok(unwrap(await service.previewPlan(call, call.params.id, call.body))),
);

export const applyPlan = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/plan/apply",
    summary: "Write changes of dates and durations with all that they move, in one transaction",
    ...{ tag, caller },
    permission: { resource: "task", verb: "update" },
    body: z.object({ changes, version, reason }),
    responses: {
      200: { description: "What moved", schema: schemas.applied },
      412: { description: "The plan is no longer at `version`; `errors` names what changed" },
    },
  }),
  async (call) => ok(unwrap(await service.applyPlan(call, call.params.id, call.body))),
);

export const setCalendar = endpoint(
  contract({
    method: "PUT",
    path: "/api/projects/{id}/plan/calendar",
    summary: "Set the working weekdays and the days without work; If-Match is the project's",
    ...{ tag, caller },
    permission: { resource: "project", verb: "update" },
    versioned: true,
    body: z.object({
      workingWeekdays: z.array(z.int().min(1).max(7)).min(1, "Must be at least one day").max(7)
        .optional(),
      holidays: z.array(day).max(2_000, "Must be at most 2,000 days").optional(),
      reason,
    }),
    responses: { 200: { description: "The calendar", schema: schemas.calendarAnswer } },
  }),
  async (call) => {
    const { params, ifMatch, body } = call;
    const { timeZone: _, today: __, ...calendar } = unwrap(
      await service.setCalendar(call, params.id, ifMatch, body),
    );
    return ok({ calendar }, { version: calendar.version });
  },
);

const ids = z.array(z.uuid().toLowerCase()).min(1).max(1_000).optional();

export const decide = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/plan/decide",
    summary: "Confirm suggestions of rules, or reject (delete) them: those of `ids`, or all",
    ...{ tag, caller },
    permission: { resource: "milestone", verb: "update" },
    body: z.object({ decision: z.enum(["confirm", "reject"]), ids, reason }),
    responses: { 200: { description: "How many", schema: schemas.counted } },
  }),
  async (call) => ok(unwrap(await service.decide(call, call.params.id, call.body))),
);

export const skeleton = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/plan/skeleton",
    summary: "Make what is missing of the plan skeleton, unconfirmed",
    ...{ tag, caller },
    permission: { resource: "milestone", verb: "insert" },
    body: z.object({ reason }),
    responses: { 200: { description: "How many rows were made", schema: schemas.counted } },
  }),
  async (call) => ok(unwrap(await makeSkeleton(call, call.params.id))),
);
