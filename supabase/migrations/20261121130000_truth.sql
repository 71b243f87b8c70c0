-- Why: what a baseline promised, whom a link concerns and what an invitation keeps out of the trail
-- hold against raw SQL; and the portfolio costs the same among many studies.

-- A baseline is what was promised when it was taken: items come with it, in the transaction that
-- makes it, and never later. touch() stamps created_at with the now() of its transaction. After the
-- rows, so that who may not take baselines is told by the policy.
create function private.keep_promise() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from new_rows r where not exists (
    select from public.baselines b where b.id = r.baseline_id and b.created_at = now())) then
    raise exception using errcode = 'PT409', column = 'baseline_id',
      message = 'Cannot add to a baseline: it is what was promised when it was taken; take a new one';
  end if;
  return null;
end
$$;
create trigger z_promised after insert on public.baseline_items referencing new table as new_rows
  for each statement execute function private.keep_promise();

-- A link with a restricted end is restricted, too: it tells that there is such an item. When the
-- end is freed the link stays restricted until somebody who is cleared frees it.
create function private.restrict_link() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not new.restricted then
    new.restricted := exists (
      select from public.tasks t where t.id in (new.from_task_id, new.to_task_id) and t.restricted
      union all
      select from public.milestones m where m.id in (new.from_milestone_id, new.to_milestone_id) and m.restricted);
  end if;
  return new;
end
$$;
create trigger b_restricted before insert or update on public.dependencies
  for each row execute function private.restrict_link();

-- Links made before their end became restricted.
create function private.restrict_links() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.dependencies d set restricted = true
  where (d.from_id = new.id or d.to_id = new.id) and not d.restricted;
  return null;
end
$$;
create trigger z_restrict_links after update on public.tasks for each row
  when (new.restricted and not old.restricted) execute function private.restrict_links();
create trigger z_restrict_links after update on public.milestones for each row
  when (new.restricted and not old.restricted) execute function private.restrict_links();
select set_config('clinops.reason', 'Links of restricted items are restricted', true);
update public.dependencies d set restricted = true
where not d.restricted and exists (
  select from public.tasks t where t.id in (d.from_id, d.to_id) and t.restricted
  union all
  select from public.milestones m where m.id in (d.from_id, d.to_id) and m.restricted);
select set_config('clinops.reason', '', true);

-- A row as the trail keeps it: with the SHA-256 of its heavy columns, as text, in their place, and
-- without those that are named with a minus ("-token_hash").
create or replace function private.lighter(doc jsonb, heavy text[]) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if heavy = '{}' then
    return doc;
  end if;
  return doc - array(select substr(h, 2) from unnest(heavy) h where h like '-%') || coalesce((
    select jsonb_object_agg(h, encode(sha256(convert_to(doc ->> h, 'UTF8')), 'hex'))
    from unnest(heavy) h where h not like '-%'), '{}');
end
$$;

-- What the token of an invitation leads to is no part of the trail: that a letter was sent is
-- (sent_at). Entries from before stay as they are.
create or replace trigger audit_insert after insert on public.invitations referencing new table as new_rows
  for each statement execute function private.audit('-token_hash');
create or replace trigger audit_update after update on public.invitations
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.audit('-token_hash');
create or replace trigger audit_delete after delete on public.invitations referencing old table as old_rows
  for each statement execute function private.audit('-token_hash');

-- As before; the candidates are chosen first, so that projects are looked up by their ids. In one
-- statement the planner went over all projects of the database.
create or replace function private.my_action_projects(most integer) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  full_orgs uuid[] := private.my_full_orgs();
  projects uuid[] := private.my_projects_for('project', 'select');
  ids uuid[];
  ranks integer[];
  times timestamptz[];
