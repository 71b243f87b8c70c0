-- Why: where a site stands, and whether it may begin, follow from dated facts and are said by one
-- function each. What must be held before a site is activated is the list in gate_requirements(),
-- after ICH E6(R3), Annex 1: 1 (ethics approval), 2.1 (qualified, trained), 2.3 (delegation),
-- 3.6 (agreement); Appendix C, records in place before the start (C.2.5). Another requirement is
-- another row there.

-- A hold says why, also where nothing was written at all.
alter table public.sites drop constraint sites_hold_reason,
  add constraint sites_hold_reason check (on_hold_on is null or coalesce(char_length(trim(hold_reason)), 0) > 0);

-- What the gate of a site asks for, held or not today (UTC). A principal investigator counts while
-- on the staff; of several, the one who holds most. held_on: the day of the fact, of a training the
-- newest that is current.
create function private.gate_requirements(project uuid, only_site uuid default null)
returns table (site_id uuid, ordinal integer, requirement text, label text, held boolean, held_on date, staff_id uuid)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
set enable_nestloop = on set jit = off as $$
#variable_conflict use_column
declare
  today date := (now() at time zone 'UTC')::date;
begin
  -- Of all sites at once: loops within loops, which tables without statistics invite, take a second.
  perform set_config('enable_nestloop', (only_site is not null)::text, true);
  return query
    with investigators as (
      select st.id, st.site_id, st.name, st.started_on from public.site_staff st
      where st.project_id = gate_requirements.project and (only_site is null or st.site_id = only_site)
        and st.role = 'principal_investigator'
        and coalesce(st.started_on, today) <= today and coalesce(st.ended_on, today) >= today
    ), trained as (
      select t.staff_id,
        max(t.completed_on::date) filter (where lower(trim(t.topic)) = 'gcp') as gcp_on,
        max(t.completed_on::date) filter (where lower(trim(t.topic)) = 'protocol') as protocol_on
      from public.trainings t join investigators i on i.id = t.staff_id
      where t.project_id = gate_requirements.project
        and t.completed_on <= today and coalesce(t.expires_on, today) >= today
      group by t.staff_id
    ), delegated as (
      select d.staff_id, max(d.delegated_on::date) as delegated_on
      from public.delegations d join investigators i on i.id = d.staff_id
      where d.project_id = gate_requirements.project
        and d.delegated_on <= today and coalesce(d.ended_on, today) >= today
      group by d.staff_id
    ), leaders as (
      select distinct on (i.site_id) i.site_id, i.id, i.started_on::date, t.gcp_on, t.protocol_on, d.delegated_on
      from investigators i
      left join trained t on t.staff_id = i.id
      left join delegated d on d.staff_id = i.id
      order by i.site_id, num_nonnulls(t.gcp_on, t.protocol_on, d.delegated_on) desc, i.name, i.id
    )
    select s.id, r.ordinal, r.requirement, r.label, r.held, r.held_on,
      case when r.ordinal between 5 and 8 then l.id end
    from public.sites s
    left join leaders l on l.site_id = s.id
    cross join lateral (values
      (1, 'selection', 'selection', s.selected_on is not null, s.selected_on::date),
      (2, 'contract', 'signed contract', s.contract_signed_on is not null, s.contract_signed_on),
      (3, 'ethics_approval', 'ethics approval', s.ethics_approved_on is not null, s.ethics_approved_on),
      (4, 'initiation_visit', 'initiation visit', s.initiation_visit_on is not null, s.initiation_visit_on),
      (5, 'principal_investigator', 'principal investigator', l.id is not null, l.started_on),
      (6, 'gcp_training', 'current GCP training of the principal investigator', l.gcp_on is not null, l.gcp_on),
      (7, 'protocol_training', 'current protocol training of the principal investigator',
        l.protocol_on is not null, l.protocol_on),
      (8, 'delegation', 'delegation record of the principal investigator', l.delegated_on is not null, l.delegated_on)
    ) as r(ordinal, requirement, label, held, held_on)
    where s.project_id = gate_requirements.project and (only_site is null or s.id = only_site);
end
$$;

