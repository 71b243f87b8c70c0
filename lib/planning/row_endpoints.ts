/** The calls of the plan's rows: milestones, tasks, checklists, links, baselines. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { rowEndpoints } from "@/lib/rows/endpoints.ts";
import {
  createSchema,
  day,
  itemSchema,
  type ListQuery,
  listSchema,
  updateSchema,
} from "@/lib/rows/model.ts";
import { listRows } from "@/lib/rows/service.ts";
import { baselineItem } from "./api_schemas.ts";
import { createLink, readBaseline, takeBaseline } from "./links.ts";
import {
  baselineSpec,
  checklistSpec,
  dependencySpec,
  linkFields,
  milestoneSpec,
  taskSpec,
} from "./specs.ts";
import * as tasks from "./tasks.ts";

const reason = z.string().max(2_000).optional();

export const milestones = rowEndpoints(milestoneSpec);
export const checklist = rowEndpoints(checklistSpec);

const taskRows = rowEndpoints(taskSpec);
const taskSchema = itemSchema(taskSpec).extend({
  status: z.enum(["not_started", "in_progress", "done"]),
  plannedFinish: z.iso.date().nullable(),
});
const oneTask = z.object({ item: taskSchema });
const taskAnswer = (status: number) => ({
  responses: { [status]: { description: "The task", schema: oneTask } },
});

type Body = Record<string, unknown>;

/** A task's planned day is called as in previews too: plannedOn. */
const named = (schema: z.ZodObject) =>
  schema.safeExtend({
    plannedOn: day.nullable().optional().describe("The same as plannedStart"),
  }).refine((body) => body.plannedOn === undefined || body.plannedStart === undefined, {
    path: ["plannedOn"],
    message: "Give plannedStart or plannedOn, one of them",
  }) as z.ZodType<Body>;
const plain = ({ plannedOn, ...body }: Body): Body =>
  plannedOn === undefined ? body : { ...body, plannedStart: plannedOn };

/** As of any table, with what follows from the task's own dates. */
export const task = {
  list: endpoint(
    contract(
      {
        ...taskRows.list.contract,
        responses: {
          200: {
            description: "A page of tasks",
            schema: z.object({ items: z.array(taskSchema), nextCursor: z.string().nullable() }),
          },
        },
      } as typeof taskRows.list.contract,
    ),
    async (call) => {
      const { id } = call.params as { id: string };
      const query = call.query as Parameters<typeof tasks.listTasks>[2];
      return ok(unwrap(await tasks.listTasks(call, id, query)));
    },
  ),
  create: endpoint(
    contract(
      {
        ...taskRows.create.contract,
        ...taskAnswer(201),
        body: named(createSchema(taskSpec)),
      } as typeof taskRows.create.contract,
    ),
    async (call) => {
      const { id } = call.params as { id: string };
      const item = unwrap(await tasks.createTask(call, id, plain(call.body as Body)));
      const location = `/api/projects/${id}/tasks/${item.id}`;
      return created(location, { item }, { version: item.version });
    },
  ),
  read: endpoint(
    contract({ ...taskRows.read.contract, ...taskAnswer(200) } as typeof taskRows.read.contract),
    async (call) => {
      const { id, itemId } = call.params as { id: string; itemId: string };
      const item = unwrap(await tasks.readTask(call, id, itemId));
      // For If-Match only: the finish follows the calendar without the version, so a 304 could lie.
      return ok({ item }, { headers: { etag: `"${item.version}"` } });
    },
  ),
  update: endpoint(
    contract(
      {
        ...taskRows.update.contract,
        ...taskAnswer(200),
        body: named(updateSchema(taskSpec)),
      } as typeof taskRows.update.contract,
    ),
    async (call) => {
      const { id, itemId } = call.params as { id: string; itemId: string };
      const where = { projectId: id, id: itemId, version: call.ifMatch };
      const item = unwrap(await tasks.updateTask(call, where, plain(call.body as Body)));
      return ok({ item }, { version: item.version });
    },
  ),
  remove: taskRows.remove,
};

const set = updateSchema(taskSpec);

