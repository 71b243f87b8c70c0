-- Why: diagrams of the design (arms and what they get), of what is measured when, and of who does
-- what at which site by delegation.

insert into private.source_kinds (kind, tbl, label) values
  ('arm', 'arms', 'r.label'), ('intervention', 'interventions', 'r.name'), ('outcome', 'outcomes', 'left(r.measure, 160)'),
  ('staff', 'site_staff', 'r.name'), ('delegation', 'delegations', 'r.duty');

insert into private.widget_entries (key, family, resources) values
  ('diagram.design', 'design', '{study}'), ('diagram.schedule', 'design', '{study}'),
  ('diagram.delegation', 'design', '{site_staff,site}');

-- Who is on the staff of the sites that are not closed, with the duties that are theirs on the day:
-- people of the sites, not the team's. missing: trainings that everybody with a duty needs and that
-- are not current (private.untrained), since lapsed_on.
create function private.staff_duties(day private.project_day, only_site uuid default null)
returns table (id uuid, site_id uuid, place bigint, site text, name text, role text, duties text[], since date,
  duty_ids uuid[], missing text[], lapsed_on date)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off set enable_nestloop = off as $$
#variable_conflict use_column
begin
  return query
    with given as materialized (
      select g.staff_id, array_agg(g.duty order by g.delegated_on, g.id) as duties, min(g.delegated_on)::date as since,
        array_agg(g.id order by g.delegated_on, g.id) as ids
      from public.delegations g where g.project_id = day.project_id
        and g.delegated_on <= day.today and coalesce(g.ended_on >= day.today, true)
      group by g.staff_id
    ), lacking as materialized (select u.* from private.untrained(array[day]) u)
    select w.id, w.site_id, row_number() over (order by s.ordinal, s.id, lower(w.name), w.id), private.site_label(s), w.name, w.role,
      coalesce(g.duties, '{}'), g.since, coalesce(g.ids, '{}'), coalesce(l.missing, '{}'), l.lapsed_on
    from public.site_staff w
    join public.sites s on s.id = w.site_id and s.closed_on is null
    left join given g on g.staff_id = w.id
    left join lacking l on l.staff_id = w.id
    where w.project_id = day.project_id and (only_site is null or w.site_id = only_site)
      and coalesce(w.started_on <= day.today, true) and coalesce(w.ended_on >= day.today, true)
    order by 3;
end
$$;

-- What the diagrams of design, schedule and delegation are drawn from: rows under the caller's
-- policies, only the parts that are named. staff is null for who may not see the staff of sites.
create function private.design_facts(project uuid, parts text[], today date default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  days private.project_day[] := private.project_days(array[project], today);
begin
  return (
    select jsonb_build_object(
      'project', jsonb_build_object('id', p.id, 'name', p.name, 'sponsor', p.sponsor, 'collaborators', p.collaborators),
      'asOf', private.utc(now()))
      || case when 'design' = any (parts) then jsonb_build_object(
        'arms', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.label, 'type', a.arm_type) order by a.ordinal, a.id), '[]')
          from public.arms a where a.project_id = p.id),
        'interventions', (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'type', i.intervention_type)
          order by i.ordinal, i.id), '[]') from public.interventions i where i.project_id = p.id),
        'armInterventions', (select coalesce(jsonb_agg(jsonb_build_object('from', l.arm_id, 'to', l.intervention_id) order by l.arm_id, l.intervention_id), '[]')
          from public.arm_interventions l where l.project_id = p.id)) else '{}' end
      || case when 'schedule' = any (parts) then jsonb_build_object(
        'outcomes', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.measure, 'kind', o.kind, 'timeFrame', nullif(trim(o.time_frame), ''))
          order by case o.kind when 'PRIMARY' then 1 when 'SECONDARY' then 2 else 3 end, o.ordinal, o.id), '[]')
          from public.outcomes o where o.project_id = p.id)) else '{}' end
      || case when 'delegation' = any (parts) then jsonb_build_object(
        'staff', case when cardinality(private.widget_lacks(p.id, p.org_id, '{site_staff,site}')) = 0 then (
          select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'role', d.role, 'siteId', d.site_id, 'site', d.site,
            'duties', to_jsonb(d.duties), 'missing', to_jsonb(d.missing)) order by d.place), '[]')
          from private.staff_duties(days[1]) d) end) else '{}' end
    from public.projects p where p.id = design_facts.project
  );
end
$$;

create function private.widgets_design(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  facts jsonb := private.design_facts(day.project_id,
    array(select distinct split_part(w ->> 'key', '.', 2) from jsonb_array_elements(wanted) w), day.today);
begin
  return (select coalesce(jsonb_agg(case w ->> 'key'
      when 'diagram.design' then private.widget_doc(w, null, facts, null, 'arm',
        array(select (a ->> 'id')::uuid from jsonb_array_elements(facts -> 'arms') a))
      when 'diagram.schedule' then private.widget_doc(w, null, facts, null, 'outcome',
        array(select (o ->> 'id')::uuid from jsonb_array_elements(facts -> 'outcomes') o))
      else private.widget_doc(w, null, facts, null, 'staff',
        array(select (s ->> 'id')::uuid from jsonb_array_elements(facts -> 'staff') s)) end), '[]')
    from jsonb_array_elements(wanted) w);
end
$$;

revoke execute on function private.staff_duties(private.project_day, uuid), private.design_facts(uuid, text[], date),
  private.widgets_design(private.project_day, jsonb) from public;
grant execute on function private.staff_duties(private.project_day, uuid), private.design_facts(uuid, text[], date),
  private.widgets_design(private.project_day, jsonb) to authenticated, service_role;
