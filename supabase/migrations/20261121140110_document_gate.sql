-- Why: a site is activated with its documents in place (ICH E6(R3), C.2.5). What the gate asked for
-- so far stays as it is; each confirmed requirement that is needed for the activation of a site is a
-- further row, of the study's and of the country's documents too. It is held while its document is
-- current, expiring or waived; of several the best counts. Without such requirements all is as before.

-- Its body names itself, so it takes its new name there too.
do $$
begin
  execute replace(pg_get_functiondef('private.gate_requirements(uuid, uuid)'::regprocedure),
    'gate_requirements', 'gate_facts');
end
$$;
drop function private.gate_requirements(uuid, uuid);

-- requirement: of a document 'document:<its requirement>'. state: of the document, evidence: its
-- version with the file or where it is held, or the reason of the waiver; null for other rows.
create function private.gate_requirements(project uuid, only_site uuid default null)
returns table (
  site_id uuid, ordinal integer, requirement text, label text, held boolean, held_on date, staff_id uuid,
  document_id uuid, state text, evidence text
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
set enable_nestloop = on set jit = off as $$
#variable_conflict use_column
declare
  today date := (now() at time zone 'UTC')::date;
  wanted uuid[] := array(select r.id from public.document_requirements r
    where r.project_id = gate_requirements.project and r.state = 'confirmed' and r.needed_for = 'site_activation');
begin
  return query
    select g.site_id, g.ordinal, g.requirement, g.label, g.held, g.held_on, g.staff_id, null::uuid, null::text, null::text
    from private.gate_facts(project, only_site) g;
  if wanted = '{}' then
    return;
  end if;
  perform set_config('enable_nestloop', (only_site is not null)::text, true); -- as in gate_facts()
  return query
    with place as materialized (
      select s.id, private.country_key(s.country) as country_key from public.sites s
      where s.project_id = gate_requirements.project and (only_site is null or s.id = only_site)
    ), asked as (
      select r.id, r.title, 8 + row_number() over (order by r.ordinal, r.title, r.id) as ordinal
      from public.document_requirements r where r.id = any (wanted)
    ), standing as materialized (
      select d.* from private.document_standing(
        array[row(project, null, today, null, null)::private.project_day], only_site, wanted) d
      where d.needed_for is not null
    ), spread as (
      select d.site_id as at, d.* from standing d where d.level = 'SITE'
      union all select p.id, d.* from standing d join place p on p.country_key = private.country_key(d.country)
        where d.level = 'COUNTRY'
      union all select p.id, d.* from standing d cross join place p where d.level = 'STUDY'
    ), best as (
      select distinct on (x.at, x.requirement_id) x.*
      from spread x
      order by x.at, x.requirement_id, array_position(array['current', 'expiring', 'waived', 'pending', 'expired',
        'withdrawn', 'missing'], x.state), x.effective_on desc, x.document_id
    )
    select b.at, a.ordinal::integer, 'document:' || a.id, a.title, b.state in ('current', 'expiring', 'waived'),
      case when b.state = 'waived' then b.since_on when b.state in ('current', 'expiring') then b.effective_on end,
      null::uuid, b.document_id, b.state,
      case when b.state = 'waived' then b.reason
        else concat_ws(', ', b.version, coalesce(v.file_name, v.held_in)) end
    from best b join asked a on a.id = b.requirement_id
    left join public.document_versions v on v.id = b.version_id;
end
$$;

revoke execute on function private.gate_facts(uuid, uuid), private.gate_requirements(uuid, uuid) from public;
grant execute on function private.gate_facts(uuid, uuid), private.gate_requirements(uuid, uuid) to authenticated, service_role;
