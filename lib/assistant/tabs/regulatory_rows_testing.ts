/** For tests: the rows of a study as they are stored, and small rules counted from them without SQL. */
import type { Claims, Db } from "@/lib/db/mod.ts";
import { acts, recount, versionStates } from "@/lib/documents/recount_testing.ts";
import type { Facts } from "@/lib/documents/testing.ts";
import { key } from "@/lib/documents/testing.ts";

export type Row = Record<string, unknown> & { id: string };

const TABLES = [
  ...["sites", "document_requirements", "documents", "document_versions", "document_uses"] as const,
  ...["document_waivers", "regulations", "risks", "critical_factors", "kris", "qtls"] as const,
  ...["deviations", "capas", "tasks", "milestones", "dependencies", "kri_values"] as const,
] as const;
export type Rows = Record<typeof TABLES[number], Row[]>;

/** All rows of a study that the person sees. */
export async function rowsOf(db: Db, claims: Claims, project: string): Promise<Rows> {
  const found = await db.asUser(claims, (sql) =>
    Promise.all(TABLES.map(async (table) => {
      const rows = await sql<{ row: Row }[]>`
        select to_jsonb(r) as row from public.${
        sql(table)
      } r where r.project_id = ${project}::uuid`;
      return [table, rows.map(({ row }) => row)];
    })));
  return Object.fromEntries(found) as Rows;
}

export const text = (value: unknown) => typeof value === "string" && value !== "" ? value : null;

export function siteLabel(rows: Rows, id: unknown): string | null {
  const site = rows.sites.find((one) => one.id === id);
  if (!site) return null;
  const place = text(site.facility) ?? text(site.city) ?? text(site.country);
  return [text(site.number), place].filter(Boolean).join(" ") || "A site without a name";
}

/** Expected and held documents, with what they are called. */
export function expectedOf(rows: Rows, today: string) {
  return recount(rows as unknown as Facts, today).map((one) => {
    const document = rows.documents.find(({ id }) => id === one.document_id);
    const rule = rows.document_requirements.find(({ id }) => id === one.requirement_id);
    const confirmed = rule?.state === "confirmed" ? rule : undefined;
    const { requirement_id, document_id, version_id, version, level, needed_for, expires_on } = one;
    return {
      ...{ requirement_id, document_id, version_id, version, level, needed_for, expires_on },
      title: String((document ?? rule)!.title),
      asked: confirmed ? String(confirmed.title) : text(rule?.title),
      artifact: text((document ?? rule)?.artifact_number) ?? text(confirmed?.artifact_number),
      place: siteLabel(rows, one.site_id) ?? text(one.country),
      state: String(one.state),
      left: one.days_left as number | null,
    };
  });
}

const began = (site: Row) =>
  ["contract_signed_on", "ethics_approved_on", "initiation_visit_on", "activated_on"]
    .concat("first_participant_on").some((name) => site[name] !== null);

/** Versions in force of the kinds named, and how each document's versions stand. */
export function versionsOf(rows: Rows, today: string) {
  const states = versionStates(rows as unknown as Facts, today);
  const inForce = rows.document_versions.filter(({ id }) =>
    ["current", "expiring"].includes(states.get(id) ?? "")
  );
  const documentOf = (version: Row) => rows.documents.find(({ id }) => id === version.document_id)!;
  return { states, inForce, documentOf, acts: (row: Row) => acts(row as never) };
}

const uses = (use: Row, today: string) =>
  text(use.used_from) !== null && String(use.used_from) <= today &&
  (use.used_until === null || String(use.used_until) >= today);

/** Each site that has begun with each version in force of protocol and consent forms that is for it. */
export function approvalsOf(rows: Rows, today: string) {
  const { states, inForce, documentOf } = versionsOf(rows, today);
  const old = new Set(
    [...states].filter(([, state]) => ["superseded", "withdrawn"].includes(state)).map(([id]) =>
      id
    ),
  );
  return rows.sites.filter((site) => site.closed_on === null && began(site)).flatMap((site) =>
    inForce.flatMap((version) => {
      const document = documentOf(version);
      const mine = document.site_id === null
        ? document.country === null ||
          key(String(document.country)) === key(text(site.country))
        : document.site_id === site.id;
      const tracked = rows.document_uses.some((use) =>
        rows.document_versions.some((one) =>
          one.id === use.version_id && one.document_id === document.id
        )
      );
      if (!mine || !tracked || !["protocol", "consent_form"].includes(String(document.kind))) {
        return [];
      }
      const here = rows.document_uses.filter((use) => use.site_id === site.id);
      const use = here.find(({ version_id }) => version_id === version.id);
      const siblings = rows.document_versions.filter((one) => one.document_id === document.id);
      const now = here.filter((one) => uses(one, today))
        .flatMap((one) => siblings.filter(({ id }) => id === one.version_id));
      return [{
        ...{ site, document, version, superseded: now.some(({ id }) => old.has(id)) },
        lacks: !(text(use?.approved_on) !== null && String(use!.approved_on) <= today),
        active: site.activated_on !== null || site.first_participant_on !== null,
        worksWith: now.map((one) => String(one.version)).sort().join(", ") || null,
      }];
    })
  );
}

/** Uses of consent forms at sites that are not closed: those of today, and those superseded. */
export function consentUsesOf(rows: Rows, today: string) {
  const { states, inForce, documentOf } = versionsOf(rows, today);
  const all = rows.document_uses.flatMap((use) => {
    const version = rows.document_versions.find(({ id }) => id === use.version_id)!;
    const site = rows.sites.find(({ id }) => id === use.site_id)!;
    return documentOf(version).kind === "consent_form" && site.closed_on === null &&
        uses(use, today)
      ? [{ use, version, site }]
      : [];
  });
  const held = (version: Row) =>
    [...inForce, ...rows.document_versions.filter(({ id }) => states.get(id) === "expired")]
      .some((one) => one.document_id === version.document_id);
  const superseded = all.filter(({ version }) =>
    ["superseded", "withdrawn"].includes(states.get(version.id)!) && held(version)
  );
  return { all, superseded };
}