begin
  select array_agg(c.id), array_agg(c.rank), array_agg(c.at) into ids, ranks, times from (
    (select t.project_id as id, 0 as rank, max(t.created_at) as at from public.tasks t
      where t.owner_id = auth.uid() and t.actual_finish is null group by t.project_id order by 3 desc limit most)
    union all
    (select m.project_id, 0, max(m.created_at) from public.milestones m
      where m.owner_id = auth.uid() and m.actual_on is null group by m.project_id order by 3 desc limit most)
    union all
    (select m.project_id, 1, m.created_at from public.project_members m
      where m.user_id = auth.uid() order by m.created_at desc limit most)
    union all
    (select p.id, 2, p.created_at from unnest(full_orgs) as home(id)
      cross join lateral (select p.id, p.created_at from public.projects p where p.org_id = home.id and p.archived_at is null
        order by p.created_at desc, p.id desc limit most) p)
  ) c;
  return (
    select coalesce(array_agg(x.id order by x.rank, x.at desc, x.id), '{}')
    from (
      select c.id, min(c.rank) as rank, max(c.at) as at
      from (select p.id from public.projects p where p.id = any (ids) and p.archived_at is null
        and (p.id = any (projects) or p.org_id = any (full_orgs)) offset 0) seen
      join unnest(ids, ranks, times) as c(id, rank, at) on c.id = seen.id
      group by c.id order by 2, 3 desc, 1 limit most) x
  );
end
$$;

-- enrollment_plan() of many projects in one reading.
create function private.enrollment_plans(projects uuid[]) returns table (
  project_id uuid, target integer,
  first_on date, first_basis text, first_text text, first_state text, first_id uuid,
  last_on date, last_basis text, last_text text, last_state text, last_id uuid,
  missing text[]
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  return query
    with dated as (
      select m.project_id, m.key, m.id, m.state,
        case when m.actual_on is not null then 'actual'
          when m.certainty = 'ACTUAL' and m.planned_text is not null then 'registry'
          when m.forecast_on is not null then 'forecast'
          when m.planned_text is not null then 'planned' end as basis,
        m.actual_on, m.forecast_on, m.planned_text
      from public.milestones m
      where m.project_id = any (projects) and m.key in ('first_participant_in', 'last_participant_in')
    ), chosen as materialized (
      select d.project_id, d.key, d.id, d.state, d.basis, case d.basis when 'actual' then d.actual_on::text
        when 'forecast' then d.forecast_on::text else d.planned_text::text end as said
      from dated d
    )
    select p.id, p.target_enrollment,
      private.last_day(f.said), f.basis, f.said, f.state, f.id,
      private.last_day(l.said), l.basis, l.said, l.state, l.id,
      array_remove(array[
        case when p.target_enrollment is null then 'target' end,
        case when f.said is null then 'first_participant_in' end,
        case when l.said is null then 'last_participant_in' end,
        case when private.last_day(l.said) < private.last_day(f.said) then 'order' end], null)
    from public.projects p
    left join chosen f on f.project_id = p.id and f.key = 'first_participant_in'
    left join chosen l on l.project_id = p.id and l.key = 'last_participant_in'
    where p.id = any (projects);
end
$$;

create or replace function private.enrollment_plan(project uuid) returns table (
  target integer,
  first_on date, first_basis text, first_text text, first_state text, first_id uuid,
  last_on date, last_basis text, last_text text, last_state text, last_id uuid,
  missing text[]
)
language sql stable as $$
  select p.target, p.first_on, p.first_basis, p.first_text, p.first_state, p.first_id,
    p.last_on, p.last_basis, p.last_text, p.last_state, p.last_id, p.missing
  from private.enrollment_plans(array[project]) p
$$;

-- As before, with the plans of all projects at once.
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
      select s.project_id, sum(c.enrolled) as enrolled, count(*) as sites, min(c.as_of) as oldest, max(c.as_of) as newest
      from unnest(days) d join public.sites s on s.project_id = d.project_id
      cross join lateral (
        select e.enrolled, e.as_of::date from public.enrollment_snapshots e
        where e.site_id = s.id and e.enrolled is not null and e.as_of <= d.today
        order by e.as_of desc limit 1) c
      group by s.project_id
    )
    select d.project_id, d.today, m.target, e.enrolled, coalesce(e.sites, 0), e.oldest, e.newest, m.first_on, m.last_on,
      round(private.planned_enrollment(m.target, m.first_on, m.last_on, d.today), 1),
      coalesce(m.last_basis in ('actual', 'registry'), false)
        or coalesce(p.status in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), false)
    from unnest(days) d join public.projects p on p.id = d.project_id
    join private.enrollment_plans(projects) m on m.project_id = d.project_id
    left join counted e on e.project_id = d.project_id;
end
$$;

revoke execute on function private.keep_promise(), private.restrict_link(), private.restrict_links(),
  private.enrollment_plans(uuid[]) from public;
grant execute on function private.enrollment_plans(uuid[]) to authenticated, service_role;
