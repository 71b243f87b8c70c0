/** What the pages of documents show; changes are those of lib/rows and ./versions.ts. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import type { Item } from "@/lib/rows/model.ts";
import { type Ctx, rowIn, rowsIn } from "@/lib/rows/service.ts";
import type { Version } from "./model.ts";
import * as pages from "./pages.ts";
import { documentSpec, requirementSpec, versionSpec } from "./specs.ts";

export type { ConsentDoc, Filter, ListDoc, Names, Rights } from "./pages.ts";

type Head = Pick<NonNullable<Awaited<ReturnType<typeof headIn>>>, "project" | "organization">;
type Page<T> = Head & { may: pages.Rights } & T;

const NOT_FOUND = failure(404, "Not there, or not yours");

/** Rows of a page of a list, and of the consent matrix. */
export const LIMIT = 50;
export const SITES_LIMIT = 40;
/** Nobody writes more requirements than this; what a document holds neither. */
const MOST = 500;

async function read<T>(
  ctx: Ctx,
  projectId: string,
  work: (sql: Sql) => Promise<T>,
): Promise<Result<Page<{ data: T }>>> {
  const permission = { resource: "document", verb: "select" as const, projectId };
  const [head, may, data] = await ctx.db.asUser(
    ctx.claims,
    (sql) => Promise.all([headIn(sql, projectId), pages.readRights(sql, projectId), work(sql)]),
    { permission },
  );
  if (!head) return NOT_FOUND;
  const { project, organization } = head;
  return success({ project, organization, may, data });
}

export const readDocuments = (ctx: Ctx, projectId: string, filter: pages.Filter) =>
  read(ctx, projectId, (sql) => pages.readList(sql, projectId, filter, LIMIT));

export const readConsent = (ctx: Ctx, projectId: string, page: number) =>
  read(ctx, projectId, (sql) => pages.readConsent(sql, projectId, page, SITES_LIMIT));

export const readRequirements = (ctx: Ctx, projectId: string) =>
  read(ctx, projectId, (sql) => rowsIn(sql, requirementSpec, projectId, {}, MOST));

export interface DocumentData {
  document: Item;
  versions: Version[];
  names: pages.Names;
}

export async function readDocument(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<Page<{ data: DocumentData }>>> {
  const found = await read(ctx, projectId, (sql) =>
    Promise.all([
      rowIn(sql, documentSpec, projectId, id),
      rowsIn(sql, versionSpec, projectId, { documentId: id }, MOST),
      pages.readNames(sql, projectId, id),
    ]));
  if (!found.ok) return found;
  const [document, versions, names] = found.value.data;
  if (!document) return NOT_FOUND;
  const data = { document, versions: versions.toReversed() as unknown as Version[], names };
  return success({ ...found.value, data });
}
