-- Why: figures of the trail are of the entries that their reader may read: not those that tell of money
-- to who may not see the budget (20261121171000), be they changes or reasons.

-- Whether the caller may read what tells of money in a project.
create function private.sees_money(project uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select auth.uid() is null or sees_money.project = any (private.my_projects_for('budget', 'select'))
    or exists (select from public.projects p where p.id = sees_money.project
      and p.org_id = any (private.my_orgs_for('budget', 'select')))
$$;
revoke execute on function private.sees_money(uuid) from public;
grant execute on function private.sees_money(uuid) to authenticated, service_role;

create or replace function private.trail_counts(project uuid, since timestamptz)
returns table (entity text, action text, actor_kind text, actor uuid, actor_name text, n bigint, newest timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  cleared boolean := private.is_cleared(trail_counts.project);
  money boolean := private.sees_money(trail_counts.project);
begin
  if not exists (select from public.projects p where p.id = trail_counts.project
    and (auth.uid() is null or p.id = any (private.my_projects_for('activity', 'select'))
      or p.org_id = any (private.my_orgs_for('activity', 'select')))) then
    return;
  end if;
  return query
    select a.entity, a.action, a.actor_kind, a.actor, max(a.actor_name), count(*), max(a.at)
    from public.activity a
    where a.project_id = trail_counts.project and a.at >= since and (cleared or not a.restricted)
      and (money or not private.tells_money(a.entity, a.after))
    group by a.entity, a.action, a.actor_kind, a.actor;
end
$$;

create or replace function private.trail_reasons(project uuid, since timestamptz, most integer)
returns table (seq bigint, total bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  money boolean := private.sees_money(trail_reasons.project);
begin
  if not exists (select from public.projects p where p.id = trail_reasons.project
    and (auth.uid() is null or p.id = any (private.my_projects_for('activity', 'select'))
      or p.org_id = any (private.my_orgs_for('activity', 'select')))) then
    return;
  end if;
  return query
    select a.seq, count(*) over () from public.activity a
    where a.project_id = trail_reasons.project and a.at >= since and a.reason is not null
      and not a.restricted and a.action <> 'read' and (money or not private.tells_money(a.entity, a.after))
    order by a.seq desc limit most;
end
$$;
