-- Why: the documents of the regulatory advisor take lists where the dashboard had counts: what is
-- expected by requirement, place and zone, what is missing, what waits for approval, which versions
-- are in force, what was waived. All stand on private.expected_documents() and version_states().

insert into private.widget_entries (key, family, resources) values
  ('documents.expected', 'documents', '{document,site}'),
  ('documents.missing', 'documents', '{document,site}'),
  ('documents.by_requirement', 'documents', '{document}'),
  ('documents.by_zone', 'documents', '{document}'),
  ('documents.expiry_bands', 'documents', '{document}'),
  ('documents.awaiting', 'documents', '{document,document_version,site}'),
  ('documents.in_force', 'documents', '{document,document_version,site}'),
  ('documents.consent_versions', 'documents', '{document,document_version,site}'),
  ('documents.waivers', 'documents', '{document,document_waiver,site}'),
  ('documents.regulations', 'documents', '{regulation}');

insert into private.source_kinds (kind, tbl, label) values
  ('document_requirement', 'document_requirements', 'r.title'),
  ('document_waiver', 'document_waivers', '(select q.title from public.document_requirements q where q.id = r.requirement_id)'),
  ('regulation', 'regulations', 'r.name')
on conflict do nothing;

-- A widget's answer whose source rows are of several kinds: refs is [{kind, id}], all of them.
create function private.widget_of(wish jsonb, value numeric, facts jsonb, rows jsonb, refs jsonb) returns jsonb
language sql immutable as $$
  select private.widget_doc(wish, value, facts, rows, null, null) || jsonb_build_object(
    'count', coalesce(jsonb_array_length(refs), 0),
    'refs', case when (wish ->> 'refs')::int > 0
      then jsonb_path_query_array(coalesce(refs, '[]'), ('$[0 to ' || (wish ->> 'refs')::int - 1 || ']')::jsonpath) else '[]' end)
$$;

