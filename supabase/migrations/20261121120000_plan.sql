-- Why: the plan as facts. Sites have dated facts, tasks and milestones planned, forecast and actual
-- dates, links say what waits for what, baselines keep what was promised, snapshots count people by
-- site as of a day. What follows from these (states, gates, critical path, actions) is derived by
-- queries and never stored. No trial participants: snapshots are counts.

-- Days on which a day's work is done, ISO numbers (1 is Monday), and the days on which none is.
alter table public.projects
  add working_weekdays smallint[] not null default '{1,2,3,4,5}'
    check (cardinality(working_weekdays) between 1 and 7 and working_weekdays <@ '{1,2,3,4,5,6,7}'),
  add holidays date[] not null default '{}' check (cardinality(holidays) <= 2000);

-- A day that a trial may speak of; anything else is a slip of the keyboard.
create domain public.trial_date as date
  constraint trial_date_range check (value between date '1950-01-01' and date '2150-12-31');

-- The pipeline of a site: each fact is a day on which something happened. What stage a site is in
-- follows from them. number: the sponsor's number of the site, as people write it ("012").
alter table public.sites
  add number text check (char_length(trim(number)) between 1 and 40),
  add target_enrollment integer check (target_enrollment between 0 and 1000000),
  add planned_activation_on public.trial_date,
  add identified_on public.trial_date,
  add selected_on public.trial_date,
  add contract_signed_on public.trial_date,
  add ethics_approved_on public.trial_date,
  add initiation_visit_on public.trial_date,
  add activated_on public.trial_date,
  add first_participant_on public.trial_date,
  add on_hold_on public.trial_date,
  add hold_reason text check (char_length(hold_reason) <= 2000),
  add closed_on public.trial_date,
  add constraint sites_closed_after_activation check (closed_on >= activated_on),
  add constraint sites_hold_reason check (on_hold_on is null or coalesce(trim(hold_reason), '') <> '');
create unique index sites_number_idx on public.sites (project_id, lower(number)) where number is not null;

