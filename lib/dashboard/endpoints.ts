/** The calls of dashboards. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import { SPANS, STANDINGS, TYPES } from "./model.ts";
import * as saving from "./saving.ts";
import * as service from "./service.ts";

const shared = { tag: "dashboard", caller: "user" as const };
const ofProject = z.object({ projectId: z.uuid("Must be the id of a project") });
const title = z.string().trim().min(1, "Must be given").max(200, "Must be at most 200 characters")
  .nullable();
const order = z.int("Must be a whole number").min(0, "Must not be negative").max(
  1_000_000,
  "Must be at most 1,000,000",
);
const span = z.literal([...SPANS], "Must be 4, 6, 8 or 12 columns");
const params = z.record(z.string().max(60), z.union([z.string().max(200), z.number()]));
const reason = z.string().max(2_000).optional();

const status = z.enum(STANDINGS).nullable();
const widgetSchema = z.object({
  id: z.uuid(),
  catalogKey: z.string(),
  widgetType: z.enum(TYPES),
  title: z.string(),
  order: z.int(),
  span: z.literal([...SPANS]),
  params: z.record(z.string(), z.unknown()),
  version: z.int(),
  data: z.record(z.string(), z.unknown()).nullable(),
  formula: z.string(),
  filled: z.string(),
  thresholds: z.string(),
  summary: z.string(),
  query: z.string(),
  asOf: z.iso.datetime(),
  sourceCount: z.int(),
  sourceRefs: z.array(z.object({ kind: z.string(), id: z.uuid() })),
  status,
  reason: z.string().nullable(),
});
const one = z.object({ widget: widgetSchema });

export const widgetsEndpoint = endpoint(
  contract({
    ...shared,
    method: "GET",
    path: "/api/dashboard/widgets",
    summary: "The dashboard of a study, each widget with its figures",
    description: "`data` is null where the caller's role may not see it; `reason` says so.",
    query: ofProject,
    responses: {
      200: {
        description: "Widgets in their order",
        schema: z.object({ widgets: z.array(widgetSchema) }),
      },
    },
  }),
  async (call) =>
    ok({ widgets: unwrap(await service.readWidgets(call, call.query.projectId)).widgets }),
);

export const catalogEndpoint = endpoint(
  contract({
    ...shared,
    method: "GET",
    path: "/api/dashboard/catalog",
    summary: "What a widget can show",
    query: ofProject,
    responses: {
      200: {
        description: "Entries with the parameters that they take",
        schema: z.object({
          catalog: z.array(z.object({
            key: z.string(),
            type: z.enum(TYPES),
            title: z.string(),
            group: z.string(),
            formula: z.string(),
            may: z.boolean(),
            params: z.array(z.object({
              name: z.string(),
              label: z.string(),
              kind: z.enum(["text", "number", "date", "site", "kri"]),
              least: z.number().optional(),
              most: z.number().optional(),
            })),
          })),
        }),
      },
    },
  }),
  async (call) => ok({ catalog: unwrap(await service.readChoices(call, call.query.projectId)) }),
);

export const addEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/dashboard/widgets",
    summary: "Add a widget at the end",
    body: ofProject.extend({
      catalogKey: z.string().min(1, "Must be given").max(63),
      params: params.optional(),
      title: title.optional(),
      span: span.optional(),
      reason,
    }),
    responses: { 201: { description: "The widget", schema: one } },
  }),
  async (call) => {
    const widget = unwrap(await saving.addWidget(call, call.body));
    return created(`/api/dashboard/widgets/${widget.id}`, { widget }, { version: widget.version });
  },
);

export const changeEndpoint = endpoint(
  contract({
    ...shared,
    method: "PUT",
    path: "/api/dashboard/widgets/{id}",
    summary: "Change a widget's title, place, width or parameters",
    versioned: true,
    body: z.object({
      ...{ title: title.optional(), order: order.optional(), span: span.optional() },
      ...{ params: params.optional(), reason },
    }).refine((body) => Object.keys(body).some((key) => key !== "reason"), {
      message: "Nothing to change: give at least one field",
    }),
    responses: { 200: { description: "The widget", schema: one } },
  }),
  async (call) => {
    const input = { ...call.body, id: call.params.id, version: call.ifMatch };
    const widget = unwrap(await saving.changeWidget(call, input));
    return ok({ widget }, { version: widget.version });
  },
);

export const removeEndpoint = endpoint(
  contract({
    ...shared,
    method: "DELETE",
    path: "/api/dashboard/widgets/{id}",
    summary: "Remove a widget; it stays in the audit trail",
    versioned: true,
    responses: { 204: { description: "It is removed" } },
  }),
  async (call) => {
    unwrap(await saving.removeWidget(call, { id: call.params.id, version: call.ifMatch }));
    return noContent();
  },
);

export const arrangeEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/dashboard/widgets/arrange",
    summary: "Place several widgets of a study at once, all or none",
    body: ofProject.extend({
      widgets: z.array(z.object({ id: z.uuid(), order: order.optional(), span: span.optional() }))
        .min(1).max(200),
      reason,
    }),
    responses: { 204: { description: "They are placed" } },
  }),
  async (call) => {
    unwrap(await saving.arrangeWidgets(call, call.body));
    return noContent();
  },
);
