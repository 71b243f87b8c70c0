-- Why: a document asks for several figures of the same time: what sites gained is found once for all.

-- The rate of a study from what its sites gained (private.enrollment_gains): each site's gain by its
-- days, added up, times 30. known: at least 5 were gained.
create function private.enrollment_rate_of(gains jsonb, back integer) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('days', back, 'newest', max(g.newest), 'counted', count(*), 'sites', count(g.gained),
    'gained', sum(g.gained), 'enrolled', sum(g.enrolled), 'known', coalesce(sum(g.gained) >= 5, false),
    'monthly', case when sum(g.gained) >= 5 then round(sum(g.gained::numeric / g.span) * 30, 2) end,
    'daily', case when sum(g.gained) >= 5 then sum(g.gained::numeric / g.span) end)
  from jsonb_to_recordset(gains) as g(enrolled integer, gained integer, span integer, newest date)
$$;

create or replace function private.widgets_rate(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
declare
  docs jsonb := '[]';
  known jsonb := '{}';
  wish jsonb;
  back integer;
  days integer;
  site uuid;
  named text;
  gains jsonb;
  rate jsonb;
  plan record;
  refs uuid[];
begin
  select * into plan from private.enrollment_plan(day.project_id);
  for wish in select w from jsonb_array_elements(wanted) w loop
    back := coalesce((wish #>> '{params,days}')::int, 90);
    site := (wish #>> '{params,siteId}')::uuid;
    foreach days in array case wish ->> 'key' when 'rate.enrollment' then array[30, back] else array[back] end loop
      named := concat_ws(' ', days, site);
      if not known ? named then
        known := known || jsonb_build_object(named, (select coalesce(jsonb_agg(to_jsonb(g)), '[]') from private.enrollment_gains(day, days, site) g));
      end if;
    end loop;
    gains := known -> named;
    rate := private.enrollment_rate_of(gains, back);
    refs := array(select e.id from jsonb_to_recordset(gains) as g(site_id uuid, on_day date, before_on date, gained integer)
      cross join lateral (select x.id, x.as_of from public.enrollment_snapshots x
        where x.site_id = g.site_id and x.as_of in (g.on_day, g.before_on)) e
      where g.gained is not null and coalesce((wish ->> 'refs')::int, 0) > 0 order by e.as_of desc, e.id);
    docs := docs || (case wish ->> 'key'
      when 'rate.enrollment' then private.widget_doc(wish, (rate ->> 'monthly')::numeric, rate,
        jsonb_build_array(private.enrollment_rate_of(known -> concat_ws(' ', 30, site), 30), rate), 'enrollment_snapshot', refs)
      when 'rate.sites' then (
        select private.widget_doc(wish, count(g.gained), rate,
          jsonb_agg(jsonb_build_object('id', g.site_id, 'name', g.name, 'n', g.enrolled, 'on', g.on_day, 'before', g.before,
            'gained', g.gained, 'span', g.span, 'monthly', round(g.gained::numeric / g.span * 30, 2)) order by g.place)
            filter (where g.place <= coalesce((wish #>> '{params,limit}')::int, 10)), 'enrollment_snapshot', refs)
        from (select x.*, private.site_label(s) as name, row_number() over (order by x.gained desc nulls last, s.ordinal, s.id) as place
          from jsonb_to_recordset(gains) as x(site_id uuid, enrolled integer, on_day date, before integer, gained integer, span integer)
          join public.sites s on s.id = x.site_id) g)
      else (
        select private.widget_doc(wish, case wish ->> 'key' when 'rate.needed' then (rate ->> 'daily')::numeric / nullif(n.needed, 0) end,
          rate || jsonb_build_object('target', plan.target, 'lastOn', plan.last_on, 'toGo', t.to_go, 'needed', round(n.needed * 30, 2),
            'daysToGo', d.days, 'reachedOn', case when d.days < 36500 then (rate ->> 'newest')::date + d.days end),
          null, 'enrollment_snapshot', refs)
        from (select plan.target - (rate ->> 'enrolled')::bigint as to_go, plan.last_on - (rate ->> 'newest')::date as days_left) t
        cross join lateral (select case when t.to_go > 0 and t.days_left > 0 then t.to_go::numeric / t.days_left end as needed) n
        cross join lateral (select case when t.to_go > 0 and (rate ->> 'daily')::numeric > 0
          then least(ceil(t.to_go / (rate ->> 'daily')::numeric), 36500)::int end as days) d)
      end);
  end loop;
  return docs;
end
$$;
drop function private.enrollment_rate(private.project_day, integer);

revoke execute on function private.enrollment_rate_of(jsonb, integer) from public;
grant execute on function private.enrollment_rate_of(jsonb, integer) to authenticated, service_role;
