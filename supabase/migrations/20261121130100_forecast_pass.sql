-- Why: the rule of the slipping critical path, and the end that a portfolio shows, count what links
-- do to dates, not only the dates that people gave. The forecast pass of lib/planning in SQL, for
-- many projects at once; lib/planning/forecast_sql_test.ts compares the two on random networks.

-- The calendar of a project for counting: weekdays (of work, from Monday 0), before (of each weekday:
-- working days of its week before it), free (holidays on working weekdays, as days since Monday
-- 0001-01-01) and ranks (per holiday: working days before it, holidays taken out).
create type private.work_calendar as (weekdays integer[], before integer[], free integer[], ranks integer[]);

create function private.to_work_calendar(weekdays smallint[], holidays date[]) returns private.work_calendar
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  made private.work_calendar;
begin
  made.weekdays := array(select distinct w - 1 from unnest(weekdays) w order by 1);
  made.before := array(select count(w)::int from generate_series(0, 6) d
    left join unnest(made.weekdays) w on w < d group by d order by d);
  made.free := array(select distinct h - date '0001-01-01' from unnest(holidays) h
    where extract(isodow from h)::smallint = any (weekdays) order by 1);
  made.ranks := array(select h / 7 * cardinality(made.weekdays) + made.before[h % 7 + 1] - n::int + 1
    from unnest(made.free) with ordinality as f(h, n) order by n);
  return made;
end
$$;

-- The day of the working day that comes `more` working days after those that lie before the instant
-- `at` (both in days since 0001-01-01): with 0 the first working day at or after it.
-- width_bucket() tells, by halving, how many of the sorted numbers are not above a number.
create function private.workday(at integer, more integer, c private.work_calendar) returns integer
language plpgsql immutable parallel safe as $$
declare
  per_week integer := cardinality(c.weekdays);
  number integer := at / 7 * per_week + c.before[at % 7 + 1] - width_bucket(at - 1, c.free) + more;
  rank integer := number + width_bucket(number, c.ranks);
begin
  return rank / per_week * 7 + c.weekdays[rank % per_week + 1];
end
$$;

-- Earliest start and finish of the tasks and milestones of the projects, as the caller sees them,
-- with today as the data date: passOf(…, "forecast") of lib/planning/passes.ts, where the rules are
-- explained. Null: nothing says when. Time is counted in instants between days: instant n is the
-- start of day n, days count from 0001-01-01. Items are walked in the order of their links, each
-- handing on to those after it what its links ask (by_start, by_finish: the latest of them).
create function private.forecast_pass(days private.project_day[])
returns table (project_id uuid, id uuid, start_on date, finish_on date)
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
#variable_conflict use_column
declare
  zero constant date := '0001-01-01';
  projects uuid[] := array(select d.project_id from unnest(days) with ordinality
    as d(project_id, org_id, today, weekdays, holidays, n) order by d.n);
  calendars private.work_calendar[] := array(select private.to_work_calendar(d.weekdays, d.holidays) from unnest(days)
    with ordinality as d(project_id, org_id, today, weekdays, holidays, n) order by d.n);
  todays integer[] := array(select d.today - zero from unnest(days) with ordinality
    as d(project_id, org_id, today, weekdays, holidays, n) order by d.n);
  -- Of the items. homes: number of the project; marks: a milestone; waits: links not yet handed on.
  homes integer[]; ids uuid[]; marks boolean[]; lengths integer[]; works boolean[]; planned integer[];
  starts integer[]; finishes integer[]; by_start integer[]; by_finish integer[]; waits integer[];
  first_out integer[]; outs integer[]; walk integer[];
  -- Of the links, those out of an item beside each other.
  sources integer[]; targets integer[]; from_start boolean[]; to_start boolean[]; lags integer[]; lag_works boolean[];
  many integer; head integer := 0; tail integer := 0; home integer := 0;
  n integer; k integer; t integer; x integer; length integer; work boolean; today integer;
  c private.work_calendar;
