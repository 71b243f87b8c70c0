-- Why: two rules that hold whoever writes and however: an organisation keeps an owner, and
-- changes of regulated records carry a reason (clinops.reason, set by private.enter()).

-- Deferred, so that an owner can be replaced within one transaction. The lock makes two
-- transactions that each remove another of two owners look one after the other.
create function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
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

create function private.require_reason() returns trigger language plpgsql set search_path = '' as $$
begin
  if nullif(trim(current_setting('clinops.reason', true)), '') is null then
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
-- Clearing somebody for unblinded material is never in passing.
create trigger z_reason_to_unblind before insert on public.project_members for each row
  when (new.unblinded) execute function private.require_reason('an unblinded member');
create trigger z_reason before update on public.milestones for each row
  when (old.state = 'confirmed' and old.row_version <> new.row_version)
  execute function private.require_reason('a confirmed milestone');
create trigger z_reason_to_delete before delete on public.milestones for each row
  when (old.state = 'confirmed') execute function private.require_reason('a confirmed milestone');
