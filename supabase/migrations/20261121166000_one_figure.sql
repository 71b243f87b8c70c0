-- Why: a figure that two pages show is one figure. Enrollment against the plan was measured to today by
-- the portfolio and its rule, and to the newest count by the study's pages; what a finding past its due
-- day is called was written down in the rules and once more on the page of quality.

-- Enrollment against the plan, a row a project. enrolled: the newest count of each site, together, null
-- when no site has one; sites: those that have one; oldest: the first day of these. newest: the day of
-- the newest count of anything. planned: what is planned by that day (private.planned_enrollment), so
-- that people whom nobody has counted yet do not look missing; null when nothing was counted, or a
-- date or the target is not known. over: the last one is in, or the study over.
create or replace function private.enrollment_states(days private.project_day[])
returns table (
  project_id uuid, today date, target integer, enrolled bigint, sites bigint, oldest date, newest date,
  first_on date, last_on date, planned numeric, over boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  projects uuid[] := array(select d.project_id from unnest(days) d);
begin
  return query
    with counted as (
      select s.project_id, sum(c.enrolled) as enrolled, count(c.as_of) as sites, min(c.as_of) as oldest, max(n.as_of) as newest
      from unnest(days) d join public.sites s on s.project_id = d.project_id
      cross join lateral (
        select e.as_of::date from public.enrollment_snapshots e
        where e.site_id = s.id and e.as_of <= d.today order by e.as_of desc limit 1) n
      left join lateral (
        select e.enrolled, e.as_of::date from public.enrollment_snapshots e
        where e.site_id = s.id and e.enrolled is not null and e.as_of <= d.today
        order by e.as_of desc limit 1) c on true
      group by s.project_id
    )
    select d.project_id, d.today, m.target, e.enrolled, coalesce(e.sites, 0), e.oldest, e.newest, m.first_on, m.last_on,
      round(private.planned_enrollment(m.target, m.first_on, m.last_on, e.newest), 1),
      coalesce(m.last_basis in ('actual', 'registry'), false)
        or coalesce(p.status in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), false)
    from unnest(days) d join public.projects p on p.id = d.project_id
    join private.enrollment_plans(projects) m on m.project_id = d.project_id
    left join counted e on e.project_id = d.project_id;
end
$$;

