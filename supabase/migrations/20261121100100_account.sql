-- Why: what people do with their own account. Ending one session (Auth can end this one, the others
-- or all, never one of them), recovery codes for a lost second factor, what the page /account reads,
-- leaving every organisation before the account goes, and an entry in the chain of each of the
-- person's organisations for what concerns the security of the account.

-- Sessions that their person ended. A row goes when the session itself is gone.
create table private.ended_sessions (
  session_id uuid primary key,
  user_id uuid not null references auth.users on delete cascade,
  ended_at timestamptz not null default now()
);
create index ended_sessions_user_idx on private.ended_sessions (user_id);

-- Where a session was begun, as the app saw it: Auth sees the app's own address.
create table private.session_origins (
  session_id uuid primary key,
  user_id uuid not null references auth.users on delete cascade,
  user_agent text check (char_length(user_agent) <= 512),
  address text check (char_length(address) <= 100)
);
create index session_origins_user_idx on private.session_origins (user_id);

-- hash: SHA-256, in hex, of the person's id and the code. claimed_at: somebody is using it now.
create table private.recovery_codes (
  user_id uuid not null references auth.users on delete cascade,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null default now(),
  claimed_at timestamptz,
  primary key (user_id, hash)
);

-- What happened to an account: the newest fifty of each person, for the page /account. The entries
-- in the chains are made from here, because chains are written by triggers only.
create table private.account_events (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users on delete cascade,
  what text not null check (what in ('second_factor_on', 'second_factor_off', 'recovery_codes_made',
    'recovery_code_used', 'password_changed', 'email_changed', 'session_ended', 'signed_out_elsewhere',
    'signed_out_everywhere', 'account_deleted')),
  detail text check (char_length(detail) <= 200),
  at timestamptz not null default clock_timestamp()
);
create index account_events_user_idx on private.account_events (user_id, id desc);
-- A person's own entries, for the export of their data.
create index activity_own_idx on public.activity (actor, at desc) where actor is not null;

