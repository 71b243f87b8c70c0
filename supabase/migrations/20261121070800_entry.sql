-- Why: how a request gets in. The first statement of each transaction of the app is
-- private.enter(): it refuses ended sessions, checks the one permission that the endpoint names,
-- and only then becomes the signed-in person. Plus what is counted and remembered at the door.

-- Raises PT401 unless the session lives and its user may sign in.
create function private.require_session(session uuid, user_id uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from auth.sessions s
    join auth.users u on u.id = s.user_id
    where s.id = require_session.session and s.user_id = require_session.user_id
      and (s.not_after is null or s.not_after > now())
      and (u.banned_until is null or u.banned_until <= now())
      and u.deleted_at is null
  ) then
    raise exception using errcode = 'PT401', message = 'Session has ended: sign in again';
  end if;
end
$$;

-- The organisation that the caller's claims, and the project or organisation named, speak of;
-- null when none is. Raises PT404 where the caller sees nothing, PT403 where the caller sees but
-- may not. Without a project and organisation it is enough to have the verb anywhere, and reading
-- is left to the policies. A null resource asks for nothing but to see. Who comes to write waits
-- here for the chain of the organisation, before any row of it is locked (see lock_chain()).
create function private.require(resource text, verb text, project uuid, org uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  home uuid := org;
  seen boolean;
  granted boolean;
begin
  if project is not null then
    select p.org_id into home from public.projects p where p.id = project and (org is null or p.org_id = org);
    seen := home = any (private.my_full_orgs()) or (home is not null and project = any (private.my_projects()));
    granted := project = any (private.my_projects_for(resource, verb)) or home = any (private.my_orgs_for(resource, verb));
  elsif org is not null then
    seen := org = any (private.my_orgs());
    granted := org = any (private.my_orgs_for(resource, verb));
  else
    seen := true;
    granted := verb = 'select' or cardinality(private.my_orgs_for(resource, verb)) > 0
      or cardinality(private.my_projects_for(resource, verb)) > 0;
  end if;
  if seen is not true then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  if resource is not null and granted is not true then
    raise exception using errcode = 'PT403',
      message = format('Cannot %s %s: your role does not allow it', verb, resource);
  end if;
  if verb <> 'select' and home is not null then
    perform from private.chain_heads h where h.org_id = home for update;
  end if;
  return home;
end
$$;

-- Makes the rest of the transaction the person of `claims` (verified by the app; only sub, role
-- and session_id are looked at here). Invoker's rights, because a definer cannot change roles:
-- the login role needs nothing but this function and membership of authenticated.
-- reason: of the change. kind: human or agent, acting for `on_behalf`, who is the caller.
-- import_run: the run whose values the changes take over.
create function private.enter(
  claims jsonb, reason text default null, resource text default null, verb text default null,
  project uuid default null, org uuid default null, kind text default 'human',
  on_behalf uuid default null, import_run uuid default null
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  uuid_format constant text := '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
  home uuid;
begin
  if coalesce(claims ->> 'role', '') <> 'authenticated' or coalesce(claims ->> 'sub', '') !~ uuid_format
    or coalesce(claims ->> 'session_id', '') !~ uuid_format then
    raise exception using errcode = 'PT401', message = 'Cannot use claims: no signed-in person';
  end if;
  if coalesce(kind, 'human') not in ('human', 'agent') or on_behalf <> (claims ->> 'sub')::uuid then
    raise exception using errcode = 'PT403', message = format('Cannot act as "%s"', kind);
  end if;
  if char_length(reason) > 2000 then
    raise exception using errcode = 'PT422', column = 'reason',
      message = 'Cannot use reason: it has more than 2000 characters';
  end if;
  perform private.require_session((claims ->> 'session_id')::uuid, (claims ->> 'sub')::uuid);
  -- auth.uid() prefers the older setting, which somebody may have left on this connection.
  perform set_config('request.jwt.claim.sub', '', true), set_config('request.jwt.claims', claims::text, true);
  if resource is not null or project is not null or org is not null then
    home := private.require(resource, verb, project, org);
  end if;
  perform set_config('clinops.org', coalesce(home::text, ''), true),
    set_config('clinops.reason', coalesce(reason, ''), true),
    set_config('clinops.actor_kind', coalesce(kind, 'human'), true),
    set_config('clinops.import_run', coalesce(import_run::text, ''), true),
    set_config('role', 'authenticated', true);
end
$$;

-- Counts of a window, by a key that the app makes (hashed, where it would name somebody).
create table private.rate_limits (
  bucket text primary key check (char_length(bucket) <= 200),
  hits integer not null,
  ends_at timestamptz not null
);
create index rate_limits_ends_idx on private.rate_limits (ends_at);

-- One more try in the bucket: seconds to wait, 0 when it is allowed. The window begins with its
-- first try. Commit it even when the request fails.
create function private.take_rate(bucket text, allowed integer, window_seconds integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
  taken private.rate_limits;
begin
  insert into private.rate_limits as r (bucket, hits, ends_at)
  values (take_rate.bucket, 1, moment + make_interval(secs => window_seconds))
  on conflict on constraint rate_limits_pkey do update set
    hits = case when r.ends_at <= moment then 1 else least(r.hits + 1, allowed + 1) end,
    ends_at = case when r.ends_at <= moment then excluded.ends_at else r.ends_at end
  returning r.* into taken;
  if taken.hits = 1 then
    delete from private.rate_limits where rate_limits.bucket in (
      select stale.bucket from private.rate_limits stale where stale.ends_at < moment
      order by stale.ends_at limit 10 for update skip locked);
  end if;
  return case when taken.hits <= allowed then 0
    else greatest(1, ceil(extract(epoch from taken.ends_at - moment)))::integer end;
end
$$;

-- Answers of POSTs that carried an Idempotency-Key, for a day. status is null while it runs.
create table public.idempotency_keys (
  user_id uuid not null default auth.uid(),
  key text not null check (char_length(key) between 1 and 200),
  method text not null,
  path text not null,
  request_hash text not null,
  status integer,
  headers jsonb,
  response jsonb,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  primary key (user_id, key)
);
create index idempotency_keys_expires_idx on public.idempotency_keys (expires_at);
alter table public.idempotency_keys enable row level security;
alter table public.idempotency_keys force row level security;
revoke all on public.idempotency_keys from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.idempotency_keys to authenticated, service_role;
create policy select_own on public.idempotency_keys for select to authenticated
  using (user_id = (select auth.uid()));
create policy insert_own on public.idempotency_keys for insert to authenticated
  with check (user_id = (select auth.uid()));
create policy update_own on public.idempotency_keys for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy delete_own on public.idempotency_keys for delete to authenticated
  using (user_id = (select auth.uid()));

-- Expired answers go as new ones come, a few at a time.
create function private.forget_answers() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.idempotency_keys k where (k.user_id, k.key) in (
    select stale.user_id, stale.key from public.idempotency_keys stale where stale.expires_at < now()
    order by stale.expires_at limit 10 for update skip locked);
  return null;
end
$$;
create trigger forget_answers after insert on public.idempotency_keys
  for each statement execute function private.forget_answers();

-- An organisation of the caller's, who becomes its owner. Returns its id.
create function public.create_organization(name text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid := gen_random_uuid();
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Cannot create an organisation: nobody is signed in';
  end if;
  if coalesce(char_length(trim(create_organization.name)), 0) not between 1 and 200 then
    raise exception using errcode = 'PT422', column = 'name',
      message = 'Cannot create an organisation: its name must have 1 to 200 characters';
  end if;
  insert into public.orgs (id, name) values (made, trim(create_organization.name));
  insert into public.org_members (org_id, user_id, role) values (made, auth.uid(), 'owner');
  return made;
end
$$;

revoke execute on function private.require_session(uuid, uuid), private.require(text, text, uuid, uuid),
  private.enter(jsonb, text, text, text, uuid, uuid, text, uuid, uuid),
  private.take_rate(text, integer, integer), private.forget_answers() from public;
revoke execute on function public.create_organization(text) from public, anon;
grant execute on function private.require_session(uuid, uuid), private.require(text, text, uuid, uuid),
  private.enter(jsonb, text, text, text, uuid, uuid, text, uuid, uuid) to clinops_app;
grant execute on function private.take_rate(text, integer, integer)
  to clinops_app, clinops_jobs, supabase_auth_admin, service_role;
grant execute on function public.create_organization(text) to authenticated;

-- The app asks at its start whether the migrations that it was built with are there.
do $$
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    grant usage on schema supabase_migrations to clinops_app, clinops_jobs;
    grant select on supabase_migrations.schema_migrations to clinops_app, clinops_jobs;
  end if;
end
$$;
