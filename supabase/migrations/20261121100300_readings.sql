-- Why: who looked at restricted rows is part of the trail. The select policies of restricted rows
-- ask note_reading(), which writes the reading down before it lets the row through, so no query of
-- a person, whoever wrote it, sees such a row without. The entries join the chain in one batch just
-- before the commit: a reader holds the lock of the chain for no longer, and whoever meets no
-- restricted row neither waits for it nor writes anything.
--
-- A reading means that a query of theirs went over the row. It is written once an hour for each
-- session and row. What Postgres does not allow: to keep it when the reader's transaction is rolled
-- back. The server's log has it even then.

-- Readings of the last hours, so that none is written twice. session_id as the claims have it.
create table private.readings (
  actor uuid not null,
  session_id text not null,
  entity text not null,
  entity_id uuid not null,
  hour timestamptz not null,
  org_id uuid not null,
  project_id uuid not null,
  actor_kind text not null,
  recorded boolean not null default false,
  primary key (actor, session_id, entity, entity_id, hour)
);
create index readings_waiting_idx on private.readings (actor) where not recorded;
create index readings_hour_idx on private.readings (hour);

-- Writes down that the caller sees the restricted row `entity_id` of table `entity`, or entry number
-- `entry` of that row in the trail. Always true: clearance is asked for beside it, and an answer
-- would tell strangers whether there is such a row. Only rows that are there, and that the caller is
-- cleared for, count: nobody makes up a reading, and for a row that this very statement makes, the
-- entry of its making tells more. The relation must be one of ours: it is read with our rights.
create function private.note_reading(
  entity text, entity_id uuid, org uuid default null, entry bigint default null
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.uid();
  session text := coalesce(left(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id', 100), '');
  this_hour timestamptz := date_trunc('hour', clock_timestamp(), 'UTC');
  kind text := case current_setting('clinops.actor_kind', true) when 'agent' then 'agent' else 'human' end;
  home uuid;
  project uuid;
begin
  if exists (
    select from private.readings r
    where r.actor = who and r.session_id = session and r.entity = note_reading.entity
      and r.entity_id = note_reading.entity_id and r.hour = this_hour
  ) then
    return true;
  end if;
  if entry is not null then
    select a.org_id, a.project_id into home, project from public.activity a
    where a.org_id = note_reading.org and a.seq = entry and a.restricted
      and a.entity = note_reading.entity and a.entity_id = note_reading.entity_id;
  elsif exists (
    select from pg_catalog.pg_class c
    join pg_catalog.pg_attribute f on f.attrelid = c.oid and f.attname = 'restricted' and not f.attisdropped
    where c.relname = note_reading.entity and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and c.relowner = (select t.relowner from pg_catalog.pg_class t where t.oid = 'private.readings'::regclass)
  ) then
    execute format('select t.org_id, t.project_id from public.%I t where t.id = $1 and t.restricted', entity)
    into home, project using entity_id;
  end if;
  if project is null or project <> all (private.my_cleared_projects()) then
    return true;
  end if;
  insert into private.readings (actor, session_id, entity, entity_id, hour, org_id, project_id, actor_kind)
  values (who, session, note_reading.entity, note_reading.entity_id, this_hour, home, project, kind)
  on conflict do nothing;
  raise log 'restricted row read: % % by % in session %', entity, entity_id, who, session;
  return true;
end
$$;

-- Before the commit: appends all readings of the transaction, and forgets old ones, some at a time.
-- Each is the reader's own, whoever the claims speak of by now. session: the beginning of the
-- SHA-256 of its id, which tells sessions apart and is of no use otherwise.
create function private.record_readings() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims text := coalesce(current_setting('request.jwt.claims', true), '');
  sub text := coalesce(current_setting('request.jwt.claim.sub', true), '');
  kind text := coalesce(current_setting('clinops.actor_kind', true), '');
  batch record;
begin
  if (select r.recorded from private.readings r where r.actor = new.actor and r.session_id = new.session_id
    and r.entity = new.entity and r.entity_id = new.entity_id and r.hour = new.hour) then
    return null;
  end if;
  -- All of them, in order, before record() takes those of each table.
  perform from private.chain_heads h
  where h.org_id in (select r.org_id from private.readings r where not r.recorded)
  order by h.org_id for update;
  for batch in
    with waiting as (update private.readings r set recorded = true where not r.recorded returning r.*)
    select w.actor, w.actor_kind, w.entity, array_agg(row(w.org_id, w.project_id, w.entity_id, true, null,
      jsonb_build_object('session', left(encode(sha256(convert_to(w.session_id, 'UTF8')), 'hex'), 16))
      )::private.change order by w.entity_id) as changes
    from waiting w group by w.actor, w.actor_kind, w.entity
  loop
    perform set_config('request.jwt.claim.sub', '', true), set_config('clinops.actor_kind', batch.actor_kind, true),
      set_config('request.jwt.claims', jsonb_build_object('sub', batch.actor, 'role', 'authenticated')::text, true);
    perform private.record(batch.entity, 'read', batch.changes);
  end loop;
  perform set_config('request.jwt.claim.sub', sub, true), set_config('clinops.actor_kind', kind, true),
    set_config('request.jwt.claims', claims, true);
  delete from private.readings r where (r.actor, r.session_id, r.entity, r.entity_id, r.hour) in (
    select o.actor, o.session_id, o.entity, o.entity_id, o.hour from private.readings o
    where o.hour < now() - interval '2 hours' order by o.hour limit 200 for update skip locked);
  return null;
end
$$;
create constraint trigger record_readings after insert on private.readings
  deferrable initially deferred for each row execute function private.record_readings();
revoke execute on function private.note_reading(text, uuid, uuid, bigint), private.record_readings() from public;
grant execute on function private.note_reading(text, uuid, uuid, bigint) to authenticated;

-- As before, and selecting a restricted row notes it.
create or replace procedure private.protect(
  relation regclass, resource text,
  verbs text[] default array['select', 'insert', 'update', 'delete'], heavy text[] default '{}'
) language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  cols text[] := array(select attname::text from pg_catalog.pg_attribute
    where attrelid = relation and attnum > 0 and not attisdropped);
  name text := (select relname from pg_catalog.pg_class where oid = relation);
  verb text;
  rule text;
begin
  call private.guard(relation, verbs, heavy);
  foreach verb in array verbs loop
    rule := private.rule(resource, verb, 'project_id' = any (cols), 'restricted' = any (cols));
    if verb = 'select' and 'restricted' = any (cols) then
      rule := format('%s and (not restricted or private.note_reading(%L, id))', rule, name);
    end if;
    execute format('create policy %I on %s for %s to authenticated %s',
      verb || '_by_role', relation, verb,
      case verb
        when 'insert' then format('with check (%s)', rule)
        when 'update' then format('using (%s) with check (%s)', rule, rule)
        else format('using (%s)', rule) end);
  end loop;
  if 'restricted' = any (cols) then
    execute format('create trigger keep_restricted before delete on %s for each row
      when (old.restricted) execute function private.keep_restricted()', relation);
  end if;
  execute format('create index %I on %s (org_id)', name || '_org_idx', relation);
  if 'project_id' = any (cols) then
    execute format('create index %I on %s (project_id, org_id)', name || '_project_idx', relation);
  end if;
  if 'import_run_id' = any (cols) then
    execute format('alter table %s add foreign key (import_run_id, project_id)
      references public.import_runs (id, project_id) deferrable initially deferred', relation);
    execute format('create index %I on %s (import_run_id, project_id)', name || '_import_run_idx', relation);
  end if;
end
$$;

-- The tables that are there.
do $$
declare
  policy record;
begin
  for policy in
    select p.polname, c.relname, pg_catalog.pg_get_expr(p.polqual, p.polrelid) as qual
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid and c.relnamespace = 'public'::regnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'restricted' and not a.attisdropped
    where p.polcmd = 'r' and c.relname <> 'activity'
  loop
    execute format('alter policy %I on public.%I using ((%s) and (not restricted or private.note_reading(%L, id)))',
      policy.polname, policy.relname, policy.qual, policy.relname);
  end loop;
end
$$;

-- The trail of the organisation itself (accounts, members, settings) is also read by the auditors
-- of its projects.
insert into public.role_permissions (scope, role, resource, verb) values
  ('organization', 'owner', 'organization_activity', 'select'),
  ('organization', 'admin', 'organization_activity', 'select'),
  ('project', 'auditor', 'organization_activity', 'select');

-- Organisations whose own trail the caller may read.
create function private.my_activity_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return private.my_orgs_for('organization_activity', 'select') || array(
    select distinct m.org_id from public.project_members m
    where m.project_id = any ((select private.my_projects_for('organization_activity', 'select'))::uuid[]));
end
$$;
revoke execute on function private.my_activity_orgs() from public;
grant execute on function private.my_activity_orgs() to authenticated, service_role;

-- As before, and with that right.
create or replace function private.require(resource text, verb text, project uuid, org uuid) returns uuid
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
    granted := org = any (private.my_orgs_for(resource, verb))
      or (resource = 'organization_activity' and org = any (private.my_activity_orgs()));
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

-- An entry of a restricted row shows what is in the row. That somebody read it, does not.
alter policy select_by_role on public.activity
  using ((project_id = any ((select private.my_projects_for('activity', 'select'))::uuid[])
      or org_id = any ((select private.my_orgs_for('activity', 'select'))::uuid[])
      or (project_id is null and org_id = any ((select private.my_activity_orgs())::uuid[])))
    and (not restricted or project_id = any ((select private.my_cleared_projects())::uuid[]))
    and (not restricted or action = 'read' or private.note_reading(entity, entity_id, org_id, seq)));
