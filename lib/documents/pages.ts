/** The SQL of the pages of documents: each reads all it shows in a few statements at once. */
import type { Sql } from "@/lib/db/mod.ts";
import type { DocumentState, Expected } from "./model.ts";

export interface Filter {
  q: string;
  state: string;
  /** Days that are left at most: 30, 60, 90; 0 for any. */
  due: number;
  needed: string;
  country: string;
  site: string;
  kind: string;
  /** Two digits of a zone; "-" for documents without a number. */
  zone: string;
  /** From 1 on. */
  page: number;
}

export interface Zone {
  zone: string;
  name: string | null;
  expected: number;
  states: Partial<Record<DocumentState, number>>;
}

export interface ListDoc {
  today: string;
  all: number;
  total: number;
  states: Partial<Record<DocumentState, number>>;
  /** What needs action: missing for the activation of a site, and what expires within days. */
  gate: number;
  in30: number;
  in60: number;
  in90: number;
  unconfirmed: number;
  zones: Zone[];
  countries: string[];
  /** The site that the list is narrowed to. */
  site: string | null;
  items: Expected[];
}

const contains = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
const orNull = (text: string) => text === "" ? null : text;

/** What a study should hold and holds: counts of all, and a page of those that fit. */
export async function readList(
  sql: Sql,
  id: string,
  filter: Filter,
  limit: number,
): Promise<ListDoc> {
  const { due, page } = filter;
  const pattern = filter.q === "" ? null : contains(filter.q);
  const given = {
    ...{ state: orNull(filter.state), needed: orNull(filter.needed), zone: orNull(filter.zone) },
    ...{ country: orNull(filter.country), site: orNull(filter.site), kind: orNull(filter.kind) },
  };
  const { state, needed, country, site, kind, zone } = given;
  const [row] = await sql<{ doc: ListDoc }[]>`
    with day as (select private.project_days(array[${id}::uuid]) as days),
    known as materialized (
      select e.*, coalesce(left(e.artifact_number, 2), '-') as zone
      from day cross join lateral private.expected_documents(day.days) e
    ), found as materialized (
      select k.* from known k left join public.sites s on s.id = k.site_id
      where (${state}::text is null or k.state = ${state})
        and (${due}::int = 0 or k.state = 'expiring' and k.days_left <= ${due}::int)
        and (${needed}::text is null or k.needed_for = ${needed})
        and (${country}::text is null or k.country = ${country})
        and (${site}::uuid is null or k.site_id = ${site}::uuid)
        and (${kind}::text is null or k.kind = ${kind})
        and (${zone}::text is null or k.zone = ${zone})
        and (${pattern}::text is null or concat_ws(' ', k.title, k.artifact_number, k.country, s.number,
          s.facility, s.city) ilike ${pattern})
    ), paged as (
      select f.*, row_number() over (order by
        case when f.state = 'expired' then 1 when f.state = 'missing' and f.needed_for is not null then 2
          when f.state = 'expiring' then 3 when f.state = 'pending' then 4 when f.state = 'withdrawn' then 5
          when f.state = 'missing' then 6 when f.state = 'waived' then 7 else 8 end,
        f.days_left, f.artifact_number, f.title, f.level = 'SITE', f.country, f.site_id, f.document_id) as place
      from found f
    ), zones as (
      select k.zone, k.state, count(*) as n from known k group by k.zone, k.state
    ), names as (
      select left(t.number, 2) as zone, min(t.zone) as name
      from public.projects p cross join lateral private.tmf_names(p.org_id) t
      where p.id = ${id}::uuid group by left(t.number, 2)
    )
    select jsonb_build_object(
      'today', (select (day.days)[1].today from day),
      'all', (select count(*) from known), 'total', (select count(*) from found),
      'states', (select coalesce(jsonb_object_agg(c.state, c.n), '{}')
        from (select z.state, sum(z.n) as n from zones z group by z.state) c),
      'gate', (select count(*) from known k where k.state = 'missing' and k.needed_for = 'site_activation'),
      'in30', (select count(*) from known k where k.state = 'expiring' and k.days_left <= 30),
      'in60', (select count(*) from known k where k.state = 'expiring' and k.days_left <= 60),
      'in90', (select count(*) from known k where k.state = 'expiring'),
      'unconfirmed', (select count(*) from public.document_requirements r
        where r.project_id = ${id}::uuid and r.state = 'unconfirmed'),
      'zones', (select coalesce(jsonb_agg(jsonb_build_object('zone', c.zone, 'name', n.name,
          'expected', c.n, 'states', c.states) order by c.zone = '-', c.zone), '[]')
        from (select z.zone, sum(z.n) as n, jsonb_object_agg(z.state, z.n) as states
          from zones z group by z.zone) c left join names n on n.zone = c.zone),
      'countries', (select coalesce(jsonb_agg(c.country order by c.country), '[]')
        from (select distinct k.country from known k where k.country is not null) c),
      'site', (select private.site_label(s) from public.sites s
        where s.id = ${site}::uuid and s.project_id = ${id}::uuid),
      'items', (select coalesce(jsonb_agg(jsonb_build_object(
          'requirementId', g.requirement_id, 'documentId', g.document_id, 'versionId', g.version_id,
          'title', g.title, 'kind', g.kind, 'artifactNumber', g.artifact_number, 'level', g.level,
          'country', g.country, 'siteId', g.site_id,
          'site', case when s.id is not null then private.site_label(s) end,
          'neededFor', g.needed_for, 'state', g.state, 'sinceOn', g.since_on, 'version', g.version,
          'effectiveOn', g.effective_on, 'expiresOn', g.expires_on, 'daysLeft', g.days_left,
          'reason', g.reason, 'owner', p.name,
          'waiver', (select jsonb_build_object('id', w.id, 'version', w.row_version,
              'because', w.reason, 'untilOn', w.until_on)
            from public.document_waivers w
            where w.requirement_id = g.requirement_id and w.site_id is not distinct from g.site_id
              and private.country_key(w.country) is not distinct from
                case when g.level = 'COUNTRY' then private.country_key(g.country) end
            limit 1)) order by g.place), '[]')
        from paged g left join public.sites s on s.id = g.site_id
        left join public.profiles p on p.id = g.owner_id
        where g.place > ${(page - 1) * limit}::int and g.place <= ${page * limit}::int)
    ) as doc`;
  return row!.doc;
}

