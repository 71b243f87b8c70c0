/** Use cases of sites: the list, the dossier, and changes of rows with refusals in plain words. */
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { headIn, sourceOfRow } from "@/lib/projects/service.ts";
import { itemOf, type RowSpec } from "@/lib/rows/model.ts";
import * as rows from "@/lib/rows/service.ts";
import * as around from "./dossier.ts";
import type { Dossier, Site, SiteRights, SiteState, Standing } from "./model.ts";
import * as queries from "./queries.ts";
import { siteSpec } from "./specs.ts";

type Ctx = rows.Ctx;
type Head = Pick<NonNullable<Awaited<ReturnType<typeof headIn>>>, "project" | "organization">;

const NOT_FOUND = failure(404, "Not there, or not yours");

/** A row with where it stands, as the API gives it. */
function siteOf(doc: queries.Doc): Site {
  const source = sourceOfRow(doc.source);
  return { ...itemOf(siteSpec, doc), ...doc.standing as Standing, source } as unknown as Site;
}

const permission = (projectId: string, verb: "select" | "insert" | "update" | "delete") => ({
  permission: { resource: "site", verb, projectId },
});

export interface ListInput {
  id: string;
  q?: string | undefined;
  country?: string | undefined;
  status?: string | undefined;
  state?: SiteState | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface SiteList {
  /** How many sites a country has, most first; "" where it is not known. */
  countries: { country: string; sites: number }[];
  /** How many of all sites stand where. */
  states: Partial<Record<SiteState, number>>;
  /** Sites that enrol while their gate is open. */
  openGates: number;
  items: Site[];
  /** How many there are with the filter. */
  total: number;
  nextCursor: string | null;
}

export interface SitesPage extends Head, SiteList {
  may: SiteRights;
}

/** A page of a project's sites, in the order of the study. */
export async function listSites(ctx: Ctx, input: ListInput): Promise<Result<SiteList>> {
  const filter = filterOf(input);
  if (!filter) return badCursor(input.cursor);
  const doc = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.listSites(sql, input.id, filter),
    permission(input.id, "select"),
  );
  return success(listOf(doc, input.limit));
}

/** The same with what stands above the page, in the same wait. */
export async function readSitesPage(ctx: Ctx, input: ListInput): Promise<Result<SitesPage>> {
  const filter = filterOf(input);
  if (!filter) return badCursor(input.cursor);
  const [head, doc, may] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        headIn(sql, input.id),
        queries.listSites(sql, input.id, filter),
        around.readRights(sql, input.id),
      ]),
    permission(input.id, "select"),
  );
  if (!head) return NOT_FOUND;
  const { project, organization } = head;
  return success({ project, organization, may, ...listOf(doc, input.limit) });
}

function listOf(doc: queries.ListDoc, limit: number): SiteList {
  const last = doc.sites.length > limit ? doc.sites[limit - 1] : undefined;
  return {
    countries: doc.countries,
    states: doc.states,
    openGates: doc.openGates,
    items: doc.sites.slice(0, limit).map(siteOf),
    total: doc.total,
    nextCursor: last ? `${last.ordinal}_${last.id}` : null,
  };
}

function filterOf(input: ListInput): queries.SiteFilter | undefined {
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  if (after === undefined) return undefined;
  return {
    q: input.q?.trim() || null,
    country: input.country ?? null,
    status: input.status ?? null,
    state: input.state ?? null,
    limit: input.limit,
    after,
  };
}

const badCursor = (cursor: string | undefined) =>
  invalid([{ path: "/cursor", message: `Cannot use cursor "${cursor}": it is none of ours` }]);

function readCursor(cursor: string): { ordinal: number; id: string } | undefined {
  const parts = /^(\d{1,9})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  return parts ? { ordinal: Number(parts[1]), id: String(parts[2]) } : undefined;
}

export interface DossierPage extends Head, Dossier {
  may: SiteRights;
}

const TASKS = 10;
const ENTRIES = 6;

/** Everything about one site, in one wait. */
export async function readDossier(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<DossierPage>> {
  const [head, doc, gate, staff, contacts, enrollment, tasks, activity, may] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        headIn(sql, projectId),
        queries.readSite(sql, projectId, id),
        queries.readGate(sql, projectId, id),
        queries.readStaff(sql, projectId, id),
        around.readContacts(sql, projectId, id),
        around.readEnrollment(sql, projectId, id),
        around.readTasks(sql, projectId, id, TASKS),
        around.readEntries(sql, projectId, id, ENTRIES),
        around.readRights(sql, projectId),
      ]),
    permission(projectId, "select"),
  );
  if (!head || !doc) return NOT_FOUND;
  const { project, organization } = head;
  const site = siteOf(doc);
  return success({
    ...{ project, organization, may, site },
    ...{ gate, staff, contacts, enrollment, tasks, activity },
  });
}

export type Body = Record<string, unknown>;

/** Makes a site, after the others of the study. */
export const createSite = (ctx: Ctx, projectId: string, body: Body): Promise<Result<Site>> =>
  rows.plainly(siteSpec, () =>
    ctx.db.asUser(ctx.claims, async (sql) => {
      const ordinal = await around.nextOrdinal(sql, projectId);
      const [made] = await rows.insertRows(sql, withOrdinal, projectId, [{ ...body, ordinal }]);
      const doc = made && await queries.readSite(sql, projectId, made.id);
      return doc ? success(siteOf(doc)) : NOT_FOUND;
    }, { reason: ctx.reason, ...permission(projectId, "insert") }));

/** The order is ours to give, so callers cannot. */
const withOrdinal: RowSpec = {
  ...siteSpec,
  fields: {
    ...siteSpec.fields,
    ordinal: { column: "ordinal", schema: siteSpec.fields.lat!.schema },
  },
};

export interface Where {
  projectId: string;
  id: string;
  version: number | null;
}

/** Changes a site; where it stands then. */
export async function updateSite(ctx: Ctx, where: Where, body: Body): Promise<Result<Site>> {
  const { projectId, id } = where;
  const changed = await rows.updateRow(ctx, siteSpec, where, body);
  if (!changed.ok) return changed;
  const doc = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.readSite(sql, projectId, id),
    permission(projectId, "select"),
  );
  return doc ? success(siteOf(doc)) : NOT_FOUND;
}
