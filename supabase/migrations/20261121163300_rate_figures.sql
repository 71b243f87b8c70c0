-- Why: how fast a study enrols, from counts that were taken, and when the target would be reached if
-- it went on so: a sum that can be checked by hand, no forecast. Studies beside each other, as the
-- portfolio has them. Indicators and limits with their course.

insert into private.source_kinds (kind, tbl, label) values ('kri', 'kris', 'r.title') on conflict do nothing;
insert into private.widget_entries (key, family, resources) values
  ('rate.enrollment', 'rate', '{enrollment,site}'),
  ('rate.projection', 'rate', '{enrollment,site,milestone}'),
  ('rate.needed', 'rate', '{enrollment,site,milestone}'),
  ('rate.sites', 'rate', '{enrollment,site}'),
  ('portfolio.health', 'portfolio', '{project}'),
  ('portfolio.compare', 'portfolio', '{project}'),
  ('indicators.kris', 'indicators', '{kri,kri_value,site}'),
  ('indicators.sites', 'indicators', '{kri,kri_value,site}'),
  ('indicators.trend', 'indicators', '{kri,kri_value}'),
  ('indicators.qtls', 'indicators', '{kri,kri_value}'),
  ('indicators.qtl_course', 'indicators', '{kri,kri_value}'),
  ('indicators.notes', 'indicators', '{kri,kri_value,site}');

-- What each site enrolled over the last `back` days before the newest count of any site: the newest
-- count less the one that stood at their beginning; a site that opened since (activated, or first
-- participant in) begins with nobody on that day. gained, span (days between both counts) are null
-- where that is not known, or where they are less than 14 days apart.
create function private.enrollment_gains(day private.project_day, back integer, only_site uuid default null)
returns table (site_id uuid, enrolled integer, on_day date, before integer, before_on date, gained integer, span integer, newest date)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    with counted as materialized (
      select l.site_id, l.enrolled, l.enrolled_on, max(l.enrolled_on) over () as newest
      from private.enrollment_latest(day.project_id, day.today) l where l.enrolled is not null
    ), begun as (
      select c.*, coalesce(b.n, case when o.opened_on > c.newest - back then 0 end) as before,
        coalesce(b.on_day, case when o.opened_on > c.newest - back then o.opened_on end) as before_on
      from counted c join public.sites s on s.id = c.site_id
      cross join lateral (select least(s.activated_on, s.first_participant_on)::date as opened_on) o
      left join lateral (select e.enrolled as n, e.as_of::date as on_day from public.enrollment_snapshots e
        where e.site_id = c.site_id and e.enrolled is not null and e.as_of <= c.newest - back
        order by e.as_of desc limit 1) b on true
      where only_site is null or c.site_id = only_site
    )
    select g.site_id, g.enrolled, g.enrolled_on, g.before, g.before_on,
      case when g.enrolled_on - g.before_on >= 14 then g.enrolled - g.before end,
      case when g.enrolled_on - g.before_on >= 14 then g.enrolled_on - g.before_on end, g.newest
    from begun g;
end
$$;

-- The rate of a study: each site's gain by its days, added up, times 30. known: at least 5 were gained.
create function private.enrollment_rate(day private.project_day, back integer) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
  select jsonb_build_object('days', back, 'newest', max(g.newest), 'counted', count(*), 'sites', count(g.gained),
    'gained', sum(g.gained), 'enrolled', sum(g.enrolled), 'known', coalesce(sum(g.gained) >= 5, false),
    'monthly', case when sum(g.gained) >= 5 then round(sum(g.gained::numeric / g.span) * 30, 2) end,
    'daily', case when sum(g.gained) >= 5 then sum(g.gained::numeric / g.span) end,
    'snapshots', count(g.gained) * 2)
  from private.enrollment_gains(day, back) g
$$;

