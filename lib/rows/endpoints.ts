/** The calls of rows: GET and POST on the list, GET, PUT and DELETE on one. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import {
  createSchema,
  itemSchema,
  type ListQuery,
  listSchema,
  type RowSpec,
  updateSchema,
} from "./model.ts";
import * as service from "./service.ts";

type Ids = { id: string };
type Both = { id: string; itemId: string };

/** The contracts and handlers of a table's rows, for `api(...)` of their two route files. */
export function rowEndpoints(spec: RowSpec) {
  const path = `/api/projects/{id}/${spec.path}`;
  const shared = { tag: spec.path, caller: "user" as const };
  const may = (verb: "select" | "insert" | "update" | "delete") => ({
    permission: { resource: spec.resource, verb },
  });
  const answer = z.object({ item: itemSchema(spec) });
  const where = ({ id, itemId }: Both, version: number | null) => ({
    projectId: id,
    id: itemId,
    version,
  });

  const list = endpoint(
    contract<string, Ids, ListQuery, undefined>({
      ...{ ...shared, ...may("select"), method: "GET", path },
      summary: `List ${spec.many}`,
      query: listSchema(spec) as unknown as z.ZodType<ListQuery>,
      responses: {
        200: {
          description: `A page of ${spec.many}`,
          schema: z.object({ items: z.array(itemSchema(spec)), nextCursor: z.string().nullable() }),
        },
      },
    }),
    async (call) => ok(unwrap(await service.listRows(call, spec, call.params.id, call.query))),
  );
  const create = endpoint(
    contract<string, Ids, undefined, Record<string, unknown>>({
      ...{ ...shared, ...may("insert"), method: "POST", path },
      summary: `Add a ${spec.one}`,
      body: createSchema(spec),
      responses: { 201: { description: `The ${spec.one}`, schema: answer } },
    }),
    async (call) => {
      const { id } = call.params;
      const item = unwrap(await service.createRow(call, spec, id, call.body));
      const location = `/api/projects/${id}/${spec.path}/${item.id}`;
      return created(location, { item }, { version: item.version });
    },
  );
  const read = endpoint(
    contract<string, Both, undefined, undefined>({
      ...{ ...shared, ...may("select"), method: "GET", path: `${path}/{itemId}`, versioned: true },
      summary: `Read a ${spec.one}`,
      responses: { 200: { description: `The ${spec.one}`, schema: answer } },
    }),
    async (call) => {
      const { id, itemId } = call.params;
      const item = unwrap(await service.readRow(call, spec, id, itemId));
      return ok({ item }, { version: item.version });
    },
  );
  const update = endpoint(
    contract<string, Both, undefined, Record<string, unknown>>({
      ...{ ...shared, ...may("update"), method: "PUT", path: `${path}/{itemId}`, versioned: true },
      summary: `Change a ${spec.one}`,
      body: updateSchema(spec),
      responses: { 200: { description: `The ${spec.one}`, schema: answer } },
    }),
    async (call) => {
      const place = where(call.params, call.ifMatch);
      const item = unwrap(await service.updateRow(call, spec, place, call.body));
      return ok({ item }, { version: item.version });
    },
  );
  const remove = endpoint(
    contract<string, Both, undefined, undefined>({
      ...{ ...shared, ...may("delete"), path: `${path}/{itemId}`, versioned: true },
      method: "DELETE",
      summary: `Delete a ${spec.one}; it stays in the audit trail`,
      responses: { 204: { description: "It is deleted" } },
    }),
    async (call) => {
      unwrap(await service.deleteRow(call, spec, where(call.params, call.ifMatch)));
      return noContent();
    },
  );
  return { list, create, read, update, remove };
}
