import { z } from "zod";
import { contract } from "./contract.ts";
import { endpoint } from "./endpoint.ts";
import { created, noContent, ok } from "./reply.ts";
import { json, PROJECT, testApp, type TestOptions } from "./testing.ts";

// A small API that the tests of endpoints share: one of each kind of contract.

const item = z.object({
  name: z.string().min(1),
  status: z.enum(["draft", "open"]).optional(),
  nested: z.strictObject({ tags: z.array(z.string()) }).optional(),
  reason: z.string().optional(),
});

const answer = { 200: { description: "Done" } };
const base = { tag: "test", summary: "A test", caller: "user" } as const;
export const permission = { resource: "projects", verb: "update" } as const;

const list = endpoint(
  contract({
    ...base,
    method: "GET",
    path: "/api/things",
    query: z.object({
      limit: z.coerce.number().int().max(100).default(10),
      q: z.string().optional(),
    }),
    responses: answer,
  }),
  (call) => ok({ limit: call.query.limit, q: call.query.q ?? null }),
);
const create = endpoint(
  contract({ ...base, method: "POST", path: "/api/things", body: item, responses: answer }),
  (call) => created("/api/things/1", { name: call.body.name, reason: call.reason }),
);
const read = endpoint(
  contract({
    ...base,
    method: "GET",
    path: "/api/projects/{id}",
    versioned: true,
    responses: answer,
  }),
  (call) => ok({ id: call.params.id }, { version: 3 }),
);
const change = endpoint(
  contract({
    ...base,
    method: "PUT",
    path: "/api/projects/{id}",
    permission,
    body: item,
    versioned: true,
    responses: answer,
  }),
  async (call) => {
    await call.db.asUser(call.claims, () => null);
    return ok({ ifMatch: call.ifMatch, reason: call.reason });
  },
);
const remove = endpoint(
  contract({
    ...base,
    method: "DELETE",
    path: "/api/projects/{id}",
    permission,
    responses: answer,
  }),
  () => noContent(),
);
const open = endpoint(
  contract({
    ...base,
    caller: "anyone",
    method: "POST",
    path: "/api/open",
    body: item,
    responses: answer,
  }),
  () => ok({}),
);

export const app = (options: TestOptions = {}) =>
  testApp({
    "/api/things": [list, create],
    "/api/projects/:id": [read, change, remove],
    "/api/open": [open],
  }, options);

export const project = `/api/projects/${PROJECT}`;
export const post = (body: BodyInit, headers: Record<string, string> = json) => ({
  method: "POST",
  headers,
  body,
});
