// Random requirements, documents, versions and waivers, as rows.
import type { Sql } from "@/lib/db/mod.ts";
import { day, randomness } from "@/lib/sites/testing.ts";

export type Day = string | null;
export type Row = Record<string, unknown>;

interface Site {
  id: string;
  country: string | null;
}
export interface Requirement {
  id: string;
  scope: string | null;
  state: string;
  countries: string[] | null;
  valid_months: number | null;
  needed_for: string | null;
}
export interface Place {
  site_id: string | null;
  country: string | null;
}
export interface Document extends Place {
  id: string;
  requirement_id: string | null;
}
export interface Version {
  id: string;
  document_id: string;
  version: string;
  approved_on: Day;
  effective_on: Day;
  expires_on: Day;
  withdrawn_on: Day;
}
export interface Waiver extends Place {
  requirement_id: string;
  reason: string;
  until_on: Day;
}

export interface Facts {
  sites: Site[];
  document_requirements: Requirement[];
  documents: Document[];
  document_versions: Version[];
  document_waivers: Waiver[];
}

const COUNTRIES = ["Germany", "germany ", "France", "Japan"];
export const key = (country: string | null) =>
  country === null ? null : country.trim().toLowerCase();

export function randomFacts({ next, pick, past, maybe, many }: ReturnType<typeof randomness>) {
  const id = () => crypto.randomUUID();
  const near = () => pick(day(-401), day(-91), day(-1), day(0), day(1), day(89), day(90), day(91));
  const sites = Array.from(
    { length: 9 },
    (): Site => ({ id: id(), country: pick(...COUNTRIES, null) }),
  );
  const document_requirements = Array.from({ length: 14 }, (): Requirement => ({
    id: id(),
    scope: pick("STUDY", "COUNTRY", "SITE", "SITE", null),
    state: pick("confirmed", "confirmed", "confirmed", "unconfirmed"),
    countries: pick(null, null, ["GERMANY"], ["France", "Japan "]),
    valid_months: pick(null, 1, 12, 13),
    needed_for: pick(null, "site_activation"),
  }));
  const place = (): Place =>
    pick<() => Place>(
      () => ({ site_id: null, country: null }),
      () => ({ site_id: null, country: pick(...COUNTRIES) }),
      () => ({ site_id: pick(...sites).id, country: null }),
    )();
  const documents = Array.from({ length: 90 }, (): Document => ({
    id: id(),
    requirement_id: pick(null, ...document_requirements.map((one) => one.id)),
    ...place(),
  }));
  const document_versions = documents.flatMap(({ id: document_id }) =>
    many(4, () => null).map((_, n): Version => {
      const effective_on = next() < .7 ? pick(past(), near()) : null;
      const expires_on = next() < .5 ? near() : null;
      return {
        ...{ id: id(), document_id, version: `${n}.0`, effective_on },
        approved_on: pick(maybe(.9), day(0), null, past()),
        expires_on: expires_on !== null && expires_on < (effective_on ?? "") ? null : expires_on,
        withdrawn_on: maybe(.25),
      };
    })
  );
  const document_waivers = [
    ...new Map(
      many(40, (): Waiver => ({
        requirement_id: pick(...document_requirements).id,
        ...place(),
        reason: `Reason ${next()}`,
        until_on: pick(null, day(-1), day(0), day(60)),
      })).map((one) => [`${one.requirement_id} ${one.site_id} ${key(one.country)}`, one]),
    ).values(),
  ];
  return { sites, document_requirements, documents, document_versions, document_waivers };
}

/** Inserts rows of a table that set the same columns. */
export async function insertRows(sql: Sql, table: string, rows: Row[]) {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]!).join(", ");
  await sql`insert into public.${sql.unsafe(`${table} (${names})`)} select ${sql.unsafe(names)}
    from jsonb_populate_recordset(null::public.${sql.unsafe(table)}, ${
    JSON.stringify(rows)
  }::text::jsonb)`;
}

/** All of them, in the order in which they refer to each other. */
export async function insertAll(sql: Sql, org: string, project: string, facts: Facts) {
  const home = { org_id: org, project_id: project };
  const titles = {
    sites: { facility: "F" },
    document_requirements: { title: "R" },
    documents: { title: "D" },
  };
  for (const [table, rows] of Object.entries(facts) as [keyof Facts, object[]][]) {
    const more = {
      ...(titles as Record<string, object>)[table],
      ...(table === "document_versions" ? { held_in: "Binder" } : {}),
    };
    await insertRows(sql, table, rows.map((row) => ({ ...home, ...row, ...more })));
  }
}