-- Raises PT401 unless the session lives, was not ended by its person, and its user may sign in; and
-- PT403 while the person has a second factor that the session has not shown: Auth gives tokens to
-- whoever knows the password, and these must not do before the code did.
create or replace function private.require_session(session uuid, user_id uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  lacking boolean;
begin
  select coalesce(s.aal::text, 'aal1') = 'aal1' and exists (
    select from auth.mfa_factors f
    where f.user_id = s.user_id and f.status = 'verified' and f.factor_type = 'totp')
  into lacking
  from auth.sessions s
  join auth.users u on u.id = s.user_id
  where s.id = require_session.session and s.user_id = require_session.user_id
    and (s.not_after is null or s.not_after > now())
    and (u.banned_until is null or u.banned_until <= now())
    and u.deleted_at is null
    and not exists (select from private.ended_sessions e where e.session_id = s.id);
  if lacking is null then
    raise exception using errcode = 'PT401', message = 'Session has ended: sign in again';
  end if;
  if lacking then
    raise exception using errcode = 'PT403', column = 'aal',
      message = 'Cannot go on without the second factor: send the six digits of your authenticator app';
  end if;
end
$$;

-- The session of the caller's token; null when the token names none.
create function private.my_session() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(auth.jwt() ->> 'session_id', '')::uuid
$$;

-- Whether the caller has a second factor that this session has not shown.
create function private.lacks_second_factor() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(auth.jwt() ->> 'aal', '') <> 'aal2' and exists (
    select from auth.mfa_factors f
    where f.user_id = auth.uid() and f.status = 'verified' and f.factor_type = 'totp');
end
$$;

create function private.keep_account_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changes private.change[] := array(
    select row(m.org_id, null, new.user_id, false, null,
      case when new.detail is not null then jsonb_build_object('device', new.detail) end)::private.change
    from public.org_members m where m.user_id = new.user_id order by m.org_id);
begin
  if changes <> '{}' then
    perform private.record('profiles', new.what, changes);
  end if;
  delete from private.account_events e where e.user_id = new.user_id and e.id <= (
    select o.id from private.account_events o where o.user_id = new.user_id
    order by o.id desc offset 50 limit 1);
  return null;
end
$$;
create trigger keep_account_event after insert on private.account_events
  for each row execute function private.keep_account_event();

-- Writes down what the caller did at Auth. What can be looked up there has to be so.
create function private.note_account(what text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  enrolled boolean := exists (select from auth.mfa_factors f
    where f.user_id = auth.uid() and f.status = 'verified' and f.factor_type = 'totp');
begin
  if auth.uid() is null or note_account.what is null or note_account.what not in ('second_factor_on',
      'second_factor_off', 'password_changed', 'email_changed', 'signed_out_elsewhere', 'signed_out_everywhere')
    or (note_account.what = 'second_factor_on' and not enrolled)
    or (note_account.what = 'second_factor_off' and enrolled) then
    raise exception using errcode = 'PT422', column = 'what',
      message = format('Cannot note "%s": it is not so', note_account.what);
  end if;
  if note_account.what = 'second_factor_off' then
    delete from private.recovery_codes c where c.user_id = auth.uid();
  end if;
  insert into private.account_events (user_id, what) values (auth.uid(), note_account.what);
end
$$;

-- Writes down where the caller's session was begun; the first word counts.
create function private.note_session(user_agent text, address text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.session_origins (session_id, user_id, user_agent, address)
  select s.id, s.user_id, left(note_session.user_agent, 512), left(note_session.address, 100)
  from auth.sessions s where s.id = private.my_session() and s.user_id = auth.uid()
  on conflict do nothing;
  delete from private.session_origins where session_id in (
    select o.session_id from private.session_origins o
    where o.user_id = auth.uid() and not exists (select from auth.sessions s where s.id = o.session_id)
    limit 10);
end
$$;

-- The caller's living sessions, the one used last first.
create function private.my_sessions() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'current', s.id = private.my_session(),
      'userAgent', coalesce(o.user_agent, s.user_agent), 'address', coalesce(o.address, host(s.ip)),
      'since', private.utc(s.created_at), 'lastUsed', private.utc(s.used_at), 'aal', s.aal
    ) order by s.id = private.my_session() desc, s.used_at desc, s.id), '[]')
    from (
      select live.*, greatest(live.created_at, live.updated_at, live.refreshed_at at time zone 'UTC') as used_at
      from auth.sessions live
      where live.user_id = auth.uid() and (live.not_after is null or live.not_after > now())
        and not exists (select from private.ended_sessions e where e.session_id = live.id)
      order by used_at desc limit 100
    ) s left join private.session_origins o on o.session_id = s.id and o.user_id = s.user_id
  );
end
$$;

