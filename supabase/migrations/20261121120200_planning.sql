-- Why: the plan as one document for pages and the API (plan_page), what rows of the plan keep by
-- themselves, and calendar feeds: a secret address that a calendar program may read.

-- Milestones that people make need no word of a registry.
alter table public.milestones
  alter key set default 'own_' || replace(gen_random_uuid()::text, '-', ''),
  alter kind set default 'milestone';

-- Links that a rule suggests wait for a person, as milestones and tasks do.
alter table public.dependencies
  add state text not null default 'confirmed' check (state in ('unconfirmed', 'confirmed')),
  add basis text check (char_length(basis) <= 2000);

-- A date that a person gives does not stand on what the registry says, unless the change says so;
-- one that is taken over from the registry does. Named to run before touch(), which stamps who changed what.
create function private.leave_basis() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(current_setting('clinops.import_run', true), '') <> '' then
    return new;
  end if;
  if new.basis is not distinct from old.basis then
    new.basis := null;
  end if;
  if new.certainty is not distinct from old.certainty then
    new.certainty := null;
  end if;
  return new;
end
$$;
create trigger b_leave_basis before update on public.milestones for each row
  when (old.planned_text is distinct from new.planned_text) execute function private.leave_basis();

-- Who ticked a point off is who ticked it off, and has the evidence that it wants.
create function private.stamp_done() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.done_on is not distinct from new.done_on then
    new.done_by := old.done_by;
  elsif new.done_on is null then
    new.done_by := null;
  else
    new.done_by := coalesce(auth.uid(), new.done_by);
  end if;
  if new.done_on is not null and new.needs_evidence and coalesce(trim(new.evidence), '') = '' then
    raise exception using errcode = 'PT422', column = 'evidence',
      message = 'Cannot tick it off without evidence: say where the proof is';
  end if;
  return new;
end
$$;
create trigger b_stamp_done before insert or update on public.checklist_items
  for each row execute function private.stamp_done();

-- What a row hangs on is of its project: the foreign keys hold it, this names the field. Definer, so
-- that roles are told by the policies. Arguments: column, table, word.
create function private.require_there() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wanted uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
  there boolean;
begin
  if wanted is null or (tg_op = 'UPDATE' and (to_jsonb(old) ->> tg_argv[0])::uuid = wanted) then
    return new;
  end if;
  execute format('select exists (select from public.%I r where r.id = $1 and r.project_id = $2)', tg_argv[1])
  into there using wanted, new.project_id;
  if not there then
    raise exception using errcode = 'PT422', column = tg_argv[0],
      message = format('No %s of this study has the id "%s"', tg_argv[2], wanted);
  end if;
  return new;
end
$$;
create trigger z_milestone before insert or update of milestone_id on public.tasks for each row
  when (new.milestone_id is not null) execute function private.require_there('milestone_id', 'milestones', 'milestone');
create trigger z_site before insert or update of site_id on public.tasks for each row
  when (new.site_id is not null) execute function private.require_there('site_id', 'sites', 'site');
create trigger z_task before insert on public.checklist_items for each row
  execute function private.require_there('task_id', 'tasks', 'task');
revoke execute on function private.leave_basis(), private.stamp_done(), private.require_there() from public;

