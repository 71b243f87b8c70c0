-- Why: what every later table stands on. Schema private holds what PostgREST must not expose; the
-- login roles may become somebody, and are nobody themselves; template rows keep the columns that
-- all tables share in one place; touch() keeps what nobody may forge.
--
-- Functions have search_path pg_catalog, pg_temp: with an empty one Postgres looks for types in
-- pg_temp first, and a caller's own temporary domain called "uuid" would run code as the owner.

create schema private;
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

-- What the app logs in as. Without a password and LOGIN, which the operator gives:
--   alter role clinops_app login password '…';
-- noinherit: until private.enter() has made it authenticated, it can read nothing.
-- clinops_jobs does the same for jobs, which become service_role.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values ('clinops_app', 'authenticated'), ('clinops_jobs', 'service_role'))
      as login(name, becomes)
  loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
        execute format('create role %I nologin noinherit', wanted.name);
      end if;
    exception when duplicate_object or unique_violation then
      null; -- roles belong to the cluster: another database was quicker
    end;
    begin
      if not pg_catalog.pg_has_role(wanted.name, wanted.becomes, 'member') then
        execute format('grant %I to %I', wanted.becomes, wanted.name);
      end if;
    exception
      when unique_violation then
        null;
      when insufficient_privilege then
        raise warning 'Cannot grant % to %: let an administrator do it', wanted.becomes, wanted.name;
    end;
  end loop;
end
$$;

-- The Auth of the platform, or of the embedded mode, counts its attempts with private.take_rate.
grant usage on schema private to clinops_app, clinops_jobs, supabase_auth_admin;

-- A registry date keeps its precision: 2024-02 is a month and never becomes a day.
create domain public.partial_date as text
  constraint partial_date_format check (
    value ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'
  );

-- The first day that a partial date may mean, to sort by. Fails for 2024-02-30 (SQLSTATE 22008).
create function private.first_day(value text) returns date
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select make_date(
    substr(value, 1, 4)::int,
    coalesce(nullif(substr(value, 6, 2), ''), '1')::int,
    coalesce(nullif(substr(value, 9, 2), ''), '1')::int)
$$;
revoke execute on function private.first_day(text) from public;
grant execute on function private.first_day(text) to authenticated, service_role;

-- A moment as the API gives it, whatever the time zone of the session: 2026-11-21T07:00:00.000Z.
create function private.utc(moment timestamptz) returns text
language sql stable strict parallel safe as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
revoke execute on function private.utc(timestamptz) from public;
grant execute on function private.utc(timestamptz) to authenticated, service_role;

-- Columns of every row that people edit; tables are made `like` these, with their defaults.
create table private.row_template (
  id uuid not null default gen_random_uuid(),
  org_id uuid not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  row_version integer not null default 1
);

-- Columns of every row of a project. restricted: unblinded material, seen only by the cleared.
create table private.project_row_template (
  like private.row_template including defaults,
  project_id uuid not null,
  restricted boolean not null default false
);

-- Columns of every row that an import may bring. source_pointer: JSON pointer of the object in the
-- record of the run. field_sources: per column, who has changed or confirmed it since:
-- {"<column>": {"kind": "person"|"import"|"confirmed", "by", "name", "at", "run"}}.
create table private.imported_row_template (
  like private.project_row_template including defaults,
  import_run_id uuid,
  source_pointer text,
  field_sources jsonb not null default '{}'
);

-- Raises for whoever tries; for triggers on what must never happen.
create function private.refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'PT403',
    message = format('Cannot %s %s: it is kept for ever', lower(tg_op), tg_table_name);
end
$$;

-- Before each insert and update of a row: versions, times, authors and sources are ours, whatever
-- the statement says, and what places a row in a tenant never changes. An update that changes
-- nothing keeps its version. Arguments: the generated columns, which have no value yet.
-- extra_float_digits: lest a caller's setting make two numbers look the same (audit() likewise).
create function private.touch() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set extra_float_digits = 1 as $$
declare
  kept constant text[] := array['created_at', 'created_by', 'updated_at', 'row_version'];
  generated text[] := coalesce(tg_argv, '{}');
  who uuid := auth.uid();
  run uuid := nullif(current_setting('clinops.import_run', true), '')::uuid;
  was jsonb;
  becomes jsonb;
  col text;
begin
  if tg_op = 'INSERT' then
    new.created_at := now();
    new.updated_at := now();
    new.row_version := 1;
    if who is not null then
      new.created_by := who;
      if to_jsonb(new) ? 'field_sources' then
        new.field_sources := '{}';
      end if;
    end if;
    return new;
  end if;
  was := to_jsonb(old) - generated;
  becomes := to_jsonb(new) - generated;
  foreach col in array array['id', 'org_id', 'project_id', 'user_id'] loop
    if was -> col is distinct from becomes -> col then
      raise exception using errcode = 'PT422', column = col,
        message = format('Cannot change %s: it is fixed when the record is made', col);
    end if;
  end loop;
  if becomes ? 'field_sources' and was - kept <> becomes - kept then
    if run is not null and not exists (
      select from public.import_runs r
      where r.id = run and r.project_id = coalesce(becomes ->> 'project_id', becomes ->> 'id')::uuid
    ) then
      raise exception using errcode = 'PT422', column = 'import_run',
        message = format('Cannot use import run "%s": it is none of this project', run);
    end if;
    new.field_sources := private.sources_after(was, becomes, who, run);
    becomes := to_jsonb(new) - generated;
  end if;
  new.created_at := old.created_at;
  new.created_by := old.created_by;
  if was - kept = becomes - kept then
    new.updated_at := old.updated_at;
    new.row_version := old.row_version;
  else
    new.updated_at := now();
    new.row_version := old.row_version + 1;
  end if;
  return new;
end
$$;
revoke execute on function private.touch(), private.refuse() from public;
