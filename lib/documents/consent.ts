/** Which version of a consent form each site works with: a page of sites, the forms that are theirs. */
import type { Sql } from "@/lib/db/mod.ts";
import type { ConsentUse } from "./model.ts";

/** What the matrix is narrowed to; "" is all. */
export interface ConsentFilter {
  /** A country of sites; forms of other countries go too. */
  country: string;
  /** A document; sites that it is not for go too. */
  form: string;
  /** Versions that were replaced and that no site works with, too. */
  all: boolean;
  /** From 1 on. */
  page: number;
}

export interface ConsentDoc {
  today: string;
  /** Of consent forms, newest first of each; forms in use after they were superseded lead. */
  versions: {
    id: string;
    documentId: string;
    title: string;
    /** A form of one country, or of one site, is for no other. */
    country: string | null;
    siteId: string | null;
    label: string;
    state: string;
    holdsFrom: string | null;
  }[];
  /** Versions left out: replaced or withdrawn, and no site works with them. */
  older: number;
  forms: { id: string; title: string; country: string | null }[];
  countries: string[];
  sites: { id: string; label: string; country: string | null }[];
  siteCount: number;
  superseded: number;
  /** Of the sites of the page. */
  uses: ConsentUse[];
}

export async function readConsent(
  sql: Sql,
  id: string,
  { country, form, all, page }: ConsentFilter,
  limit: number,
): Promise<ConsentDoc> {
  const [wantedCountry, wantedForm] = [country || null, form || null];
  const [row] = await sql<{ doc: ConsentDoc }[]>`
    with day as (select private.project_days(array[${id}::uuid]) as days),
    form as materialized (
      select d.* from public.documents d where d.project_id = ${id}::uuid and d.kind = 'consent_form'
    ), narrow as (
      select private.country_key(coalesce(${wantedCountry}::text,
        (select f.country from form f where f.id = ${wantedForm}::uuid))) as land,
        (select f.site_id from form f where f.id = ${wantedForm}::uuid) as site
    ), used as materialized (
      select c.*, u.id, u.row_version from day cross join lateral private.consent_uses(day.days) c
      join public.document_uses u on u.version_id = c.version_id and u.site_id = c.site_id
    ), place as materialized (
      select s.* from public.sites s cross join narrow n where s.project_id = ${id}::uuid
        and (n.land is null or private.country_key(s.country) = n.land) and (n.site is null or s.id = n.site)
    ), paged as (
      select s.*, row_number() over (order by not exists (select from used u where u.site_id = s.id and u.superseded),
        not exists (select from used u where u.site_id = s.id), s.ordinal, s.id) as n
      from place s order by n limit ${limit} offset ${(page - 1) * limit}
    ), known as materialized (
      select v.*, f.title, f.country, f.site_id,
        v.state not in ('superseded', 'withdrawn') or exists (select from used u where u.version_id = v.version_id
          and coalesce(u.used_until >= (day.days)[1].today, true)) as lives
      from day cross join lateral private.version_states(day.days) v join form f on f.id = v.document_id
      where (${wantedForm}::uuid is null or f.id = ${wantedForm}::uuid)
        and (${wantedCountry}::text is null or f.site_id in (select p.id from place p)
          or f.site_id is null and coalesce(private.country_key(f.country) = private.country_key(${wantedCountry}::text), true))
    )
    select jsonb_build_object(
      'today', (select (day.days)[1].today from day),
      'versions', (select coalesce(jsonb_agg(jsonb_build_object('id', v.version_id, 'documentId', v.document_id,
          'title', v.title, 'country', v.country, 'siteId', v.site_id,
          'label', v.version, 'state', v.state, 'holdsFrom', v.acts_on)
          order by not exists (select from used u where u.document_id = v.document_id and u.superseded),
            v.title, v.document_id, v.acts_on desc nulls first, v.created_at desc), '[]')
        from known v where v.lives or ${all}::boolean),
      'older', (select count(*) from known v where not v.lives),
      'forms', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'title', f.title, 'country', f.country)
          order by f.title, f.country, f.id), '[]') from form f),
      'countries', (select coalesce(jsonb_agg(c.country order by c.country), '[]') from (
        select min(trim(s.country)) as country from public.sites s
        where s.project_id = ${id}::uuid and trim(s.country) <> '' group by private.country_key(s.country)) c),
      'sites', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id,
          'label', concat_ws(' ', p.number, coalesce(p.facility, p.city, 'Not named')), 'country', p.country)
          order by p.n), '[]') from paged p),
      'siteCount', (select count(*) from place),
      'superseded', (select count(*) from used u where u.superseded),
      'uses', (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'documentId', u.document_id,
          'versionId', u.version_id, 'label', u.version, 'siteId', u.site_id, 'usedFrom', u.used_from,
          'usedUntil', u.used_until, 'approvedOn', u.approved_on, 'newest', u.newest_version,
          'newestFrom', u.newest_effective_on, 'superseded', u.superseded, 'version', u.row_version)), '[]')
        from used u where u.site_id in (select p.id from paged p))
    ) as doc`;
  return row!.doc;
}
