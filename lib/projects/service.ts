/** Use cases of projects. Each takes who is calling and answers with a value or a problem. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { columnsOf, type CreateInput, type UpdateInput } from "./inputs.ts";
import type * as m from "./model.ts";
import { SITES_ON_PAGE } from "./model.ts";
import * as queries from "./queries.ts";
import {
  type Doc,
  type ProjectHead,
  toHead,
  toProject,
  toProjectPage,
  toSite,
  toSummary,
} from "./view.ts";

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
): Promise<Result<m.PortfolioPage>> {
  const filter = {
    q: input.q?.trim() || null,
    status: input.status ?? null,
    archived: input.archived ?? false,
    limit: input.limit ?? 50,
    cursor: input.cursor ?? null,
  };
  const doc = await ctx.db.asUser(ctx.claims, (sql) => queries.readPortfolio(sql, filter), {
    permission: undefined,
  });
  const pending = doc.pending as string[];
  const projects = (doc.projects as Doc[]).map((row) => toSummary(row, pending));
  const nextCursor = (doc.nextCursor ?? null) as string | null;
  const organizations = doc.organizations as (m.PortfolioPage["organizations"][number] & {
    can: Record<string, string[]>;
  })[];
  return success({
    projects,
    nextCursor,
    total: nextCursor === null && filter.cursor === null ? projects.length : null,
    brand: (doc.brand ?? null) as m.PortfolioPage["brand"],
    organizations: organizations.map(({ id, name, role, can }) => ({
      id,
      name,
      role,
      mayCreate: can.project?.includes("insert") ?? false,
      maySeeActivity: can.activity?.includes("select") ?? false,
    })),
  });
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

/** What stands above every page of a project, in the transaction at hand; null when not seen. */
export async function headIn(
  sql: Sql,
  id: string,
): Promise<Pick<m.SitesPage, "project" | "organization" | "may"> | null> {
  const found = await queries.readHead(sql, id);
  return found === null ? null : toHead(found.head, found.pending);
}

/** What the page of a project shows, in one statement. */
export async function readProjectPage(
  ctx: Ctx,
  input: { id: string },
): Promise<Result<m.ProjectPage>> {
  const doc = await inProject(
    ctx,
    input.id,
    "select",
    (sql) => queries.readProject(sql, input.id, SITES_ON_PAGE),
  );
  return doc === null ? NOT_FOUND : success(toProjectPage(doc));
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

export interface SitesInput {
  id: string;
  q?: string | undefined;
  country?: string | undefined;
  status?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** A page of a project's sites, in the order of the study. */
export async function listSites(ctx: Ctx, input: SitesInput): Promise<Result<m.SitesPage>> {
  const limit = input.limit ?? SITES_ON_PAGE;
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  if (after === undefined) {
    const message = `Cannot use cursor "${input.cursor}": it is none of ours`;
    return invalid([{ path: "/cursor", message }]);
  }
  const filter = {
    q: input.q?.trim() || null,
    country: input.country ?? null,
    status: input.status ?? null,
    limit,
    after,
  };
  const doc = await inProject(
    ctx,
    input.id,
    "select",
    (sql) => queries.listSites(sql, input.id, filter),
  );
  if (doc === null) return NOT_FOUND;
  const rows = doc.sites as Doc[];
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return success({
    ...toHead(doc.head as ProjectHead, doc.pending === true),
    countries: doc.countries as m.SitesPage["countries"],
    sites: rows.slice(0, limit).map(toSite),
    total: Number(doc.total),
    nextCursor: last ? `${last.ordinal}_${last.id}` : null,
  });
}

function readCursor(cursor: string): { ordinal: number; id: string } | undefined {
  const parts = /^(\d{1,9})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  return parts ? { ordinal: Number(parts[1]), id: String(parts[2]) } : undefined;
}
