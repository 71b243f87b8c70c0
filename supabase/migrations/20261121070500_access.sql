-- Why: who may see and do what. The helpers read the memberships of the caller, as definer because
-- policies on those same tables call them; each is evaluated once a statement:
--   project_id = any ((select private.my_projects_for('site', 'select'))::uuid[])
-- A caller without claims has none, so every policy fails closed. In plpgsql, because it keeps its
-- plans: a page calls them some thirty times, and a function in SQL is planned at each call.

-- Organisations of the caller.
create function private.my_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(m.org_id), '{}') from public.org_members m where m.user_id = auth.uid()
  );
end
$$;

-- Organisations all of whose projects the caller's role grants the verb on.
create function private.my_orgs_for(resource text, verb text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(m.org_id), '{}')
    from public.org_members m
    join public.role_permissions p on p.scope = 'organization' and p.role = m.role
      and p.resource = my_orgs_for.resource and p.verb = my_orgs_for.verb
    where m.user_id = auth.uid()
  );
end
$$;

-- Organisations that the caller sees every project of.
create function private.my_full_orgs() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return private.my_orgs_for('project', 'select');
end
$$;

-- Projects that the caller is a member of.
create function private.my_projects() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(m.project_id), '{}') from public.project_members m where m.user_id = auth.uid()
  );
end
$$;

-- Projects in which the caller's own role grants the verb.
create function private.my_projects_for(resource text, verb text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(m.project_id), '{}')
    from public.project_members m
    join public.role_permissions p on p.scope = 'project' and p.role = m.role
      and p.resource = my_projects_for.resource and p.verb = my_projects_for.verb
    where m.user_id = auth.uid()
  );
end
$$;

-- Projects whose restricted rows the caller may see: cleared by name, or by role (auditors).
create function private.my_cleared_projects() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(m.project_id), '{}') from public.project_members m
    where m.user_id = auth.uid() and (m.unblinded
      or m.project_id = any ((select private.my_projects_for('restricted', 'select'))::uuid[]))
  );
end
$$;

-- The caller and all who share an organisation with the caller.
create function private.my_colleagues() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select array_agg(distinct m.user_id) || auth.uid() from public.org_members m
    where m.org_id = any ((select private.my_orgs())::uuid[])
  );
end
$$;

revoke execute on function private.my_orgs(), private.my_orgs_for(text, text), private.my_full_orgs(),
  private.my_projects(), private.my_projects_for(text, text), private.my_cleared_projects(),
  private.my_colleagues() from public;
grant execute on function private.my_orgs(), private.my_orgs_for(text, text), private.my_full_orgs(),
  private.my_projects(), private.my_projects_for(text, text), private.my_cleared_projects(),
  private.my_colleagues() to authenticated, service_role;

alter table public.profiles enable row level security;
alter table public.profiles force row level security;
revoke all on public.profiles from public, anon, authenticated, service_role;
grant select on public.profiles to authenticated, service_role;
create policy select_colleagues on public.profiles for select to authenticated
  using (id = any ((select private.my_colleagues())::uuid[]));

alter table public.role_permissions enable row level security;
alter table public.role_permissions force row level security;
revoke all on public.role_permissions from public, anon, authenticated, service_role;
grant select on public.role_permissions to authenticated, service_role;
create policy select_all on public.role_permissions for select to authenticated using (true);

-- Organisations are made by create_organization() and never deleted: their trail must stay.
call private.guard('public.orgs', '{select,update}');
create policy select_own on public.orgs for select to authenticated
  using (id = any ((select private.my_orgs())::uuid[]));
create policy update_by_role on public.orgs for update to authenticated
  using (id = any ((select private.my_orgs_for('organization', 'update'))::uuid[]))
  with check (id = any ((select private.my_orgs_for('organization', 'update'))::uuid[]));
-- Jobs and seeds make organisations too.
grant insert on public.orgs to service_role;

-- Only owners make, change and remove owners.
call private.guard('public.org_members', '{select,insert,update,delete}');
create index org_members_org_idx on public.org_members (org_id);
create policy select_by_role on public.org_members for select to authenticated
  using (org_id = any ((select private.my_orgs_for('member', 'select'))::uuid[]));
create policy insert_by_role on public.org_members for insert to authenticated
  with check (org_id = any ((select private.my_orgs_for('member', 'insert'))::uuid[])
    and (role <> 'owner' or org_id = any ((select private.my_orgs_for('owner', 'insert'))::uuid[])));
create policy update_by_role on public.org_members for update to authenticated
  using (org_id = any ((select private.my_orgs_for('member', 'update'))::uuid[])
    and (role <> 'owner' or org_id = any ((select private.my_orgs_for('owner', 'update'))::uuid[])))
  with check (org_id = any ((select private.my_orgs_for('member', 'update'))::uuid[])
    and (role <> 'owner' or org_id = any ((select private.my_orgs_for('owner', 'update'))::uuid[])));
create policy delete_by_role on public.org_members for delete to authenticated
  using (org_id = any ((select private.my_orgs_for('member', 'delete'))::uuid[])
    and (role <> 'owner' or org_id = any ((select private.my_orgs_for('owner', 'delete'))::uuid[])));

-- The last clause of select is for `insert … returning` by a member of the organisation: the
-- membership as manager, made by a trigger after the row, is not yet seen by that statement. It
-- holds in the transaction that made the row alone: created_at is its now(), see touch().
call private.guard('public.projects', '{select,insert,update,delete}');
create policy select_by_role on public.projects for select to authenticated
  using (id = any ((select private.my_projects_for('project', 'select'))::uuid[])
    or org_id = any ((select private.my_orgs_for('project', 'select'))::uuid[])
    or (created_by = (select auth.uid()) and created_at = now()));
create policy insert_by_role on public.projects for insert to authenticated
  with check (org_id = any ((select private.my_orgs_for('project', 'insert'))::uuid[]));
create policy update_by_role on public.projects for update to authenticated
  using (id = any ((select private.my_projects_for('project', 'update'))::uuid[])
    or org_id = any ((select private.my_orgs_for('project', 'update'))::uuid[]))
  with check (id = any ((select private.my_projects_for('project', 'update'))::uuid[])
    or org_id = any ((select private.my_orgs_for('project', 'update'))::uuid[]));
create policy delete_by_role on public.projects for delete to authenticated
  using (id = any ((select private.my_projects_for('project', 'delete'))::uuid[])
    or org_id = any ((select private.my_orgs_for('project', 'delete'))::uuid[]));

call private.protect('public.project_members', 'project_member');
-- Runs are superseded, never deleted but with their project: fields refer to them.
call private.protect('public.import_runs', 'import', '{select,insert,update}', '{record}');

-- Read by roles, written by record() alone.
alter table public.activity enable row level security;
alter table public.activity force row level security;
revoke all on public.activity from public, anon, authenticated, service_role;
grant select on public.activity to authenticated, service_role;
create policy select_by_role on public.activity for select to authenticated
  using ((project_id = any ((select private.my_projects_for('activity', 'select'))::uuid[])
      or org_id = any ((select private.my_orgs_for('activity', 'select'))::uuid[]))
    and (not restricted or project_id = any ((select private.my_cleared_projects())::uuid[])));
