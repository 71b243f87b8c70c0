-- Why: the snapshots behind the figures of enrollment are found for all widgets at once, which takes a
-- fifth of the time; risks have the numbers that the page of quality gives them.

drop function private.widget_snapshots(uuid, text, text, uuid);

-- The snapshots that the figures of these entries are taken from: how many, and the first `most`.
create function private.widget_snapshots(project uuid, only_country text, only_site uuid, keys text[], most integer)
returns table (key text, n bigint, refs jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  scoped uuid[] := array(select s.id from public.sites s
    where s.project_id = widget_snapshots.project and (only_site is null or s.id = only_site)
      and (only_country is null or coalesce(s.country, '') = only_country));
begin
  return query
    with taken as (
      select distinct k.key, l.site_id, unnest(k.days) as on_day
      from private.enrollment_latest(project, null, scoped) l
      cross join lateral (values
        ('enrollment.enrolled', array[l.enrolled_on]),
        ('enrollment.screen_ratio', case when num_nulls(l.screened_on, l.enrolled_on) = 0 then array[l.screened_on, l.enrolled_on] end),
        ('enrollment.retention', case when num_nulls(l.withdrawn_on, l.enrolled_on) = 0 then array[l.withdrawn_on, l.enrolled_on] end),
        ('enrollment.screen_failure', case when num_nulls(l.screen_failed_on, l.screened_on) = 0 then array[l.screen_failed_on, l.screened_on] end),
        ('enrollment.funnel', array[l.prescreened_on, l.screened_on, l.screen_failed_on, l.enrolled_on, l.withdrawn_on, l.completed_on]),
        ('enrollment.by_country', array[l.enrolled_on, l.screened_on]),
        ('enrollment.by_site', array[l.enrolled_on, l.screened_on, l.screen_failed_on])
      ) as k(key, days)
      where k.key = any (keys)
    ), found as (
      select t.key, o.id, o.as_of from taken t
      join public.enrollment_snapshots o on o.site_id = t.site_id and o.as_of = t.on_day
      union all
      select 'enrollment.burnup', o.id, o.as_of from public.enrollment_snapshots o
      where 'enrollment.burnup' = any (keys) and o.site_id = any (scoped) and o.enrolled is not null
    ), placed as (
      select f.key, f.id, row_number() over (partition by f.key order by f.as_of desc, f.id) as place from found f
    )
    select p.key, count(*), coalesce(jsonb_agg(jsonb_build_object('kind', 'enrollment_snapshot', 'id', p.id) order by p.place)
      filter (where p.place <= most), '[]')
    from placed p group by p.key;
end
$$;
revoke execute on function private.widget_snapshots(uuid, text, uuid, text[], integer) from public;
grant execute on function private.widget_snapshots(uuid, text, uuid, text[], integer) to authenticated, service_role;

create or replace function private.widgets_enrollment(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  known jsonb := '{}';
  plan record;
  wish jsonb;
  scope text;
  only_country text;
  only_site uuid;
  totals jsonb;
  study jsonb;
  newest date;
  goal bigint;
  pair jsonb;
  fraction numeric;
  facts jsonb;
  listed jsonb;
begin
  select * into plan from private.enrollment_plan(day.project_id);
  for wish in select w from jsonb_array_elements(wanted) w loop
    only_country := wish #>> '{params,country}';
    only_site := (wish #>> '{params,siteId}')::uuid;
    scope := format('%L %L', only_country, only_site);
    if not known ? scope then
      known := known || jsonb_build_object(scope, jsonb_build_object(
        'totals', (select jsonb_agg(to_jsonb(t)) from private.enrollment_totals(day.project_id, null, only_country, only_site) t),
        'rows', (select coalesce(jsonb_object_agg(r.key, jsonb_build_object('count', r.n, 'refs', r.refs)), '{}')
          from private.widget_snapshots(day.project_id, only_country, only_site,
            array(select w ->> 'key' from jsonb_array_elements(wanted) w), coalesce((wish ->> 'refs')::int, 0)) r)));
    end if;
    totals := known -> scope -> 'totals';
    select t into study from jsonb_array_elements(totals) t where t ->> 'level' = 'study';
    newest := (select max((c.value ->> 'newest')::date) from jsonb_each(study -> 'counts') c);
    goal := case when num_nonnulls(only_country, only_site) = 0 then plan.target else (study ->> 'target')::bigint end;
    facts := jsonb_build_object('sites', study -> 'sites', 'counted', study -> 'counted', 'target', goal,
      'firstOn', plan.first_on, 'lastOn', plan.last_on, 'newest', newest,
      'planned', round(private.planned_enrollment(goal, plan.first_on, plan.last_on, newest), 1));
    listed := '[]';
    fraction := null;
    pair := study -> 'pairs' -> case wish ->> 'key' when 'enrollment.screen_ratio' then 'enrolled'
      when 'enrollment.retention' then 'withdrawn' when 'enrollment.screen_failure' then 'screenFailed' end;
    if pair is not null then
      facts := facts || pair;
      fraction := case wish ->> 'key'
        when 'enrollment.screen_ratio' then (pair ->> 'by')::numeric / nullif((pair ->> 'of')::numeric, 0)
        when 'enrollment.retention' then 1 - (pair ->> 'of')::numeric / nullif((pair ->> 'by')::numeric, 0)
        else (pair ->> 'of')::numeric / nullif((pair ->> 'by')::numeric, 0) end;
    elsif wish ->> 'key' in ('enrollment.enrolled', 'enrollment.burnup', 'enrollment.funnel') then
      fraction := (study #>> '{counts,enrolled,n}')::numeric;
      facts := facts || jsonb_build_object('counts', study -> 'counts', 'pairs', study -> 'pairs', 'reasons', study -> 'reasons');
      if wish ->> 'key' = 'enrollment.burnup' then
        listed := (select coalesce(jsonb_agg(jsonb_build_object('on', s.on_day, 'n', s.enrolled, 'sites', s.sites) order by s.on_day), '[]')
          from private.enrollment_series(day.project_id, null, only_country, only_site, 26) s);
      end if;
    elsif wish ->> 'key' = 'enrollment.by_country' then
      listed := (select coalesce(jsonb_agg(t.doc order by t.n), '[]') from (
        select row_number() over (order by (c #>> '{counts,enrolled,n}')::bigint desc nulls last, c ->> 'country') as n,
          jsonb_build_object('country', c ->> 'country', 'sites', c -> 'sites', 'target', c -> 'target',
            'screened', c #> '{counts,screened,n}', 'enrolled', c #> '{counts,enrolled,n}') as doc
        from jsonb_array_elements(totals) c where c ->> 'level' = 'country') t
        where t.n <= coalesce((wish #>> '{params,limit}')::int, 8));
      facts := facts || jsonb_build_object('countries', jsonb_array_length(totals) - 1);
    elsif wish ->> 'key' = 'enrollment.by_site' then
      listed := (select coalesce(jsonb_agg(t.doc order by t.n), '[]') from (
        select row_number() over (order by l.enrolled desc nulls last, s.ordinal, s.id) as n,
          jsonb_build_object('id', s.id, 'name', private.site_label(s), 'country', s.country, 'target', s.target_enrollment,
            'screened', l.screened, 'failed', l.screen_failed, 'enrolled', l.enrolled, 'on', l.as_of) as doc
        from public.sites s join private.enrollment_latest(day.project_id) l on l.site_id = s.id
        where s.project_id = day.project_id and (only_country is null or coalesce(s.country, '') = only_country)) t
        where t.n <= coalesce((wish #>> '{params,limit}')::int, 8));
    end if;
    docs := docs || (private.widget_doc(wish, fraction, facts, listed, null, null)
      || coalesce(known -> scope -> 'rows' -> (wish ->> 'key'), '{}'));
  end loop;
  return docs;
end
$$;

create or replace function private.widgets_quality(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  since date;
  until date;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 8);
    until := coalesce((wish #>> '{params,to}')::date, day.today);
    since := coalesce((wish #>> '{params,from}')::date, (date_trunc('month', until::timestamp) - interval '11 months')::date);
    docs := docs || case wish ->> 'key'
      when 'quality.risk_heatmap' then (
        with risk as materialized (
          select r.id, r.likelihood, r.impact, r.detectability, r.title, s.score, s.zone,
            row_number() over (order by r.created_at, r.ordinal, r.id) as no, s.state
          from private.risk_standing(array[day]) s join public.risks r on r.id = s.id
        ), live as (select * from risk where state = 'open')
        select private.widget_doc(wish, (select count(*) from live),
          jsonb_build_object('high', (select count(*) from live where zone = 'high'), 'medium', (select count(*) from live where zone = 'medium'),
            'scored', (select count(*) from live where score is not null)),
          (select jsonb_agg(jsonb_build_object('id', id, 'no', no, 'title', title, 'l', likelihood, 'i', impact, 'd', detectability) order by no)
            from live where score is not null), 'risk', (select coalesce(array_agg(id order by no), '{}') from live)))
      when 'quality.open_deviations' then (
        with open as materialized (
          select v.id, v.title, v.severity, v.found_on, v.due_on, s.overdue from private.deviation_standing(array[day]) s
          join public.deviations v on v.id = s.id
          where s.state = 'open' and (wish #>> '{params,siteId}' is null or v.site_id = (wish #>> '{params,siteId}')::uuid)
        )
        select private.widget_doc(wish, (select count(*) from open),
          jsonb_build_object('overdue', (select count(*) from open where overdue), 'critical', (select count(*) from open where severity = 'critical'),
            'major', (select count(*) from open where severity = 'major')), null,
          'deviation', (select coalesce(array_agg(id order by found_on, id), '{}') from open)))
      when 'quality.deviations_by_month' then (
        with found as materialized (
          select v.id, v.found_on, date_trunc('month', v.found_on::timestamp)::date as month from public.deviations v
          where v.project_id = day.project_id and v.found_on between since and until
        )
        select private.widget_doc(wish, (select count(*) from found), jsonb_build_object('from', since, 'to', until),
          (select jsonb_agg(jsonb_build_object('month', to_char(m, 'YYYY-MM'), 'n', (select count(*) from found where month = m::date)) order by m)
            from generate_series(date_trunc('month', since::timestamp), until::timestamp, interval '1 month') m),
          'deviation', (select coalesce(array_agg(id order by found_on, id), '{}') from found)))
      when 'quality.capa_on_time' then (
        with due as materialized (
          select c.id, c.due_on, coalesce(c.implemented_on <= c.due_on, false) as kept from public.capas c
          where c.project_id = day.project_id and c.due_on is not null and (c.implemented_on is not null or c.due_on < day.today)
        )
        select private.widget_doc(wish, (select count(*) filter (where kept)::numeric / nullif(count(*), 0) from due),
          jsonb_build_object('of', (select count(*) from due where kept), 'by', (select count(*) from due)), null,
          'capa', (select coalesce(array_agg(id order by due_on, id), '{}') from due)))
      when 'quality.kri_grid' then (
        with point as materialized (
          select distinct on (p.kri_id, p.site_id) p.*, k.title, k.ordinal as k_at, k.multiplier, private.site_label(s) as site, s.ordinal as s_at
          from private.kri_points(array[day], case when wish #>> '{params,kriId}' is not null then array[(wish #>> '{params,kriId}')::uuid] end) p
          join public.kris k on k.id = p.kri_id join public.sites s on s.id = p.site_id
          order by p.kri_id, p.site_id, p.period_on desc
        ), place as (
          select site_id, site, row_number() over (order by count(*) filter (where status = 'critical') desc,
            count(*) filter (where status = 'at-risk') desc, min(s_at), site_id) as n from point group by site_id, site
        )
        select private.widget_doc(wish, (select count(*) from point where status = 'critical'),
          jsonb_build_object('atRisk', (select count(*) from point where status = 'at-risk'), 'of', (select count(*) from point),
            'known', (select count(*) from point where status <> 'unknown'), 'sites', (select count(*) from place),
            'kris', (select jsonb_agg(k.doc order by k.k_at, k.kri_id) from (
              select distinct kri_id, k_at, jsonb_build_object('id', kri_id, 'title', title) as doc from point) k)),
          (select jsonb_agg(jsonb_build_object('site', l.site, 'siteId', l.site_id, 'cells', (
              select jsonb_object_agg(p.kri_id, jsonb_build_object('value', p.value, 'status', p.status, 'on', p.period_on))
              from point p where p.site_id = l.site_id)) order by l.n) from place l where l.n <= most),
          'kri_value', (select coalesce(array_agg(v.id order by v.id), '{}') from point p join public.kri_values v
            on v.kri_id = p.kri_id and v.site_id = p.site_id and v.period_on = p.period_on))
          || jsonb_build_object('count', (select count(*) from point)))
      when 'quality.qtl' then (
        select private.widget_doc(wish, count(*) filter (where q.status = 'critical'),
          jsonb_build_object('atRisk', count(*) filter (where q.status = 'at-risk'), 'of', count(*), 'known', count(*) filter (where q.status <> 'unknown')),
          jsonb_agg(jsonb_build_object('id', q.qtl_id, 'title', q.title, 'of', q.numerator, 'by', q.denominator, 'value', q.value,
            'limit', q.limit_value, 'warning', q.warning_limit, 'status', q.status) order by q.title, q.qtl_id),
          'qtl', coalesce(array_agg(q.qtl_id order by q.title, q.qtl_id), '{}'))
        from private.qtl_standing(array[day]) q)
    end;
  end loop;
  return docs;
end
$$;