-- Under 80 % of what is planned by the newest count, at the middle of the time for enrolling or later.
-- Less than one person planned is no plan to be behind.
create or replace function private.rule_enrollment_behind(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select e.project_id, 'enrollment_behind', case when e.enrolled < e.planned / 2 then 'crit' else 'risk' end,
      'project', e.project_id, p.name,
      jsonb_build_object('enrolled', e.enrolled, 'planned', e.planned, 'target', e.target, 'sites', e.sites,
        'asOf', e.newest),
      jsonb_build_array(private.evidence('enrollment', e.project_id, 'Newest counts of ' || e.sites || ' sites')),
      null::uuid, e.last_on, null::date, '/projects/' || e.project_id || '/enrollment'
    from private.enrollment_states(days) e join public.projects p on p.id = e.project_id
    where not e.over and e.planned >= 1 and e.enrolled < e.planned * 0.8
      and e.today >= e.first_on + (e.last_on - e.first_on + 1) / 2;
end
$$;

-- How urgent it is that a finding is past its due day: 'crit' when it was judged critical, or is more
-- than 30 days late.
create function private.deviation_urgency(severity text, days_over integer) returns text
language sql immutable as $$
  select case when severity = 'critical' or days_over > 30 then 'crit' else 'risk' end
$$;

-- Of an action that is past its due day, or (overdue is false) was found not to work.
create function private.capa_urgency(overdue boolean, days_over integer) returns text
language sql immutable as $$
  select case when overdue and days_over <= 30 then 'risk' else 'crit' end
$$;

-- As before, with the two above.
create or replace function private.rules_quality(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp
set jit = off as $$
#variable_conflict use_column
declare
  ids uuid[];
begin
  ids := array(select r.id from unnest(days) d join public.risks r on r.project_id = d.project_id
    where r.closed_on is null and r.state = 'confirmed' and r.likelihood::integer * r.impact::integer >= 15);
  if ids <> '{}' then
    return query
      select r.project_id, 'risk_high_unreviewed', 'risk', 'risk', r.id, r.title,
        jsonb_build_object('score', t.score, 'reviewedOn', t.last_reviewed_on,
          'days', case when t.review_overdue then d.today - r.review_due_on end),
        jsonb_build_array(private.evidence('risk', r.id, r.title)), r.owner_id, r.review_due_on::date,
        least(case when t.review_overdue then r.review_due_on + 1 end, l.on_day + 91)::date,
        '/projects/' || r.project_id || '/quality'
      from private.risk_standing(days, ids) t
      join public.risks r on r.id = t.id and r.id = any (ids)
      join unnest(days) d on d.project_id = r.project_id
      cross join lateral (select coalesce(t.last_reviewed_on, (r.created_at at time zone 'UTC')::date) as on_day) l
      where t.review_overdue or l.on_day < d.today - 90;
  end if;
  return query
    select d.project_id, 'risks_unconfirmed', 'info', 'project', d.project_id, p.name,
      jsonb_build_object('items', count(*)),
      jsonb_path_query_array(jsonb_agg(private.evidence('risk', r.id, r.title) order by r.ordinal, r.title, r.id), '$[0 to 4]'),
      null::uuid, null::date, (min(r.created_at) at time zone 'UTC')::date, '/projects/' || d.project_id || '/quality'
    from unnest(days) d join public.risks r on r.project_id = d.project_id and r.state = 'unconfirmed' and r.closed_on is null
    join public.projects p on p.id = d.project_id
    group by d.project_id, p.name;

  ids := array(select t.id from private.deviation_standing(days) t where t.overdue);
  if ids <> '{}' then
    return query
      select v.project_id, 'deviation_overdue',
        private.deviation_urgency(v.severity, d.today - v.due_on),
        'deviation', v.id, v.title,
        jsonb_build_object('days', d.today - v.due_on, 'severity', v.severity, 'site', private.site_label(s)),
        jsonb_build_array(private.evidence('deviation', v.id, v.title)) || case when s.id is null then '[]'
          else jsonb_build_array(private.evidence('site', s.id, private.site_label(s))) end,
        v.owner_id, v.due_on::date, v.due_on + 1, '/projects/' || v.project_id || '/quality'
      from public.deviations v join unnest(days) d on d.project_id = v.project_id
      left join public.sites s on s.id = v.site_id
      where v.id = any (ids);
  end if;

  ids := array(select t.id from private.capa_standing(days) t where t.overdue or t.state = 'ineffective');
  if ids <> '{}' then
    return query
      select c.project_id, case when t.overdue then 'capa_overdue' else 'capa_ineffective' end,
        private.capa_urgency(t.overdue, t.days_over), 'capa', c.id, c.title,
        jsonb_build_object('days', t.days_over, 'state', t.state, 'deviations', t.deviations),
        jsonb_build_array(private.evidence('capa', c.id, c.title)) || coalesce((
          select jsonb_path_query_array(jsonb_agg(private.evidence('deviation', v.id, v.title) order by v.found_on, v.id), '$[0 to 4]')
          from public.deviations v where v.capa_id = c.id and v.project_id = c.project_id), '[]'),
        c.owner_id, t.next_due_on,
        case when t.overdue then t.next_due_on + 1 else c.effectiveness_checked_on end::date,
        '/projects/' || c.project_id || '/quality'
      from private.capa_standing(days, ids) t join public.capas c on c.id = t.id and c.id = any (ids);
  end if;
end
$$;

revoke execute on function private.deviation_urgency(text, integer), private.capa_urgency(boolean, integer) from public;
grant execute on function private.deviation_urgency(text, integer), private.capa_urgency(boolean, integer)
  to authenticated, service_role;
