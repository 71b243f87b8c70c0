-- Why: a broken audit trail has to be said over every page, not only where the trail is read. The
-- statement that enters a transaction asks for it, so no page waits for it.

create index chain_checks_broken_idx on private.chain_checks (org_id) where state = 'broken';

-- Trails whose last check found them broken, of those that the caller may read: a list of
-- {organizationId, organization, entry, checkedAt}, or null. Called behind private.enter() in the
-- same statement, so volatile: it must not be worked out before.
create function private.broken_trails() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from private.chain_checks c where c.state = 'broken') then
    return null;
  end if;
  return (
    select jsonb_agg(jsonb_build_object('organizationId', c.org_id, 'organization', o.name,
      'entry', c.broken_at, 'checkedAt', private.utc(c.checked_at)) order by o.name, c.org_id)
    from private.chain_checks c join public.orgs o on o.id = c.org_id
    where c.state = 'broken' and (c.org_id = any (private.my_orgs_for('activity', 'select'))
      or c.org_id = any (private.my_activity_orgs()) or exists (
        select from public.projects p
        where p.org_id = c.org_id and p.id = any (private.my_projects_for('activity', 'select'))))
  );
end
$$;
revoke execute on function private.broken_trails() from public;
grant execute on function private.broken_trails() to clinops_app;