export const bulkTasks = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/tasks/bulk",
    summary: "Change the same fields of many tasks, or delete them: all or none",
    tag: "tasks",
    caller: "user",
    permission: { resource: "task", verb: "update" },
    body: z.strictObject({
      ids: z.array(z.uuid().toLowerCase()).min(1, "Give at least one task").max(
        1_000,
        "Must be at most 1,000",
      ),
      versions: z.record(z.uuid(), z.int()).optional(),
      set: set.optional(),
      delete: z.boolean().optional(),
      reason,
    }).refine((body) => (body.set !== undefined) !== (body.delete === true), {
      message: "Give set or delete, one of them",
    }),
    responses: {
      200: { description: "How many were changed", schema: z.object({ changed: z.int() }) },
      412: { description: "Some are no longer at the version given; `errors` names them" },
    },
  }),
  async (call) => ok(unwrap(await tasks.bulkChange(call, call.params.id, call.body))),
);

const linkRows = rowEndpoints(dependencySpec);
const fields = {
  type: linkFields.type.optional(),
  lagDays: linkFields.lagDays.optional(),
  lagCalendar: linkFields.lagCalendar.optional(),
};

export const dependencies = {
  ...linkRows,
  create: endpoint(
    contract({
      method: "POST",
      path: "/api/projects/{id}/dependencies",
      summary: "Link two items: the second waits for the first",
      tag: "dependencies",
      caller: "user",
      permission: { resource: "dependency", verb: "insert" },
      body: z.object({
        fromId: z.uuid().toLowerCase(),
        toId: z.uuid().toLowerCase(),
        ...fields,
        reason,
      }),
      responses: {
        201: { description: "The link", schema: z.object({ item: itemSchema(dependencySpec) }) },
        422: { description: "It would close a circle: the message at /toId has its path" },
      },
    }),
    async (call) => {
      const item = unwrap(await createLink(call, call.params.id, call.body));
      const location = `/api/projects/${call.params.id}/dependencies/${item.id}`;
      return created(location, { item }, { version: item.version });
    },
  ),
};

const baselineSchema = itemSchema(baselineSpec);
const baselineRead = {
  tag: "baselines",
  caller: "user" as const,
  permission: { resource: "baseline", verb: "select" as const },
};

/** Baselines are taken and read, never changed. */
export const baselines = {
  list: endpoint(
    contract({
      ...baselineRead,
      method: "GET",
      path: "/api/projects/{id}/baselines",
      summary: "List baselines",
      query: listSchema(baselineSpec) as unknown as z.ZodType<ListQuery>,
      responses: {
        200: {
          description: "A page of baselines",
          schema: z.object({ items: z.array(baselineSchema), nextCursor: z.string().nullable() }),
        },
      },
    }),
    async (call) => ok(unwrap(await listRows(call, baselineSpec, call.params.id, call.query))),
  ),
  read: endpoint(
    contract({
      ...baselineRead,
      method: "GET",
      path: "/api/projects/{id}/baselines/{itemId}",
      summary: "Read a baseline with the dates that it keeps",
      responses: {
        200: {
          description: "The baseline",
          schema: z.object({ item: baselineSchema.extend({ items: z.array(baselineItem) }) }),
        },
      },
    }),
    async (call) => ok({ item: unwrap(await readBaseline(call, call.params)) }),
  ),
  create: endpoint(
    contract({
      method: "POST",
      path: "/api/projects/{id}/baselines",
      summary: "Keep the dates of all items as they stand now, to compare with later",
      tag: "baselines",
      caller: "user",
      permission: { resource: "baseline", verb: "insert" },
      body: z.object({ name: baselineSpec.fields.name!.schema as z.ZodType<string>, reason }),
      responses: {
        201: { description: "The baseline", schema: z.object({ item: baselineSchema }) },
      },
    }),
    async (call) => {
      const item = unwrap(await takeBaseline(call, call.params.id, call.body));
      const location = `/api/projects/${call.params.id}/baselines/${item.id}`;
      return created(location, { item }, { version: item.version });
    },
  ),
};