-- Of the plan as the caller sees it: when it was last changed, and a digest of the versions of all
-- that the schedule is made of. Two readings with the same version have the same dates.
create function private.plan_version(project uuid) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  answer text;
begin
  select to_char(coalesce(max(v.at), 'epoch') at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || '-'
    || left(encode(sha256(convert_to(coalesce(string_agg(v.row, ',' order by v.row), ''), 'UTF8')), 'hex'), 24)
  into answer
  from (
    select m.id || ':' || m.row_version as row, m.updated_at as at
      from public.milestones m where m.project_id = plan_version.project
    union all
    select t.id || ':' || t.row_version, t.updated_at from public.tasks t where t.project_id = plan_version.project
    union all
    select d.id || ':' || d.row_version, d.updated_at from public.dependencies d where d.project_id = plan_version.project
    union all
    select 'calendar:' || p.working_weekdays::text || p.holidays::text, null
      from public.projects p where p.id = plan_version.project
  ) v;
  return answer;
end
$$;

-- The calendar of a project and the day it is there.
create function private.plan_calendar(p public.projects) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  zone text := private.known_zone(coalesce(p.time_zone, (select o.time_zone from public.orgs o where o.id = p.org_id)));
begin
  return jsonb_build_object('workingWeekdays', to_jsonb(p.working_weekdays), 'holidays', to_jsonb(p.holidays),
    'version', p.row_version, 'timeZone', zone, 'today', (now() at time zone zone)::date);
end
$$;

-- The rows of a plan with what their people are called, in one document; null when the project is
-- not seen. What follows from them is computed by lib/planning.
create function public.plan_page(project uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with owners as materialized (select f.id, f.name from public.profiles f),
    lists as materialized (
      select c.task_id, count(*) as points, count(c.done_on) as done
      from public.checklist_items c where c.project_id = plan_page.project group by c.task_id
    ),
    taken as materialized (
      select b.*, row_number() over (order by b.created_at desc, b.id desc) as n
      from public.baselines b where b.project_id = plan_page.project
    )
    select jsonb_build_object(
      'calendar', private.plan_calendar(p),
      'version', private.plan_version(p.id),
      'asOf', private.utc(now()),
      'permissions', public.my_permissions(p.id),
      'milestones', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', m.id, 'key', m.key, 'title', m.title, 'kind', m.kind, 'phase', m.phase,
          'plannedOn', m.planned_text, 'precision', m.planned_precision, 'certainty', m.certainty,
          'basis', m.basis, 'state', m.state, 'forecastOn', m.forecast_on, 'actualOn', m.actual_on,
          'ownerId', m.owner_id, 'ownerName', o.name, 'imported', m.import_run_id is not null,
          'ordinal', m.ordinal, 'restricted', m.restricted, 'version', m.row_version)
          order by m.ordinal, m.created_at, m.id), '[]')
        from public.milestones m left join owners o on o.id = m.owner_id where m.project_id = p.id),
      'tasks', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', t.id, 'title', t.title, 'description', t.description, 'phase', t.phase,
          'plannedStart', t.planned_start, 'durationDays', t.duration_days, 'calendar', t.calendar,
          'forecastFinish', t.forecast_finish, 'actualStart', t.actual_start, 'actualFinish', t.actual_finish,
          'priority', t.priority, 'milestoneId', t.milestone_id, 'siteId', t.site_id,
          'siteName', coalesce(s.facility, s.city, s.country), 'basis', t.basis, 'state', t.state,
          'ownerId', t.owner_id, 'ownerName', o.name,
          'checklist', jsonb_build_object('all', coalesce(l.points, 0), 'done', coalesce(l.done, 0)),
          'ordinal', t.ordinal, 'restricted', t.restricted, 'version', t.row_version)
          order by t.ordinal, t.created_at, t.id), '[]')
        from public.tasks t left join owners o on o.id = t.owner_id left join lists l on l.task_id = t.id
          left join public.sites s on s.id = t.site_id
        where t.project_id = p.id),
      'dependencies', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', d.id, 'fromId', d.from_id, 'toId', d.to_id, 'type', d.type, 'lagDays', d.lag_days,
          'lagCalendar', d.lag_calendar, 'state', d.state, 'basis', d.basis, 'version', d.row_version)
          order by d.created_at, d.id), '[]')
        from public.dependencies d where d.project_id = p.id),
      'baselines', (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name,
          'takenOn', (b.created_at at time zone (private.plan_calendar(p) ->> 'timeZone'))::date,
          'takenBy', o.name) order by b.n), '[]')
        from taken b left join owners o on o.id = b.created_by where b.n <= 50),
      'baselineItems', (select coalesce(jsonb_agg(jsonb_build_object('id', i.item_id,
          'startOn', i.start_on, 'finishOn', i.finish_on)), '[]')
        from public.baseline_items i join taken b on b.id = i.baseline_id and b.n = 1),
      'people', (select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name) order by lower(w.name), w.id), '[]')
        from (select distinct o.id, o.name from owners o where o.id in (
          select pm.user_id from public.project_members pm where pm.project_id = p.id
          union all
          select om.user_id from public.org_members om where om.org_id = p.org_id and om.role in ('owner', 'admin'))) w)
    )
    from public.projects p where p.id = plan_page.project
  );
end
$$;

-- Calendar feeds. Only the SHA-256 of a token is kept. project_id null: what the person owns in all
-- projects. They are the person's own, reached by the functions below alone.
create table private.calendar_feeds (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  project_id uuid references public.projects (id) on delete cascade,
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  -- The day only: a feed is read every few minutes.
  used_on date
);
create index calendar_feeds_user_idx on private.calendar_feeds (user_id);
create index calendar_feeds_project_idx on private.calendar_feeds (project_id);
revoke all on private.calendar_feeds from public;

