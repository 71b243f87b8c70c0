/** SQL about organisations. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Image } from "./image.ts";
import type {
  OrganizationEntry,
  OrganizationSettings,
  SettingsInput,
  SettingsPage,
} from "./model.ts";

/** The settings; null when the caller does not belong to the organisation. */
export async function readSettings(sql: Sql, id: string): Promise<OrganizationSettings | null> {
  const [row] = await sql<OrganizationSettings[]>`
    select id, name, time_zone as "timeZone", brand_colour as "brandColour", logo_type as logo,
      data_region as "dataRegion", retention_years as "retentionYears", ai_off as "aiOff",
      ai_tokens_per_day as "aiTokensPerDay",
      private.utc(updated_at) as "updatedAt", row_version as version
    from public.orgs where id = ${id}::uuid`;
  return row ?? null;
}

/** What stands around the settings on their page. */
export async function readSurroundings(sql: Sql, id: string) {
  const [row] = await sql<(Omit<SettingsPage, "organization" | "may"> & { edit: boolean })[]>`
    select m.role,
      m.org_id = any ((select private.my_orgs_for('organization', 'update'))::uuid[]) as edit,
      private.org_tokens_today(m.org_id)::float8 as "tokensToday",
      (select count(*)::int from public.org_members a where a.org_id = m.org_id) as members,
      (select count(*)::int from public.org_members a
        where a.org_id = m.org_id and a.role = 'owner') as owners,
      (select count(*)::int from public.projects p
        where p.org_id = m.org_id and p.archived_at is not null) as archived
    from public.org_members m where m.org_id = ${id}::uuid and m.user_id = auth.uid()`;
  return row ?? null;
}

const COLUMNS = {
  name: "name",
  timeZone: "time_zone",
  brandColour: "brand_colour",
  dataRegion: "data_region",
  retentionYears: "retention_years",
  aiOff: "ai_off",
  aiTokensPerDay: "ai_tokens_per_day",
} as const;

/** Sets what is given, while the organisation is at `version`; false otherwise. */
export async function updateSettings(
  sql: Sql,
  id: string,
  version: number | null,
  changes: SettingsInput,
): Promise<boolean> {
  const row = Object.fromEntries(
    Object.entries(COLUMNS)
      .map(([field, column]) => [column, changes[field as keyof typeof COLUMNS]] as const)
      .filter(([, value]) => value !== undefined),
  );
  const changed = await sql`
    update public.orgs set ${sql(row)}
    where id = ${id}::uuid and (${version}::int is null or row_version = ${version}::int)`;
  return changed.count > 0;
}

/** Sets or (null) removes the logo; false when the organisation is not at `version`. */
export async function updateLogo(
  sql: Sql,
  id: string,
  version: number | null,
  logo: { bytes: Uint8Array; type: Image["type"] } | null,
): Promise<boolean> {
  const changed = await sql`
    update public.orgs set logo = ${logo?.bytes ?? null}::bytea, logo_type = ${logo?.type ?? null}
    where id = ${id}::uuid and (${version}::int is null or row_version = ${version}::int)`;
  return changed.count > 0;
}

export interface Look {
  version: number;
  colour: string | null;
}

/** The colour; null when the caller does not belong to the organisation. */
export async function readColour(sql: Sql, id: string): Promise<Look | null> {
  const [row] = await sql<Look[]>`
    select row_version as version, brand_colour as colour from public.orgs where id = ${id}::uuid`;
  return row ?? null;
}

export async function readLogo(sql: Sql, id: string) {
  const [row] = await sql<{ version: number; type: Image["type"]; bytes: Uint8Array }[]>`
    select row_version as version, logo_type as type, logo as bytes
    from public.orgs where id = ${id}::uuid and logo is not null`;
  return row ?? null;
}

/** The caller's organisations, by name. */
export async function listOrganizations(sql: Sql): Promise<OrganizationEntry[]> {
  return await sql<OrganizationEntry[]>`
    select o.id, o.name, m.role,
      (select count(*)::int from public.org_members a where a.org_id = o.id) as members
    from public.org_members m join public.orgs o on o.id = m.org_id
    where m.user_id = auth.uid() order by lower(o.name), o.id`;
}
