-- Why: tenancy begins here. An organisation owns projects; people belong to organisations with a
-- role, and one table says what each role may do. Policies follow in a later file of this set,
-- once the membership helpers, which read these tables, exist.

-- A person, as others see one: the name is kept when the account is deleted, because the audit
-- trail must still name who acted; the address goes. Not in any chain: it belongs to no organisation and is not regulated.
create table public.profiles (
  id uuid primary key,
  email text,
  name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Filled by Auth alone. It must never fail, or nobody could sign up.
create function private.keep_profile() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  name text;
begin
  if tg_op = 'DELETE' then
    update public.profiles set email = null, updated_at = now() where id = old.id;
    return null;
  end if;
  name := left(coalesce(
    nullif(trim(new.raw_user_meta_data ->> 'name'), ''),
    nullif(trim(new.raw_user_meta_data ->> 'full_name'), ''),
    nullif(split_part(new.email, '@', 1), ''),
    'Guest'), 200);
  insert into public.profiles as p (id, email, name) values (new.id, new.email, name)
  on conflict (id) do update set email = excluded.email, name = excluded.name, updated_at = now()
  where (p.email, p.name) is distinct from (excluded.email, excluded.name);
  return null;
end
$$;
revoke execute on function private.keep_profile() from public;
create trigger keep_profile after insert or delete or update of email, raw_user_meta_data on auth.users
  for each row execute function private.keep_profile();
insert into public.profiles (id, email, name)
select id, email, coalesce(nullif(split_part(email, '@', 1), ''), 'Guest') from auth.users
on conflict do nothing;

-- The sources of a row after an update: changed columns are the person's or the run's; a column
-- that the caller marks {"kind": "confirmed"} and leaves as it is, is confirmed; nothing else of
-- what the caller writes into field_sources counts.
create function private.sources_after(was jsonb, becomes jsonb, who uuid, run uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  ours constant text[] := array['id', 'org_id', 'project_id', 'created_at', 'created_by', 'updated_at',
    'row_version', 'restricted', 'import_run_id', 'source_pointer', 'field_sources', 'ordinal', 'state',
    'archived_at'];
  said jsonb := becomes -> 'field_sources';
  known jsonb := was -> 'field_sources';
  after jsonb := known;
  stamp jsonb := jsonb_build_object('by', who, 'at', private.utc(now()),
    'name', (select p.name from public.profiles p where p.id = who));
  change jsonb := stamp || case when run is null then '{"kind":"person"}'
    else jsonb_build_object('kind', 'import', 'run', run) end;
  field record;
begin
  was := was - ours;
  becomes := becomes - ours;
  for field in select e.key from jsonb_each(becomes) e where e.value <> was -> e.key loop
    after := after || jsonb_build_object(field.key, change);
  end loop;
  if said <> known and jsonb_typeof(said) = 'object' then
    for field in
      select e.key from jsonb_each(said) e
      where e.value ->> 'kind' = 'confirmed' and e.value is distinct from known -> e.key
        and becomes -> e.key = was -> e.key
    loop
      after := after || jsonb_build_object(field.key, stamp || '{"kind":"confirmed"}');
    end loop;
  end if;
  return after;
end
$$;
revoke execute on function private.sources_after(jsonb, jsonb, uuid, uuid) from public;

create table public.orgs (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 200),
  time_zone text not null default 'UTC' check (char_length(time_zone) between 1 and 64),
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  row_version integer not null default 1
);

-- Chains start with their organisation, and an organisation with a trail is never deleted.
alter table private.chain_heads add foreign key (org_id) references public.orgs;

create table public.org_members (
  like private.row_template including defaults,
  user_id uuid not null references auth.users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member')),
  primary key (id),
  unique (org_id, user_id),
  foreign key (org_id) references public.orgs
);
create index org_members_user_idx on public.org_members (user_id, org_id);

-- Which role may do which verb on which resource: read by policies and by the interface.
-- scope organization: on every project of the organisation; project: on the one project.
-- Resources: organization, member, owner (giving and taking the role of owner), project,
-- project_member, import, study (dates, arms, interventions, outcomes, criteria, contacts), site,
-- milestone, activity, restricted (unblinded material of a project).
create table public.role_permissions (
  scope text not null check (scope in ('organization', 'project')),
  role text not null,
  resource text not null,
  verb text not null check (verb in ('select', 'insert', 'update', 'delete')),
  primary key (scope, role, resource, verb)
);

with rules(scope, roles, resources, verbs) as (values
  -- Owners and administrators run everything; only owners make owners. Unblinded material is not
  -- theirs by office: somebody has to be cleared by name (project_members.unblinded).
  ('organization', '{owner,admin}', '{organization}', '{select,update}'),
  ('organization', '{owner,admin}', '{member,project,project_member,study,site,milestone}',
    '{select,insert,update,delete}'),
  ('organization', '{owner,admin}', '{import}', '{select,insert,update}'),
  ('organization', '{owner,admin}', '{activity}', '{select}'),
  ('organization', '{owner}', '{owner}', '{insert,update,delete}'),
  -- Members see the projects that they belong to, and may begin one, which they then manage.
  ('organization', '{member}', '{organization,member}', '{select}'),
  ('organization', '{member}', '{project}', '{insert}'),
  -- Whoever is in a project reads it. Staff of a site do not read its audit trail.
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}',
    '{project,project_member,import,study,site,milestone}', '{select}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,auditor,viewer}',
    '{activity}', '{select}'),
  ('project', '{auditor}', '{restricted}', '{select}'),
  ('project', '{manager}', '{project}', '{update,delete}'),
  ('project', '{manager}', '{project_member}', '{insert,update,delete}'),
  ('project', '{manager,coordinator}', '{import}', '{insert,update}'),
  ('project', '{manager,coordinator}', '{study,site,milestone}', '{insert,update,delete}'),
  ('project', '{coordinator,regulatory}', '{project}', '{update}'),
  ('project', '{regulatory}', '{study}', '{insert,update,delete}'),
  ('project', '{regulatory}', '{milestone}', '{insert,update}'),
  ('project', '{regulatory,cra}', '{site}', '{insert,update}'),
  ('project', '{cra}', '{milestone}', '{update}'),
  ('project', '{data}', '{study}', '{update}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource,
  unnest(verbs::text[]) as verb;