-- Makes a feed of the caller; at most 20.
create function private.make_calendar_feed(hash text, project uuid default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made private.calendar_feeds;
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in to make a calendar address';
  end if;
  if project is not null and not exists (select from public.projects p where p.id = project
    and (p.id = any (private.my_projects()) or p.org_id = any (private.my_full_orgs()))) then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  -- Of one person, one at a time.
  perform from public.profiles f where f.id = auth.uid() for no key update;
  if (select count(*) from private.calendar_feeds f where f.user_id = auth.uid()) >= 20 then
    raise exception using errcode = 'PT409', message = 'Cannot make another calendar address: you have 20, remove one first';
  end if;
  insert into private.calendar_feeds (user_id, project_id, token_hash)
  values (auth.uid(), project, hash) returning * into made;
  return jsonb_build_object('id', made.id, 'projectId', made.project_id, 'createdAt', private.utc(made.created_at));
end
$$;

-- The caller's feeds, from the newest.
create function private.my_calendar_feeds() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'projectId', f.project_id, 'projectName', p.name,
    'createdAt', private.utc(f.created_at), 'usedOn', f.used_on) order by f.created_at desc, f.id), '[]')
  from private.calendar_feeds f left join public.projects p on p.id = f.project_id
  where f.user_id = auth.uid()
$$;

create function private.revoke_calendar_feed(feed uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.calendar_feeds f where f.id = feed and f.user_id = auth.uid();
  return found;
end
$$;

-- The rows of a project that stand in a calendar file, as raw values; `owner`: only that person's.
create function private.calendar_rows(project uuid, owner uuid default null) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'calendar', private.plan_calendar(p),
    'milestones', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'title', m.title,
        'plannedOn', m.planned_text, 'forecastOn', m.forecast_on, 'actualOn', m.actual_on, 'state', m.state,
        'version', m.row_version, 'updatedAt', private.utc(m.updated_at)) order by m.ordinal, m.id), '[]')
      from public.milestones m where m.project_id = p.id and not m.restricted
        and (calendar_rows.owner is null or m.owner_id = calendar_rows.owner)),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title,
        'plannedStart', t.planned_start, 'durationDays', t.duration_days, 'calendar', t.calendar,
        'forecastFinish', t.forecast_finish, 'actualStart', t.actual_start, 'actualFinish', t.actual_finish,
        'state', t.state, 'version', t.row_version, 'updatedAt', private.utc(t.updated_at))
        order by t.ordinal, t.id), '[]')
      from public.tasks t where t.project_id = p.id and not t.restricted
        and (calendar_rows.owner is null or t.owner_id = calendar_rows.owner)))
  from public.projects p where p.id = calendar_rows.project
$$;

-- What a feed shows: {"projectId", "projects": [rows]}, null for an unknown token. The membership and the rights of its
-- person are asked each time, and restricted rows never leave this way. For the system alone.
create function private.read_calendar_feed(hash text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  feed private.calendar_feeds;
  seen uuid[];
begin
  select f.* into feed from private.calendar_feeds f
  join auth.users u on u.id = f.user_id
  where f.token_hash = hash and u.deleted_at is null and (u.banned_until is null or u.banned_until <= now());
  if feed.id is null then
    return null;
  end if;
  select coalesce(array_agg(p.id order by p.name, p.id), '{}') into seen
  from public.projects p
  where p.archived_at is null and (feed.project_id is null or p.id = feed.project_id)
    and p.org_id in (select om.org_id from public.org_members om where om.user_id = feed.user_id)
    and (select count(distinct r.resource) from public.role_permissions r
      where r.verb = 'select' and r.resource in ('milestone', 'task') and (
        (r.scope = 'project' and r.role = (select pm.role from public.project_members pm
          where pm.project_id = p.id and pm.user_id = feed.user_id))
        or (r.scope = 'organization' and r.role = (select om.role from public.org_members om
          where om.org_id = p.org_id and om.user_id = feed.user_id)))) = 2;
  if feed.project_id is not null and cardinality(seen) = 0 then
    return null;
  end if;
  if feed.used_on is distinct from current_date then
    update private.calendar_feeds f set used_on = current_date where f.id = feed.id;
  end if;
  return jsonb_build_object('projectId', feed.project_id, 'projects', (
    select coalesce(jsonb_agg(private.calendar_rows(s.id, case when feed.project_id is null then feed.user_id end)
      order by s.n), '[]')
    from unnest(seen) with ordinality as s(id, n)));
end
$$;

revoke execute on function private.plan_version(uuid), private.plan_calendar(public.projects),
  private.make_calendar_feed(text, uuid), private.my_calendar_feeds(), private.revoke_calendar_feed(uuid),
  private.calendar_rows(uuid, uuid), private.read_calendar_feed(text) from public;
revoke execute on function public.plan_page(uuid) from public, anon;
grant execute on function private.plan_version(uuid), private.plan_calendar(public.projects),
  private.make_calendar_feed(text, uuid), private.my_calendar_feeds(), private.revoke_calendar_feed(uuid),
  private.calendar_rows(uuid, uuid) to authenticated;
grant execute on function private.read_calendar_feed(text) to service_role;
grant execute on function public.plan_page(uuid) to authenticated;
