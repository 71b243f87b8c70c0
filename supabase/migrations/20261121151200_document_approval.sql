-- Why: who may add a version may not always approve it (role_permissions: insert and update of
-- document_version). A version that comes approved, or withdrawn, is added by those who may do that.

create function private.require_approver() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.uid() is not null
    and not coalesce(new.project_id = any ((select private.my_projects_for('document_version', 'update'))::uuid[]), false)
    and not coalesce(new.org_id = any ((select private.my_orgs_for('document_version', 'update'))::uuid[]), false)
  then
    raise exception using errcode = 'PT403',
      column = case when new.approved_on is not null then 'approved_on' else 'withdrawn_on' end,
      message = 'Cannot record an approval: your role in this study does not include it. Add the version without';
  end if;
  return new;
end
$$;
create trigger z_approver before insert on public.document_versions for each row
  when (num_nonnulls(new.approved_on, new.withdrawn_on) > 0) execute function private.require_approver();

revoke execute on function private.require_approver() from public;
