-- Why: what the event streams of all app processes share: who is on which project now, and one
-- statement, run by each process every few seconds, that says what became of the callers of its
-- streams and which projects changed. Events themselves are entries of public.activity, found past
-- its policy, which would write a look for entries down as a reading of the restricted ones: an
-- event says that a row changed, never what is in it.

-- A person with an open stream, once a process. Not in any chain: who looks at a page is not
-- regulated, and is forgotten within a minute.
create table private.presence (
  process uuid not null,
  project_id uuid not null,
  user_id uuid not null,
  seen_at timestamptz not null,
  primary key (process, project_id, user_id)
);
create index presence_project_idx on private.presence (project_id, seen_at);
create index presence_seen_idx on private.presence (seen_at);

-- One beat of an app process.
-- projects, users: who has a stream open where, pair by pair. sessions, session_users: theirs.
-- orgs, heads: the number up to which the process knows each chain.
-- Answers {ended: [session], lost: [{project, user}], moved: [{org, seq, projects}], present:
-- {project: {count, people: [{id, name}]}}}. ended: sessions that no longer count. lost: who may no
-- longer read the activity of the project. moved: chains that grew, and of which projects; null for
-- all of the organisation. people: at most 50, by name.
create function private.live_beat(
  process uuid, projects uuid[], users uuid[], sessions uuid[], session_users uuid[],
  orgs uuid[], heads bigint[]
) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  moment timestamptz := clock_timestamp();
  ended uuid[] := '{}';
  lost jsonb;
  moved jsonb;
  present jsonb;
begin
  -- Usually all are good, and one block says so: a block each would be a subtransaction each.
  begin
    perform private.require_session(o.id, o.user_id)
    from unnest(live_beat.sessions, live_beat.session_users) as o(id, user_id);
  exception when sqlstate 'PT401' then
    for i in 1..array_length(live_beat.sessions, 1) loop
      begin
        perform private.require_session(live_beat.sessions[i], live_beat.session_users[i]);
      exception when sqlstate 'PT401' then
        ended := ended || live_beat.sessions[i];
      end;
    end loop;
  end;

  -- The same rule as the policy of public.activity, for people who are not the caller.
  select coalesce(jsonb_agg(jsonb_build_object('project', o.project_id, 'user', o.user_id)), '[]') into lost
  from unnest(live_beat.projects, live_beat.users) as o(project_id, user_id)
  where not exists (
      select from public.project_members m
      join public.role_permissions r on r.scope = 'project' and r.role = m.role
        and r.resource = 'activity' and r.verb = 'select'
      where m.project_id = o.project_id and m.user_id = o.user_id)
    and not exists (
      select from public.projects p
      join public.org_members m on m.org_id = p.org_id and m.user_id = o.user_id
      join public.role_permissions r on r.scope = 'organization' and r.role = m.role
        and r.resource = 'activity' and r.verb = 'select'
      where p.id = o.project_id);

  delete from private.presence s
  where s.process = live_beat.process and (s.project_id, s.user_id) not in (
    select o.project_id, o.user_id from unnest(live_beat.projects, live_beat.users) as o(project_id, user_id));
  insert into private.presence as s (process, project_id, user_id, seen_at)
  select distinct live_beat.process, o.project_id, o.user_id, moment
  from unnest(live_beat.projects, live_beat.users) as o(project_id, user_id)
  where not lost @> jsonb_build_array(jsonb_build_object('project', o.project_id, 'user', o.user_id))
  on conflict (process, project_id, user_id) do update set seen_at = excluded.seen_at
    where s.seen_at < moment - interval '10 seconds';
  -- What a process left behind that ended without a word.
  delete from private.presence s where (s.process, s.project_id, s.user_id) in (
    select old.process, old.project_id, old.user_id from private.presence old
    where old.seen_at < moment - interval '1 minute' limit 100 for update skip locked);

  select coalesce(jsonb_object_agg(g.project_id, g.answer), '{}') into present from (
    select n.project_id, jsonb_build_object('count', max(n.place), 'people',
      jsonb_agg(jsonb_build_object('id', n.user_id, 'name', n.name) order by n.place)
        filter (where n.place <= 50)) as answer
    from (
      select d.project_id, d.user_id, d.name,
        row_number() over (partition by d.project_id order by lower(d.name), d.user_id) as place
      from (
        select distinct s.project_id, s.user_id, f.name
        from private.presence s join public.profiles f on f.id = s.user_id
        where s.project_id = any (live_beat.projects) and s.seen_at > moment - interval '30 seconds'
      ) d
    ) n group by n.project_id
  ) g;

  select coalesce(jsonb_agg(jsonb_build_object('org', h.org_id, 'seq', h.seq, 'projects',
    case when h.seq - k.seq <= 500 then (
      select jsonb_agg(distinct a.project_id) from public.activity a
      where a.org_id = h.org_id and a.seq > k.seq and a.seq <= h.seq) end)), '[]') into moved
  from unnest(live_beat.orgs, live_beat.heads) as k(org_id, seq)
  join private.chain_heads h on h.org_id = k.org_id and h.seq > k.seq;

  return jsonb_build_object('ended', to_jsonb(ended), 'lost', lost, 'moved', moved, 'present', present);
end
$$;
revoke execute on function private.live_beat(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], bigint[]) from public;
grant execute on function private.live_beat(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], bigint[]) to service_role;

-- Where a stream of the caller's begins: the newest entry of the project that they may know of, and
-- how many there are after one that they know, counted up to `most`. head: of the chain at that
-- moment. No row: not the caller's.
create function private.event_start(project uuid, after bigint, most integer)
returns table (org uuid, head bigint, present bigint, missed bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  home uuid := (select p.org_id from public.projects p where p.id = event_start.project);
  cleared boolean := project = any (private.my_cleared_projects());
begin
  if (project = any (private.my_projects_for('activity', 'select'))
    or home = any (private.my_orgs_for('activity', 'select'))) is not true then
    return;
  end if;
  return query select home,
    (select h.seq from private.chain_heads h where h.org_id = home),
    coalesce((select a.seq from public.activity a
      where a.project_id = event_start.project and a.action <> 'read' and (cleared or not a.restricted)
      order by a.seq desc limit 1), 0),
    (select count(*) from (select from public.activity a
      where a.project_id = event_start.project and a.seq > event_start.after and a.action <> 'read'
        and (cleared or not a.restricted) limit event_start.most) m);
end
$$;

-- The next entries of the project that the caller may know of, oldest first, without content.
-- Readings change nothing, so they are no events.
create function private.events_after(project uuid, after bigint, most integer)
returns table (seq bigint, entity text, entity_id uuid, action text, actor uuid, actor_name text, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  home uuid := (select p.org_id from public.projects p where p.id = events_after.project);
  cleared boolean := project = any (private.my_cleared_projects());
begin
  if (project = any (private.my_projects_for('activity', 'select'))
    or home = any (private.my_orgs_for('activity', 'select'))) is not true then
    return;
  end if;
  return query select a.seq, a.entity, a.entity_id, a.action, a.actor, a.actor_name, a.at
    from public.activity a
    where a.project_id = events_after.project and a.seq > events_after.after and a.action <> 'read'
      and (cleared or not a.restricted)
    order by a.seq limit least(events_after.most, 1000);
end
$$;
revoke execute on function private.event_start(uuid, bigint, integer),
  private.events_after(uuid, bigint, integer) from public;
grant execute on function private.event_start(uuid, bigint, integer),
  private.events_after(uuid, bigint, integer) to authenticated;
