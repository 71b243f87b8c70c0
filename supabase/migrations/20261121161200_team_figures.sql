-- Why: who does the work: the people of the study by role with what is theirs to do, the staff of the
-- sites with their duties, and who lacks a duty or a training that is current.

insert into private.source_kinds (kind, tbl, label) values
  ('member', 'project_members', 'coalesce((select f.name from public.profiles f where f.id = r.user_id), ''somebody'') || '', '' || r.role');

insert into private.widget_entries (key, family, resources) values
  ('team.roles', 'team', '{project_member}'), ('team.members', 'team', '{project_member,task}'),
  ('team.staff', 'team', '{site_staff,site}'), ('team.delegations', 'team', '{site_staff,site}'),
  ('team.without_delegation', 'team', '{site_staff,site}'), ('team.without_training', 'team', '{site_staff,site}'),
  ('team.training', 'team', '{site_staff,site}');

-- The people of the study, each with the open tasks that are theirs (as far as the caller sees tasks).
create function private.team_members(day private.project_day, most integer, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with work as materialized (
      select i.owner_id, count(*) as open, count(*) filter (where i.due_on < i.today) as late
      from private.plan_items(array[day]) i
      where i.kind = 'task' and not i.done group by i.owner_id
    ), member as materialized (
      select m.id, m.user_id, m.role, f.name, coalesce(w.open, 0) as open, coalesce(w.late, 0) as late,
        row_number() over (order by array_position('{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}', m.role),
          lower(f.name), m.id) as n
      from public.project_members m left join public.profiles f on f.id = m.user_id left join work w on w.owner_id = m.user_id
      where m.project_id = day.project_id
    )
    select private.widget_doc(wish, count(*), jsonb_build_object(
        'roles', (select jsonb_agg(jsonb_build_object('role', r.role, 'n', r.n) order by r.first) from (
          select m.role, count(*) as n, min(m.n) as first from member m group by m.role) r),
        'unowned', (select w.open from work w where w.owner_id is null),
        'others', (select sum(w.open) from work w where w.owner_id is not null and not exists (select from member m where m.user_id = w.owner_id))),
      jsonb_agg(jsonb_build_object('id', m.user_id, 'name', m.name, 'role', m.role, 'open', m.open, 'late', m.late) order by m.n)
        filter (where m.n <= most), 'member', coalesce(array_agg(m.id order by m.n), '{}'))
    from member m);
end
$$;

-- Trainings of the staff (their ids) by topic: how many people hold one that is current, of whom it
-- ends within 90 days, and whose newest has ended. GCP and the protocol are asked of everybody with a
-- duty, so they are there when nobody holds them.
create function private.team_training(day private.project_day, staff uuid[])
returns table (topic text, held bigint, ending bigint, lapsed bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off set enable_nestloop = off as $$
begin
  return query
    with newest as (
      select lower(trim(t.topic)) as topic, t.staff_id, max(coalesce(t.expires_on::date, 'infinity')) as ends_on
      from public.trainings t
      where t.project_id = day.project_id and t.completed_on <= day.today and t.staff_id = any (staff)
      group by lower(trim(t.topic)), t.staff_id
    )
    select coalesce(n.topic, a.topic), count(*) filter (where n.ends_on >= day.today),
      count(*) filter (where n.ends_on between day.today and day.today + 90), count(*) filter (where n.ends_on < day.today)
    from newest n full join (values ('gcp'), ('protocol')) as a(topic) on a.topic = n.topic
    group by 1 order by coalesce(n.topic, a.topic) not in ('gcp', 'protocol'), 1;
end
$$;

create function private.widgets_team(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 12);
    if wish ->> 'key' in ('team.roles', 'team.members') then
      docs := docs || private.team_members(day, most, wish);
      continue;
    end if;
    docs := docs || (
      with person as materialized (
        select d.*, cardinality(d.duties) > 0 as busy, cardinality(d.missing) > 0 as untrained
        from private.staff_duties(day, (wish #>> '{params,siteId}')::uuid) d
      ), chosen as materialized (
        select p.*, row_number() over (order by p.busy and p.untrained desc, p.untrained desc, p.place) as n from person p
        where case wish ->> 'key' when 'team.delegations' then p.busy when 'team.without_delegation' then not p.busy
          when 'team.without_training' then p.untrained else true end
      )
      select private.widget_doc(wish, (select count(*) from chosen), jsonb_build_object('of', count(*),
          'busy', count(*) filter (where p.busy), 'untrained', count(*) filter (where p.untrained),
          'exposed', count(*) filter (where p.busy and p.untrained), 'sites', count(distinct p.site_id),
          'duties', coalesce(sum(cardinality(p.duties)), 0),
          'unstaffed', (select count(*) from public.sites s where s.project_id = day.project_id and s.closed_on is null
            and (wish #>> '{params,siteId}' is null or s.id = (wish #>> '{params,siteId}')::uuid)) - count(distinct p.site_id)),
        case wish ->> 'key'
          when 'team.staff' then (select jsonb_agg(jsonb_build_object('role', r.role, 'n', r.n, 'busy', r.busy) order by r.n desc, r.role) from (
            select x.role, count(*) as n, count(*) filter (where x.busy) as busy from person x group by x.role) r)
          when 'team.training' then (select jsonb_agg(to_jsonb(t)) from (
            select * from private.team_training(day, array_agg(p.id)) limit most) t)
          else (select jsonb_agg(jsonb_build_object('id', c.id, 'siteId', c.site_id, 'name', c.name, 'role', c.role, 'site', c.site,
              'duties', to_jsonb(c.duties), 'since', c.since, 'missing', to_jsonb(c.missing), 'lapsed', c.lapsed_on) order by c.n)
            from chosen c where c.n <= most) end,
        case when wish ->> 'key' = 'team.delegations' then 'delegation' else 'staff' end,
        case when wish ->> 'key' = 'team.delegations' then array(select unnest(c.duty_ids) from chosen c order by c.n)
          else array(select c.id from chosen c order by c.n) end)
      from person p);
  end loop;
  return docs;
end
$$;

revoke execute on function private.team_members(private.project_day, integer, jsonb), private.team_training(private.project_day, uuid[]),
  private.widgets_team(private.project_day, jsonb) from public;
grant execute on function private.team_members(private.project_day, integer, jsonb), private.team_training(private.project_day, uuid[]),
  private.widgets_team(private.project_day, jsonb) to authenticated, service_role;