create table public.site_staff (
  like private.project_row_template including defaults,
  site_id uuid not null,
  name text not null check (char_length(trim(name)) between 1 and 200),
  role text not null check (role in ('principal_investigator', 'sub_investigator', 'study_coordinator',
    'study_nurse', 'pharmacist', 'laboratory', 'data_manager', 'other')),
  email text check (char_length(email) <= 320),
  phone text check (char_length(phone) <= 60),
  started_on public.trial_date,
  ended_on public.trial_date,
  primary key (id),
  unique (id, project_id),
  constraint site_staff_dates check (ended_on >= started_on),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index site_staff_site_idx on public.site_staff (site_id, project_id);

-- Duties that the investigator has given away (ICH E6(R3) 2.3): regulated, changes need a reason.
create table public.delegations (
  like private.project_row_template including defaults,
  staff_id uuid not null,
  duty text not null check (char_length(trim(duty)) between 1 and 200),
  delegated_on public.trial_date not null,
  ended_on public.trial_date,
  primary key (id),
  constraint delegations_dates check (ended_on >= delegated_on),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (staff_id, project_id) references public.site_staff (id, project_id) on delete cascade
);
create index delegations_staff_idx on public.delegations (staff_id, project_id);

-- topic: gcp, protocol, or what the study asks for besides.
create table public.trainings (
  like private.project_row_template including defaults,
  staff_id uuid not null,
  topic text not null check (char_length(trim(topic)) between 1 and 200),
  completed_on public.trial_date not null,
  expires_on public.trial_date,
  evidence text check (char_length(evidence) <= 2000),
  primary key (id),
  constraint trainings_dates check (expires_on >= completed_on),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (staff_id, project_id) references public.site_staff (id, project_id) on delete cascade
);
create index trainings_staff_idx on public.trainings (staff_id, project_id);

-- planned_text stays as precise as it was given ("2027-03"); forecast and actual are days.
alter table public.milestones
  add phase text check (phase in ('start_up', 'recruitment', 'conduct', 'close_out')),
  add owner_id uuid references public.profiles (id),
  add forecast_on public.trial_date,
  add actual_on public.trial_date,
  add unique (id, project_id);
create index milestones_owner_idx on public.milestones (owner_id);

-- duration_days: in days of `calendar`; null is not known. state as of milestones: a rule's
-- suggestion is unconfirmed until a person stands up for it.
create table public.tasks (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  description text check (char_length(description) <= 10000),
  phase text check (phase in ('start_up', 'recruitment', 'conduct', 'close_out')),
  milestone_id uuid,
  site_id uuid,
  owner_id uuid references public.profiles (id),
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  planned_start public.trial_date,
  duration_days integer check (duration_days between 0 and 3650),
  calendar text not null default 'working' check (calendar in ('working', 'calendar')),
  forecast_finish public.trial_date,
  actual_start public.trial_date,
  actual_finish public.trial_date,
  state text not null default 'confirmed' check (state in ('unconfirmed', 'confirmed')),
  -- What a rule's suggestion stands on.
  basis text check (char_length(basis) <= 2000),
  -- The caller's own key of a row that came by CSV, so that it comes once.
  external_key text check (char_length(external_key) between 1 and 200),
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  unique (project_id, external_key),
  constraint tasks_actual_dates check (actual_finish >= actual_start),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (milestone_id, project_id) references public.milestones (id, project_id)
    on delete set null (milestone_id),
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete set null (site_id)
);
create index tasks_milestone_idx on public.tasks (milestone_id, project_id);
create index tasks_site_idx on public.tasks (site_id, project_id);
create index tasks_owner_idx on public.tasks (owner_id);

create table public.checklist_items (
  like private.project_row_template including defaults,
  task_id uuid not null,
  label text not null check (char_length(trim(label)) between 1 and 500),
  needs_evidence boolean not null default false,
  done_on public.trial_date,
  done_by uuid references public.profiles (id),
  -- Where the proof is: a document number, a link, a place.
  evidence text check (char_length(evidence) <= 2000),
  ordinal integer not null default 0,
  primary key (id),
  constraint checklist_items_evidence
    check (done_on is null or not needs_evidence or coalesce(trim(evidence), '') <> ''),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (task_id, project_id) references public.tasks (id, project_id) on delete cascade
);
create index checklist_items_task_idx on public.checklist_items (task_id, project_id);
create index checklist_items_done_by_idx on public.checklist_items (done_by);

-- What waits for what. type: finish or start of the one to start or finish of the other.
create table public.dependencies (
  like private.project_row_template including defaults,
  from_task_id uuid,
  from_milestone_id uuid,
  to_task_id uuid,
  to_milestone_id uuid,
  from_id uuid not null generated always as (coalesce(from_task_id, from_milestone_id)) stored,
  to_id uuid not null generated always as (coalesce(to_task_id, to_milestone_id)) stored,
  type text not null default 'FS' check (type in ('FS', 'SS', 'FF', 'SF')),
  lag_days integer not null default 0 check (lag_days between -3650 and 3650),
  lag_calendar text not null default 'calendar' check (lag_calendar in ('working', 'calendar')),
  primary key (id),
  unique (from_id, to_id),
  constraint dependencies_from check (num_nonnulls(from_task_id, from_milestone_id) = 1),
  constraint dependencies_to check (num_nonnulls(to_task_id, to_milestone_id) = 1),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (from_task_id, project_id) references public.tasks (id, project_id) on delete cascade,
  foreign key (from_milestone_id, project_id) references public.milestones (id, project_id) on delete cascade,
  foreign key (to_task_id, project_id) references public.tasks (id, project_id) on delete cascade,
  foreign key (to_milestone_id, project_id) references public.milestones (id, project_id) on delete cascade
);
create index dependencies_from_task_idx on public.dependencies (from_task_id, project_id);
create index dependencies_from_milestone_idx on public.dependencies (from_milestone_id, project_id);
create index dependencies_to_task_idx on public.dependencies (to_task_id, project_id);
create index dependencies_to_milestone_idx on public.dependencies (to_milestone_id, project_id);
create index dependencies_to_idx on public.dependencies (to_id);

-- What was promised, when: never changed. The newest one is the one that dates are compared with.
create table public.baselines (
  like private.project_row_template including defaults,
  name text not null check (char_length(trim(name)) between 1 and 200),
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);
-- item_id is a task or a milestone, which may be gone by now.
create table public.baseline_items (
  like private.project_row_template including defaults,
  baseline_id uuid not null,
  item_id uuid not null,
  kind text not null check (kind in ('task', 'milestone')),
  title text not null,
  start_on public.trial_date,
  finish_on public.trial_date,
  primary key (id),
  unique (baseline_id, item_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (baseline_id, project_id) references public.baselines (id, project_id) on delete cascade
);
create index baseline_items_baseline_idx on public.baseline_items (baseline_id, project_id);

-- People counted at a site up to and including a day. null: not counted.
create table public.enrollment_snapshots (
  like private.project_row_template including defaults,
  site_id uuid not null,
  as_of public.trial_date not null,
  prescreened integer check (prescreened between 0 and 10000000),
  screened integer check (screened between 0 and 10000000),
  screen_failed integer check (screen_failed between 0 and 10000000),
  -- {"reason": count}; together at most screen_failed.
  failure_reasons jsonb not null default '{}' check (jsonb_typeof(failure_reasons) = 'object'),
  enrolled integer check (enrolled between 0 and 10000000),
  withdrawn integer check (withdrawn between 0 and 10000000),
  completed integer check (completed between 0 and 10000000),
  note text check (char_length(note) <= 2000),
  primary key (id),
  unique (site_id, as_of),
  constraint enrollment_some check (num_nonnulls(prescreened, screened, screen_failed, enrolled, withdrawn, completed) > 0),
  constraint enrollment_screened check (coalesce(enrolled, 0) + coalesce(screen_failed, 0) <= screened),
  constraint enrollment_enrolled check (coalesce(withdrawn, 0) + coalesce(completed, 0) <= enrolled),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index enrollment_snapshots_site_idx on public.enrollment_snapshots (site_id, project_id);
create index enrollment_snapshots_day_idx on public.enrollment_snapshots (project_id, as_of);

-- How the columns of somebody's spreadsheet are called: {"our field": "their column"}.
create table public.csv_mappings (
  like private.project_row_template including defaults,
  kind text not null check (kind ~ '^[a-z_]{1,63}$'),
  mapping jsonb not null check (jsonb_typeof(mapping) = 'object'),
  primary key (id),
  unique (project_id, kind),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- An action that somebody put off (snooze) or does not want (suppress), why and until when.
create table public.action_dispositions (
  like private.project_row_template including defaults,
  rule text not null check (rule ~ '^[a-z_]{1,63}$'),
  subject_id uuid not null,
  kind text not null check (kind in ('snooze', 'suppress')),
  reason text not null check (char_length(trim(reason)) between 1 and 2000),
  until_on public.trial_date not null,
  primary key (id),
  unique (project_id, rule, subject_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{task,site_staff,enrollment,mapping,action}', '{select,insert,update,delete}'),
  ('organization', '{owner,admin}', '{dependency}', '{select,insert,update,delete}'),
  ('organization', '{owner,admin}', '{baseline}', '{select,insert}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}',
    '{task,site_staff,enrollment,mapping,action,dependency,baseline}', '{select}'),
  ('project', '{manager,coordinator}', '{task,site_staff,enrollment,mapping,dependency}', '{insert,update,delete}'),
  ('project', '{manager,coordinator}', '{baseline}', '{insert}'),
  ('project', '{regulatory,cra,data,finance,site}', '{task}', '{insert,update}'),
  ('project', '{regulatory,cra,site}', '{site_staff}', '{insert,update}'),
  ('project', '{cra,data,site}', '{enrollment}', '{insert,update}'),
  ('project', '{regulatory,cra}', '{site}', '{update}'),
  ('project', '{data}', '{mapping}', '{insert,update}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site}', '{action}', '{insert,update,delete}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb
on conflict do nothing;

call private.protect('public.site_staff', 'site_staff');
call private.protect('public.delegations', 'site_staff');
call private.protect('public.trainings', 'site_staff');
call private.protect('public.tasks', 'task');
call private.protect('public.checklist_items', 'task');
call private.protect('public.dependencies', 'dependency');
call private.protect('public.baselines', 'baseline', '{select,insert}');
call private.protect('public.baseline_items', 'baseline', '{select,insert}');
call private.protect('public.enrollment_snapshots', 'enrollment');
call private.protect('public.csv_mappings', 'mapping');
call private.protect('public.action_dispositions', 'action');

-- Reasons. Named to run after touch(), which gives a new version only when something changes.
create trigger z_reason before update on public.delegations for each row
  when (old.row_version <> new.row_version) execute function private.require_reason('a delegation');
create trigger z_reason_to_delete before delete on public.delegations for each row
  execute function private.require_reason('a delegation');
create trigger z_reason before update on public.sites for each row
  when ((old.activated_on is not null and old.activated_on is distinct from new.activated_on)
    or (old.ethics_approved_on is not null and old.ethics_approved_on is distinct from new.ethics_approved_on)
    or (old.closed_on is not null and old.closed_on is distinct from new.closed_on))
  execute function private.require_reason('a recorded activation, approval or closing of a site');

-- What has happened has happened by today, wherever on earth that is. Arguments: the columns.
create function private.refuse_future() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  latest date := (now() at time zone 'UTC' + interval '14 hours')::date; -- UTC+14 is ahead of all
  doc jsonb := to_jsonb(new);
  col text;
begin
  foreach col in array tg_argv loop
    if (doc ->> col)::date > latest then
      raise exception using errcode = 'PT422', column = col,
        message = format('Cannot record %s "%s": it has not happened yet', col, doc ->> col);
    end if;
  end loop;
  return new;
end
$$;
create trigger z_not_future before insert or update on public.sites for each row
  when (num_nonnulls(new.identified_on, new.selected_on, new.contract_signed_on, new.ethics_approved_on,
    new.initiation_visit_on, new.activated_on, new.first_participant_on, new.on_hold_on, new.closed_on) > 0)
  execute function private.refuse_future('identified_on', 'selected_on', 'contract_signed_on', 'ethics_approved_on',
    'initiation_visit_on', 'activated_on', 'first_participant_on', 'on_hold_on', 'closed_on');
create trigger z_not_future before insert or update on public.milestones for each row
  execute function private.refuse_future('actual_on');
create trigger z_not_future before insert or update on public.tasks for each row
  execute function private.refuse_future('actual_start', 'actual_finish');
create trigger z_not_future before insert or update on public.checklist_items for each row
  execute function private.refuse_future('done_on');
create trigger z_not_future before insert or update on public.trainings for each row
  execute function private.refuse_future('completed_on');
create trigger z_not_future before insert or update on public.enrollment_snapshots for each row
  execute function private.refuse_future('as_of');

-- Owners are people who see the project.
create function private.require_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.project_members m where m.project_id = new.project_id and m.user_id = new.owner_id)
    and not exists (select from public.org_members m
      where m.org_id = new.org_id and m.user_id = new.owner_id and m.role in ('owner', 'admin')) then
    raise exception using errcode = 'PT422', column = 'owner_id',
      message = 'Cannot give it to this person: nobody of that id works on the study';
  end if;
  return new;
end
$$;
create trigger z_owner before insert on public.tasks for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner_changed before update on public.tasks for each row
  when (new.owner_id is not null and old.owner_id is distinct from new.owner_id) execute function private.require_owner();
create trigger z_owner before insert on public.milestones for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner_changed before update on public.milestones for each row
  when (new.owner_id is not null and old.owner_id is distinct from new.owner_id) execute function private.require_owner();

create function private.check_failure_reasons() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  reason record;
  total bigint := 0;
begin
  for reason in select key, value from jsonb_each(new.failure_reasons) loop
    if jsonb_typeof(reason.value) <> 'number' or reason.value #>> '{}' !~ '^[0-9]{1,8}$'
      or char_length(trim(reason.key)) not between 1 and 200 then
      raise exception using errcode = 'PT422', column = 'failure_reasons',
        message = format('Cannot count screen failures for "%s": must be a whole number from 0', left(reason.key, 100));
    end if;
    total := total + (reason.value #>> '{}')::bigint;
  end loop;
  if total > coalesce(new.screen_failed, 0) then
    raise exception using errcode = 'PT422', column = 'failure_reasons',
      message = format('Cannot give reasons for %s screen failures: %s failed', total, coalesce(new.screen_failed, 0));
  end if;
  return new;
end
$$;
create trigger z_reasons before insert or update on public.enrollment_snapshots for each row
  when (new.failure_reasons <> '{}') execute function private.check_failure_reasons();

-- The way from one item to another along the links, both included; null when there is none. Most
-- often there is none, which one recursive statement tells. Else breadth first, so that the way
-- is a shortest one.
create function private.way(source uuid, target uuid) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  met uuid[] := array[source];
  via uuid[] := array[null::uuid];
  step record;
  reached integer := 1;
  path uuid[];
  here uuid := target;
begin
  if not exists (
    with recursive reach(id) as (
      select source union select d.to_id from public.dependencies d join reach r on d.from_id = r.id
    ) select from reach r where r.id = target
  ) then
    return null;
  end if;
  while array_position(met, target) is null loop
    for step in select distinct on (d.to_id) d.from_id, d.to_id from public.dependencies d
      where d.from_id = any (met[reached:]) and d.to_id <> all (met) loop
      met := met || step.to_id;
      via := via || step.from_id;
    end loop;
    reached := reached + 1;
  end loop;
  while here is not null loop
    path := here || path;
    here := via[array_position(met, here)];
  end loop;
  return path;
end
$$;

-- No circle. Writers of an organisation come one after the other (lock_chain), so two links that
-- only together make a circle are seen. Restricted titles are told to the cleared alone.
create function private.refuse_circle() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  most constant integer := 12;
  from_id uuid := coalesce(new.from_task_id, new.from_milestone_id);
  to_id uuid := coalesce(new.to_task_id, new.to_milestone_id);
  path uuid[] := from_id || case when from_id = to_id then array[to_id] else private.way(to_id, from_id) end;
  cleared boolean := auth.uid() is null or new.project_id = any (private.my_cleared_projects());
begin
  if cardinality(path) > 1 then
    raise exception using errcode = 'PT422', column = 'to_id',
      message = format('Cannot link: it would close a circle: %s%s',
        (select string_agg(case when coalesce(t.restricted, m.restricted) and not cleared
            then 'a restricted item' else left(coalesce(t.title, m.title, '?'), 80) end, ' → ' order by p.n)
         from unnest(path[:most]) with ordinality as p(id, n)
         left join public.tasks t on t.id = p.id left join public.milestones m on m.id = p.id),
        case when cardinality(path) > most then ' → …' else '' end),
      detail = path::text;
  end if;
  return new;
end
$$;
create trigger z_circle before insert or update on public.dependencies
  for each row execute function private.refuse_circle();

revoke execute on function private.refuse_future(), private.require_owner(), private.check_failure_reasons(),
  private.way(uuid, uuid), private.refuse_circle() from public;
