-- Why: how quality stands follows from its facts: indicators by site and period, limits over the
-- whole study, risks, deviations, corrective and preventive actions. Nothing of it is stored. All run
-- with the caller's rights: what is restricted counts for the cleared only. Not known stays not known.

-- Where a value stands between two thresholds, both included. direction high: the higher, the worse.
create function private.threshold_status(value numeric, direction text, amber numeric, red numeric) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case
    when value is null then 'unknown'
    when case direction when 'low' then value <= red else value >= red end then 'critical'
    when case direction when 'low' then value <= amber else value >= amber end then 'at-risk'
    else 'on-track' end
$$;

-- multiplier × numerator ÷ denominator; null when a count is missing, when one is negative (a
-- cumulative count was corrected downwards) or when the denominator is under its minimum.
create function private.rate_of(multiplier integer, numerator numeric, denominator numeric, minimum numeric)
returns numeric language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when numerator >= 0 and denominator >= minimum and denominator > 0
    then multiplier * numerator / denominator end
$$;

-- What is counted from enrollment and deviations, by site and period: a row for each period in which
-- something was recorded at the site. screen_failure and withdrawal: the newest snapshot of the
-- period that has both counts, less the newest one before the period that has both (none: counts
-- begin at 0), so that dividend and divisor are of the same days, and all periods together are the
-- newest counts. deviation: those found in the period, by the participants enrolled at its end (the
-- newest count until then).
create function private.kri_counted(days private.project_day[])
returns table (project_id uuid, source text, period text, site_id uuid, period_on date, numerator numeric, denominator numeric)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    with wanted as (
      select distinct k.project_id, k.source, k.period, d.today
      from unnest(days) d join public.kris k on k.project_id = d.project_id
      where k.source in ('screen_failure', 'withdrawal')
    ), taken as (
      select w.project_id, w.source, w.period, e.site_id, e.as_of::date as as_of,
        date_trunc(w.period, e.as_of::timestamp)::date as on_day,
        case w.source when 'screen_failure' then e.screen_failed else e.withdrawn end::numeric as dividend,
        case w.source when 'screen_failure' then e.screened else e.enrolled end::numeric as divisor
      from wanted w join public.enrollment_snapshots e on e.project_id = w.project_id and e.as_of <= w.today
    ), ends as (
      select distinct on (t.project_id, t.source, t.period, t.site_id, t.on_day) t.*,
        num_nonnulls(t.dividend, t.divisor) = 2 as known
      from taken t
      order by t.project_id, t.source, t.period, t.site_id, t.on_day,
        num_nonnulls(t.dividend, t.divisor) = 2 desc, t.as_of desc
    )
    -- A period that was counted in, but never both at once, has a row, and it is not known.
    select n.project_id, n.source, n.period, n.site_id, n.on_day,
      case when n.known then n.dividend - lag(n.dividend, 1, 0::numeric) over earlier end,
      case when n.known then n.divisor - lag(n.divisor, 1, 0::numeric) over earlier end
    from ends n
    window earlier as (partition by n.project_id, n.source, n.period, n.site_id, n.known order by n.on_day);
  return query
    with wanted as (
      select distinct k.project_id, k.period, d.today
      from unnest(days) d join public.kris k on k.project_id = d.project_id
      where k.source = 'deviation'
    ), ends as (
      select distinct on (w.project_id, w.period, e.site_id, date_trunc(w.period, e.as_of::timestamp))
        w.project_id, w.period, e.site_id, date_trunc(w.period, e.as_of::timestamp)::date as on_day, e.enrolled
      from wanted w join public.enrollment_snapshots e on e.project_id = w.project_id and e.as_of <= w.today
      where e.enrolled is not null
      order by w.project_id, w.period, e.site_id, date_trunc(w.period, e.as_of::timestamp), e.as_of desc
    ), found as (
      select w.project_id, w.period, v.site_id, date_trunc(w.period, v.found_on::timestamp)::date as on_day, count(*) as n
      from wanted w join public.deviations v on v.project_id = w.project_id and v.found_on <= w.today
      where v.site_id is not null
      group by 1, 2, 3, 4
    ), both_of as (
      select project_id, period, site_id, on_day, coalesce(f.n, 0) as n, n.enrolled,
        -- Numbers the stretches that one count of enrolled is carried over.
        count(n.enrolled) over (partition by project_id, period, site_id order by on_day) as stretch
      from ends n full join found f using (project_id, period, site_id, on_day)
    )
    select b.project_id, 'deviation', b.period, b.site_id, b.on_day, b.n::numeric,
      (max(b.enrolled) over (partition by b.project_id, b.period, b.site_id, b.stretch))::numeric
    from both_of b;
end
$$;

