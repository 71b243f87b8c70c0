-- Why: what needs doing follows from facts, by rules. One function a rule, all of one shape, under
-- the caller's policies; project_actions() is all of them. Rules take the projects with their day
-- (project_days), so that a list over many studies asks each table once, and tests choose the day.
-- Unknown stays unknown: a rule that lacks a fact says nothing, and what is not known has rules of
-- its own. Words for people are in lib/actions/words.ts.

-- A project with its day (in its time zone) and its working calendar.
create type private.project_day as (
  project_id uuid, org_id uuid, today date, weekdays smallint[], holidays date[]
);

-- What needs doing. severity: crit, risk, unk (something is not known), info. subject: what it is
-- about; with the rule it tells two actions apart. facts: figures for the words. evidence:
-- [{kind, id, label}]. due_on: the day that it is about. since_on: the first day that it was so;
-- null where that is not known.
create type private.action as (
  project_id uuid, rule text, severity text, subject_kind text, subject_id uuid, subject text,
  facts jsonb, evidence jsonb, owner_id uuid, due_on date, since_on date, href text
);

-- today: for tests; null is the day it is there.
create function private.project_days(projects uuid[], today date default null) returns private.project_day[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(row(p.id, p.org_id, coalesce(project_days.today,
        (now() at time zone private.known_zone(coalesce(p.time_zone, o.time_zone)))::date),
      p.working_weekdays, p.holidays)::private.project_day), '{}')
    from public.projects p left join public.orgs o on o.id = p.org_id
    where p.id = any (projects)
  );
end
$$;

-- The last day of work that starts on `start` (or the first working day after it) and takes so many
-- days of its calendar, as lib/planning/schedule counts them; null when one of them is not known.
create function private.finish_day(start date, days integer, calendar text, weekdays smallint[], holidays date[])
returns date language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  day date := start;
  remaining integer := greatest(days, 1);
  per_week integer;
  weeks integer;
begin
  if start is null or days is null then
    return null;
  elsif calendar = 'calendar' then
    return start + greatest(days, 1) - 1;
  end if;
  per_week := (select count(distinct w) from unnest(weekdays) w);
  loop
    weeks := (remaining - 1) / per_week;
    exit when weeks = 0;
    remaining := remaining - weeks * per_week + case when holidays = '{}' then 0 else (
      select count(distinct h) from unnest(holidays) h
      where h >= day and h < day + 7 * weeks and extract(isodow from h)::int = any (weekdays)) end;
    day := day + 7 * weeks;
  end loop;
  loop
    if extract(isodow from day)::int = any (weekdays) and day <> all (holidays) then
      remaining := remaining - 1;
      exit when remaining = 0;
    end if;
    day := day + 1;
  end loop;
  return day;
end
$$;

create function private.evidence(kind text, id uuid, label text) returns jsonb
language sql immutable parallel safe as $$
  select jsonb_build_object('kind', kind, 'id', id, 'label', left(label, 160))
$$;

-- "012 Ravensmoor Infirmary": the number and the first name that is known.
create function private.site_label(s public.sites) returns text
language sql stable as $$
  select coalesce(nullif(concat_ws(' ', s.number, coalesce(s.facility, s.city, s.country)), ''), 'A site without a name')
$$;