-- What stands on expected_documents(): slots are its rows, names the zones of the organisation.
create function private.expected_widget(wish jsonb, slots jsonb, names jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  key text := wish ->> 'key';
  most integer := coalesce((wish #>> '{params,limit}')::int, 6);
  ahead integer := coalesce((wish #>> '{params,days}')::int, 90);
  only_site text := wish #>> '{params,siteId}';
begin
  return (
    with doc as materialized (
      select d, d ->> 'state' as state, (d ->> 'requirement')::uuid as requirement, (d ->> 'document')::uuid as document,
        coalesce(d ->> 'document', d ->> 'requirement')::uuid as id, (d ->> 'left')::int as days_left,
        array_position(array['expired', 'missing', 'withdrawn', 'pending', 'expiring', 'waived', 'current'], d ->> 'state') as rank,
        names ->> left(d ->> 'artifact', 2) as zone
      from jsonb_array_elements(slots) d where (only_site is null or d ->> 'siteId' = only_site) and case key
        when 'documents.completeness' then d ->> 'requirement' is not null and d ->> 'state' <> 'waived'
        when 'documents.expiring' then d ->> 'state' in ('expiring', 'expired') and (d ->> 'left')::int <= ahead
        when 'documents.expiry_bands' then d ->> 'state' in ('expiring', 'expired')
        when 'documents.missing' then d ->> 'requirement' is not null and d ->> 'state' = 'missing'
        when 'documents.by_requirement' then d ->> 'requirement' is not null
        when 'documents.by_zone' then d ->> 'requirement' is not null and d ->> 'state' <> 'waived' else true end
    ), rule as (
      select requirement, min(d ->> 'asked') as title, min(d ->> 'level') as level, min(d ->> 'needed') as needed,
        count(*) as n, count(*) filter (where state in ('current', 'expiring')) as held, count(*) filter (where state = 'missing') as missing,
        count(*) filter (where state = 'expired') as expired, count(*) filter (where state = 'waived') as waived, min(rank) as rank
      from doc where key = 'documents.by_requirement' group by requirement
    ), zone as (
      select left(d ->> 'artifact', 2) as number, zone, count(*) as n, count(*) filter (where state in ('current', 'expiring')) as held,
        count(*) filter (where state = 'missing') as missing, count(*) filter (where state = 'expired') as expired
      from doc where key = 'documents.by_zone' group by 1, 2
    ), placed as (
      select d, case when key = 'documents.expiring' then row_number() over (order by days_left, d ->> 'title', id)
        else row_number() over (order by rank, d ->> 'needed' is null, d ->> 'title', d ->> 'place' nulls first, id) end as place
      from doc where key in ('documents.expiring', 'documents.expected', 'documents.missing')
    )
    select private.widget_of(wish,
      case key when 'documents.completeness'
          then (select count(*) filter (where state in ('current', 'expiring'))::numeric / nullif(count(*), 0) from doc)
        when 'documents.by_requirement' then (select count(*) from rule) when 'documents.by_zone' then (select count(*) from zone)
        else (select count(*) from doc) end,
      jsonb_build_object('of', (select count(*) from doc where state in ('current', 'expiring')), 'by', (select count(*) from doc),
        'missing', (select count(*) from doc where state = 'missing'), 'expired', (select count(*) from doc where state = 'expired'),
        'needed', (select count(*) from doc where d ->> 'needed' is not null and state in ('missing', 'withdrawn', 'expired')), 'days', ahead,
        'rules', (select count(distinct requirement) from doc)),
      case key when 'documents.by_state' then (
          select jsonb_agg(jsonb_build_object('state', c.state, 'n', c.n) order by c.n desc, c.state) from (
            select state, count(*) as n from doc group by state) c)
        when 'documents.expiry_bands' then (
          select jsonb_agg(jsonb_build_object('band', b.band, 'n', (select count(*) from doc where days_left between b.least and b.most)) order by b.least)
          from (values ('expired', -1000000, -1), ('30', 0, 30), ('60', 31, 60), ('90', 61, 90)) as b(band, least, most))
        when 'documents.by_requirement' then (
          select jsonb_agg(to_jsonb(x) - 'place' order by x.place) from (
            select r.*, row_number() over (order by r.rank, r.needed is null, r.title, r.requirement) as place from rule r) x where x.place <= most)
        when 'documents.by_zone' then (select jsonb_agg(to_jsonb(z) order by z.number nulls last) from zone z)
        else (select jsonb_agg(d order by place) from placed where place <= most) end,
      -- What was never begun stands on the rule that expects it.
      (select coalesce(jsonb_agg(jsonb_build_object('kind', case when document is null then 'document_requirement' else 'document' end, 'id', id)
        order by rank, id), '[]') from doc))
  );
end
$$;

-- What stands on versions: states are those of version_states() with their documents.
create function private.version_widget(day private.project_day, wish jsonb, states jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  key text := wish ->> 'key';
  most integer := coalesce((wish #>> '{params,limit}')::int, 8);
  only_site text := wish #>> '{params,siteId}';
begin
  return (
    with version as materialized (
      select v, (v ->> 'id')::uuid as id, v ->> 'phase' as phase,
        day.today - (v ->> 'waits')::date as waits
      from jsonb_array_elements(states) v where (only_site is null or v ->> 'siteId' = only_site) and case key
        when 'documents.awaiting' then (v ->> 'awaiting')::boolean
        when 'documents.in_force' then v ->> 'phase' = 'held' and (v ->> 'place')::int = 1 and v ->> 'state' <> 'expired'
        else v ->> 'kind' = 'consent_form' end
    ), used as materialized (
      select u.version_id, count(*) filter (where u.used_from <= day.today and coalesce(u.used_until >= day.today, true)) as in_use,
        count(*) filter (where u.approved_on <= day.today) as approved
      from public.document_uses u where key = 'documents.consent_versions' and u.project_id = day.project_id group by u.version_id
    ), placed as (
      select x.v, x.id, x.waits, coalesce(u.in_use, 0) as in_use, coalesce(u.approved, 0) as approved,
        row_number() over (order by case when key = 'documents.awaiting' then -x.waits else 0 end,
          x.v ->> 'title', x.v ->> 'at' nulls first, x.v ->> 'actsOn' desc nulls first, x.v ->> 'version', x.id) as place
      from version x left join used u on u.version_id = x.id
    )
    select private.widget_doc(wish, (select count(*) from version),
      jsonb_build_object('old', (select count(*) from version where waits > 3),
        'expiring', (select count(*) from version where v ->> 'state' = 'expiring'),
        'supersededInUse', (select count(*) from placed where v ->> 'state' in ('superseded', 'withdrawn') and in_use > 0),
        'inForce', (select count(*) from version where phase = 'held' and (v ->> 'place')::int = 1)),
      (select jsonb_agg(v || jsonb_build_object('waitsDays', waits, 'inUse', in_use, 'approved', approved) order by place) from placed where place <= most),
      'document_version', (select coalesce(array_agg(id order by place), '{}') from placed))
  );
end
$$;

-- Waivers and what the study named as its regulations.
create function private.rule_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  most integer := coalesce((wish #>> '{params,limit}')::int, 8);
begin
  if wish ->> 'key' = 'documents.regulations' then
    return (
      with rule as (
        select g.id, g.name, g.jurisdiction, row_number() over (order by g.ordinal, g.name, g.id) as place
        from public.regulations g where g.project_id = day.project_id
      )
      select private.widget_doc(wish, (select count(*) from rule), '{}', (select jsonb_agg(jsonb_build_object('name', name,
        'jurisdiction', jurisdiction) order by place) from rule where place <= most),
        'regulation', (select coalesce(array_agg(id order by place), '{}') from rule)));
  end if;
  return (
    with waiver as (
      select w.id, q.title, coalesce(private.site_label(s), w.country) as at, w.reason, w.until_on,
        coalesce(w.until_on >= day.today, true) as live,
        row_number() over (order by coalesce(w.until_on >= day.today, true) desc, q.title, w.id) as place
      from public.document_waivers w join public.document_requirements q on q.id = w.requirement_id
      left join public.sites s on s.id = w.site_id
      where w.project_id = day.project_id and (wish #>> '{params,siteId}' is null or w.site_id = (wish #>> '{params,siteId}')::uuid)
    )
    select private.widget_doc(wish, (select count(*) from waiver),
      jsonb_build_object('ended', (select count(*) from waiver where not live)),
      (select jsonb_agg(to_jsonb(w) - 'place' order by w.place) from waiver w where w.place <= most),
      'document_waiver', (select coalesce(array_agg(id order by place), '{}') from waiver)));
end
$$;

-- Which version of a consent form each site works with today.
create function private.consent_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with used as materialized (
      select u.*, private.site_label(s) as site, s.ordinal, d.title from private.consent_uses(array[day]) u
      join public.sites s on s.id = u.site_id join public.documents d on d.id = u.document_id
      where (u.used_until is null or u.used_until >= day.today)
        and (wish #>> '{params,siteId}' is null or u.site_id = (wish #>> '{params,siteId}')::uuid)
    )
    select private.widget_doc(wish, (select count(*) from used where superseded), jsonb_build_object('of', (select count(*) from used)),
      (select jsonb_agg(jsonb_build_object('site', x.site, 'siteId', x.site_id, 'document', x.title, 'version', x.version,
        'newest', x.newest_version, 'superseded', x.superseded, 'from', x.used_from) order by x.place)
        from (select used.*, row_number() over (order by superseded desc, ordinal, site_id, title, version) as place from used) x
        where x.place <= coalesce((wish #>> '{params,limit}')::int, 6)), 'document_version',
      (select coalesce(array_agg(distinct version_id), '{}') from used)));
end
$$;

create or replace function private.widgets_documents(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  keys text[] := array(select w ->> 'key' from jsonb_array_elements(wanted) w);
  by_version text[] := '{documents.awaiting,documents.in_force,documents.consent_versions}';
  alone text[] := '{documents.waivers,documents.regulations,documents.consent_matrix}';
  -- Read once, and only where it is needed.
  slots jsonb;
  states jsonb;
  names jsonb;
begin
  if not keys <@ (by_version || alone) then
    slots := (
      select coalesce(jsonb_agg(jsonb_build_object('requirement', e.requirement_id, 'document', e.document_id, 'title', e.title,
        'asked', q.title, 'place', coalesce(private.site_label(s), e.country), 'siteId', e.site_id, 'level', e.level, 'kind', e.kind,
        'artifact', e.artifact_number, 'needed', e.needed_for, 'state', e.state, 'expires', e.expires_on, 'left', e.days_left,
        'since', e.since_on, 'version', e.version, 'reason', e.reason)), '[]')
      from private.expected_documents(array[day]) e left join public.sites s on s.id = e.site_id
      left join public.document_requirements q on q.id = e.requirement_id);
    names := (select coalesce(jsonb_object_agg(left(n.number, 2), n.zone), '{}')
      from (select distinct on (left(t.number, 2)) t.number, t.zone from private.tmf_names(day.org_id) t order by left(t.number, 2), t.own desc) n);
  end if;
  if keys && by_version then
    states := (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.version_id, 'document', o.id, 'title', o.title, 'kind', o.kind, 'siteId', o.site_id,
        'at', coalesce(private.site_label(s), o.country), 'version', t.version, 'state', t.state, 'phase', t.phase, 'place', t.place,
        'actsOn', t.acts_on, 'lastsTo', t.lasts_to, 'approvedOn', v.approved_on,
        'waits', coalesce(v.dated_on::date, (v.created_at at time zone 'UTC')::date),
        'awaiting', v.approved_on is null and t.phase <> 'withdrawn' and not exists (select from public.document_versions n
          where n.document_id = v.document_id and n.approved_on is not null and n.created_at > v.created_at))), '[]')
      from private.version_states(array[day]) t join public.document_versions v on v.id = t.version_id
      join public.documents o on o.id = t.document_id left join public.sites s on s.id = o.site_id);
  end if;
  return (select coalesce(jsonb_agg(case
      when w ->> 'key' = 'documents.consent_matrix' then private.consent_widget(day, w)
      when w ->> 'key' = any (alone) then private.rule_widget(day, w)
      when w ->> 'key' = any (by_version) then private.version_widget(day, w, states)
      else private.expected_widget(w, slots, names) end), '[]')
    from jsonb_array_elements(wanted) w);
end
$$;

revoke execute on function private.widget_of(jsonb, numeric, jsonb, jsonb, jsonb), private.expected_widget(jsonb, jsonb, jsonb),
  private.version_widget(private.project_day, jsonb, jsonb), private.rule_widget(private.project_day, jsonb),
  private.consent_widget(private.project_day, jsonb) from public;
grant execute on function private.widget_of(jsonb, numeric, jsonb, jsonb, jsonb), private.expected_widget(jsonb, jsonb, jsonb),
  private.version_widget(private.project_day, jsonb, jsonb), private.rule_widget(private.project_day, jsonb),
  private.consent_widget(private.project_day, jsonb) to authenticated, service_role;