-- The indicators by site and period, up to the project's day: entered by people, or counted. A period
-- without any record of the site has no row. status: on-track, at-risk, critical, or unknown.
create function private.kri_points(days private.project_day[], only_kris uuid[] default null, only_sites uuid[] default null)
returns table (
  project_id uuid, kri_id uuid, site_id uuid, period_on date, numerator numeric, denominator numeric,
  value numeric, status text
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  -- Only what is asked for is counted.
  counted private.project_day[] := array(select d from unnest(days) d where exists (select from public.kris k
    where k.project_id = d.project_id and k.source <> 'entered' and (only_kris is null or k.id = any (only_kris))));
begin
  return query
    select v.project_id, v.kri_id, v.site_id, v.period_on::date, v.numerator, v.denominator, r.value,
      private.threshold_status(r.value, k.direction, k.amber, k.red)
    from unnest(days) d
    join public.kris k on k.project_id = d.project_id and k.source = 'entered'
    join public.kri_values v on v.kri_id = k.id and v.project_id = k.project_id and v.period_on <= d.today
    cross join lateral (select private.rate_of(k.multiplier, v.numerator, v.denominator, k.min_denominator) as value) r
    where (only_kris is null or k.id = any (only_kris)) and (only_sites is null or v.site_id = any (only_sites));
  if cardinality(counted) > 0 then
    return query
      select c.project_id, k.id, c.site_id, c.period_on, c.numerator, c.denominator, r.value,
        private.threshold_status(r.value, k.direction, k.amber, k.red)
      from private.kri_counted(counted) c
      join public.kris k on k.project_id = c.project_id and k.source = c.source and k.period = c.period
      cross join lateral (select private.rate_of(k.multiplier, c.numerator, c.denominator, k.min_denominator) as value) r
      where (only_kris is null or k.id = any (only_kris)) and (only_sites is null or c.site_id = any (only_sites));
  end if;
end
$$;

-- The limits of studies: the indicator over all sites and periods that have both counts. critical:
-- at the limit or beyond it; at-risk: from the warning on.
create function private.qtl_standing(days private.project_day[], only_qtls uuid[] default null)
returns table (
  project_id uuid, qtl_id uuid, kri_id uuid, title text, numerator numeric, denominator numeric, value numeric,
  limit_value numeric, warning_limit numeric, status text, points bigint, sites bigint, newest_on date
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    with limits as materialized (
      select q.* from unnest(days) d join public.qtls q on q.project_id = d.project_id
      where only_qtls is null or q.id = any (only_qtls)
    ), sums as (
      select p.kri_id, sum(p.numerator) as numerator, sum(p.denominator) as denominator, count(*) as points,
        count(distinct p.site_id) as sites, max(p.period_on) as newest_on
      from private.kri_points(days, array(select l.kri_id from limits l)) p
      where num_nonnulls(p.numerator, p.denominator) = 2
      group by p.kri_id
    )
    select l.project_id, l.id, l.kri_id, l.title, s.numerator, s.denominator, r.value, l.limit_value, l.warning_limit,
      -- Without a warning the limit alone counts.
      private.threshold_status(r.value, l.direction, coalesce(l.warning_limit, l.limit_value), l.limit_value),
      coalesce(s.points, 0), coalesce(s.sites, 0), s.newest_on
    from limits l
    join public.kris k on k.id = l.kri_id
    left join sums s on s.kri_id = l.kri_id
    cross join lateral (select private.rate_of(k.multiplier, s.numerator, s.denominator, l.min_denominator) as value) r;
end
$$;

-- Risks. score = likelihood × impact (low under 8, medium from 8, high from 15); priority = score ×
-- detectability; null when one of them is not assessed. review_overdue: open, confirmed, and the day
-- that the review is due is over. state: unconfirmed, open, closed.
create function private.risk_standing(days private.project_day[], ids uuid[] default null)
returns table (
  project_id uuid, id uuid, score integer, zone text, priority integer, state text, reviews bigint,
  last_reviewed_on date, review_overdue boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    select r.project_id, r.id, s.score,
      case when s.score >= 15 then 'high' when s.score >= 8 then 'medium' when s.score is not null then 'low' end,
      s.score * r.detectability::integer, t.state, coalesce(v.n, 0), v.newest,
      t.state = 'open' and coalesce(r.review_due_on < d.today, false)
    from unnest(days) d
    join public.risks r on r.project_id = d.project_id
    left join (select w.risk_id, count(*) as n, max(w.reviewed_on)::date as newest from public.risk_reviews w
      where w.project_id in (select d.project_id from unnest(days) d) group by w.risk_id) v on v.risk_id = r.id
    cross join lateral (select r.likelihood::integer * r.impact::integer as score) s
    cross join lateral (select case when r.closed_on is not null then 'closed'
      when r.state = 'unconfirmed' then 'unconfirmed' else 'open' end as state) t
    where ids is null or r.id = any (ids);
end
$$;
create function private.risk_standing(project uuid, ids uuid[] default null)
returns table (
  project_id uuid, id uuid, score integer, zone text, priority integer, state text, reviews bigint,
  last_reviewed_on date, review_overdue boolean
)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select * from private.risk_standing(private.project_days(array[project]), ids)
$$;

-- Deviations. overdue: open, and the day it was due is over; days_over: by how many days.
create function private.deviation_standing(days private.project_day[], ids uuid[] default null)
returns table (project_id uuid, id uuid, state text, overdue boolean, days_over integer, age integer)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  return query
    select v.project_id, v.id, case when v.resolved_on is null then 'open' else 'resolved' end, o.overdue,
      case when o.overdue then d.today - v.due_on end,
      coalesce(v.resolved_on::date, d.today) - v.found_on
    from unnest(days) d
    join public.deviations v on v.project_id = d.project_id
    cross join lateral (select v.resolved_on is null and coalesce(v.due_on < d.today, false) as overdue) o
    where ids is null or v.id = any (ids);
end
$$;
create function private.deviation_standing(project uuid, ids uuid[] default null)
returns table (project_id uuid, id uuid, state text, overdue boolean, days_over integer, age integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select * from private.deviation_standing(private.project_days(array[project]), ids)
$$;

-- Corrective and preventive actions. open: not done yet; awaiting_check: done, and whether it works
-- is still to be looked at; implemented: done, and there is no check planned, or it was found to work
-- and can be closed; ineffective: found not to work; closed. next_due_on: of what is next; overdue:
-- that day is over.
create function private.capa_standing(days private.project_day[], ids uuid[] default null)
returns table (
  project_id uuid, id uuid, state text, next_due_on date, overdue boolean, days_over integer, deviations bigint
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    select c.project_id, c.id, s.state, n.due_on, coalesce(n.due_on < d.today, false),
      case when n.due_on < d.today then d.today - n.due_on end, coalesce(v.n, 0)
    from unnest(days) d
    join public.capas c on c.project_id = d.project_id
    left join (select w.capa_id, count(*) as n from public.deviations w
      where w.capa_id is not null and w.project_id in (select d.project_id from unnest(days) d)
      group by w.capa_id) v on v.capa_id = c.id
    cross join lateral (select case
      when c.closed_on is not null then 'closed'
      when c.effective = false then 'ineffective'
      when c.implemented_on is null then 'open'
      when c.effective is null
        and (c.effectiveness_due_on is not null or coalesce(trim(c.effectiveness_check), '') <> '') then 'awaiting_check'
      else 'implemented' end as state) s
    cross join lateral (select case s.state when 'open' then c.due_on
      when 'awaiting_check' then c.effectiveness_due_on end::date as due_on) n
    where ids is null or c.id = any (ids);
end
$$;
create function private.capa_standing(project uuid, ids uuid[] default null)
returns table (
  project_id uuid, id uuid, state text, next_due_on date, overdue boolean, days_over integer, deviations bigint
)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select * from private.capa_standing(private.project_days(array[project]), ids)
$$;

revoke execute on function private.threshold_status(numeric, text, numeric, numeric),
  private.rate_of(integer, numeric, numeric, numeric), private.kri_counted(private.project_day[]),
  private.kri_points(private.project_day[], uuid[], uuid[]), private.qtl_standing(private.project_day[], uuid[]),
  private.risk_standing(private.project_day[], uuid[]), private.risk_standing(uuid, uuid[]),
  private.deviation_standing(private.project_day[], uuid[]), private.deviation_standing(uuid, uuid[]),
  private.capa_standing(private.project_day[], uuid[]), private.capa_standing(uuid, uuid[]) from public;
grant execute on function private.threshold_status(numeric, text, numeric, numeric),
  private.rate_of(integer, numeric, numeric, numeric), private.kri_counted(private.project_day[]),
  private.kri_points(private.project_day[], uuid[], uuid[]), private.qtl_standing(private.project_day[], uuid[]),
  private.risk_standing(private.project_day[], uuid[]), private.risk_standing(uuid, uuid[]),
  private.deviation_standing(private.project_day[], uuid[]), private.deviation_standing(uuid, uuid[]),
  private.capa_standing(private.project_day[], uuid[]), private.capa_standing(uuid, uuid[])
  to authenticated, service_role;

-- A person cannot enter what is counted here.
create function private.check_kri_entered() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  kri public.kris;
begin
  select * into kri from public.kris k where k.id = new.kri_id and k.project_id = new.project_id;
  if kri.source <> 'entered' then
    raise exception using errcode = 'PT422', column = 'kri_id',
      message = format('Cannot enter values of "%s": they are counted from %s', kri.title,
        case kri.source when 'deviation' then 'deviations and enrollment' else 'enrollment' end);
  end if;
  return new;
end
$$;
create trigger z_entered before insert or update on public.kri_values for each row
  execute function private.check_kri_entered();

-- What values were entered for stays what it is.
create function private.keep_kri_of_values() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.kri_values v where v.kri_id = new.id) then
    raise exception using errcode = 'PT422', column = case when old.source <> new.source then 'source' else 'period' end,
      message = format('Cannot change the %s of "%s": values were entered for it',
        case when old.source <> new.source then 'source' else 'period' end, new.title);
  end if;
  return new;
end
$$;
create trigger z_keep before update of source, period on public.kris for each row
  when (old.source <> new.source or old.period <> new.period) execute function private.keep_kri_of_values();

revoke execute on function private.check_kri_entered(), private.keep_kri_of_values() from public;
