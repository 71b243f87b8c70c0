-- Why: a document of a country is not one of a site without a name.

create or replace function private.widgets_documents(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  ahead integer;
  -- Read once, and only where it is needed.
  found jsonb := case when exists (select from jsonb_array_elements(wanted) w where w ->> 'key' <> 'documents.consent_matrix') then (
    select coalesce(jsonb_agg(jsonb_build_object('requirement', e.requirement_id, 'document', e.document_id, 'title', e.title,
      'place', case when s.id is null then e.country else private.site_label(s) end, 'state', e.state, 'expires', e.expires_on, 'left', e.days_left,
      'version', e.version)), '[]')
    from private.expected_documents(array[day]) e left join public.sites s on s.id = e.site_id) else '[]' end;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 6);
    ahead := coalesce((wish #>> '{params,days}')::int, 90);
    if wish ->> 'key' = 'documents.consent_matrix' then
      docs := docs || (
        with used as materialized (
          select u.*, private.site_label(s) as site, s.ordinal, d.title from private.consent_uses(array[day]) u
          join public.sites s on s.id = u.site_id join public.documents d on d.id = u.document_id
          where u.used_until is null or u.used_until >= day.today
        )
        select private.widget_doc(wish, (select count(*) from used where superseded), jsonb_build_object('of', (select count(*) from used)),
          (select jsonb_agg(jsonb_build_object('site', x.site, 'siteId', x.site_id, 'document', x.title, 'version', x.version,
            'newest', x.newest_version, 'superseded', x.superseded, 'from', x.used_from) order by x.place)
            from (select used.*, row_number() over (order by superseded desc, ordinal, site_id, title, version) as place from used) x
            where x.place <= most), 'document_version',
          (select coalesce(array_agg(distinct version_id), '{}') from used)));
      continue;
    end if;
    docs := docs || (
      with doc as materialized (
        select d, d ->> 'state' as state, coalesce(d ->> 'document', d ->> 'requirement')::uuid as id, (d ->> 'left')::int as days_left
        from jsonb_array_elements(found) d where case wish ->> 'key'
          when 'documents.completeness' then d ->> 'requirement' is not null and d ->> 'state' <> 'waived'
          when 'documents.expiring' then d ->> 'state' in ('expiring', 'expired') and (d ->> 'left')::int <= ahead else true end
      )
      select private.widget_doc(wish,
          case wish ->> 'key' when 'documents.completeness'
            then (select count(*) filter (where state in ('current', 'expiring'))::numeric / nullif(count(*), 0) from doc)
            else (select count(*) from doc) end,
          jsonb_build_object('of', (select count(*) filter (where state in ('current', 'expiring')) from doc), 'by', (select count(*) from doc),
            'missing', (select count(*) from doc where state = 'missing'), 'expired', (select count(*) from doc where state = 'expired'),
            'days', ahead),
          case wish ->> 'key' when 'documents.by_state' then (
              select jsonb_agg(jsonb_build_object('state', c.state, 'n', c.n) order by c.n desc, c.state) from (
                select state, count(*) as n from doc group by state) c)
            when 'documents.expiring' then (select jsonb_agg(x.d order by x.place) from (
              select d, row_number() over (order by days_left, d ->> 'title', id) as place from doc) x where x.place <= most) end,
          'document', (select coalesce(array_agg(id order by id) filter (where d ->> 'document' is not null), '{}') from doc))
        || jsonb_build_object('count', (select count(*) from doc))
    );
  end loop;
  return docs;
end
$$;