-- Where each site stands. since_on: null where the day is not known. gate_open: something is
-- missing (labels and keys, in the order of the gate). next_step: a key of the gate, or 'facts',
-- 'activation', 'resume', 'first_participant'; null when nothing is due. enrolled: of the newest
-- snapshot that counts them.
create function private.site_states(project uuid, only_site uuid default null)
returns table (
  site_id uuid, state text, since_on date, next_step text, gate_open boolean, missing text[], missing_keys text[],
  enrols_with_open_gate boolean, enrolled integer, enrolled_as_of date
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
set enable_nestloop = on set jit = off as $$
#variable_conflict use_column
begin
  perform set_config('enable_nestloop', (only_site is not null)::text, true); -- as above
  return query
    with gates as (
      select g.site_id, coalesce(array_agg(g.label order by g.ordinal) filter (where not g.held), '{}') as missing,
        coalesce(array_agg(g.requirement order by g.ordinal) filter (where not g.held), '{}') as keys
      from private.gate_requirements(project, only_site) g group by g.site_id
    ), counted as (
      select distinct on (e.site_id) e.site_id, e.enrolled, e.as_of::date from public.enrollment_snapshots e
      where e.project_id = site_states.project and (only_site is null or e.site_id = only_site)
        and e.enrolled is not null
      order by e.site_id, e.as_of desc
    ), stated as (
      select s.id, g.missing, g.keys, c.enrolled, c.as_of, s.activated_on,
        case
          when s.closed_on is not null then 'closed'
          when s.on_hold_on is not null then 'on_hold'
          when s.first_participant_on is not null or c.enrolled > 0 then 'enrolling'
          when s.activated_on is not null then 'active'
          when num_nonnulls(s.contract_signed_on, s.ethics_approved_on, s.initiation_visit_on) > 0 then 'in_start_up'
          when s.selected_on is not null then 'selected'
          when s.identified_on is not null then 'identified'
          else 'unknown'
        end as state,
        s.closed_on, s.on_hold_on, s.first_participant_on, s.selected_on, s.identified_on,
        least(s.contract_signed_on, s.ethics_approved_on, s.initiation_visit_on) as began_on
      from public.sites s join gates g on g.site_id = s.id left join counted c on c.site_id = s.id
      where s.project_id = site_states.project and (only_site is null or s.id = only_site)
    )
    select t.id, t.state,
      case t.state when 'closed' then t.closed_on when 'on_hold' then t.on_hold_on
        when 'enrolling' then t.first_participant_on when 'active' then t.activated_on
        when 'in_start_up' then t.began_on when 'selected' then t.selected_on
        when 'identified' then t.identified_on end::date,
      case
        when t.state = 'closed' then null
        when t.state = 'on_hold' then 'resume'
        when t.state = 'unknown' then 'facts'
        when cardinality(t.keys) > 0 then t.keys[1]
        when t.activated_on is null then 'activation'
        when t.first_participant_on is null then 'first_participant'
      end,
      cardinality(t.keys) > 0, t.missing, t.keys,
      t.state = 'enrolling' and cardinality(t.keys) > 0, t.enrolled, t.as_of
    from stated t;
end
$$;

-- A site is activated while its gate is open only with a reason. After the statement, so that facts
-- recorded together count together; as the owner, so that the gate is the same for everybody.
create function private.require_gate() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ids uuid[];
  home uuid;
  lacking record;
begin
  if private.reason() is not null then
    return null;
  end if;
  if tg_op = 'INSERT' then
    ids := array(select c.id from changed c where c.activated_on is not null);
  else
    ids := array(select c.id from changed c join before b on b.id = c.id
      where c.activated_on is not null and b.activated_on is null);
  end if;
  for home in select distinct s.project_id from public.sites s where s.id = any (ids) loop
    select coalesce(s.number, s.facility, s.city, s.id::text) as name, g.missing into lacking
    from private.site_states(home, case when cardinality(ids) = 1 then ids[1] end) g
    join public.sites s on s.id = g.site_id
    where s.id = any (ids) and g.gate_open
    order by s.ordinal, s.id limit 1;
    if found then
      raise exception using errcode = 'PT422', column = 'reason',
        message = format('Cannot activate site %s without a reason: its gate is open, it lacks %s',
          left(lacking.name, 100), array_to_string(lacking.missing, ', '));
    end if;
  end loop;
  return null;
end
$$;
create trigger z_gate after insert on public.sites
  referencing new table as changed for each statement execute function private.require_gate();
create trigger z_gate_update after update on public.sites
  referencing old table as before new table as changed for each statement execute function private.require_gate();

revoke execute on function private.gate_requirements(uuid, uuid), private.site_states(uuid, uuid),
  private.require_gate() from public;
grant execute on function private.gate_requirements(uuid, uuid), private.site_states(uuid, uuid)
  to authenticated, service_role;
