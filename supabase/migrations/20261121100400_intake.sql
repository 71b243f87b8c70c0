-- Why: the guided intake. Ten questions, answered in free text that is kept as it was written
-- (each version is in the trail). Rules read it into items; a person decides each one, and only a
-- confirmed item becomes a row of the study. Plus the tables for what had no place yet:
-- regulations, stakeholders, systems, risks, expected documents, durations.

-- One row a question. raw: as written; blank is an answer that was taken back. answered_by, _at: of
-- the text as it stands; earlier ones are in the trail.
create table public.intake_answers (
  like private.project_row_template including defaults,
  question text not null check (question in ('trialName', 'endpoints', 'enrollment', 'regulations',
    'duration', 'stakeholders', 'risks', 'documents', 'milestones', 'systems')),
  raw text not null check (char_length(raw) <= 20000),
  answered_by uuid,
  answered_at timestamptz not null default now(),
  primary key (id),
  unique (id, project_id),
  unique (project_id, question),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- What the rules read in an answer, or (value null) could not read, and why. start_at, end_at: UTF-16
-- units of the answer at answer_version. present: the answer still says it. fingerprint: what
-- makes two items of an answer the same. decided_value: as confirmed, after edits; target: the row
-- that it became.
create table public.intake_items (
  like private.project_row_template including defaults,
  answer_id uuid not null,
  answer_version integer not null,
  kind text not null check (kind in ('fact', 'outcome', 'duration', 'date', 'regulation', 'stakeholder',
    'risk', 'document', 'milestone', 'system')),
  value jsonb check (jsonb_typeof(value) = 'object'),
  hint text,
  text text not null check (char_length(text) <= 20000),
  start_at integer not null check (start_at >= 0),
  end_at integer not null check (end_at >= start_at),
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  present boolean not null default true,
  ordinal integer not null default 0,
  state text not null default 'open' check (state in ('open', 'confirmed', 'rejected', 'superseded')),
  decided_value jsonb check (jsonb_typeof(decided_value) = 'object'),
  decided_by uuid,
  decided_at timestamptz,
  target_table text check (target_table in ('projects', 'outcomes', 'study_durations', 'study_dates',
    'regulations', 'stakeholders', 'risks', 'document_requirements', 'milestones', 'study_systems')),
  target_id uuid,
  primary key (id),
  unique (answer_id, fingerprint),
  check ((state = 'confirmed') = (target_id is not null)),
  check ((target_id is null) = (target_table is null)),
  check (value is not null or hint is not null),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (answer_id, project_id) references public.intake_answers (id, project_id) on delete cascade
);
create index intake_items_answer_idx on public.intake_items (answer_id, project_id);

create table public.regulations (
  like private.imported_row_template including defaults,
  name text not null check (char_length(trim(name)) between 1 and 500),
  -- Whose rule it is, as far as its name says: US, EU, international, …
  jurisdiction text,
  ordinal integer not null default 0,
  primary key (id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- People, desks and organisations with a part in the study; never a participant.
create table public.stakeholders (
  like private.imported_row_template including defaults,
  name text,
  role text,
  organization text,
  email text,
  ordinal integer not null default 0,
  primary key (id),
  check (num_nonnulls(name, role, organization) > 0),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- Computer systems of the study. system_type: EDC, IRT, eTMF, …
create table public.study_systems (
  like private.imported_row_template including defaults,
  system_type text,
  name text,
  ordinal integer not null default 0,
  primary key (id),
  check (num_nonnulls(system_type, name) > 0),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create table public.risks (
  like private.imported_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  description text,
  mitigation text,
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- A document that the study expects to hold. scope: once, or for each country or site; null: not said.
create table public.document_requirements (
  like private.imported_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  scope text check (scope in ('STUDY', 'COUNTRY', 'SITE')),
  description text,
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- How long a part of the study takes, as it was said: "18-24 months" has both ends, "up to a year"
-- the longest alone, "24 months" twice the same.
create table public.study_durations (
  like private.imported_row_template including defaults,
  part text not null check (part in ('STUDY', 'START_UP', 'ENROLLMENT', 'TREATMENT', 'FOLLOW_UP', 'CLOSE_OUT')),
  shortest numeric(9, 2) check (shortest >= 0),
  longest numeric(9, 2) check (longest >= shortest),
  unit text not null check (unit in ('DAY', 'WEEK', 'MONTH', 'YEAR')),
  approximate boolean not null default false,
  primary key (id),
  unique (project_id, part),
  check (num_nonnulls(shortest, longest) > 0),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{intake}', '{select,insert,update}'),
  ('organization', '{owner,admin}', '{regulation,stakeholder,system,risk,document}', '{select,insert,update,delete}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}',
    '{intake,regulation,stakeholder,system,risk,document}', '{select}'),
  ('project', '{manager,coordinator}', '{intake}', '{insert,update}'),
  ('project', '{manager,coordinator}', '{regulation,stakeholder,system,risk,document}', '{insert,update,delete}'),
  ('project', '{regulatory}', '{regulation,document}', '{insert,update,delete}'),
  ('project', '{regulatory,cra,data}', '{risk}', '{insert,update}'),
  ('project', '{data}', '{system}', '{insert,update}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb;

-- What was said stays: answers and items are never deleted but with their project.
call private.protect('public.intake_answers', 'intake', '{select,insert,update}');
call private.protect('public.intake_items', 'intake', '{select,insert,update}');
call private.protect('public.regulations', 'regulation');
call private.protect('public.stakeholders', 'stakeholder');
call private.protect('public.study_systems', 'system');
call private.protect('public.risks', 'risk');
call private.protect('public.document_requirements', 'document');
call private.protect('public.study_durations', 'study');

create trigger z_keep before update on public.intake_answers for each row
  when (old.question is distinct from new.question) execute function private.refuse();

create function private.stamp_intake_answer() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.raw = new.raw then
    new.answered_by := old.answered_by;
    new.answered_at := old.answered_at;
  else
    new.answered_by := auth.uid();
    new.answered_at := now();
  end if;
  return new;
end
$$;
revoke execute on function private.stamp_intake_answer() from public;
-- Before touch(), which counts what it sets as part of the change.
create trigger b_stamp before insert or update on public.intake_answers
  for each row execute function private.stamp_intake_answer();

-- An item says for ever what it said; a decision is made once (a rejected one may still be
-- confirmed), by the caller, and a confirmed item has a row of its project to show for it.
create function private.decide_intake_item() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  found boolean;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'open' then
      raise exception using errcode = 'PT422', column = 'state', message = 'Cannot make an item that is decided already';
    end if;
    new.decided_by := null;
    new.decided_at := null;
    new.decided_value := null;
    return new;
  end if;
  if (old.answer_id, old.kind, old.text, old.fingerprint) is distinct from (new.answer_id, new.kind, new.text, new.fingerprint)
    or (old.value, old.hint) is distinct from (new.value, new.hint) then
    raise exception using errcode = 'PT403', message = 'Cannot change an intake item: what was read is kept as it was';
  end if;
  if old.state = new.state then
    if (old.decided_value, old.decided_by, old.decided_at, old.target_table, old.target_id)
      is distinct from (new.decided_value, new.decided_by, new.decided_at, new.target_table, new.target_id) then
      raise exception using errcode = 'PT403', message = 'Cannot change a decision on an intake item';
    end if;
    return new;
  end if;
  if not (old.state = 'open' or (old.state, new.state) in (('rejected', 'confirmed'), ('superseded', 'open'))) then
    raise exception using errcode = 'PT409', column = 'state',
      message = format('Cannot set the item to "%s": it is %s already', new.state, old.state);
  end if;
  new.decided_by := case when new.state in ('confirmed', 'rejected') then auth.uid() end;
  new.decided_at := case when new.state in ('confirmed', 'rejected') then now() end;
  if new.state <> 'confirmed' then
    new.decided_value := null;
    return new;
  end if;
  if new.target_table = 'projects' then
    found := new.target_id = new.project_id;
  else
    execute format('select exists (select from public.%I t where t.id = $1 and t.project_id = $2)', new.target_table)
      into found using new.target_id, new.project_id;
  end if;
  if found is not true then
    raise exception using errcode = 'PT422', column = 'target_id',
      message = 'Cannot confirm: the row that it became is not in this project';
  end if;
  return new;
end
$$;
revoke execute on function private.decide_intake_item() from public;
create trigger z_decide before insert or update on public.intake_items
  for each row execute function private.decide_intake_item();

-- How far the intake of a project is, for the caller; null when nobody has begun it.
-- answered: questions with text. confirmed, toConfirm, unread: items.
create function private.intake_progress(project uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select jsonb_build_object('total', 10, 'answered', a.answered,
      'confirmed', coalesce(i.confirmed, 0), 'toConfirm', coalesce(i.to_confirm, 0), 'unread', coalesce(i.unread, 0))
    from (
      select count(*) filter (where trim(a.raw, E' \t\r\n') <> '') as answered, count(*) as begun
      from public.intake_answers a where a.project_id = intake_progress.project
    ) a, (
      select count(*) filter (where i.state = 'confirmed') as confirmed,
        count(*) filter (where i.state = 'open' and i.value is not null) as to_confirm,
        count(*) filter (where i.state = 'open' and i.value is null) as unread
      from public.intake_items i where i.project_id = intake_progress.project
    ) i
    where a.begun > 0
  );
end
$$;
revoke execute on function private.intake_progress(uuid) from public;
grant execute on function private.intake_progress(uuid) to authenticated, service_role;
