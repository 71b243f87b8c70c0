-- Why: what pages and the API read, each in one statement: the caller's permissions, the
-- portfolio, a project, the check of the audit trail. Names are camelCase, as the API gives them.
-- All but verify_activity run with the caller's rights, under the policies.

-- Without a project: {"organizations": [{id, name, role, can}]}. With one: {role, orgRole,
-- cleared, can}, or null when the caller does not see it. can: {resource: [verb, …]}.
create function public.my_permissions(project uuid default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select case when my_permissions.project is null then (
      select jsonb_build_object('organizations', coalesce(jsonb_agg(jsonb_build_object(
        'id', o.id, 'name', o.name, 'role', m.role, 'can', coalesce((
          select jsonb_object_agg(g.resource, g.verbs) from (
            select r.resource, jsonb_agg(r.verb order by r.verb) as verbs
            from public.role_permissions r
            where r.scope = 'organization' and r.role = m.role group by r.resource) g), '{}')
        ) order by lower(o.name), o.id), '[]'))
      from public.org_members m join public.orgs o on o.id = m.org_id
      where m.user_id = (select auth.uid())
    ) else (
      select jsonb_build_object(
        'role', pm.role, 'orgRole', om.role,
        'cleared', p.id = any ((select private.my_cleared_projects())::uuid[]),
        'can', coalesce((
          select jsonb_object_agg(g.resource, g.verbs) from (
            select r.resource, jsonb_agg(distinct r.verb) as verbs
            from public.role_permissions r
            where (r.scope = 'project' and r.role = pm.role) or (r.scope = 'organization' and r.role = om.role
              and (om.org_id = any ((select private.my_full_orgs())::uuid[]) or r.resource in ('organization', 'member')))
            group by r.resource) g), '{}'))
      from public.projects p
      left join public.org_members om on om.org_id = p.org_id and om.user_id = (select auth.uid())
      left join public.project_members pm on pm.project_id = p.id and pm.user_id = (select auth.uid())
      where p.id = my_permissions.project
    ) end
  );
end
$$;

-- Recomputes the chain of an organisation: {ok, length, head, seq, brokenAt}. brokenAt: the first
-- number that is altered, missing, or (for a tail cut off) would be next. The head is compared
-- with private.chain_heads and with one that the caller kept elsewhere (a number and its hash),
-- which alone shows a chain that somebody with the whole database wrote anew.
-- For whoever may read activity of the organisation or of one of its projects: the answer has no
-- content. Definer, because the chain runs over entries that the caller may not see.
create function public.verify_activity(
  org uuid, outside_seq bigint default null, outside_hash text default null
) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  entries bigint;
  last_seq bigint;
  last_hash text;
  broken bigint;
  head private.chain_heads;
  outside_found text;
begin
  if current_setting('role') in ('authenticated', 'anon') and not (
    org = any (private.my_orgs_for('activity', 'select')) or exists (
      select from public.projects p
      where p.org_id = verify_activity.org and p.id = any (private.my_projects_for('activity', 'select')))
  ) then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  select * into head from private.chain_heads h where h.org_id = verify_activity.org;
  select count(*), coalesce(max(c.seq), 0), min(c.n) filter (where c.seq <> c.n
      or c.prev_hash is distinct from c.expected
      or c.hash is distinct from private.link(null, c.prev_hash, c.text) or c.unclear), (array_agg(c.hash order by c.seq desc))[1]
  into entries, last_seq, broken, last_hash
  from (
    select a.seq, a.prev_hash, a.hash,
      row_number() over chain as n,
      lag(a.hash, 1, repeat('0', 64)) over chain as expected,
      -- hashed like a missing value
      jsonb_typeof(a.before) = 'null' or jsonb_typeof(a.after) = 'null' as unclear,
      private.entry_text(a.org_id, a.seq, a.project_id, a.at, a.actor, a.actor_name, a.actor_kind,
        a.on_behalf_of, a.entity, a.entity_id, a.action, a.before, a.after, a.reason, a.restricted) as text
    from public.activity a where a.org_id = verify_activity.org
    window chain as (order by a.seq)
  ) c;
  if broken is null and (head.seq, head.hash) is distinct from (last_seq, coalesce(last_hash, repeat('0', 64))) then
    broken := least(last_seq, coalesce(head.seq, 0)) + 1;
  end if;
  if outside_seq is not null and (broken is null or broken > outside_seq) then
    select a.hash into outside_found from public.activity a
    where a.org_id = verify_activity.org and a.seq = outside_seq;
    if outside_seq > 0 and outside_found is distinct from outside_hash then
      broken := least(outside_seq, last_seq + 1);
    end if;
  end if;
  return jsonb_build_object('ok', broken is null, 'length', entries, 'head', last_hash,
    'seq', last_seq, 'brokenAt', broken);
end
$$;

-- The heads of all chains, for the copy that is kept elsewhere.
create function private.chain_heads_now() returns table (org_id uuid, seq bigint, hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.org_id, h.seq, h.hash from private.chain_heads h order by h.org_id
$$;

revoke execute on function private.chain_heads_now() from public;
grant execute on function private.chain_heads_now() to service_role;
revoke execute on function public.my_permissions(uuid), public.verify_activity(uuid, bigint, text) from public, anon;
grant execute on function public.my_permissions(uuid) to authenticated;
grant execute on function public.verify_activity(uuid, bigint, text) to authenticated, service_role;