begin
  select array_agg(i.home), array_agg(i.id), array_agg(i.mark), array_agg(i.length), array_agg(i.work),
    array_agg(i.planned), array_agg(i.started), array_agg(i.finished), array_agg(i.forecast)
  into homes, ids, marks, lengths, works, planned, starts, finishes, by_finish
  from (
    select array_position(projects, m.project_id) as home, m.id, true as mark, 0 as length, false as work,
      coalesce(m.forecast_on, private.first_day(m.planned_text)) - zero + 1 as planned,
      r.reached - zero + 1 as started, r.reached - zero + 1 as finished, null::int as forecast
    from public.milestones m
    cross join lateral (select coalesce(m.actual_on::date, case when m.certainty = 'ACTUAL'
      and private.first_day(m.planned_text) - zero <= todays[array_position(projects, m.project_id)]
      then private.first_day(m.planned_text) end) as reached) r
    where m.project_id = any (projects)
    union all
    select array_position(projects, k.project_id), k.id, false,
      case when not e.expected then coalesce(k.duration_days, 0) when k.actual_start is not null then 1
        else greatest(k.duration_days, 1) end,
      k.calendar = 'working', case when not e.expected then k.planned_start - zero end,
      k.actual_start - zero, k.actual_finish - zero + case when k.duration_days > 0 then 1 else 0 end,
      -- Somebody's forecast holds it as a milestone of that day would, finish by finish.
      case when e.expected then k.forecast_finish - zero + 1 end
    from public.tasks k
    cross join lateral (select k.forecast_finish is not null and k.actual_finish is null as expected) e
    where k.project_id = any (projects)
  ) i;
  many := coalesce(cardinality(ids), 0);
  if many = 0 then
    return;
  end if;
  waits := array_fill(0, array[many]);
  first_out := waits;
  outs := waits;
  walk := waits;
  by_start := array_fill(null::int, array[many]);

  -- Links to what the caller does not see are left out.
  select array_agg(l.a), array_agg(l.b), array_agg(l.type in ('SS', 'SF')), array_agg(l.type in ('FS', 'SS')),
    array_agg(l.lag_days), array_agg(l.lag_calendar = 'working')
  into sources, targets, from_start, to_start, lags, lag_works
  from (
    select a.n::int as a, b.n::int as b, l.type, l.lag_days, l.lag_calendar
    from public.dependencies l
    join unnest(ids) with ordinality as a(id, n) on a.id = l.from_id
    join unnest(ids) with ordinality as b(id, n) on b.id = l.to_id
    where l.project_id = any (projects) order by a.n
  ) l;
  for k in 1 .. coalesce(cardinality(targets), 0) loop
    n := sources[k];
    if outs[n] = 0 then
      first_out[n] := k;
    end if;
    outs[n] := outs[n] + 1;
    waits[targets[k]] := waits[targets[k]] + 1;
  end loop;
  for n in 1 .. many loop
    if waits[n] = 0 then
      tail := tail + 1;
      walk[tail] := n;
    end if;
  end loop;

  while head < tail loop
    head := head + 1;
    n := walk[head];
    if homes[n] <> home then
      home := homes[n];
      c := calendars[home];
      today := todays[home];
    end if;
    length := lengths[n];
    work := works[n];
    if finishes[n] is not null then
      null; -- It is done, and stays where it was.
    elsif starts[n] is not null then
      x := case when not work or length = 0 then starts[n] + length else private.workday(starts[n], length - 1, c) + 1 end;
      x := greatest(x, today + case when length = 0 then 0 else 1 end, by_finish[n]);
      finishes[n] := case when not work then x when length = 0 then private.workday(x, 0, c)
        else private.workday(x - 1, 0, c) + 1 end;
    else
      x := by_finish[n];
      if x is not null then
        x := case when not work then x - length when length = 0 then private.workday(x, 0, c)
          else private.workday(private.workday(x - 1, 0, c) + 1, -length, c) end;
      end if;
      x := greatest(planned[n], by_start[n], x);
      if x is not null then
        x := greatest(x, today + case when marks[n] then 1 else 0 end);
        if work then
          x := private.workday(x, 0, c);
        end if;
        starts[n] := x;
        finishes[n] := case when not work or length = 0 then x + length else private.workday(x, length - 1, c) + 1 end;
      end if;
    end if;
    for k in first_out[n] .. first_out[n] + outs[n] - 1 loop
      t := targets[k];
      x := case when from_start[k] then starts[n] else finishes[n] end;
      if x is not null then
        if lags[k] <> 0 then
          x := case when not lag_works[k] then x + lags[k] when lags[k] > 0 then private.workday(x, lags[k] - 1, c) + 1
            else private.workday(x, lags[k], c) end;
        end if;
        if to_start[k] then
          by_start[t] := greatest(by_start[t], x);
        else
          by_finish[t] := greatest(by_finish[t], x);
        end if;
      end if;
      waits[t] := waits[t] - 1;
      if waits[t] = 0 then
        tail := tail + 1;
        walk[tail] := t;
      end if;
    end loop;
  end loop;

  -- To dates: the first day, and the last one.
  return query select projects[i.home], i.id, zero + case when i.mark then i.s - 1 else i.s end,
    zero + case when not i.mark and i.length = 0 then i.f else i.f - 1 end
  from unnest(homes, ids, marks, lengths, starts, finishes) as i(home, id, mark, length, s, f);
end
$$;

