/** Use cases of an organisation's settings and looks. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { readImage } from "./image.ts";
import type {
  OrganizationEntry,
  OrganizationSettings,
  SettingsInput,
  SettingsPage,
} from "./model.ts";
import * as queries from "./queries.ts";

/** Who is calling, and why. */
export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

const NOT_FOUND = failure(404, "Not there, or not yours");

function inOrganization<T>(
  ctx: Ctx,
  organizationId: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: "organization", verb, organizationId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

export async function readSettings(ctx: Ctx, id: string): Promise<Result<OrganizationSettings>> {
  const it = await inOrganization(ctx, id, "select", (sql) => queries.readSettings(sql, id));
  return it ? success(it) : NOT_FOUND;
}

/** Settings and today's tokens, in the transaction at hand; null for who is not in it. */
export async function organizationIn(sql: Sql, id: string) {
  const [organization, around] = await Promise.all([
    queries.readSettings(sql, id),
    queries.readSurroundings(sql, id),
  ]);
  return organization && around ? { organization, tokensToday: around.tokensToday } : null;
}

export async function readSettingsPage(ctx: Ctx, id: string): Promise<Result<SettingsPage>> {
  const [organization, around] = await inOrganization(
    ctx,
    id,
    "select",
    (sql) => Promise.all([queries.readSettings(sql, id), queries.readSurroundings(sql, id)]),
  );
  if (!organization || !around) return NOT_FOUND;
  const { edit, ...rest } = around;
  return success({ organization, ...rest, may: { edit } });
}

/** Changes settings while they are at `version`; how long studies are kept needs a reason. */
export function updateSettings(
  ctx: Ctx,
  { id, version, changes }: { id: string; version: number | null; changes: SettingsInput },
): Promise<Result<OrganizationSettings>> {
  return changed(
    ctx,
    id,
    version,
    (sql) => queries.updateSettings(sql, id, version, changes),
  );
}

/** Sets the logo from the bytes of an image, or removes it (null). */
export async function updateLogo(
  ctx: Ctx,
  { id, version, bytes }: { id: string; version: number | null; bytes: Uint8Array | null },
): Promise<Result<OrganizationSettings>> {
  const image = bytes === null ? null : readImage(bytes);
  if (typeof image === "string") return invalid([{ path: "/logo", message: image }]);
  const logo = bytes && image ? { bytes, type: image.type } : null;
  return await changed(ctx, id, version, (sql) => queries.updateLogo(sql, id, version, logo));
}

async function changed(
  ctx: Ctx,
  id: string,
  version: number | null,
  update: (sql: Sql) => Promise<boolean>,
): Promise<Result<OrganizationSettings>> {
  return await inOrganization(ctx, id, "update", async (sql) => {
    const done = await update(sql);
    const now = await queries.readSettings(sql, id);
    if (!now) return NOT_FOUND;
    if (done) return success(now);
    const detail = `The settings are at version ${now.version}, and the change was made to ` +
      `version ${version}: read them again`;
    return failure(412, detail, { headers: { etag: `"${now.version}"` } });
  });
}

/** The colour of an organisation, for its members. */
export async function readColour(ctx: Ctx, id: string): Promise<Result<queries.Look>> {
  const it = await inOrganization(ctx, id, "select", (sql) => queries.readColour(sql, id));
  return it ? success(it) : NOT_FOUND;
}

/** The logo of an organisation, for its members; 404 when it has none. */
export async function readLogo(ctx: Ctx, id: string) {
  const it = await inOrganization(ctx, id, "select", (sql) => queries.readLogo(sql, id));
  return it ? success(it) : NOT_FOUND;
}

export async function listOrganizations(ctx: Ctx): Promise<OrganizationEntry[]> {
  return await ctx.db.asUser(ctx.claims, (sql) => queries.listOrganizations(sql));
}
