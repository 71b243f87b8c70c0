-- Why: what the snapshots of enrollment say together. Counts are cumulative, so the newest one of
-- each site stands; a count that the newest snapshot leaves open is carried from the newest one that
-- has it, and its day is told. Nothing here is stored. All run with the caller's rights: a restricted
-- snapshot counts for the cleared only.

-- The newest snapshot of each site that has one, up to and including a day; each count with the day
-- it was taken. failure_reasons are those of screen_failed.
create function private.enrollment_latest(project uuid, until date default null, only_sites uuid[] default null)
returns table (
  site_id uuid, as_of date,
  prescreened integer, prescreened_on date, screened integer, screened_on date,
  screen_failed integer, screen_failed_on date, failure_reasons jsonb,
  enrolled integer, enrolled_on date, withdrawn integer, withdrawn_on date,
  completed integer, completed_on date
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    select s.id, n.as_of::date,
      coalesce(n.prescreened, p.n), case when n.prescreened is null then p.as_of else n.as_of end::date,
      coalesce(n.screened, c.n), case when n.screened is null then c.as_of else n.as_of end::date,
      coalesce(n.screen_failed, f.n), case when n.screen_failed is null then f.as_of else n.as_of end::date,
      case when n.screen_failed is null then coalesce(f.reasons, '{}') else n.failure_reasons end,
      coalesce(n.enrolled, e.n), case when n.enrolled is null then e.as_of else n.as_of end::date,
      coalesce(n.withdrawn, w.n), case when n.withdrawn is null then w.as_of else n.as_of end::date,
      coalesce(n.completed, d.n), case when n.completed is null then d.as_of else n.as_of end::date
    from public.sites s
    cross join lateral (select o.* from public.enrollment_snapshots o
      where o.site_id = s.id and (until is null or o.as_of <= until)
      order by o.as_of desc limit 1) n
    left join lateral (select o.prescreened as n, o.as_of from public.enrollment_snapshots o
      where n.prescreened is null and o.site_id = s.id and o.as_of < n.as_of and o.prescreened is not null
      order by o.as_of desc limit 1) p on true
    left join lateral (select o.screened as n, o.as_of from public.enrollment_snapshots o
      where n.screened is null and o.site_id = s.id and o.as_of < n.as_of and o.screened is not null
      order by o.as_of desc limit 1) c on true
    left join lateral (select o.screen_failed as n, o.as_of, o.failure_reasons as reasons
      from public.enrollment_snapshots o
      where n.screen_failed is null and o.site_id = s.id and o.as_of < n.as_of and o.screen_failed is not null
      order by o.as_of desc limit 1) f on true
    left join lateral (select o.enrolled as n, o.as_of from public.enrollment_snapshots o
      where n.enrolled is null and o.site_id = s.id and o.as_of < n.as_of and o.enrolled is not null
      order by o.as_of desc limit 1) e on true
    left join lateral (select o.withdrawn as n, o.as_of from public.enrollment_snapshots o
      where n.withdrawn is null and o.site_id = s.id and o.as_of < n.as_of and o.withdrawn is not null
      order by o.as_of desc limit 1) w on true
    left join lateral (select o.completed as n, o.as_of from public.enrollment_snapshots o
      where n.completed is null and o.site_id = s.id and o.as_of < n.as_of and o.completed is not null
      order by o.as_of desc limit 1) d on true
    where s.project_id = enrollment_latest.project and (only_sites is null or s.id = any (only_sites));
end
$$;

-- A count over some sites: {"n", "sites", "oldest", "newest"}; n null: no site has it.
create function private.enrollment_count(n bigint, sites bigint, oldest date, newest date) returns jsonb
language sql immutable as $$
  select jsonb_build_object('n', n, 'sites', sites, 'oldest', oldest, 'newest', newest)
$$;

-- Two counts over the sites that have both: {"of", "by", "sites", "mixed"}; mixed: at how many sites
-- they are of different days.
create function private.enrollment_pair(dividend bigint, divisor bigint, sites bigint, mixed bigint) returns jsonb
language sql immutable as $$
  select jsonb_build_object('of', dividend, 'by', divisor, 'sites', sites, 'mixed', mixed)
$$;

-- Totals by study (one row) and by country ('' where it is not known), of the newest counts of each
-- site. A pair adds up the sites only that have both counts, so that a rate never divides one set of
-- sites by another. target: of the sites, null while one of them has none.
create function private.enrollment_totals(
  project uuid, until date default null, only_country text default null, only_site uuid default null
) returns table (
  level text, country text, sites bigint, counted bigint, with_target bigint, target bigint,
  counts jsonb, pairs jsonb, reasons jsonb
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    with latest as materialized (
      select s.id, coalesce(s.country, '') as country, s.target_enrollment, l.*
      from public.sites s
      left join private.enrollment_latest(project, until,
        case when only_site is not null then array[only_site] end) l on l.site_id = s.id
      where s.project_id = enrollment_totals.project and (only_site is null or s.id = only_site)
        and (only_country is null or coalesce(s.country, '') = only_country)
    ), reasons as (
      select grouping(l.country) as whole, l.country, r.key, sum(r.value::bigint)::bigint as n
      from latest l cross join lateral jsonb_each_text(l.failure_reasons) r
      group by grouping sets ((r.key), (l.country, r.key))
    ), totals as (
      select grouping(l.country) as whole, l.country, count(*) as sites, count(l.site_id) as counted,
        count(l.target_enrollment) as with_target,
        case when count(*) = count(l.target_enrollment) then sum(l.target_enrollment) end as target,
        jsonb_build_object(
          'prescreened', private.enrollment_count(sum(l.prescreened), count(l.prescreened),
            min(l.prescreened_on), max(l.prescreened_on)),
          'screened', private.enrollment_count(sum(l.screened), count(l.screened),
            min(l.screened_on), max(l.screened_on)),
          'screenFailed', private.enrollment_count(sum(l.screen_failed), count(l.screen_failed),
            min(l.screen_failed_on), max(l.screen_failed_on)),
          'enrolled', private.enrollment_count(sum(l.enrolled), count(l.enrolled),
            min(l.enrolled_on), max(l.enrolled_on)),
          'withdrawn', private.enrollment_count(sum(l.withdrawn), count(l.withdrawn),
            min(l.withdrawn_on), max(l.withdrawn_on)),
          'completed', private.enrollment_count(sum(l.completed), count(l.completed),
            min(l.completed_on), max(l.completed_on))) as counts,
        jsonb_build_object(
          'screened', private.enrollment_pair(
            sum(l.screened) filter (where l.prescreened is not null),
            sum(l.prescreened) filter (where l.screened is not null),
            count(l.screened + l.prescreened),
            count(*) filter (where l.screened_on <> l.prescreened_on)),
          'screenFailed', private.enrollment_pair(
            sum(l.screen_failed) filter (where l.screened is not null),
            sum(l.screened) filter (where l.screen_failed is not null),
            count(l.screen_failed + l.screened),
            count(*) filter (where l.screen_failed_on <> l.screened_on)),
          'enrolled', private.enrollment_pair(
            sum(l.enrolled) filter (where l.screened is not null),
            sum(l.screened) filter (where l.enrolled is not null),
            count(l.enrolled + l.screened),
            count(*) filter (where l.enrolled_on <> l.screened_on)),
          'withdrawn', private.enrollment_pair(
            sum(l.withdrawn) filter (where l.enrolled is not null),
            sum(l.enrolled) filter (where l.withdrawn is not null),
            count(l.withdrawn + l.enrolled),
            count(*) filter (where l.withdrawn_on <> l.enrolled_on)),
          'completed', private.enrollment_pair(
            sum(l.completed) filter (where l.enrolled is not null),
            sum(l.enrolled) filter (where l.completed is not null),
            count(l.completed + l.enrolled),
            count(*) filter (where l.completed_on <> l.enrolled_on))) as pairs
      from latest l group by grouping sets ((), (l.country))
    )
    select case t.whole when 1 then 'study' else 'country' end, t.country, t.sites, t.counted, t.with_target,
      t.target, t.counts, t.pairs,
      (select coalesce(jsonb_object_agg(r.key, r.n), '{}') from reasons r
        where r.whole = t.whole and r.country is not distinct from t.country)
    from totals t;
end
$$;

-- The last day that a partial date can mean: 2027-03 ends on the 31st.
create function private.last_day(partial text) returns date
language sql immutable as $$
  select case length(partial)
    when 4 then (partial || '-12-31')::date
    when 7 then ((partial || '-01')::date + interval '1 month - 1 day')::date
    when 10 then partial::date end
$$;

-- What the planned curve stands on: two milestones and the target. Of each the day that counts:
-- recorded, else the registry's if it calls it actual, else forecast, else planned; one that is known
-- by month or year counts with its last day. missing: what keeps the curve from being known.
create function private.enrollment_plan(project uuid) returns table (
  target integer,
  first_on date, first_basis text, first_text text, first_state text, first_id uuid,
  last_on date, last_basis text, last_text text, last_state text, last_id uuid,
  missing text[]
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with dated as (
      select m.key, m.id, m.state,
        case when m.actual_on is not null then 'actual'
          when m.certainty = 'ACTUAL' and m.planned_text is not null then 'registry'
          when m.forecast_on is not null then 'forecast'
          when m.planned_text is not null then 'planned' end as basis,
        m.actual_on, m.forecast_on, m.planned_text
      from public.milestones m
      where m.project_id = enrollment_plan.project and m.key in ('first_participant_in', 'last_participant_in')
    ), chosen as (
      select d.key, d.id, d.state, d.basis, case d.basis when 'actual' then d.actual_on::text
        when 'forecast' then d.forecast_on::text else d.planned_text::text end as said
      from dated d
    )
    select p.target_enrollment,
      private.last_day(f.said), f.basis, f.said, f.state, f.id,
      private.last_day(l.said), l.basis, l.said, l.state, l.id,
      array_remove(array[
        case when p.target_enrollment is null then 'target' end,
        case when f.said is null then 'first_participant_in' end,
        case when l.said is null then 'last_participant_in' end,
        case when private.last_day(l.said) < private.last_day(f.said) then 'order' end], null)
    from public.projects p
    left join chosen f on f.key = 'first_participant_in'
    left join chosen l on l.key = 'last_participant_in'
    where p.id = enrollment_plan.project;
end
$$;

-- People planned to be enrolled by the end of a day: a line from 0 on the day of the first
-- participant to the target on that of the last. Null when one of them is not known.
create function private.planned_enrollment(target bigint, first_on date, last_on date, day date) returns numeric
language sql immutable as $$
  select case when last_on < first_on or num_nulls(target, first_on, last_on) > 0 then null
    when day >= last_on then target
    when day <= first_on then 0
    else target * (day - first_on)::numeric / (last_on - first_on) end
$$;

-- People enrolled by the end of a day, over time: a point every week (or so many weeks that there are
-- at most `most`), back from the newest count. Each site keeps its count until its next one.
create function private.enrollment_series(
  project uuid, until date default null, only_country text default null, only_site uuid default null,
  most integer default 156
) returns table (on_day date, enrolled bigint, sites bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    with steps as materialized (
      select e.as_of, e.more, e.new
      from public.sites s
      cross join lateral (
        select o.as_of::date as as_of, o.enrolled - lag(o.enrolled, 1, 0) over (order by o.as_of) as more,
          (lag(o.enrolled) over (order by o.as_of) is null)::integer as new
        from public.enrollment_snapshots o
        where o.site_id = s.id and o.enrolled is not null and (until is null or o.as_of <= until)) e
      where s.project_id = enrollment_series.project and (only_site is null or s.id = only_site)
        and (only_country is null or coalesce(s.country, '') = only_country)
    ), span as (
      select max(t.as_of) as newest,
        7 * greatest(1, ceil((max(t.as_of) - min(t.as_of) + 1) / (7.0 * greatest(most, 2))))::integer as days,
        max(t.as_of) - min(t.as_of) as length
      from steps t having count(*) > 0
    ), parts as (
      select (p.newest - t.as_of) / p.days as back, sum(t.more)::bigint as more, sum(t.new)::bigint as new
      from steps t cross join span p group by 1
    )
    select p.newest - b.back * p.days, (sum(coalesce(t.more, 0)) over backwards)::bigint,
      (sum(coalesce(t.new, 0)) over backwards)::bigint
    from span p cross join lateral generate_series(0, p.length / p.days) as b(back)
    left join parts t on t.back = b.back
    window backwards as (order by b.back desc)
    order by 1;
end
$$;

revoke execute on function private.enrollment_latest(uuid, date, uuid[]),
  private.enrollment_count(bigint, bigint, date, date), private.enrollment_pair(bigint, bigint, bigint, bigint),
  private.enrollment_totals(uuid, date, text, uuid), private.last_day(text), private.enrollment_plan(uuid),
  private.planned_enrollment(bigint, date, date, date),
  private.enrollment_series(uuid, date, text, uuid, integer) from public;
grant execute on function private.enrollment_latest(uuid, date, uuid[]),
  private.enrollment_count(bigint, bigint, date, date), private.enrollment_pair(bigint, bigint, bigint, bigint),
  private.enrollment_totals(uuid, date, text, uuid), private.last_day(text), private.enrollment_plan(uuid),
  private.planned_enrollment(bigint, date, date, date),
  private.enrollment_series(uuid, date, text, uuid, integer) to authenticated, service_role;