-- As before, with the calendar of each project made ready once (it was counted through day by day
-- for each task, which was most of what the rules of a plan cost).
create or replace function private.plan_items(days private.project_day[])
returns table (
  project_id uuid, today date, kind text, id uuid, title text, owner_id uuid, site_id uuid, priority text,
  start_on date, due_on date, started boolean, done boolean, done_on date, confirmed boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  zero constant date := '0001-01-01';
begin
  return query
    with home as materialized (
      select d.project_id, d.today, private.to_work_calendar(d.weekdays, d.holidays) as calendar from unnest(days) d
    )
    select h.project_id, h.today, 'task', t.id, t.title, t.owner_id, t.site_id, t.priority, t.planned_start::date,
      case when t.actual_finish is null then coalesce(t.forecast_finish::date,
        case when t.planned_start is null or t.duration_days is null then null
          when t.calendar = 'calendar' then t.planned_start + greatest(t.duration_days, 1) - 1
          else zero + private.workday(t.planned_start - zero, greatest(t.duration_days, 1) - 1, h.calendar) end) end,
      num_nonnulls(t.actual_start, t.actual_finish) > 0, t.actual_finish is not null, t.actual_finish::date,
      t.state = 'confirmed'
    from home h join public.tasks t on t.project_id = h.project_id;
  return query
    select d.project_id, d.today, 'milestone', m.id, m.title, m.owner_id, null::uuid, 'normal', null::date,
      case when r.reached_on is null then coalesce(m.forecast_on::date, private.last_day(m.planned_text)) end,
      r.reached_on is not null, r.reached_on is not null, r.reached_on, m.state = 'confirmed'
    from unnest(days) d join public.milestones m on m.project_id = d.project_id
    cross join lateral (select coalesce(m.actual_on::date,
      case when m.certainty = 'ACTUAL' then private.last_day(m.planned_text) end) as reached_on) r;
end
$$;
drop function private.finish_day(date, integer, text, smallint[], date[]);

-- The plan against its newest baseline, a row a project that has one. An item ends on the day it was
-- done, else when it is to be expected by its own dates and by all that it waits for
-- (forecast_pass()), a milestone within the month or year that was given at its end; what has no
-- date, or an unknown duration, is left out. end_days, worst_days: later is positive; worst of the
-- milestones that are not reached yet. slipped: those more than 14 days late, worst first.
create or replace function private.plan_slips(days private.project_day[])
returns table (
  project_id uuid, baseline_id uuid, baseline text, promised_end date, end_on date, end_days integer,
  worst_days integer, slipped bigint, evidence jsonb, owner_id uuid
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  planned private.project_day[] := array(select d from unnest(days) d
    where exists (select from public.baselines b where b.project_id = d.project_id));
begin
  if planned = '{}' then
    return;
  end if;
  return query
    with newest as materialized (
      select distinct on (b.project_id) b.id, b.project_id, b.name
      from unnest(planned) d join public.baselines b on b.project_id = d.project_id
      order by b.project_id, b.created_at desc, b.id desc
    ), expected as materialized (select * from private.forecast_pass(planned)
    ), item as materialized (
      select i.*, case when i.done then i.done_on when i.kind = 'milestone' then greatest(e.finish_on, i.due_on)
        when k.duration_days is not null or k.forecast_finish is not null then e.finish_on end as finish_on
      from private.plan_items(planned) i
      left join expected e on e.id = i.id
      left join public.tasks k on k.id = i.id and k.project_id = i.project_id
    ), promised as materialized (
      select n.project_id, n.id, n.name, b.item_id, b.finish_on::date from newest n
      join public.baseline_items b on b.baseline_id = n.id
    ), late as (
      select i.*, i.finish_on - p.finish_on as slip from promised p join item i on i.id = p.item_id
      where i.kind = 'milestone' and not i.done
    ), aim as (
      select p.project_id, max(p.finish_on) as on_day from promised p group by p.project_id
    ), ends as (
      select i.project_id, max(i.finish_on) as on_day from item i left join promised p on p.item_id = i.id
      where i.confirmed or p.item_id is not null group by i.project_id
    ), worst as (
      select l.project_id, max(l.slip) as slip, count(*) filter (where l.slip > 14) as n,
        (array_agg(l.owner_id order by l.slip desc, l.id) filter (where l.slip > 14))[1] as owner,
        jsonb_path_query_array(jsonb_agg(private.evidence('milestone', l.id, l.title) order by l.slip desc, l.id)
          filter (where l.slip > 14), '$[0 to 4]') as evidence
      from late l group by l.project_id
    )
    select n.project_id, n.id, n.name, a.on_day, e.on_day, e.on_day - a.on_day, w.slip, coalesce(w.n, 0),
      coalesce(w.evidence, '[]'), w.owner
    from newest n
    left join aim a on a.project_id = n.project_id
    left join ends e on e.project_id = n.project_id
    left join worst w on w.project_id = n.project_id;
end
$$;

revoke execute on function private.to_work_calendar(smallint[], date[]),
  private.workday(integer, integer, private.work_calendar),
  private.forecast_pass(private.project_day[]) from public;
grant execute on function private.to_work_calendar(smallint[], date[]),
  private.workday(integer, integer, private.work_calendar),
  private.forecast_pass(private.project_day[]) to authenticated, service_role;
