-- Why: rules that hold whoever writes and however: an organisation keeps an owner, changes of
-- regulated records carry a reason (clinops.reason, set by private.enter()), what was read from a
-- registry stays as it was read, and whoever deletes an account waits like any other writer.

-- Deferred, so that an owner can be replaced within one transaction. The lock makes two
-- transactions that each remove another of two owners look one after the other.
create function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.orgs o where o.id = old.org_id for no key update;
  if not exists (select from public.org_members m where m.org_id = old.org_id and m.role = 'owner') then
    raise exception using errcode = 'PT409', column = 'role',
      message = 'Cannot remove the last owner of an organisation';
  end if;
  return null;
end
$$;
create constraint trigger keep_an_owner after update or delete on public.org_members
  deferrable initially deferred for each row when (old.role = 'owner')
  execute function private.keep_an_owner();

-- Definer, for private.reason(), which is nobody else's.
create function private.require_reason() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if private.reason() is null then
    raise exception using errcode = 'PT422', column = 'reason',
      message = format('Cannot %s %s without a reason', lower(tg_op), tg_argv[0]);
  end if;
  return coalesce(new, old);
end
$$;
revoke execute on function private.keep_an_owner(), private.require_reason() from public;

-- Named to run after touch(), which gives a new version only when something changes.
create trigger z_reason before update on public.org_members for each row
  when (old.role is distinct from new.role) execute function private.require_reason('a role');
create trigger z_reason before update on public.project_members for each row
  when ((old.role, old.unblinded) is distinct from (new.role, new.unblinded))
  execute function private.require_reason('a role');
-- Clearing somebody for unblinded material is never in passing; auditors are cleared by their role.
create trigger z_reason_to_unblind before insert on public.project_members for each row
  when (new.unblinded or new.role = 'auditor') execute function private.require_reason('an unblinded member');
create trigger z_reason before update on public.milestones for each row
  when (old.state = 'confirmed' and old.row_version <> new.row_version)
  execute function private.require_reason('a confirmed milestone');
create trigger z_reason_to_delete before delete on public.milestones for each row
  when (old.state = 'confirmed') execute function private.require_reason('a confirmed milestone');

-- Fields point into the record of their run: of a run only its status changes.
create trigger z_keep before update on public.import_runs for each row
  when ((old.no, old.source, old.source_version, old.sha256, old.record, old.counts)
    is distinct from (new.no, new.source, new.source_version, new.sha256, new.record, new.counts))
  execute function private.refuse();

-- Deleting an account deletes memberships by cascade, each in its organisation's trail. So the
-- chains are locked before any row is, as lock_chain() does for other writers.
create function private.lock_chains_of_account() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from private.chain_heads h
  where h.org_id = any (array(select m.org_id from public.org_members m where m.user_id = old.id))
  order by h.org_id for update;
  return old;
end
$$;
revoke execute on function private.lock_chains_of_account() from public;
create trigger lock_chains before delete on auth.users
  for each row execute function private.lock_chains_of_account();
