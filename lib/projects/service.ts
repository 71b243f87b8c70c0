/** Use cases of projects. Each takes who is calling and answers with a value or a problem. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { columnsOf, type CreateInput, type UpdateInput } from "./inputs.ts";
import type * as m from "./model.ts";
import type { PortfolioPage } from "./portfolio_model.ts";
import { SITES_ON_PAGE } from "./model.ts";
import * as queries from "./queries.ts";
import { documentSource, type RowSource } from "./sources.ts";
import { type Doc, toHead, toProject, toProjectPage, toSummary } from "./view.ts";

/** Who is calling, and why. */
export interface Ctx {
  db: Db;
  claims: Claims;
  requestId: string;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

const NOT_FOUND = failure(404, "Not there, or not yours");

/** `asUser` for one project: who may not see it gets 404, who may not do it 403. */
function inProject<T>(
  ctx: Ctx,
  id: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: "project", verb, projectId: id };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

export interface ListInput {
  q?: string | undefined;
  status?: string | undefined;
  archived?: boolean | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** The portfolio, newest first. */
export async function readPortfolio(
  ctx: Ctx,
  input: ListInput = {},
): Promise<Result<PortfolioPage>> {
  return success(
    await ctx.db.asUser(ctx.claims, (sql) => portfolioIn(sql, input), { permission: undefined }),
  );
}

/** The portfolio as the transaction at hand sees it; with `standings`, how its studies stand. */
export async function portfolioIn(
  sql: Sql,
  input: ListInput,
  standings = false,
): Promise<PortfolioPage> {
  const filter = {
    q: input.q?.trim() || null,
    status: input.status ?? null,
    archived: input.archived ?? false,
    limit: input.limit ?? 50,
    cursor: input.cursor ?? null,
  };
  const doc = await queries.readPortfolio(sql, filter, standings);
  const pending = doc.pending as string[];
  const projects = (doc.projects as Doc[]).map((row) => toSummary(row, pending));
  const nextCursor = (doc.nextCursor ?? null) as string | null;
  const organizations = doc.organizations as (PortfolioPage["organizations"][number] & {
    can: Record<string, string[]>;
  })[];
  return {
    projects,
    nextCursor,
    total: nextCursor === null && filter.cursor === null ? projects.length : null,
    brand: (doc.brand ?? null) as PortfolioPage["brand"],
    organizations: organizations.map(({ id, name, role, can }) => ({
      id,
      name,
      role,
      mayCreate: can.project?.includes("insert") ?? false,
      maySeeActivity: can.activity?.includes("select") ?? false,
    })),
    ...(standings ? { standings: doc.standings as PortfolioPage["standings"] & object } : {}),
  };
}

/** The project in full, with all its sites. */
export async function readProject(ctx: Ctx, input: { id: string }): Promise<Result<m.Project>> {
  const project = await inProject(ctx, input.id, "select", (sql) => projectIn(sql, input.id));
  return project ? success(project) : NOT_FOUND;
}

/** The project as the transaction at hand sees it; for services that just changed it. */
export async function projectIn(sql: Sql, id: string): Promise<m.Project | null> {
  const doc = await queries.readProject(sql, id, null);
  return doc === null ? null : toProject(doc);
}

/** Where a row came from, of what private.source_json() gives. */
export const sourceOfRow = (source: unknown) => documentSource(source as RowSource | null);

/** What stands above every page of a project, in the transaction at hand; null when not seen. */
export async function headIn(
  sql: Sql,
  id: string,
): Promise<
  { project: m.ProjectSummary; organization: m.HomeOrganization; may: m.ProjectRights } | null
> {
  const found = await queries.readHead(sql, id);
  return found === null ? null : toHead(found.head, found.pending);
}

/** What the page of a project shows, in one statement. */
export async function readProjectPage(
  ctx: Ctx,
  input: { id: string },
): Promise<Result<m.ProjectPage>> {
  const page = await inProject(ctx, input.id, "select", (sql) => projectPageIn(sql, input.id));
  return page === null ? NOT_FOUND : success(page);
}

/** What the page of a project shows, in the transaction at hand; null when it is not seen. */
export async function projectPageIn(sql: Sql, id: string): Promise<m.ProjectPage | null> {
  const doc = await queries.readProject(sql, id, SITES_ON_PAGE);
  return doc === null ? null : toProjectPage(doc);
}

/**
 * The organisation to make a project in: the one given, else the first joined in which the caller
 * may. Null when there is none.
 */
export async function homeOrganization(
  sql: Sql,
  organizationId: string | undefined,
): Promise<string | null> {
  const homes = await queries.organizationsToCreateIn(sql);
  const home = homes.find((one) => organizationId ? one.id === organizationId : one.may);
  return home?.may ? home.id : null;
}

/** A project made by hand. */
export async function createProject(ctx: Ctx, input: CreateInput): Promise<Result<m.Project>> {
  const { organizationId } = input;
  const permission = { resource: "project", verb: "insert" as const, organizationId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const home = await homeOrganization(sql, organizationId);
    if (home === null) return failure(403, "You may not begin a project in an organisation");
    const id = crypto.randomUUID();
    await insertProjectRow(sql, { id, org_id: home, ...columnsOf(input, new Date()) });
    const project = await projectIn(sql, id);
    return project ? success(project) : NOT_FOUND;
  }, { reason: ctx.reason, permission });
}

/**
 * Inserts a project in the transaction at hand; undefined when the organisation has one with the
 * NCT number already. Lists that the row does not name are empty.
 */
export async function insertProjectRow(sql: Sql, row: Doc): Promise<string | undefined> {
  const empty = { secondary_ids: [], collaborators: [], field_sources: {} };
  const lists = { conditions: [], keywords: [], who_masked: [], std_ages: [] };
  const times = { created_at: new Date(), updated_at: new Date(), row_version: 1 };
  return await queries.insertProject(sql, { ...empty, ...lists, ...times, ...row });
}

/** Changes fields of a project while it is still at `version`. */
export async function updateProject(
  ctx: Ctx,
  input: { id: string; version: number | null; changes: UpdateInput; now?: Date },
): Promise<Result<m.Project>> {
  const { id, version, changes } = input;
  if (changes.phase !== undefined && changes.phases !== undefined) {
    return invalid([{ path: "/phase", message: "Give phase or phases, not both" }]);
  }
  const row = columnsOf(changes, input.now ?? new Date());
  return await inProject(ctx, id, "update", async (sql) => {
    if (!await queries.updateProject(sql, id, version, row)) return await stale(sql, id, version);
    const project = await projectIn(sql, id);
    return project ? success(project) : NOT_FOUND;
  });
}

async function stale(sql: Sql, id: string, version: number | null): Promise<Result<never>> {
  const now = await queries.versionOf(sql, id);
  if (now === undefined) return NOT_FOUND;
  return failure(
    412,
    `The project is at version ${now}, and the change was made to version ${version}: read it again`,
    { headers: { etag: `"${now}"` } },
  );
}

/** Deletes a project and all its rows; the audit trail keeps what they were. */
export async function deleteProject(
  ctx: Ctx,
  input: { id: string; version?: number | null },
): Promise<Result<null>> {
  const version = input.version ?? null;
  return await inProject(ctx, input.id, "delete", async (sql) => {
    const gone = await queries.deleteProject(sql, input.id, version);
    return gone ? success(null) : await stale(sql, input.id, version);
  });
}
