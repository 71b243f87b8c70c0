-- Why: documents of the coordinator say of each milestone what was planned, promised, expected and
-- reached, which items hold the end, how far the checklists are, what is past its day and what waits.

insert into private.source_kinds (kind, tbl, label) values ('checklist_item', 'checklist_items', 'r.label');
insert into private.widget_entries (key, family, resources) values
  ('plan.milestones', 'plan', '{milestone,task,baseline,dependency}'), ('plan.critical_path', 'plan', '{milestone,task,dependency}'),
  ('plan.slack', 'plan', '{milestone,task,dependency}'), ('plan.phases', 'plan', '{milestone,task,dependency}'),
  ('plan.checklists', 'plan', '{task}'), ('plan.overdue', 'plan', '{milestone,task}'), ('plan.blocked', 'plan', '{milestone,task,dependency}');

-- The items of the plan with the day that each ends on: that on which it was done, else the day to be
-- expected by its own dates and by all that it waits for (forecast_pass()), a milestone within the
-- month or year that was given at its end; null for what has no date, or an unknown duration.
create function private.plan_ends(days private.project_day[])
returns table (
  project_id uuid, today date, kind text, id uuid, title text, owner_id uuid, due_on date, started boolean, done boolean,
  confirmed boolean, finish_on date
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  return query
    with expected as materialized (select e.id, e.finish_on from private.forecast_pass(days) e)
    select i.project_id, i.today, i.kind, i.id, i.title, i.owner_id, i.due_on, i.started, i.done, i.confirmed,
      case when i.done then i.done_on when i.kind = 'milestone' then greatest(e.finish_on, i.due_on)
        when k.duration_days is not null or k.forecast_finish is not null then e.finish_on end
    from private.plan_items(days) i
    left join expected e on e.id = i.id
    left join public.tasks k on k.id = i.id and k.project_id = i.project_id;
end
$$;

-- As before, on plan_ends().
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
    ), item as materialized (select i.* from private.plan_ends(planned) i
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

-- Milestones as planned, promised by the newest baseline, expected and reached; days: how much later
-- than promised. A date that is known to the month stays one.
create function private.plan_milestones(day private.project_day, most integer, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off set enable_nestloop = off as $$
begin
  return (
    with newest as materialized (
      select b.id, b.name from public.baselines b where b.project_id = day.project_id order by b.created_at desc, b.id desc limit 1
    ), item as materialized (
      select m.id, m.title, m.planned_text::text as planned, m.certainty, p.finish_on::date as promised, i.done, i.confirmed,
        case when i.done then coalesce(m.actual_on::text, m.planned_text::text) end as reached,
        case when not i.done then case when m.forecast_on is null and i.finish_on = private.last_day(m.planned_text)
          then m.planned_text::text else i.finish_on::text end end as expected,
        i.finish_on - p.finish_on as days, coalesce(not i.done and i.due_on < i.today, false) as late,
        row_number() over (order by i.finish_on nulls last, m.ordinal, m.id) as n
      from private.plan_ends(array[day]) i
      join public.milestones m on m.id = i.id
      left join public.baseline_items p on p.item_id = m.id and p.baseline_id = (select w.id from newest w)
      where i.kind = 'milestone'
    )
    select private.widget_doc(wish, count(*), jsonb_build_object('of', count(*), 'late', count(*) filter (where i.late),
        'reached', count(*) filter (where i.done), 'undated', count(*) filter (where not i.done and i.expected is null),
        'unconfirmed', count(*) filter (where not i.done and not i.confirmed), 'slipped', count(*) filter (where i.days > 0),
        'baseline', (select w.name from newest w)),
      jsonb_agg(to_jsonb(i) order by i.n) filter (where i.n <= most), 'milestone', coalesce(array_agg(i.id order by i.n), '{}'))
    from item i);
end
$$;

-- Tasks and milestones by phase and by how far they are.
create function private.plan_phases(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off set enable_nestloop = off as $$
begin
  return (
    with waiting as materialized (
      select b.subject_id as id from private.rule_task_blocked(array[day]) b
    ), item as materialized (
      select i.id, i.kind, i.started, i.done, i.confirmed, coalesce(not i.done and i.due_on < i.today, false) as late,
        coalesce(t.phase, m.phase) as phase, w.id is not null as waits
      from private.plan_items(array[day]) i
      left join public.tasks t on t.id = i.id and i.kind = 'task'
      left join public.milestones m on m.id = i.id and i.kind = 'milestone'
      left join waiting w on w.id = i.id
    ), phase as (
      select i.phase, array_position('{start_up,recruitment,conduct,close_out}', i.phase) as n,
        count(*) filter (where i.kind = 'task') as tasks, count(*) filter (where i.kind = 'task' and i.done) as done,
        count(*) filter (where i.kind = 'task' and i.started and not i.done) as running,
        count(*) filter (where i.kind = 'task' and not i.started and not i.done) as ahead,
        count(*) filter (where i.kind = 'task' and i.late) as late, count(*) filter (where i.waits) as waits,
        count(*) filter (where i.kind = 'milestone') as milestones, count(*) filter (where i.kind = 'milestone' and i.done) as reached
      from item i group by i.phase
    )
    select private.widget_doc(wish, count(*), jsonb_build_object('of', count(*) filter (where i.kind = 'task'),
        'late', count(*) filter (where i.kind = 'task' and i.late), 'waits', count(*) filter (where i.waits),
        'unconfirmed', count(*) filter (where not i.done and not i.confirmed)),
      (select jsonb_agg(to_jsonb(p) order by p.n nulls last) from phase p), 'plan_item', coalesce(array_agg(i.id order by i.id), '{}'))
    from item i);
end
$$;

-- Open tasks with a checklist: points done of all, and points that still want evidence.
create function private.plan_checklists(day private.project_day, most integer, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off set enable_nestloop = off as $$
begin
  return (
    with point as materialized (
      select c.task_id, count(*) as points, count(c.done_on) as done, count(*) filter (where c.needs_evidence) as wanting,
        count(*) filter (where c.needs_evidence and c.done_on is not null) as evident, array_agg(c.id order by c.ordinal, c.id) as ids
      from public.checklist_items c where c.project_id = day.project_id group by c.task_id
    ), task as materialized (
      select i.id, i.title, i.due_on as due, coalesce(i.due_on < i.today, false) as late, f.name as owner, p.points, p.done, p.wanting,
        p.evident, p.ids, row_number() over (order by i.due_on nulls last, i.title, i.id) as n
      from private.plan_items(array[day]) i join point p on p.task_id = i.id left join public.profiles f on f.id = i.owner_id
      where i.kind = 'task' and not i.done
    )
    select private.widget_doc(wish, count(*), jsonb_build_object('points', coalesce(sum(t.points), 0), 'done', coalesce(sum(t.done), 0),
        'wanting', coalesce(sum(t.wanting), 0), 'evident', coalesce(sum(t.evident), 0),
        'open', (select count(*) from private.plan_items(array[day]) i where i.kind = 'task' and not i.done)),
      jsonb_agg(to_jsonb(t) - 'ids' order by t.n) filter (where t.n <= most), 'checklist_item',
      array(select unnest(x.ids) from task x order by x.n))
    from task t);
end
$$;

alter function private.widgets_plan(private.project_day, jsonb) rename to widgets_plan_items;
create function private.widgets_plan(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  plan jsonb;
  others jsonb := '[]';
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 12);
    case wish ->> 'key'
      when 'plan.milestones' then docs := docs || private.plan_milestones(day, most, wish);
      when 'plan.phases' then docs := docs || private.plan_phases(day, wish);
      when 'plan.checklists' then docs := docs || private.plan_checklists(day, most, wish);
      when 'plan.critical_path', 'plan.slack' then
        -- The schedule is computed by lib/planning, as on the page of the plan.
        plan := coalesce(plan, public.plan_page(day.project_id));
        docs := docs || private.widget_doc(wish, null, plan, null, 'plan_item', array(select (i ->> 'id')::uuid
          from jsonb_array_elements((plan -> 'milestones') || (plan -> 'tasks')) i));
      when 'plan.overdue' then
        docs := docs || (
          with item as materialized (
            select i.id, i.kind, i.title, i.due_on as due, i.today - i.due_on as days, i.confirmed, f.name as owner,
              row_number() over (order by i.due_on, i.title, i.id) as n
            from private.plan_items(array[day]) i left join public.profiles f on f.id = i.owner_id
            where not i.done and i.due_on < i.today
          )
          select private.widget_doc(wish, count(*), jsonb_build_object('tasks', count(*) filter (where i.kind = 'task'),
              'of', (select count(*) from private.plan_items(array[day]) x where not x.done and x.due_on is not null)),
            jsonb_agg(to_jsonb(i) order by i.n) filter (where i.n <= most), 'plan_item', coalesce(array_agg(i.id order by i.n), '{}'))
          from item i);
      when 'plan.blocked' then
        docs := docs || (
          with waiting as materialized (
            select b.subject_id as id, b.subject as title, b.facts, row_number() over (order by b.since_on, b.subject_id) as n
            from private.rule_task_blocked(array[day]) b
          )
          select private.widget_doc(wish, count(*), jsonb_build_object(
              'of', (select count(*) from private.plan_items(array[day]) x where x.kind = 'task' and not x.done)),
            jsonb_agg(to_jsonb(w) order by w.n) filter (where w.n <= most), 'task', coalesce(array_agg(w.id order by w.n), '{}'))
          from waiting w);
      else others := others || wish;
    end case;
  end loop;
  return docs || case when others = '[]' then '[]' else private.widgets_plan_items(day, others) end;
end
$$;

revoke execute on function private.plan_ends(private.project_day[]), private.plan_milestones(private.project_day, integer, jsonb),
  private.plan_phases(private.project_day, jsonb), private.plan_checklists(private.project_day, integer, jsonb),
  private.widgets_plan(private.project_day, jsonb) from public;
grant execute on function private.plan_ends(private.project_day[]), private.plan_milestones(private.project_day, integer, jsonb),
  private.plan_phases(private.project_day, jsonb), private.plan_checklists(private.project_day, integer, jsonb),
  private.widgets_plan(private.project_day, jsonb) to authenticated, service_role;
