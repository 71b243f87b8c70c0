-- Why: the pages of the trail: filtered, with what their entries speak of, in the wait of the page.
-- What looks for entries, or counts rows, must not pass for a reading of the restricted ones among
-- them: it goes past the policies, asks for the same rights itself, and answers no content.

-- Which kinds occur is found by leaping from one to the next: 2 ms where reading 100,000 entries
-- takes 70 ms. Both are small, because their keys repeat.
create index activity_kinds_idx on public.activity
  (org_id, restricted, entity, action, actor_kind, coalesce(actor, '00000000-0000-0000-0000-000000000000'));
create index activity_project_kinds_idx on public.activity
  (org_id, project_id, restricted, entity, action, actor_kind, coalesce(actor, '00000000-0000-0000-0000-000000000000'));

-- A time zone that this database knows: the one given, else UTC.
create function private.known_zone(zone text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  perform now() at time zone zone;
  return coalesce(zone, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end
$$;

-- The moment that a day (its first moment, in the zone) or a moment means; `days` later.
create function private.moment_of(value text, zone text, days integer) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when value ~ '^\d{4}-\d\d-\d\d$' then (value::date + days)::timestamp at time zone zone
    else value::timestamptz end
$$;

-- Numbers of entries of an organisation, or of one of its projects, newest first, below a number.
-- wanted: {entity, actor, kind, action, period, from, to, q}, all optional. actor: an id, or
-- "system". period: today, 7d or 30d, days in the zone with today. q: part of the reason.
-- Planned for each call: which filters are given decides about the index.
create function private.find_activity(
  org uuid, project uuid, wanted jsonb, zone text, below bigint, size integer
) returns bigint[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
declare
  projects uuid[] := private.my_projects_for('activity', 'select');
  whole boolean := org = any (private.my_orgs_for('activity', 'select'));
  own boolean := org = any (private.my_activity_orgs());
  cleared uuid[] := private.my_cleared_projects();
  kind_of_row text := wanted ->> 'entity';
  deed text := wanted ->> 'action';
  kind text := case wanted ->> 'actor' when 'system' then 'system' else wanted ->> 'kind' end;
  person uuid := nullif(wanted ->> 'actor', 'system')::uuid;
  pattern text := '%' || replace(replace(replace(wanted ->> 'q', '\', '\\'), '%', '\%'), '_', '\_') || '%';
  since timestamptz := greatest(private.moment_of(wanted ->> 'from', zone, 0),
    (date_trunc('day', now() at time zone zone) - case wanted ->> 'period'
      when 'today' then interval '0 days' when '7d' then interval '6 days' when '30d' then interval '29 days' end)
      at time zone zone);
  until timestamptz := private.moment_of(wanted ->> 'to', zone, 1);
begin
  return array(
    select a.seq from public.activity a
    where a.org_id = org and (project is null or a.project_id = project)
      and (whole or a.project_id = any (projects) or (own and a.project_id is null))
      and (not a.restricted or a.project_id = any (cleared))
      and (below is null or a.seq < below)
      and (kind_of_row is null or a.entity = kind_of_row)
      and (deed is null or a.action = deed)
      and (kind is null or a.actor_kind = kind) and (person is null or a.actor = person)
      and (since is null or a.at >= since) and (until is null or a.at < until)
      and (pattern is null or a.reason ilike pattern)
    order by a.seq desc limit size);
end
$$;

-- The kinds of entries of an organisation, or in one project of it (null: of those in none), leaping
-- along one of the indexes above.
create function private.activity_kinds(org uuid, anywhere boolean, project uuid, hidden boolean)
returns table (entity text, action text, actor_kind text, actor uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
#variable_conflict use_column
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  last record;
begin
  select '' as entity, '' as action, '' as actor_kind, nobody as actor into last;
  loop
    if anywhere then
      select a.entity, a.action, a.actor_kind, coalesce(a.actor, nobody) as actor into last
      from public.activity a where a.org_id = activity_kinds.org and a.restricted = hidden
        and (a.entity, a.action, a.actor_kind, coalesce(a.actor, '00000000-0000-0000-0000-000000000000'))
          > (last.entity, last.action, last.actor_kind, last.actor)
      order by a.entity, a.action, a.actor_kind, coalesce(a.actor, '00000000-0000-0000-0000-000000000000') limit 1;
    elsif activity_kinds.project is null then
      select a.entity, a.action, a.actor_kind, coalesce(a.actor, nobody) as actor into last
      from public.activity a where a.org_id = activity_kinds.org and a.project_id is null and a.restricted = hidden
        and (a.entity, a.action, a.actor_kind, coalesce(a.actor, '00000000-0000-0000-0000-000000000000'))
          > (last.entity, last.action, last.actor_kind, last.actor)
      order by a.entity, a.action, a.actor_kind, coalesce(a.actor, '00000000-0000-0000-0000-000000000000') limit 1;
    else
      select a.entity, a.action, a.actor_kind, coalesce(a.actor, nobody) as actor into last
      from public.activity a where a.org_id = activity_kinds.org and a.project_id = activity_kinds.project
        and a.restricted = hidden
        and (a.entity, a.action, a.actor_kind, coalesce(a.actor, '00000000-0000-0000-0000-000000000000'))
          > (last.entity, last.action, last.actor_kind, last.actor)
      order by a.entity, a.action, a.actor_kind, coalesce(a.actor, '00000000-0000-0000-0000-000000000000') limit 1;
    end if;
    exit when not found;
    entity := last.entity; action := last.action; actor_kind := last.actor_kind;
    actor := nullif(last.actor, nobody);
    return next;
  end loop;
end
$$;

-- What the filters can offer the caller: {entities, actions, kinds, people: [{id, name}]}. Asks for
-- the rights of the policy of public.activity, and gives names of colleagues and of those who acted.
create function public.activity_choices(org uuid, project uuid default null) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  home uuid := case when project is null then org else (
    select p.org_id from public.projects p where p.id = activity_choices.project) end;
  projects uuid[] := private.my_projects_for('activity', 'select');
  whole boolean := home = any (private.my_orgs_for('activity', 'select'));
  own boolean := home = any (private.my_activity_orgs());
begin
  return (
    with scope as (
      select p.id, p.id = any (private.my_cleared_projects()) as cleared from public.projects p
      where p.org_id = home and (activity_choices.project is null or p.id = activity_choices.project)
        and (p.id = any (projects) or (whole and (activity_choices.project is not null or p.id = any (private.my_projects()))))
    ), kinds as (
      select k.* from private.activity_kinds(home, true, null, false) k
      where whole and activity_choices.project is null
      union all
      select k.* from private.activity_kinds(home, false, null, false) k
      where own and not whole and activity_choices.project is null
      union all
      select k.* from scope s, private.activity_kinds(home, false, s.id, false) k
      where not (whole and activity_choices.project is null)
      union all
      select k.* from scope s, private.activity_kinds(home, false, s.id, true) k where s.cleared
    )
    select jsonb_build_object(
      'entities', coalesce(jsonb_agg(distinct k.entity), '[]'), 'actions', coalesce(jsonb_agg(distinct k.action), '[]'),
      'kinds', coalesce(jsonb_agg(distinct k.actor_kind), '[]'),
      'people', coalesce((select jsonb_agg(jsonb_build_object('id', w.actor, 'name', f.name) order by lower(f.name), w.actor)
        from (select distinct k.actor from kinds k where k.actor is not null) w
        left join public.profiles f on f.id = w.actor), '[]'))
    from kinds k
  );
end
$$;

-- Of the records that entries of an organisation speak of, those that the trail does not know as
-- deleted. For entries that the caller may read; without content, so it is no reading.
create function private.records_there(org uuid, numbers bigint[]) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  projects uuid[] := private.my_projects_for('activity', 'select');
  whole boolean := org = any (private.my_orgs_for('activity', 'select'));
  own boolean := org = any (private.my_activity_orgs());
  cleared uuid[] := private.my_cleared_projects();
begin
  return array(
    select distinct a.entity_id from public.activity a
    where a.org_id = org and a.seq = any (numbers)
      and (whole or a.project_id = any (projects) or (own and a.project_id is null))
      and (not a.restricted or a.project_id = any (cleared))
      and not exists (select from public.activity d
        where d.entity_id = a.entity_id and d.org_id = org and d.action = 'delete'));
end
$$;

-- Entries of a project, or of a whole organisation, newest first, as the API gives them:
-- {zone, events}. With `context` also what a page says of them: labels {id: {entity, name}} of the
-- records and people that they name, where the trail knows them, and `there`, ids of records that
-- were not deleted. What somebody read is not named, or whoever looks who read it would read it too.
-- Null when the caller does not see the project or organisation.
create function public.activity_entries(
  org uuid, project uuid, wanted jsonb, below bigint, size integer, context boolean
) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  home uuid;
  zone text;
  numbers bigint[];
  answer jsonb;
begin
  select o.id, private.known_zone(coalesce(p.time_zone, o.time_zone)) into home, zone
  from public.orgs o left join public.projects p on p.org_id = o.id and p.id = activity_entries.project
  where case when activity_entries.project is null then o.id = activity_entries.org else p.id is not null end;
  if home is null then
    return null;
  end if;
  numbers := private.find_activity(home, project, wanted, zone, below, least(size, 1001));
  answer := jsonb_build_object('zone', zone, 'events', (
    select coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'at', private.utc(a.at),
      'actor', case when a.actor is not null then jsonb_build_object('id', a.actor, 'name', a.actor_name) end,
      'actorKind', a.actor_kind, 'onBehalfOf', a.on_behalf_of, 'projectId', a.project_id,
      'entity', a.entity, 'entityId', a.entity_id, 'action', a.action, 'before', a.before, 'after', a.after,
      'reason', a.reason, 'restricted', a.restricted, 'hash', a.hash) order by a.seq desc), '[]')
    from public.activity a where a.org_id = home and a.seq = any (numbers)));
  if not context then
    return answer;
  end if;
  return answer || (
    with entry as (
      select case e ->> 'action' when 'read' then null else e ->> 'entityId' end as id, e ->> 'projectId' as project,
        nullif(e -> 'before', 'null') as before, nullif(e -> 'after', 'null') as after
      from jsonb_array_elements(answer -> 'events') e
    ), named as (
      select e.id::uuid as id from entry e
      union select e.project::uuid from entry e
      union
      select v.value::uuid from entry e, unnest(array[e.before, e.after]) doc, jsonb_each_text(doc) v
      where v.key ~ '(_id|_by|^actor)$' and v.key not in ('id', 'org_id')
        and v.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    )
    select jsonb_build_object(
      'there', to_jsonb(private.records_there(home, numbers)),
      'labels', (
        select coalesce(jsonb_object_agg(n.id, jsonb_build_object('entity', coalesce(born.entity, 'profiles'),
          'name', coalesce(f.name, born.name))), '{}')
        from named n
        left join public.profiles f on f.id = n.id
        left join lateral (
          select a.entity, left(coalesce(a.after ->> 'name', a.after ->> 'title', a.after ->> 'label',
            a.after ->> 'facility', a.after ->> 'measure', a.after ->> 'text', a.after ->> 'kind', a.after ->> 'no',
            a.after ->> 'key', a.after ->> 'user_id'), 200) as name
          from public.activity a
          where a.entity_id = n.id and a.org_id = home and a.action = 'insert'
          order by a.seq limit 1) born on true
        where coalesce(f.name, born.name) is not null))
  );
end
$$;

revoke execute on function private.known_zone(text), private.moment_of(text, text, integer),
  private.find_activity(uuid, uuid, jsonb, text, bigint, integer),
  private.activity_kinds(uuid, boolean, uuid, boolean), private.records_there(uuid, bigint[]) from public;
grant execute on function private.known_zone(text), private.records_there(uuid, bigint[]),
  private.find_activity(uuid, uuid, jsonb, text, bigint, integer) to authenticated;
revoke execute on function public.activity_choices(uuid, uuid),
  public.activity_entries(uuid, uuid, jsonb, bigint, integer, boolean) from public, anon;
grant execute on function public.activity_choices(uuid, uuid),
  public.activity_entries(uuid, uuid, jsonb, bigint, integer, boolean) to authenticated;