-- Ends one of the caller's sessions: its next request is refused. Where the platform lets the owner
-- of this function do so, the session goes from Auth as well, which then takes its tokens no more.
create function private.end_session(session uuid, device text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.ended_sessions (session_id, user_id)
  select s.id, s.user_id from auth.sessions s
  where s.id = end_session.session and s.user_id = auth.uid()
  on conflict do nothing;
  if not found then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  insert into private.account_events (user_id, what, detail)
  values (auth.uid(), 'session_ended', nullif(left(trim(end_session.device), 200), ''));
  begin
    delete from auth.sessions s where s.id = end_session.session and s.user_id = auth.uid();
  exception when insufficient_privilege then
    null; -- the list above keeps it out of the app
  end;
  delete from private.ended_sessions where session_id in (
    select e.session_id from private.ended_sessions e
    where e.session_id <> end_session.session
      and not exists (select from auth.sessions s where s.id = e.session_id)
    order by e.ended_at limit 10 for update skip locked);
end
$$;

-- Ten new recovery codes in place of those before. Asks for the second factor.
create function private.renew_recovery_codes(hashes text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.jwt() ->> 'aal' is distinct from 'aal2' or not exists (select from auth.mfa_factors f
      where f.user_id = auth.uid() and f.status = 'verified' and f.factor_type = 'totp') then
    raise exception using errcode = 'PT403', message = 'Cannot make recovery codes: show the second factor first';
  end if;
  if cardinality(hashes) is distinct from 10 then
    raise exception using errcode = 'PT422', column = 'hashes', message = 'Cannot make recovery codes: ten are needed';
  end if;
  delete from private.recovery_codes c where c.user_id = auth.uid();
  insert into private.recovery_codes (user_id, hash) select auth.uid(), h from unnest(hashes) h;
  insert into private.account_events (user_id, what) values (auth.uid(), 'recovery_codes_made');
end
$$;

-- Whether the code is one of the person's and nobody else is just using it. It is theirs for a minute.
-- For jobs: a session that lacks the second factor can do nothing itself.
create function private.claim_recovery_code(person uuid, hash text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update private.recovery_codes c set claimed_at = clock_timestamp()
  where c.user_id = person and c.hash = claim_recovery_code.hash
    and (c.claimed_at is null or c.claimed_at < clock_timestamp() - interval '1 minute');
  return found;
end
$$;

-- After a claimed code took the second factor away: no code is left, they belonged to that factor.
create function private.spend_recovery_code(hash text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from private.recovery_codes c where c.user_id = auth.uid() and c.hash = spend_recovery_code.hash
    and c.claimed_at is not null for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  delete from private.recovery_codes c where c.user_id = auth.uid();
  insert into private.account_events (user_id, what) values (auth.uid(), 'recovery_code_used');
end
$$;

-- Organisations that would be without an owner, and not without people, if the caller left.
create function private.my_last_ownerships() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select o.name from public.org_members m join public.orgs o on o.id = m.org_id
    where m.user_id = auth.uid() and m.role = 'owner'
      and not exists (select from public.org_members other
        where other.org_id = m.org_id and other.user_id <> m.user_id and other.role = 'owner')
      and exists (select from public.org_members other
        where other.org_id = m.org_id and other.user_id <> m.user_id)
    order by o.name, o.id);
end
$$;

-- At the commit. An organisation with people in it has an owner; one whose only member deleted the
-- account has nobody, and its trail stays.
create or replace function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.orgs o where o.id = old.org_id for no key update;
  if not exists (select from public.org_members m where m.org_id = old.org_id and m.role = 'owner')
    and (exists (select from auth.users u where u.id = old.user_id)
      or exists (select from public.org_members m where m.org_id = old.org_id)) then
    raise exception using errcode = 'PT409', column = 'role',
      message = 'Cannot remove the last owner of an organisation';
  end if;
  return null;
end
$$;

-- The caller leaves the organisations that others are in, for good: the account goes next, and with
-- it the membership of those that nobody else is in. Locks the chains of all of them first, so that
-- of two last owners who go at once the second is refused.
create function private.leave_organizations() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  left_alone text[];
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Cannot leave: nobody is signed in';
  end if;
  if private.lacks_second_factor() then
    raise exception using errcode = 'PT403', message = 'Cannot delete the account: show the second factor first';
  end if;
  perform from private.chain_heads h where h.org_id = any (private.my_orgs()) order by h.org_id for update;
  left_alone := private.my_last_ownerships();
  if left_alone <> '{}' then
    raise exception using errcode = 'PT409', message = format(
      'Cannot delete the account: nobody else is owner of %s, which has other members. Make one of them owner first',
      (select string_agg(format('"%s"', n), ', ') from unnest(left_alone) n));
  end if;
  perform set_config('clinops.reason', 'Account deleted', true);
  insert into private.account_events (user_id, what) values (auth.uid(), 'account_deleted');
  delete from public.org_members m where m.user_id = auth.uid() and exists (
    select from public.org_members other where other.org_id = m.org_id and other.user_id <> m.user_id);
end
$$;

-- Seconds that a bucket of take_rate() asks to wait, without one more try; 0 when it does not.
create function private.rate_wait(bucket text, allowed integer) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select greatest(0, ceil(extract(epoch from r.ends_at - clock_timestamp())))::integer
    from private.rate_limits r where r.bucket = rate_wait.bucket and r.hits >= allowed), 0);
end
$$;

-- All that the page /account shows.
create function private.my_account() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select jsonb_build_object(
      'name', p.name, 'email', u.email, 'pendingEmail', nullif(u.email_change, ''),
      'hasPassword', coalesce(u.encrypted_password, '') <> '', 'since', private.utc(u.created_at),
      'secondFactorSince', (select private.utc(min(f.created_at)) from auth.mfa_factors f
        where f.user_id = u.id and f.status = 'verified' and f.factor_type = 'totp'),
      'codesLeft', (select count(*) from private.recovery_codes c where c.user_id = u.id),
      'sessions', private.my_sessions(),
      'lastOwnerOf', to_jsonb(private.my_last_ownerships()),
      'events', (select coalesce(jsonb_agg(jsonb_build_object('what', e.what, 'detail', e.detail,
          'at', private.utc(e.at)) order by e.id desc), '[]')
        from (select * from private.account_events mine where mine.user_id = u.id
          order by mine.id desc limit 10) e))
    from auth.users u join public.profiles p on p.id = u.id where u.id = auth.uid()
  );
