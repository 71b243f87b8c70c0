-- Why: a requirement that a running study confirms is expected everywhere from that moment. Who
-- confirms it sees before how many sites, countries or the study will lack the document at once.

-- document_standing() and version_states() may take suggested requirements for confirmed ones: as_if.
do $$
declare
  body text := pg_get_functiondef('private.document_standing(private.project_day[], uuid, uuid[])'::regprocedure);
  confirmed constant text := 'r.state = ''confirmed''';
  as_if constant text := '(r.state = ''confirmed'' or r.id = any (as_if))';
begin
  drop function private.document_standing(private.project_day[], uuid, uuid[]);
  body := replace(body, 'only_requirements uuid[])', 'only_requirements uuid[], as_if uuid[] default ''{}'')');
  body := replace(body, confirmed, as_if);
  body := replace(body, 'then array(select h.id from held h) end)', 'then array(select h.id from held h) end, as_if)');
  execute body;
  body := pg_get_functiondef('private.version_states(private.project_day[], uuid[])'::regprocedure);
  drop function private.version_states(private.project_day[], uuid[]);
  body := replace(body, 'only_documents uuid[] DEFAULT NULL::uuid[])',
    'only_documents uuid[] default null, as_if uuid[] default ''{}'')');
  body := replace(body, confirmed, as_if);
  execute body;
end
$$;

-- What the suggested requirements of a project would ask for at once, a row each. places: at how many
-- places (the study, countries with sites, sites) the document would be expected; lacking: at how many
-- of them none is held that is current, nor waived; active_sites: of what is needed for the activation
-- of a site, how many sites that are active already would lack it.
create function private.requirement_effects(project uuid)
returns table (requirement_id uuid, places bigint, lacking bigint, active_sites bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off rows 50 as $$
#variable_conflict use_column
declare
  suggested uuid[] := array(select r.id from public.document_requirements r
    where r.project_id = requirement_effects.project and r.state = 'unconfirmed');
begin
  if suggested = '{}' then
    return;
  end if;
  return query
    with rule as materialized (
      select r.id, coalesce(r.scope, 'STUDY') as level, r.needed_for,
        (select array_agg(private.country_key(c)) from unnest(r.countries) c) as countries
      from public.document_requirements r where r.id = any (suggested)
    ), place as materialized (
      select s.id, private.country_key(s.country) as land, s.activated_on is not null and s.closed_on is null as active
      from public.sites s where s.project_id = requirement_effects.project
    ), slot as materialized (
      -- A document beside the places where its requirement asks for one is none of them.
      select r.id, r.level, r.needed_for, s.site_id, l.land,
        bool_or(s.state in ('current', 'expiring', 'waived')) as held
      from private.document_standing(private.project_days(array[project]), null, suggested, suggested) s
      join rule r on r.id = s.requirement_id and r.level = s.level
      cross join lateral (select case when r.level = 'COUNTRY' then private.country_key(s.country) end as land) l
      where (r.level = 'STUDY' or r.countries is null or private.country_key(s.country) = any (r.countries))
        and (r.level <> 'COUNTRY' or l.land in (select p.land from place p))
      group by r.id, r.level, r.needed_for, s.site_id, l.land
    ), sites as (
      select t.id, count(distinct p.id) as n from slot t
      join place p on p.active and (p.id = t.site_id or p.land = t.land or t.level = 'STUDY')
      where not t.held and t.needed_for = 'site_activation' group by t.id
    )
    select r.id, count(t.id), count(t.id) filter (where not t.held), coalesce(max(s.n), 0)
    from rule r left join slot t on t.id = r.id left join sites s on s.id = r.id
    group by r.id;
end
$$;

revoke execute on function private.document_standing(private.project_day[], uuid, uuid[], uuid[]),
  private.version_states(private.project_day[], uuid[], uuid[]), private.requirement_effects(uuid) from public;
grant execute on function private.document_standing(private.project_day[], uuid, uuid[], uuid[]),
  private.version_states(private.project_day[], uuid[], uuid[]), private.requirement_effects(uuid)
  to authenticated, service_role;
