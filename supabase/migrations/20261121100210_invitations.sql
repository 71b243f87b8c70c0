-- Why: people come into an organisation by invitation. Its token is made by the app and sent by
-- mail: only the SHA-256 is kept, and only the system writes it, so that nobody who may invite can
-- read or choose one. It is used once, by the confirmed address that was invited.

-- Somebody asked to join, with a role, and perhaps into one project. token_hash: null until the
-- letter is made, and again when it is to be sent anew. sends: letters asked for.
create table public.invitations (
  like private.row_template including defaults,
  project_id uuid,
  email text not null check (char_length(email) <= 254 and email = lower(email) and email ~ '^[^\s@]+@[^\s@]+$'),
  role text not null default 'member' check (role in ('owner', 'admin', 'member')),
  project_role text check (project_role in ('manager', 'coordinator', 'regulatory', 'cra', 'data',
    'finance', 'site', 'auditor', 'viewer')),
  unblinded boolean not null default false,
  token_hash text unique check (token_hash ~ '^[0-9a-f]{64}$'),
  sends integer not null default 1 check (sends > 0),
  sent_at timestamptz,
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  revoked_by uuid,
  primary key (id),
  foreign key (org_id) references public.orgs,
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  check ((project_id is null) = (project_role is null)),
  check (not unblinded or project_id is not null),
  check (accepted_at is null or revoked_at is null)
);
create index invitations_org_idx on public.invitations (org_id, created_at desc, id desc);
create index invitations_project_idx on public.invitations (project_id, org_id);
create unique index invitations_open_idx on public.invitations (org_id, email, coalesce(project_id, org_id))
  where accepted_at is null and revoked_at is null;

insert into public.role_permissions (scope, role, resource, verb)
select 'organization', role, 'invitation', verb
from unnest(array['owner', 'admin']) role, unnest(array['select', 'insert', 'update']) verb;

-- Revoked, never deleted. Only owners make owners.
call private.guard('public.invitations', '{select,insert,update}', '{token_hash}');
create policy select_by_role on public.invitations for select to authenticated
  using (org_id = any ((select private.my_orgs_for('invitation', 'select'))::uuid[]));
create policy insert_by_role on public.invitations for insert to authenticated
  with check (org_id = any ((select private.my_orgs_for('invitation', 'insert'))::uuid[])
    and (role <> 'owner' or org_id = any ((select private.my_orgs_for('owner', 'insert'))::uuid[])));
create policy update_by_role on public.invitations for update to authenticated
  using (org_id = any ((select private.my_orgs_for('invitation', 'update'))::uuid[]))
  with check (org_id = any ((select private.my_orgs_for('invitation', 'update'))::uuid[]));

-- As on project_members: clearing somebody is never in passing.
create trigger z_reason_to_unblind before insert on public.invitations for each row
  when (new.unblinded or new.project_role = 'auditor')
  execute function private.require_reason('an invitation to unblinded material');