create function private.widgets_rate(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  back integer;
  rate jsonb;
  plan record;
  refs uuid[];
begin
  select * into plan from private.enrollment_plan(day.project_id);
  for wish in select w from jsonb_array_elements(wanted) w loop
    back := coalesce((wish #>> '{params,days}')::int, 90);
    refs := '{}';
    if coalesce((wish ->> 'refs')::int, 0) > 0 then
      refs := array(select e.id from private.enrollment_gains(day, back, (wish #>> '{params,siteId}')::uuid) g
        join public.enrollment_snapshots e on e.site_id = g.site_id and e.as_of in (g.on_day, g.before_on)
        where g.gained is not null order by e.as_of desc, e.id);
    end if;
    docs := docs || (case wish ->> 'key'
      when 'rate.enrollment' then (
        select private.widget_doc(wish, (r.rate -> 1 ->> 'monthly')::numeric, r.rate -> 1, r.rate, 'enrollment_snapshot', refs)
        from (select jsonb_build_array(private.enrollment_rate(day, 30), private.enrollment_rate(day, back)) as rate) r)
      when 'rate.sites' then (
        select private.widget_doc(wish, count(g.gained), jsonb_build_object('days', back, 'counted', count(*), 'sites', count(g.gained),
            'gained', sum(g.gained), 'newest', max(g.newest)),
          jsonb_agg(jsonb_build_object('id', g.site_id, 'name', g.name, 'n', g.enrolled, 'on', g.on_day, 'before', g.before,
            'beforeOn', g.before_on, 'gained', g.gained, 'span', g.span, 'monthly', round(g.gained::numeric / g.span * 30, 2)) order by g.place)
            filter (where g.place <= coalesce((wish #>> '{params,limit}')::int, 10)), 'enrollment_snapshot', refs)
        from (select x.*, private.site_label(s) as name, row_number() over (order by x.gained desc nulls last, s.ordinal, s.id) as place
          from private.enrollment_gains(day, back, (wish #>> '{params,siteId}')::uuid) x join public.sites s on s.id = x.site_id) g)
      else (
        select private.widget_doc(wish, case wish ->> 'key' when 'rate.needed' then (r.rate ->> 'daily')::numeric / nullif(n.needed, 0) end,
          r.rate || jsonb_build_object('target', plan.target, 'lastOn', plan.last_on, 'toGo', n.to_go, 'needed', round(n.needed * 30, 2),
            'left', n.days_left, 'daysToGo', d.days, 'reachedOn', case when d.days < 36500 then (r.rate ->> 'newest')::date + d.days end),
          null, 'enrollment_snapshot', refs)
        from (select private.enrollment_rate(day, back) as rate) r
        cross join lateral (select plan.target - (r.rate ->> 'enrolled')::bigint as to_go,
          plan.last_on - (r.rate ->> 'newest')::date as days_left) t
        cross join lateral (select t.to_go, t.days_left,
          case when t.to_go > 0 and t.days_left > 0 then t.to_go::numeric / t.days_left end as needed) n
        cross join lateral (select case when t.to_go > 0 and (r.rate ->> 'daily')::numeric > 0
          then least(ceil(t.to_go / (r.rate ->> 'daily')::numeric), 36500)::int end as days) d)
      end);
  end loop;
  return docs;
end
$$;

-- The studies of the organisation that the caller sees, this one first, as the portfolio has them; the
-- archived ones left out. At most 50 are looked at. Another day than today is for tests.
create function private.widgets_portfolio(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  most constant integer := 50;
  ids uuid[] := array(select p.id from public.projects p where p.org_id = day.org_id and (p.archived_at is null or p.id = day.project_id)
    order by p.id = day.project_id desc, p.created_at desc, p.id limit 51);
  now_there date := (private.project_days(array[day.project_id]))[1].today;
  columns jsonb := private.portfolio_columns(ids[1:most], nullif(day.today, now_there));
begin
  return (
    with study as materialized (
      select u.n, p.id, p.name, p.nct_id, p.status, columns -> p.id::text as standing
      from unnest(ids[1:most]) with ordinality as u(id, n) join public.projects p on p.id = u.id
    )
    select coalesce(jsonb_agg(private.widget_doc(w, (select count(*) from study),
      jsonb_build_object('own', day.project_id, 'today', day.today, 'more', cardinality(ids) > most),
      (select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'record', s.nct_id, 'status', s.status, 'standing', s.standing) order by s.n)
        from study s where w ->> 'key' <> 'portfolio.health' or s.n <= coalesce((w #>> '{params,limit}')::int, 20)),
      'project', (select coalesce(array_agg(s.id order by s.n), '{}') from study s))), '[]')
    from jsonb_array_elements(wanted) w
  );
end
$$;

-- Points of all indicators, read once: {kris, sites, course}. kris: over all sites in the newest period
-- and the one before it (periods that have both counts), sites by status in their own newest period, as
-- private.kri_standing() has it. sites: those at or beyond the warning, the worst first. course: sums
-- over all sites by period, the newest `periods` of them.
create function private.indicator_points(day private.project_day, only_kri uuid, periods integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return (
    with point as materialized (
      select p.* from private.kri_points(array[day], case when only_kri is not null then array[only_kri] end) p
    ), sums as materialized (
      select p.kri_id, p.period_on, sum(p.numerator) as numerator, sum(p.denominator) as denominator, count(*) as sites,
        row_number() over (partition by p.kri_id order by p.period_on desc) as back
      from point p where num_nonnulls(p.numerator, p.denominator) = 2 group by p.kri_id, p.period_on
    ), course as (
      select s.*, private.rate_of(k.multiplier, s.numerator, s.denominator, k.min_denominator) as value
      from sums s join public.kris k on k.id = s.kri_id
    ), tracked as (
      select p.*, lag(p.value) over site as before, lag(p.period_on) over site as before_on, lag(p.status) over site as before_status,
        lead(p.period_on) over site is null as newest
      from point p window site as (partition by p.kri_id, p.site_id order by p.period_on)
    ), latest as materialized (
      select t.*, t.status = 'critical' and coalesce(t.before_status = 'critical', false)
        and coalesce(t.before_on = (t.period_on - case k.period when 'quarter' then interval '3 months' else interval '1 month' end)::date, false) as twice
      from tracked t join public.kris k on k.id = t.kri_id where t.newest
    ), placed as (
      select l.*, k.title, k.amber, k.red, private.site_label(s) as site,
        row_number() over (order by l.twice desc, l.status = 'critical' desc, k.ordinal, k.title, l.kri_id, s.ordinal, s.id) as place
      from latest l join public.kris k on k.id = l.kri_id join public.sites s on s.id = l.site_id
      where l.status in ('critical', 'at-risk')
    )
    select jsonb_build_object(
      'kris', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'title', k.title, 'numerator', k.numerator, 'denominator', k.denominator,
          'multiplier', k.multiplier, 'direction', k.direction, 'amber', k.amber, 'red', k.red, 'on', c.period_on, 'value', c.value,
          'before', b.value, 'beforeOn', b.period_on, 'sites', coalesce(l.n, 0), 'onTrack', coalesce(l.good, 0), 'atRisk', coalesce(l.amber, 0),
          'critical', coalesce(l.red, 0), 'unknown', coalesce(l.unknown, 0), 'twice', coalesce(l.twice, 0)) order by k.ordinal, k.title, k.id), '[]')
        from public.kris k
        left join course c on c.kri_id = k.id and c.back = 1
        left join course b on b.kri_id = k.id and b.back = 2
        left join (select l.kri_id, count(*) as n, count(*) filter (where l.status = 'on-track') as good,
            count(*) filter (where l.status = 'at-risk') as amber, count(*) filter (where l.status = 'critical') as red,
            count(*) filter (where l.status = 'unknown') as unknown, count(*) filter (where l.twice) as twice
          from latest l group by l.kri_id) l on l.kri_id = k.id
        where k.project_id = day.project_id and (only_kri is null or k.id = only_kri)),
      'sites', (select coalesce(jsonb_agg(jsonb_build_object('kri', p.kri_id, 'title', p.title, 'siteId', p.site_id, 'site', p.site, 'on', p.period_on,
          'of', p.numerator, 'by', p.denominator, 'value', p.value, 'status', p.status, 'before', p.before, 'beforeOn', p.before_on,
          'twice', p.twice, 'amber', p.amber, 'red', p.red) order by p.place), '[]') from placed p where p.place <= 50),
      'total', (select count(*) from placed),
      'course', (select coalesce(jsonb_agg(jsonb_build_object('kri', c.kri_id, 'on', c.period_on, 'value', c.value, 'of', c.numerator,
          'by', c.denominator, 'sites', c.sites) order by c.kri_id, c.period_on), '[]') from course c where c.back <= periods),
      'points', (select count(*) from point))
  );
end
$$;

create function private.widgets_indicators(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  known jsonb := '{}';
  wish jsonb;
  only_kri uuid;
  points jsonb;
  most integer;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    only_kri := (wish #>> '{params,kriId}')::uuid;
    most := coalesce((wish #>> '{params,limit}')::int, 12);
    if wish ->> 'key' in ('indicators.kris', 'indicators.sites', 'indicators.trend') then
      if not known ? coalesce(only_kri::text, '') then
        known := known || jsonb_build_object(coalesce(only_kri::text, ''), private.indicator_points(day, only_kri, 6));
      end if;
      points := known -> coalesce(only_kri::text, '');
    end if;
    docs := docs || (case wish ->> 'key'
      when 'indicators.notes' then (
        select private.widget_doc(wish, coalesce(max(x.n), 0), '{}', jsonb_agg(jsonb_build_object('kri', x.kri, 'site', x.site, 'siteId', x.site_id,
            'on', x.period_on, 'note', x.note) order by x.place), 'kri_value', coalesce(array_agg(x.id order by x.place), '{}'))
        from (select v.id, v.site_id, v.period_on, left(v.note, 500) as note, k.title as kri, private.site_label(s) as site, count(*) over () as n,
            row_number() over (order by v.period_on desc, k.ordinal, v.id) as place
          from public.kri_values v join public.kris k on k.id = v.kri_id join public.sites s on s.id = v.site_id
          where v.project_id = day.project_id and coalesce(trim(v.note), '') <> '' and v.period_on <= day.today
            and (only_kri is null or v.kri_id = only_kri)) x where x.place <= most)
      when 'indicators.qtls' then (
        with found as (select a.subject_id, a.since_on from private.rules_indicators(array[day]) a where a.rule in ('qtl_breach', 'qtl_warning'))
        select private.widget_doc(wish, count(*) filter (where q.status = 'critical'),
          jsonb_build_object('atRisk', count(*) filter (where q.status = 'at-risk'), 'of', count(*), 'known', count(*) filter (where q.status <> 'unknown')),
          jsonb_agg(jsonb_build_object('id', q.qtl_id, 'title', q.title, 'indicator', k.title, 'kri', k.id, 'direction', l.direction, 'of', q.numerator,
            'by', q.denominator, 'value', q.value, 'limit', q.limit_value, 'warning', q.warning_limit, 'status', q.status, 'since', f.since_on,
            'newest', q.newest_on, 'sites', q.sites, 'minimum', l.min_denominator, 'justification', left(l.justification, 500)) order by q.title, q.qtl_id),
          'qtl', coalesce(array_agg(q.qtl_id order by q.title, q.qtl_id), '{}'))
        from private.qtl_standing(array[day]) q join public.qtls l on l.id = q.qtl_id join public.kris k on k.id = q.kri_id
        left join found f on f.subject_id = q.qtl_id)
      when 'indicators.qtl_course' then (
        with limits as materialized (select l.*, k.multiplier from public.qtls l join public.kris k on k.id = l.kri_id where l.project_id = day.project_id),
        months as (
          select p.kri_id, p.period_on, sum(p.numerator) as numerator, sum(p.denominator) as denominator
          from private.kri_points(array[day], array(select distinct l.kri_id from limits l)) p
          where num_nonnulls(p.numerator, p.denominator) = 2 group by p.kri_id, p.period_on
        ), sums as (
          select m.kri_id, m.period_on, sum(m.numerator) over past as numerator, sum(m.denominator) over past as denominator,
            row_number() over (partition by m.kri_id order by m.period_on desc) as back
          from months m window past as (partition by m.kri_id order by m.period_on)
        )
        select private.widget_doc(wish, count(*), '{}', jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'course', (
            select coalesce(jsonb_agg(jsonb_build_object('on', s.period_on, 'of', s.numerator, 'by', s.denominator,
              'value', private.rate_of(l.multiplier, s.numerator, s.denominator, l.min_denominator)) order by s.period_on), '[]')
            from sums s where s.kri_id = l.kri_id and s.back <= 6)) order by l.title, l.id),
          'qtl', coalesce(array_agg(l.id order by l.title, l.id), '{}')) from limits l)
      else private.widget_doc(wish, case wish ->> 'key' when 'indicators.sites' then (points ->> 'total')::numeric
          else jsonb_array_length(points -> 'kris') end,
        jsonb_build_object('total', points -> 'total', 'points', points -> 'points', 'course', case wish ->> 'key' when 'indicators.trend' then points -> 'course' end),
        case wish ->> 'key' when 'indicators.sites' then (select jsonb_agg(s order by n) from jsonb_array_elements(points -> 'sites') with ordinality as e(s, n) where n <= most)
          else points -> 'kris' end,
        'kri', array(select (k ->> 'id')::uuid from jsonb_array_elements(points -> 'kris') k)) end);
  end loop;
  return docs;
end
$$;

revoke execute on function private.enrollment_gains(private.project_day, integer, uuid), private.enrollment_rate(private.project_day, integer),
  private.widgets_rate(private.project_day, jsonb), private.widgets_portfolio(private.project_day, jsonb),
  private.indicator_points(private.project_day, uuid, integer), private.widgets_indicators(private.project_day, jsonb) from public;
grant execute on function private.enrollment_gains(private.project_day, integer, uuid), private.enrollment_rate(private.project_day, integer),
  private.widgets_rate(private.project_day, jsonb), private.widgets_portfolio(private.project_day, jsonb),
  private.indicator_points(private.project_day, uuid, integer), private.widgets_indicators(private.project_day, jsonb) to authenticated, service_role;