export interface Names {
  site: string | null;
  requirement: string | null;
  artifact:
    | { number: string; zone: string; section: string; artifact: string; own: boolean }
    | null;
}

/** What the ids of a document mean. */
export async function readNames(sql: Sql, projectId: string, id: string): Promise<Names> {
  const [row] = await sql<{ doc: Names }[]>`
    select jsonb_build_object('site', case when s.id is not null then private.site_label(s) end,
      'requirement', r.title,
      'artifact', (select to_jsonb(t) from private.tmf_names(d.org_id) t
        where t.number = coalesce(d.artifact_number, r.artifact_number))) as doc
    from public.documents d
    left join public.sites s on s.id = d.site_id
    left join public.document_requirements r on r.id = d.requirement_id
    where d.id = ${id}::uuid and d.project_id = ${projectId}::uuid`;
  return row?.doc ?? { site: null, requirement: null, artifact: null };
}

export interface Rights {
  add: boolean;
  edit: boolean;
  remove: boolean;
  addVersion: boolean;
  approve: boolean;
  waive: boolean;
}

export async function readRights(sql: Sql, projectId: string): Promise<Rights> {
  const [row] = await sql<{ can: Record<string, string[]> | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' as can`;
  const may = (resource: string, verb: string) => row?.can?.[resource]?.includes(verb) ?? false;
  return {
    add: may("document", "insert"),
    edit: may("document", "update"),
    remove: may("document", "delete"),
    addVersion: may("document_version", "insert"),
    approve: may("document_version", "update"),
    waive: may("document_waiver", "insert"),
  };
}
