-- Why: how the audit trail of a study stands, as figures: the chain of its organisation and its last
-- check, who changed what, with which reasons, and how often restricted rows were looked at.
-- Counting entries is no reading of restricted ones: it goes past the policies, asks for the same
-- rights itself, and answers numbers and kinds only (as private.find_activity() does).

insert into private.widget_entries (key, family, resources) values
  ('trail.chain', 'trail', '{activity}'),
  ('trail.changes', 'trail', '{activity}'),
  ('trail.people', 'trail', '{activity}'),
  ('trail.reasons', 'trail', '{activity}'),
  ('trail.readings', 'trail', '{activity}');

-- Entries of a study since a moment, by kind of record, deed and doer; those of restricted rows for
-- the cleared only.
create function private.trail_counts(project uuid, since timestamptz)
returns table (entity text, action text, actor_kind text, actor uuid, actor_name text, n bigint, newest timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  cleared boolean := private.is_cleared(trail_counts.project);
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
    group by a.entity, a.action, a.actor_kind, a.actor;
end
$$;

-- Numbers of the newest changes of a study that say why, of rows that are not restricted, and how
-- many there are.
create function private.trail_reasons(project uuid, since timestamptz, most integer)
returns table (seq bigint, total bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  if not exists (select from public.projects p where p.id = trail_reasons.project
    and (auth.uid() is null or p.id = any (private.my_projects_for('activity', 'select'))
      or p.org_id = any (private.my_orgs_for('activity', 'select')))) then
    return;
  end if;
  return query
    select a.seq, count(*) over () from public.activity a
    where a.project_id = trail_reasons.project and a.at >= since and a.reason is not null
      and not a.restricted and a.action <> 'read'
    order by a.seq desc limit most;
end
$$;

-- days: how far back, with the day of the study.
create function private.widgets_trail(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  home record;
  since timestamptz;
  facts jsonb;
begin
  select p.org_id as id, private.known_zone(coalesce(p.time_zone, o.time_zone)) as zone into home
  from public.projects p left join public.orgs o on o.id = p.org_id where p.id = day.project_id;
  for wish in select w from jsonb_array_elements(wanted) w loop
    since := (day.today - coalesce((wish #>> '{params,days}')::int, 30) + 1)::timestamp at time zone home.zone;
    facts := jsonb_build_object('days', coalesce((wish #>> '{params,days}')::int, 30),
      'from', day.today - coalesce((wish #>> '{params,days}')::int, 30) + 1, 'cleared', private.is_cleared(day.project_id));
    docs := docs || (case wish ->> 'key'
      when 'trail.chain' then (
        select private.widget_doc(wish, (c ->> 'seq')::numeric, c, null, null, null) || jsonb_build_object('count', c -> 'seq')
        from public.chain_state(null, day.project_id) c)
      when 'trail.reasons' then (
        with named as materialized (
          select * from private.trail_reasons(day.project_id, since, coalesce((wish #>> '{params,limit}')::int, 12)))
        select private.widget_doc(wish, coalesce(max(n.total), 0), facts, jsonb_agg(jsonb_build_object('seq', a.seq,
            'at', private.utc(a.at), 'who', a.actor_name, 'kind', a.actor_kind, 'entity', a.entity, 'action', a.action,
            'reason', a.reason, 'name', left(coalesce(a.after ->> 'name', a.after ->> 'title', a.before ->> 'name', a.before ->> 'title'), 120))
            order by a.seq desc), null, null) || jsonb_build_object('count', coalesce(max(n.total), 0))
        from named n join public.activity a on a.org_id = home.id and a.seq = n.seq)
      else (
        with entry as materialized (select * from private.trail_counts(day.project_id, since) t
          where (t.action = 'read') = (wish ->> 'key' = 'trail.readings')),
        line as (
          select case wish ->> 'key' when 'trail.people' then coalesce(e.actor::text, e.actor_kind) else e.entity end as key,
            max(e.actor_name) as name, max(e.actor_kind) as kind, sum(e.n) as n,
            sum(e.n) filter (where e.action = 'insert') as made, sum(e.n) filter (where e.action = 'update') as changed,
            sum(e.n) filter (where e.action = 'delete') as removed,
            sum(e.n) filter (where e.actor_kind = 'human') as people, sum(e.n) filter (where e.actor_kind = 'agent') as agents,
            sum(e.n) filter (where e.actor_kind = 'system') as system,
            count(distinct e.actor) as persons, count(distinct e.entity) as kinds, private.utc(max(e.newest)) as newest
          from entry e
          group by 1, case wish ->> 'key' when 'trail.people' then e.actor_kind end
        ), placed as (select l.*, row_number() over (order by l.n desc, l.key, l.kind) as place from line l)
        select private.widget_doc(wish, coalesce(sum(p.n), 0), facts || jsonb_build_object('of', count(*),
              'people', coalesce(sum(p.people), 0), 'agents', coalesce(sum(p.agents), 0), 'system', coalesce(sum(p.system), 0)),
            jsonb_agg(jsonb_build_object('key', p.key, 'name', p.name, 'kind', p.kind, 'n', p.n, 'made', coalesce(p.made, 0),
              'changed', coalesce(p.changed, 0), 'removed', coalesce(p.removed, 0), 'people', coalesce(p.people, 0),
              'agents', coalesce(p.agents, 0), 'system', coalesce(p.system, 0), 'persons', p.persons, 'kinds', p.kinds,
              'newest', p.newest) order by p.place) filter (where p.place <= coalesce((wish #>> '{params,limit}')::int, 12)),
            null, null) || jsonb_build_object('count', coalesce(sum(p.n), 0))
        from placed p)
      end);
  end loop;
  return docs;
end
$$;

revoke execute on function private.trail_counts(uuid, timestamptz), private.trail_reasons(uuid, timestamptz, integer),
  private.widgets_trail(private.project_day, jsonb) from public;
grant execute on function private.trail_counts(uuid, timestamptz), private.trail_reasons(uuid, timestamptz, integer),
  private.widgets_trail(private.project_day, jsonb) to authenticated, service_role;
