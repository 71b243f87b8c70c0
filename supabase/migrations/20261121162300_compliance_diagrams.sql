-- Why: three diagrams of the regulatory advisor: how versions of consent forms come to sites, what the
-- Trial Master File should hold and holds, and what watches over what is critical. Their facts come
-- apart from those of the plan, so that who asks for one does not wait for the other.

-- Consent forms with their versions; approved, used: sites with a recorded approval, and that work with
-- it today; names: of sites, the first five, where it is superseded and in use.
create function private.consent_flow_facts(day private.project_day) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set enable_nestloop = off set jit = off as $$
begin
  return (
    with used as materialized (
      select u.version_id, count(*) filter (where u.approved_on <= day.today) as approved,
        count(*) filter (where u.used_from <= day.today and coalesce(u.used_until >= day.today, true)) as used,
        jsonb_path_query_array(coalesce(jsonb_agg(private.site_label(s) order by s.ordinal, s.id)
          filter (where u.used_from <= day.today and coalesce(u.used_until >= day.today, true)), '[]'), '$[0 to 4]') as names
      from public.document_uses u join public.sites s on s.id = u.site_id and s.closed_on is null
      where u.project_id = day.project_id group by u.version_id
    ), form as materialized (
      select o.id, o.title, coalesce(private.site_label(s), o.country) as at from public.documents o
      left join public.sites s on s.id = o.site_id where o.project_id = day.project_id and o.kind = 'consent_form'
    ), version as (
      select o.id, o.title, o.at, jsonb_agg(jsonb_build_object('id', t.version_id,
        'version', t.version, 'state', t.state, 'approvedOn', v.approved_on, 'actsOn', t.acts_on, 'approved', coalesce(u.approved, 0),
        'used', coalesce(u.used, 0), 'names', coalesce(u.names, '[]')) order by t.acts_on nulls last, v.created_at, v.id) as versions
      from private.version_states(array[day]) t
      join form o on o.id = t.document_id
      join public.document_versions v on v.id = t.version_id
      left join used u on u.version_id = t.version_id
      group by o.id, o.title, o.at
    )
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'title', title, 'at', at, 'versions', versions) order by at nulls first, title, id), '[]')
    from version
  );
end
$$;

-- Expected documents by zone of the Trial Master File, kind and state, without those waived; rules: the requirements behind.
create function private.document_types_facts(day private.project_day) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with names as materialized (
      select distinct on (left(t.number, 2)) left(t.number, 2) as number, t.zone from private.tmf_names(day.org_id) t order by left(t.number, 2), t.own desc
    ), expected as materialized (
      select left(e.artifact_number, 2) as number, e.kind, e.state, e.requirement_id, count(*) as n
      from private.expected_documents(array[day]) e where e.requirement_id is not null and e.state <> 'waived' group by 1, 2, 3, 4
    ), type as (
      select e.number, e.kind, sum(e.n) as n, jsonb_object_agg(e.state, e.sum) as states
      from (select x.number, x.kind, x.state, sum(x.n) as sum, sum(x.n) as n from expected x group by 1, 2, 3) e group by e.number, e.kind
    )
    select jsonb_build_object(
      'types', (select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'zone', z.zone, 'kind', t.kind, 'n', t.n, 'states', t.states)
        order by t.number nulls last, t.kind), '[]') from type t left join names z on z.number = t.number),
      'rules', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'title', r.title, 'n', c.n, 'held', c.held) order by r.ordinal, r.title, r.id), '[]')
        from (select x.requirement_id, sum(x.n) as n, coalesce(sum(x.n) filter (where x.state in ('current', 'expiring')), 0) as held
          from expected x group by 1) c join public.document_requirements r on r.id = c.requirement_id))
  );
end
$$;

-- Critical factors, open risks, indicators with how their sites stand, limits, and how a risk is
-- controlled as somebody wrote it down.
create function private.risk_controls_facts(day private.project_day) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return jsonb_build_object(
    'factors', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'title', f.title) order by f.ordinal, f.title, f.id), '[]')
      from public.critical_factors f where f.project_id = day.project_id),
    'risks', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'title', r.title, 'factor', r.critical_factor_id, 'score', s.score,
        'zone', s.zone, 'overdue', s.review_overdue, 'control', nullif(trim(r.mitigation), '')) order by s.score desc nulls last, r.title, r.id), '[]')
      from private.risk_standing(array[day]) s join public.risks r on r.id = s.id where s.state = 'open'),
    'indicators', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'title', k.title, 'factor', k.critical_factor_id, 'critical', s.critical,
        'atRisk', s.at_risk, 'onTrack', s.on_track, 'unknown', s.unknown) order by k.ordinal, k.title, k.id), '[]')
      from private.kri_standing(array[day]) s join public.kris k on k.id = s.id),
    'limits', (select coalesce(jsonb_agg(jsonb_build_object('id', q.qtl_id, 'title', q.title, 'indicator', q.kri_id, 'status', q.status) order by q.title, q.qtl_id), '[]')
      from private.qtl_standing(array[day]) q));
end
$$;

-- What the diagrams named are drawn from; null: not for the caller's role.
create function private.compliance_facts(project uuid, parts text[], today date default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  day private.project_day := (private.project_days(array[project], today))[1];
begin
  return jsonb_build_object('asOf', private.utc(now()), 'compliance', jsonb_build_object(
    'consent', case when 'consent_flow' = any (parts) and private.widget_lacks(project, day.org_id, '{document,document_version,site}') = '{}'
      then private.consent_flow_facts(day) end,
    'documents', case when 'document_types' = any (parts) and private.widget_lacks(project, day.org_id, '{document,site}') = '{}'
      then private.document_types_facts(day) end,
    'controls', case when 'risk_controls' = any (parts) and private.widget_lacks(project, day.org_id, '{risk,critical_factor,kri,kri_value}') = '{}'
      then private.risk_controls_facts(day) end));
end
$$;

insert into private.widget_entries (key, family, resources) values
  ('diagram.consent_flow', 'compliance', '{document,document_version,site}'),
  ('diagram.document_types', 'compliance', '{document,site}'),
  ('diagram.risk_controls', 'compliance', '{risk,critical_factor,kri,kri_value}');

create function private.widgets_compliance(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  facts jsonb := private.compliance_facts(day.project_id,
    array(select distinct split_part(w ->> 'key', '.', 2) from jsonb_array_elements(wanted) w), day.today);
begin
  return (select coalesce(jsonb_agg(private.widget_doc(w, null,
      facts || jsonb_build_object('project', jsonb_build_object('id', p.id, 'name', p.name)), null, 'project', '{}')), '[]')
    from jsonb_array_elements(wanted) w join public.projects p on p.id = day.project_id);
end
$$;

revoke execute on function private.consent_flow_facts(private.project_day), private.document_types_facts(private.project_day),
  private.risk_controls_facts(private.project_day), private.compliance_facts(uuid, text[], date),
  private.widgets_compliance(private.project_day, jsonb) from public;
grant execute on function private.consent_flow_facts(private.project_day), private.document_types_facts(private.project_day),
  private.risk_controls_facts(private.project_day), private.compliance_facts(uuid, text[], date),
  private.widgets_compliance(private.project_day, jsonb) to authenticated, service_role;