end
$$;

-- What is kept about the caller: entries of the trail as what they did, without the record's own
-- contents, which are the organisation's; at most `most` of them, the newest. Restricted ones are
-- left out for those who are not cleared any more.
create function private.my_data(most integer) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := auth.uid();
begin
  return jsonb_build_object(
    'profile', (select jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email,
        'since', private.utc(p.created_at)) from public.profiles p where p.id = me),
    'organizations', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name,
        'role', m.role, 'since', private.utc(m.created_at)) order by o.name, o.id), '[]')
      from public.org_members m join public.orgs o on o.id = m.org_id where m.user_id = me),
    'projects', (select coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'name', j.name,
        'role', m.role, 'since', private.utc(m.created_at)) order by j.name, j.id), '[]')
      from public.project_members m join public.projects j on j.id = m.project_id where m.user_id = me),
    -- A later file of this set makes the table.
    'intakeAnswers', (select coalesce(jsonb_agg(jsonb_build_object('projectId', i.project_id,
        'question', i.question, 'answer', i.raw, 'at', private.utc(i.updated_at))
        order by i.project_id, i.created_at, i.id), '[]')
      from public.intake_answers i where i.created_by = me
        and i.project_id = any ((select private.my_projects() || array(select p.id from public.projects p
          where p.org_id = any (private.my_full_orgs())))::uuid[])),
    'sessions', private.my_sessions(),
    'security', (select coalesce(jsonb_agg(jsonb_build_object('what', e.what, 'device', e.detail,
        'at', private.utc(e.at)) order by e.id desc), '[]')
      from private.account_events e where e.user_id = me),
    'activity', (select coalesce(jsonb_agg(jsonb_build_object('organizationId', a.org_id, 'entry', a.seq,
        'at', private.utc(a.at), 'projectId', a.project_id, 'entity', a.entity, 'entityId', a.entity_id,
        'action', a.action, 'reason', a.reason) order by a.at desc, a.org_id, a.seq desc), '[]')
      from (select * from public.activity t where t.actor = me
          and (not t.restricted or t.project_id = any ((select private.my_cleared_projects())::uuid[]))
        order by t.at desc limit least(greatest(most, 0), 10000)) a));
end
$$;

revoke execute on function private.my_session(), private.lacks_second_factor(),
  private.keep_account_event(), private.note_account(text), private.note_session(text, text),
  private.my_sessions(), private.end_session(uuid, text), private.renew_recovery_codes(text[]),
  private.claim_recovery_code(uuid, text), private.spend_recovery_code(text), private.my_last_ownerships(),
  private.leave_organizations(), private.rate_wait(text, integer), private.my_account(),
  private.my_data(integer) from public;
grant execute on function private.rate_wait(text, integer) to clinops_app, clinops_jobs, service_role;
grant execute on function private.my_session(), private.lacks_second_factor(),
  private.note_account(text), private.note_session(text, text), private.my_sessions(),
  private.end_session(uuid, text), private.renew_recovery_codes(text[]),
  private.spend_recovery_code(text), private.leave_organizations(),
  private.my_account(), private.my_data(integer) to authenticated;
grant execute on function private.claim_recovery_code(uuid, text) to service_role;