-- Letters are counted, 60 an hour of an organisation and of a person, who may begin many of them:
-- nobody makes a mail relay of this. PT429, with the seconds to wait as its hint.
create function private.count_letter(org uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wait integer := greatest(private.take_rate('invitations:' || org, 60, 3600),
    private.take_rate('invitations-by:' || auth.uid(), 60, 3600));
begin
  if wait > 0 then
    raise exception using errcode = 'PT429', hint = wait::text,
      message = 'Cannot send more than 60 invitations an hour';
  end if;
end
$$;

-- The policy looks at a row after this; so who may not invite here is told nothing of who is here.
create function private.prepare_invitation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.email := lower(trim(new.email));
  if auth.uid() is not null and new.org_id <> all (private.my_orgs_for('invitation', 'insert')) then
    return new;
  end if;
  if exists (select from public.org_members m join auth.users u on u.id = m.user_id
    where m.org_id = new.org_id and lower(u.email) = new.email) then
    raise exception using errcode = 'PT409', column = 'email',
      message = 'Cannot invite: somebody with this address belongs to the organisation already';
  end if;
  if exists (select from public.invitations i
    where i.org_id = new.org_id and i.email = new.email and i.project_id is not distinct from new.project_id
      and i.accepted_at is null and i.revoked_at is null) then
    raise exception using errcode = 'PT409', column = 'email',
      message = 'Cannot invite: an invitation for this address is open; send it again or revoke it';
  end if;
  if auth.uid() is not null then
    new.token_hash := null;
    new.sends := 1;
    new.sent_at := null;
    new.expires_at := now() + interval '7 days';
    new.accepted_at := null;
    new.accepted_by := null;
    new.revoked_at := null;
    new.revoked_by := null;
    perform private.count_letter(new.org_id);
  end if;
  return new;
end
$$;
create trigger b_prepare before insert on public.invitations
  for each row execute function private.prepare_invitation();

-- People revoke an open invitation, or ask for a new letter, which ends the old token at once.
create function private.change_invitation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept public.invitations := old;
begin
  if old.accepted_at is not null or old.revoked_at is not null then
    raise exception using errcode = 'PT409',
      message = 'Cannot change an invitation that was accepted or revoked';
  end if;
  if new.revoked_at is not null then
    kept.revoked_at := now();
    kept.revoked_by := auth.uid();
  elsif new.sends <> old.sends then
    perform private.count_letter(old.org_id);
    kept.sends := old.sends + 1;
    kept.token_hash := null;
    kept.sent_at := null;
    kept.expires_at := now() + interval '7 days';
  elsif new is distinct from old then
    raise exception using errcode = 'PT403',
      message = 'Cannot change an invitation: revoke it and invite again';
  end if;
  return kept;
end
$$;
create trigger b_change before update on public.invitations for each row
  when (current_user in ('authenticated', 'anon')) execute function private.change_invitation();

-- Who may no longer invite has invited nobody, and who is removed does not come back by a letter
-- that is still under way.
create function private.revoke_invitations() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stays text;
  address text;
begin
  if tg_op = 'UPDATE' then
    stays := new.role;
  else
    select lower(u.email) into address from auth.users u where u.id = old.user_id;
  end if;
  update public.invitations i set revoked_at = now(), revoked_by = auth.uid()
  where i.org_id = old.org_id and i.accepted_at is null and i.revoked_at is null
    and (i.email = address or (i.created_by = old.user_id and not exists (
      select from public.role_permissions p
      where p.scope = 'organization' and p.role = stays and p.verb = 'insert'
        and p.resource = case i.role when 'owner' then 'owner' else 'invitation' end)));
  return null;
end
$$;
create trigger y_revoke_invitations after delete or update of role on public.org_members
  for each row execute function private.revoke_invitations();

-- Makes the caller a member as the invitation says: {organizationId, projectId}. The caller's
-- confirmed address must be the one invited. Who is a member already keeps the role.
-- Raises PT404 unknown, PT403 another address, PT409 used, revoked or expired.
create function public.accept_invitation(token text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  hash constant text := encode(sha256(convert_to(accept_invitation.token, 'UTF8')), 'hex');
  it public.invitations;
begin
  select * into it from public.invitations i where i.token_hash = hash;
  -- The chain first, like every writer, and this organisation's alone; then the row as it is now.
  perform set_config('clinops.org', coalesce(it.org_id::text, ''), true);
  perform from private.chain_heads h where h.org_id = it.org_id for update;
  select * into it from public.invitations i where i.token_hash = hash;
  if it.id is null then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  if not exists (select from auth.users u where u.id = auth.uid()
    and lower(u.email) = it.email and u.email_confirmed_at is not null) then
    raise exception using errcode = 'PT403', column = 'email',
      message = 'This invitation is for another address, or yours is not confirmed';
  end if;
  if it.accepted_at is not null or it.revoked_at is not null or it.expires_at <= now() then
    raise exception using errcode = 'PT409', message = case
      when it.accepted_at is not null then 'This invitation was used already'
      when it.revoked_at is not null then 'This invitation was withdrawn: ask for a new one'
      else 'This invitation has expired: ask for a new one' end;
  end if;
  perform set_config('clinops.reason', 'Invitation accepted', true);
  insert into public.org_members (org_id, user_id, role) values (it.org_id, auth.uid(), it.role)
  on conflict (org_id, user_id) do nothing;
  if it.project_id is not null then
    insert into public.project_members (org_id, project_id, user_id, role, unblinded)
    values (it.org_id, it.project_id, auth.uid(), it.project_role, it.unblinded)
    on conflict (project_id, user_id) do nothing;
  end if;
  update public.invitations set accepted_at = now(), accepted_by = auth.uid() where id = it.id;
  return jsonb_build_object('organizationId', it.org_id, 'projectId', it.project_id);
end
$$;

revoke execute on function private.count_letter(uuid), private.prepare_invitation(),
  private.change_invitation(), private.revoke_invitations() from public;
revoke execute on function public.accept_invitation(text) from public, anon;
grant execute on function public.accept_invitation(text) to authenticated;