-- Tasks and milestones as rules look at them. due_on: the newest word on when it is finished (the
-- forecast, else the plan); null when nobody said, and for what is done. A milestone that the
-- registry calls ACTUAL has been reached.
create function private.plan_items(days private.project_day[])
returns table (
  project_id uuid, today date, kind text, id uuid, title text, owner_id uuid, site_id uuid, priority text,
  start_on date, due_on date, started boolean, done boolean, done_on date, confirmed boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, d.today, 'task', t.id, t.title, t.owner_id, t.site_id, t.priority, t.planned_start::date,
      case when t.actual_finish is null then coalesce(t.forecast_finish::date,
        private.finish_day(t.planned_start, t.duration_days, t.calendar, d.weekdays, d.holidays)) end,
      num_nonnulls(t.actual_start, t.actual_finish) > 0, t.actual_finish is not null, t.actual_finish::date,
      t.state = 'confirmed'
    from unnest(days) d join public.tasks t on t.project_id = d.project_id;
  return query
    select d.project_id, d.today, 'milestone', m.id, m.title, m.owner_id, null::uuid, 'normal', null::date,
      case when r.reached_on is null then coalesce(m.forecast_on::date, private.last_day(m.planned_text)) end,
      r.reached_on is not null, r.reached_on is not null, r.reached_on, m.state = 'confirmed'
    from unnest(days) d join public.milestones m on m.project_id = d.project_id
    cross join lateral (select coalesce(m.actual_on::date,
      case when m.certainty = 'ACTUAL' then private.last_day(m.planned_text) end) as reached_on) r;
end
$$;

-- The plan against its newest baseline, a row a project that has one. An item ends on the day it was
-- done, else on its due day, but not before today; what has no date is left out. end_days, worst_days:
-- later is positive; worst of the milestones that are not reached yet. slipped: those more than 14
-- days late, worst first. The cascade along links is the plan page's: here people's dates count.
create function private.plan_slips(days private.project_day[])
returns table (
  project_id uuid, baseline_id uuid, baseline text, promised_end date, end_on date, end_days integer,
  worst_days integer, slipped bigint, evidence jsonb, owner_id uuid
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with newest as (
      select distinct on (b.project_id) b.id, b.project_id, b.name
      from unnest(days) d join public.baselines b on b.project_id = d.project_id
      order by b.project_id, b.created_at desc, b.id desc
    ), item as materialized (
      select i.*, case when i.done then i.done_on when i.due_on is not null then greatest(i.due_on, i.today) end as finish_on
      from private.plan_items(array(select d from unnest(days) d join newest n on n.project_id = d.project_id)) i
    ), promised as (
      select n.project_id, n.id, n.name, b.item_id, b.finish_on::date from newest n
      join public.baseline_items b on b.baseline_id = n.id
    ), late as (
      select i.*, i.finish_on - p.finish_on as slip from promised p join item i on i.id = p.item_id
      where i.kind = 'milestone' and not i.done
    )
    select n.project_id, n.id, n.name, e.promised, e.actual, e.actual - e.promised, w.worst, coalesce(w.n, 0),
      coalesce(w.evidence, '[]'), w.owner
    from newest n
    cross join lateral (select
      (select max(p.finish_on) from promised p where p.project_id = n.project_id) as promised,
      (select max(i.finish_on) from item i where i.project_id = n.project_id
        and (i.confirmed or i.id in (select p.item_id from promised p where p.project_id = n.project_id))) as actual) e
    left join lateral (select max(l.slip) as worst, count(*) filter (where l.slip > 14) as n,
      (array_agg(l.owner_id order by l.slip desc, l.id) filter (where l.slip > 14))[1] as owner,
      jsonb_path_query_array(jsonb_agg(private.evidence('milestone', l.id, l.title) order by l.slip desc, l.id)
        filter (where l.slip > 14), '$[0 to 4]') as evidence
      from late l where l.project_id = n.project_id) w on true;
end
$$;

-- Enrollment against the plan, a row a project. enrolled: the newest count of each site, together;
-- null when no site has one. planned: target × (today − first_on) ÷ (last_on − first_on), from 0 to
-- the target, by private.enrollment_plan(): linear from the first to the last participant in; null
-- when a date or the target is not known. over: the last one is in, or the study over.
create function private.enrollment_states(days private.project_day[])
returns table (
  project_id uuid, today date, target integer, enrolled bigint, sites bigint, oldest date, newest date,
  first_on date, last_on date, planned numeric, over boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select d.project_id, d.today, m.target, e.enrolled, e.sites, e.oldest, e.newest, m.first_on, m.last_on,
      round(private.planned_enrollment(m.target, m.first_on, m.last_on, d.today), 1),
      coalesce(m.last_basis in ('actual', 'registry'), false)
        or coalesce(p.status in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), false)
    from unnest(days) d join public.projects p on p.id = d.project_id
    cross join lateral private.enrollment_plan(d.project_id) m
    cross join lateral (
      select sum(c.enrolled) as enrolled, count(*) as sites, min(c.as_of) as oldest, max(c.as_of) as newest
      from public.sites s cross join lateral (
        select e.enrolled, e.as_of::date from public.enrollment_snapshots e
        where e.site_id = s.id and e.enrolled is not null and e.as_of <= d.today
        order by e.as_of desc limit 1) c
      where s.project_id = d.project_id) e;
end
$$;

-- A task is not done, and the day it was due is over.
create function private.rule_task_overdue(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select i.project_id, 'task_overdue', case when i.today - i.due_on > 30 then 'crit' else 'risk' end,
      'task', i.id, i.title, jsonb_build_object('days', i.today - i.due_on),
      jsonb_build_array(private.evidence('task', i.id, i.title)), i.owner_id, i.due_on, i.due_on + 1,
      '/projects/' || i.project_id || '/plan'
    from private.plan_items(days) i where i.kind = 'task' and i.confirmed and not i.done and i.due_on < i.today;
end
$$;

-- A task is not done and due within 7 days.
create function private.rule_task_due_soon(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select i.project_id, 'task_due_soon', 'info', 'task', i.id, i.title,
      jsonb_build_object('days', i.due_on - i.today),
      jsonb_build_array(private.evidence('task', i.id, i.title)), i.owner_id, i.due_on, i.due_on - 7,
      '/projects/' || i.project_id || '/plan'
    from private.plan_items(days) i
    where i.kind = 'task' and i.confirmed and not i.done and i.due_on between i.today and i.today + 7;
end
$$;

-- A task cannot go on: it waits for something that should be there by now and is not. FS and FF wait
-- for the finish, SS and SF for the start (which only a task has planned); FS and SS hold only what
-- has not begun.
create function private.rule_task_blocked(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with item as materialized (select * from private.plan_items(days) i where not i.done and i.confirmed),
    wait as (
      select t.project_id, t.id, t.title, t.owner_id, t.due_on, f.kind as from_kind, f.id as from_id,
        f.title as from_title, case when k.type in ('FS', 'FF') then f.due_on else f.start_on end as expected_on, t.today
      from unnest(days) d
      join public.dependencies k on k.project_id = d.project_id and k.state = 'confirmed'
      join item t on t.id = k.to_task_id
      join item f on f.id = k.from_id
      where (k.type in ('FF', 'SF') or not t.started) and (k.type in ('FS', 'FF') or not f.started)
    )
    select w.project_id, 'task_blocked', 'risk', 'task', w.id, w.title,
      jsonb_build_object('waits', count(*), 'days', w.today - min(w.expected_on),
        'for', (array_agg(w.from_title order by w.expected_on, w.from_id))[1]),
      jsonb_agg(private.evidence(w.from_kind, w.from_id, w.from_title) order by w.expected_on, w.from_id),
      w.owner_id, w.due_on, min(w.expected_on) + 1, '/projects/' || w.project_id || '/plan'
    from wait w where w.expected_on < w.today
    group by w.project_id, w.id, w.title, w.owner_id, w.due_on, w.today;
end
$$;

-- A confirmed milestone is not reached, and its day is over.
create function private.rule_milestone_overdue(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select i.project_id, 'milestone_overdue', 'crit', 'milestone', i.id, i.title,
      jsonb_build_object('days', i.today - i.due_on),
      jsonb_build_array(private.evidence('milestone', i.id, i.title)), i.owner_id, i.due_on, i.due_on + 1,
      '/projects/' || i.project_id || '/plan'
    from private.plan_items(days) i where i.kind = 'milestone' and i.confirmed and not i.done and i.due_on < i.today;
end
$$;

-- The end of the plan, or a milestone still to come, is more than 14 days after the newest baseline.
create function private.rule_critical_path_slip(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.project_id, 'critical_path_slip', case when greatest(s.end_days, s.worst_days) > 30 then 'crit' else 'risk' end,
      'baseline', s.baseline_id, s.baseline,
      jsonb_build_object('endDays', s.end_days, 'worstDays', s.worst_days, 'milestones', s.slipped),
      jsonb_build_array(private.evidence('baseline', s.baseline_id, s.baseline)) || s.evidence,
      s.owner_id, s.end_on, null::date, '/projects/' || s.project_id || '/plan'
    from private.plan_slips(days) s where greatest(s.end_days, s.worst_days) > 14;
end
$$;

-- A rule made milestones or tasks, and nobody has stood up for them.
create function private.rule_skeleton_unconfirmed(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with item as (
      select d.project_id, 'milestone' as kind, m.id, m.title, m.ordinal, m.created_at
      from unnest(days) d join public.milestones m on m.project_id = d.project_id and m.state = 'unconfirmed'
      union all
      select d.project_id, 'task', t.id, t.title, t.ordinal, t.created_at
      from unnest(days) d join public.tasks t on t.project_id = d.project_id and t.state = 'unconfirmed'
    )
    select i.project_id, 'skeleton_unconfirmed', 'info', 'project', i.project_id, p.name,
      jsonb_build_object('milestones', count(*) filter (where i.kind = 'milestone'), 'tasks', count(*) filter (where i.kind = 'task')),
      jsonb_path_query_array(jsonb_agg(private.evidence(i.kind, i.id, i.title) order by i.kind, i.ordinal, i.id), '$[0 to 4]'),
      null::uuid, null::date, min(i.created_at)::date, '/projects/' || i.project_id || '/plan'
    from item i join public.projects p on p.id = i.project_id group by i.project_id, p.name;
end
$$;

-- A site has participants while its activation gate is open (private.site_states).
create function private.rule_site_enrolling_gate_open(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with home as materialized (
      -- Only studies with a site that may be meant: the gates of a study cost some milliseconds.
      select d.project_id from unnest(days) d where exists (
        select from public.sites s where s.project_id = d.project_id and s.closed_on is null and s.on_hold_on is null
          and (s.first_participant_on is not null or exists (
            select from public.enrollment_snapshots e where e.site_id = s.id and e.enrolled > 0)))
    )
    select h.project_id, 'site_enrolling_gate_open', 'crit', 'site', s.id, private.site_label(s),
      jsonb_build_object('missing', to_jsonb(g.missing), 'enrolled', g.enrolled),
      jsonb_build_array(private.evidence('site', s.id, private.site_label(s))), null::uuid, null::date,
      g.since_on, '/projects/' || h.project_id || '/sites/' || s.id
    from home h cross join lateral private.site_states(h.project_id) g
    join public.sites s on s.id = g.site_id where g.enrols_with_open_gate;
end
$$;

-- Activated 60 days ago or more, and no record of a participant. Without a count of that day or
-- later it is not known whether there is one.
create function private.rule_site_no_enrollment(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'site_no_enrollment', case when c.as_of >= s.activated_on + 60 then 'risk' else 'unk' end,
      'site', s.id, private.site_label(s),
      jsonb_build_object('days', d.today - s.activated_on, 'asOf', c.as_of),
      jsonb_build_array(private.evidence('site', s.id, private.site_label(s)))
        || case when c.id is null then '[]' else jsonb_build_array(private.evidence('enrollment', c.id, 'Count of ' || c.as_of)) end,
      null::uuid, (s.activated_on + 60)::date, (s.activated_on + 60)::date, '/projects/' || d.project_id || '/sites/' || s.id
    from unnest(days) d join public.sites s on s.project_id = d.project_id
    left join lateral (
      select e.id, e.as_of::date from public.enrollment_snapshots e
      where e.site_id = s.id and e.enrolled is not null and e.as_of <= d.today
      order by e.as_of desc limit 1) c on true
    where s.activated_on <= d.today - 60 and num_nonnulls(s.closed_on, s.on_hold_on, s.first_participant_on) = 0
      and not exists (select from public.enrollment_snapshots e
        where e.site_id = s.id and e.enrolled > 0 and e.as_of <= d.today);
end
$$;

-- Under 80 % of the plan to date, at the middle of the time for enrolling or later.
create function private.rule_enrollment_behind(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select e.project_id, 'enrollment_behind', case when e.enrolled < e.planned / 2 then 'crit' else 'risk' end,
      'project', e.project_id, p.name,
      jsonb_build_object('enrolled', e.enrolled, 'planned', e.planned, 'target', e.target, 'sites', e.sites),
      jsonb_build_array(private.evidence('enrollment', e.project_id, 'Newest counts of ' || e.sites || ' sites')),
      null::uuid, e.last_on, null::date, '/projects/' || e.project_id || '/enrollment'
    from private.enrollment_states(days) e join public.projects p on p.id = e.project_id
    where not e.over and e.planned > 0 and e.enrolled < e.planned * 0.8
      and e.today >= e.first_on + (e.last_on - e.first_on + 1) / 2;
end
$$;

-- A site that may enrol has sent no count for more than 30 days. Not asked for once the last
-- participant is in or the study is over.
create function private.rule_enrollment_stale(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'enrollment_stale', 'unk', 'site', s.id, private.site_label(s),
      jsonb_build_object('days', d.today - coalesce(c.as_of, o.opened_on), 'asOf', c.as_of),
      jsonb_build_array(private.evidence('site', s.id, private.site_label(s)))
        || case when c.id is null then '[]' else jsonb_build_array(private.evidence('enrollment', c.id, 'Count of ' || c.as_of)) end,
      null::uuid, coalesce(c.as_of, o.opened_on) + 30, coalesce(c.as_of, o.opened_on) + 31,
      '/projects/' || d.project_id || '/enrollment'
    from unnest(days) d join public.projects p on p.id = d.project_id
    join public.sites s on s.project_id = d.project_id
    cross join lateral (select coalesce(s.activated_on, s.first_participant_on)::date as opened_on) o
    left join lateral (
      select e.id, e.as_of::date from public.enrollment_snapshots e
      where e.site_id = s.id and e.as_of <= d.today
      order by e.as_of desc limit 1) c on true
    where o.opened_on < d.today - 30 and num_nonnulls(s.closed_on, s.on_hold_on) = 0
      and coalesce(c.as_of < d.today - 30, true)
      and coalesce(p.status not in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), true)
      and not exists (select from public.milestones m where m.project_id = d.project_id
        and m.key = 'last_participant_in' and m.actual_on is not null);
end
$$;

-- A training of somebody on a site's staff ends within 90 days (`within`: 90, 60 or 30), and no
-- other training in the same topic lasts longer.
create function private.rule_training_expiring(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'training_expiring', case when t.expires_on <= d.today + 30 then 'risk' else 'info' end,
      'training', t.id, w.name,
      jsonb_build_object('topic', t.topic, 'days', t.expires_on - d.today, 'site', private.site_label(s), 'within',
        case when t.expires_on <= d.today + 30 then 30 when t.expires_on <= d.today + 60 then 60 else 90 end),
      jsonb_build_array(private.evidence('training', t.id, t.topic || ', ' || w.name),
        private.evidence('site', s.id, private.site_label(s))),
      null::uuid, t.expires_on::date, t.expires_on - 90, '/projects/' || d.project_id || '/sites/' || s.id
    from unnest(days) d
    join public.trainings t on t.project_id = d.project_id and t.expires_on between d.today and d.today + 90
    join public.site_staff w on w.id = t.staff_id and coalesce(w.ended_on >= d.today, true)
    join public.sites s on s.id = w.site_id and s.closed_on is null
    where not exists (select from public.trainings n where n.staff_id = t.staff_id and n.project_id = t.project_id
      and n.id <> t.id and lower(trim(n.topic)) = lower(trim(t.topic)) and n.completed_on <= d.today
      and (n.expires_on is null or (n.expires_on, n.id) > (t.expires_on, t.id)));
end
$$;

-- Who is on the staff of a site that is not closed, and which of the trainings that everybody with a
-- duty needs (gcp, protocol) are not current. lapsed_on: the last day of the one that ended last.
create function private.untrained(days private.project_day[])
returns table (project_id uuid, today date, staff_id uuid, site_id uuid, missing text[], lapsed_on date)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, d.today, w.id, w.site_id, array_agg(n.topic order by n.topic), max(t.lapsed_on)
    from unnest(days) d
    join public.site_staff w on w.project_id = d.project_id
      and coalesce(w.started_on <= d.today, true) and coalesce(w.ended_on >= d.today, true)
    cross join (values ('gcp'), ('protocol')) as n(topic)
    left join lateral (
      select max(t.expires_on::date) as lapsed_on,
        bool_or(t.completed_on <= d.today and coalesce(t.expires_on >= d.today, true)) as held
      from public.trainings t where t.staff_id = w.id and t.project_id = w.project_id
        and lower(trim(t.topic)) = n.topic) t on true
    where not coalesce(t.held, false)
    group by d.project_id, d.today, w.id, w.site_id;
end
$$;

-- Somebody has a delegated duty today without a current training in GCP or the protocol.
create function private.rule_training_missing_for_delegation(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select u.project_id, 'training_missing_for_delegation', 'crit', 'staff', w.id, w.name,
      jsonb_build_object('missing', to_jsonb(u.missing), 'duties', count(*), 'site', n.label),
      jsonb_build_array(private.evidence('staff', w.id, w.name))
        || jsonb_agg(private.evidence('delegation', g.id, g.duty) order by g.delegated_on, g.id),
      null::uuid, u.lapsed_on, greatest(min(g.delegated_on)::date, u.lapsed_on + 1),
      '/projects/' || u.project_id || '/sites/' || s.id
    from private.untrained(days) u
    join public.delegations g on g.staff_id = u.staff_id and g.project_id = u.project_id
      and g.delegated_on <= u.today and coalesce(g.ended_on >= u.today, true)
    join public.site_staff w on w.id = u.staff_id
    join public.sites s on s.id = u.site_id and s.closed_on is null
    cross join lateral (select private.site_label(s) as label) n
    group by u.project_id, u.missing, u.lapsed_on, w.id, w.name, s.id, n.label;
end
$$;

-- A task at a site belongs to somebody of its staff (the same address) who has no duty delegated
-- today, or a training that is not current.
create function private.rule_task_without_delegation(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with lacking as materialized (select u.staff_id, u.missing from private.untrained(days) u)
    select d.project_id, 'task_without_delegation', 'risk', 'task', t.id, t.title,
      jsonb_build_object('who', w.name, 'delegated', g.held, 'missing', coalesce(to_jsonb(l.missing), '[]'), 'site', private.site_label(s)),
      jsonb_build_array(private.evidence('task', t.id, t.title), private.evidence('staff', w.id, w.name)),
      t.owner_id, t.planned_start::date, null::date, '/projects/' || d.project_id || '/sites/' || s.id
    from unnest(days) d
    join public.tasks t on t.project_id = d.project_id and t.site_id is not null and t.owner_id is not null
      and t.actual_finish is null and t.state = 'confirmed'
    join public.profiles f on f.id = t.owner_id
    join public.site_staff w on w.site_id = t.site_id and lower(w.email) = lower(f.email)
      and coalesce(w.ended_on >= d.today, true)
    join public.sites s on s.id = t.site_id
    left join lacking l on l.staff_id = w.id
    cross join lateral (select exists (select from public.delegations g where g.staff_id = w.id
      and g.project_id = w.project_id and g.delegated_on <= d.today and coalesce(g.ended_on >= d.today, true)) as held) g
    where not g.held or l.missing is not null;
end
$$;

-- A site has been on hold for more than 30 days.
create function private.rule_hold_too_long(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'hold_too_long', 'risk', 'site', s.id, private.site_label(s),
      jsonb_build_object('days', d.today - s.on_hold_on, 'reason', left(s.hold_reason, 160)),
      jsonb_build_array(private.evidence('site', s.id, private.site_label(s))), null::uuid,
      (s.on_hold_on + 30)::date, (s.on_hold_on + 31)::date, '/projects/' || d.project_id || '/sites/' || s.id
    from unnest(days) d join public.sites s on s.project_id = d.project_id
      and s.on_hold_on < d.today - 30 and s.closed_on is null;
end
$$;

-- A date of the registry is over and still called estimated.
create function private.rule_estimated_date_passed(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'estimated_date_passed', 'risk', 'study_date', e.id, e.kind,
      jsonb_build_object('kind', e.kind, 'value', e.value, 'record', p.nct_id is not null),
      jsonb_build_array(private.evidence('study_date', e.id, e.value)), null::uuid,
      private.last_day(e.value), private.last_day(e.value) + 1,
      '/projects/' || d.project_id || case when p.nct_id is null then '/settings' else '/import' end
    from unnest(days) d join public.projects p on p.id = d.project_id
      and coalesce(p.status not in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), true)
    join public.study_dates e on e.project_id = d.project_id and e.certainty = 'ESTIMATED'
      and e.kind in ('START', 'PRIMARY_COMPLETION', 'COMPLETION') and private.last_day(e.value) < d.today;
end
$$;

-- Nobody and nothing says how the study stands.
create function private.rule_status_unknown(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'status_unknown', 'unk', 'project', p.id, p.name, '{}'::jsonb,
      jsonb_build_array(private.evidence('project', p.id, p.name)), null::uuid, null::date, null::date,
      '/projects/' || d.project_id || '/settings'
    from unnest(days) d join public.projects p on p.id = d.project_id and p.status is null;
end
$$;

-- How many are to be enrolled is not known, so nothing can be measured against it.
create function private.rule_target_unknown(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'target_unknown', 'unk', 'project', p.id, p.name, '{}'::jsonb,
      jsonb_build_array(private.evidence('project', p.id, p.name)), null::uuid, null::date, null::date,
      '/projects/' || d.project_id || '/settings'
    from unnest(days) d join public.projects p on p.id = d.project_id and p.target_enrollment is null;
end
$$;

-- The study has a registry record, and no site is known.
create function private.rule_sites_unknown(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'sites_unknown', 'unk', 'project', p.id, p.name, jsonb_build_object('record', p.nct_id),
      jsonb_build_array(private.evidence('project', p.id, p.name)), null::uuid, null::date, null::date,
      '/projects/' || d.project_id || '/import'
    from unnest(days) d join public.projects p on p.id = d.project_id and p.nct_id is not null
      and coalesce(p.status not in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), true)
    left join private.site_counts(array(select x.project_id from unnest(days) x)) c on c.project_id = d.project_id
    where coalesce(c.sites, 0) = 0;
end
$$;

-- A newer record of the registry is stored and waits for decisions.
create function private.rule_newer_record_waits(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select distinct on (r.project_id) d.project_id, 'newer_record_waits', 'risk', 'import', r.id, p.nct_id,
      jsonb_build_object('version', r.source_version, 'record', p.nct_id),
      jsonb_build_array(private.evidence('import', r.id, 'Import ' || r.no)), null::uuid, null::date,
      (r.created_at at time zone 'UTC')::date, '/projects/' || d.project_id || '/import'
    from unnest(days) d join public.import_runs r on r.project_id = d.project_id and r.status = 'pending'
    join public.projects p on p.id = d.project_id
    order by r.project_id, r.no desc;
end
$$;

-- What was read in the answers of the intake waits for a yes or no.
create function private.rule_intake_unconfirmed(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, 'intake_unconfirmed', 'info', 'project', d.project_id, p.name,
      jsonb_build_object('items', count(*)),
      jsonb_path_query_array(jsonb_agg(private.evidence('intake', i.id, i.text) order by i.created_at, i.ordinal, i.id), '$[0 to 4]'),
      null::uuid, null::date, (min(i.created_at) at time zone 'UTC')::date, '/projects/' || d.project_id || '/intake'
    from unnest(days) d join public.intake_items i on i.project_id = d.project_id
      and i.state = 'open' and i.present and i.value is not null
    join public.projects p on p.id = d.project_id
    group by d.project_id, p.name;
end
$$;

-- Chains of organisations whose last check found them broken, for those who may read the activity of
-- the project. Definer: nobody reads the checks themselves.
create function private.broken_chains(days private.project_day[])
returns table (project_id uuid, org_id uuid, broken_at bigint, checked_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, c.org_id, c.broken_at, c.checked_at
    from unnest(days) d join public.projects p on p.id = d.project_id
    join private.chain_checks c on c.org_id = p.org_id and c.state = 'broken'
    where p.id = any ((select private.my_projects_for('activity', 'select'))::uuid[])
      or p.org_id = any ((select private.my_orgs_for('activity', 'select'))::uuid[]);
end
$$;

-- The last check of the audit chain found it broken. Not to be put off.
create function private.rule_chain_broken(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select c.project_id, 'chain_broken', 'crit', 'organization', c.org_id, o.name,
      jsonb_build_object('entry', c.broken_at, 'checkedAt', private.utc(c.checked_at)),
      jsonb_build_array(private.evidence('organization', c.org_id, 'Entry ' || coalesce(c.broken_at::text, 'not known'))),
      null::uuid, null::date, (c.checked_at at time zone 'UTC')::date, '/projects/' || c.project_id || '/activity'
    from private.broken_chains(days) c join public.orgs o on o.id = c.org_id;
end
$$;

-- All rules, what they ask for (the right to do it) and whose they are where nobody owns them.
create function private.action_rules() returns table (rule text, resource text, verb text, roles text[])
language sql immutable as $$
  values
    ('task_overdue', 'task', 'update', '{manager,coordinator}'::text[]),
    ('task_due_soon', 'task', 'update', '{manager,coordinator}'),
    ('task_blocked', 'task', 'update', '{manager,coordinator}'),
    ('milestone_overdue', 'milestone', 'update', '{manager,coordinator}'),
    ('critical_path_slip', 'milestone', 'update', '{manager,coordinator}'),
    ('skeleton_unconfirmed', 'milestone', 'update', '{manager,coordinator}'),
    ('site_enrolling_gate_open', 'site', 'update', '{manager,coordinator,regulatory,cra}'),
    ('site_no_enrollment', 'site', 'select', '{manager,coordinator,cra}'),
    ('enrollment_behind', 'enrollment', 'select', '{manager,coordinator}'),
    ('enrollment_stale', 'enrollment', 'insert', '{manager,coordinator,cra,data,site}'),
    ('training_expiring', 'site_staff', 'insert', '{manager,coordinator,regulatory,cra,site}'),
    ('training_missing_for_delegation', 'site_staff', 'insert', '{manager,coordinator,regulatory,cra,site}'),
    ('task_without_delegation', 'site_staff', 'insert', '{manager,coordinator,regulatory,cra}'),
    ('hold_too_long', 'site', 'update', '{manager,coordinator,cra}'),
    ('estimated_date_passed', 'import', 'insert', '{manager,coordinator,regulatory}'),
    ('status_unknown', 'project', 'update', '{manager,coordinator}'),
    ('target_unknown', 'project', 'update', '{manager,coordinator}'),
    ('sites_unknown', 'import', 'insert', '{manager,coordinator}'),
    ('newer_record_waits', 'import', 'insert', '{manager,coordinator,regulatory}'),
    ('intake_unconfirmed', 'intake', 'update', '{manager,coordinator}'),
    ('chain_broken', 'activity', 'select', '{manager,auditor}')
$$;

-- All that needs doing, put off or not.
create function private.actions_of(days private.project_day[]) returns setof private.action
language plpgsql stable rows 100 set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return query select * from private.rule_task_overdue(days);
  return query select * from private.rule_task_due_soon(days);
  return query select * from private.rule_task_blocked(days);
  return query select * from private.rule_milestone_overdue(days);
  return query select * from private.rule_critical_path_slip(days);
  return query select * from private.rule_skeleton_unconfirmed(days);
  return query select * from private.rule_site_enrolling_gate_open(days);
  return query select * from private.rule_site_no_enrollment(days);
  return query select * from private.rule_enrollment_behind(days);
  return query select * from private.rule_enrollment_stale(days);
  return query select * from private.rule_training_expiring(days);
  return query select * from private.rule_training_missing_for_delegation(days);
  return query select * from private.rule_task_without_delegation(days);
  return query select * from private.rule_hold_too_long(days);
  return query select * from private.rule_estimated_date_passed(days);
  return query select * from private.rule_status_unknown(days);
  return query select * from private.rule_target_unknown(days);
  return query select * from private.rule_sites_unknown(days);
  return query select * from private.rule_newer_record_waits(days);
  return query select * from private.rule_intake_unconfirmed(days);
  return query select * from private.rule_chain_broken(days);
end
$$;

create function private.project_actions(project uuid, today date default null) returns setof private.action
language sql stable as $$
  select * from private.actions_of(private.project_days(array[project], today))
$$;

-- Every function above that is not a secret of a definer runs as the caller, under their policies.
do $$
declare
  made record;
begin
  for made in select p.oid::regprocedure as name from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and (p.proname like 'rule\_%' or p.proname in ('project_days',
      'finish_day', 'evidence', 'site_label', 'plan_items', 'plan_slips', 'enrollment_states', 'untrained',
      'broken_chains', 'action_rules', 'actions_of', 'project_actions'))
  loop
    execute format('revoke execute on function %s from public', made.name);
    execute format('grant execute on function %s to authenticated, service_role', made.name);
  end loop;
end
$$;
