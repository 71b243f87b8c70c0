/** What the pages of documents show; changes are those of lib/rows and ./versions.ts. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { peopleIn, type PersonChoice } from "@/lib/members/choices.ts";
import { headIn } from "@/lib/projects/service.ts";
import type { Item } from "@/lib/rows/model.ts";
import { type Ctx, rowIn, rowsIn } from "@/lib/rows/service.ts";
import type { Effect, Version } from "./model.ts";
import * as consent from "./consent.ts";
import * as pages from "./pages.ts";
import * as queries from "./queries.ts";
import { documentSpec, requirementSpec, versionSpec } from "./specs.ts";

export type { ConsentFilter } from "./consent.ts";
export type { Filter, ListDoc, Names, Rights } from "./pages.ts";

type Head = Pick<NonNullable<Awaited<ReturnType<typeof headIn>>>, "project" | "organization">;
/** people: who can own a document, where a form asks for it. */
type Page<T> = Head & { may: pages.Rights; people: PersonChoice[] } & T;

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
  form = false,
): Promise<Result<Page<{ data: T }>>> {
  const permission = { resource: "document", verb: "select" as const, projectId };
  const [head, may, data, people] = await ctx.db.asUser(ctx.claims, (sql) =>
    Promise.all([
      headIn(sql, projectId),
      pages.readRights(sql, projectId),
      work(sql),
      form ? peopleIn(sql, projectId) : [],
    ]), { permission });
  if (!head) return NOT_FOUND;
  const { project, organization } = head;
  return success({ project, organization, may, data, people });
}

export const readDocuments = (ctx: Ctx, projectId: string, filter: pages.Filter, form: boolean) =>
  read(ctx, projectId, (sql) => pages.readList(sql, projectId, filter, LIMIT), form);

export const readConsent = (ctx: Ctx, projectId: string, filter: consent.ConsentFilter) =>
  read(ctx, projectId, (sql) => consent.readConsent(sql, projectId, filter, SITES_LIMIT));

/** What is expected, and what the suggestions among it would ask for. */
export const readRequirements = (ctx: Ctx, projectId: string) =>
  read(ctx, projectId, async (sql) => {
    const [items, effects] = await Promise.all([
      rowsIn(sql, requirementSpec, projectId, {}, MOST),
      queries.readEffects(sql, projectId),
    ]);
    return { items, effects };
  });

export const readEffects = async (ctx: Ctx, projectId: string): Promise<Result<Effect[]>> =>
  success(
    await ctx.db.asUser(ctx.claims, (sql) => queries.readEffects(sql, projectId), {
      permission: { resource: "document", verb: "select", projectId },
    }),
  );

/** Stands up for suggested requirements, all of them or none. @returns how many */
export async function confirmRequirements(
  ctx: Ctx,
  projectId: string,
  wanted: { id: string; version: number }[],
): Promise<Result<number>> {
  const permission = { resource: "document", verb: "update" as const, projectId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const asked = new Map(wanted.map((one) => [one.id, one])).size;
    const open = await queries.lockSuggested(sql, projectId, wanted);
    if (open < asked) {
      return failure(
        409,
        `Cannot confirm these ${asked}: ${asked - open} of them ${
          asked - open === 1 ? "was" : "were"
        } decided or changed in the meantime. Nothing was confirmed`,
      );
    }
    return success(await queries.confirm(sql, projectId, wanted.map(({ id }) => id)));
  }, { permission, reason: ctx.reason });
}

export interface DocumentData {
  document: Item;
  versions: Version[];
  names: pages.Names;
}

export async function readDocument(
  ctx: Ctx,
  projectId: string,
  id: string,
  form: boolean,
): Promise<Result<Page<{ data: DocumentData }>>> {
  const found = await read(ctx, projectId, (sql) =>
    Promise.all([
      rowIn(sql, documentSpec, projectId, id),
      rowsIn(sql, versionSpec, projectId, { documentId: id }, MOST),
      pages.readNames(sql, projectId, id),
    ]), form);
  if (!found.ok) return found;
  const [document, versions, names] = found.value.data;
  if (!document) return NOT_FOUND;
  const data = { document, versions: versions.toReversed() as unknown as Version[], names };
  return success({ ...found.value, data });
}
