-- Why: a page waits for the database once. portfolio() and project_page() give what the pages and
-- GET /api/projects need, under the caller's policies, as the API spells it. What has subqueries is
-- in plpgsql, which keeps its plans; what is one expression is in SQL, which is inlined.

-- A partial date with its certainty, or null.
create function private.date_json(d public.study_dates) returns jsonb
language sql stable as $$
  select case when d.id is null then null else
    jsonb_build_object('value', d.value, 'precision', d.precision, 'type', d.certainty) end
$$;

-- Where a row came from: {runId, pointer, overrides}, null for one that was made by hand and
-- never changed.
create function private.source_json(run uuid, pointer text, overrides jsonb) returns jsonb
language sql stable as $$
  select case when run is null and overrides = '{}' then null else
    jsonb_build_object('runId', run, 'pointer', pointer, 'overrides', overrides) end
$$;

-- The columns of a project in a list.
create function private.project_head(p public.projects) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', p.id, 'organizationId', p.org_id, 'name', p.name, 'title', p.official_title,
    'nctId', p.nct_id, 'acronym', p.acronym, 'phases', p.phases, 'studyType', p.study_type,
    'status', p.status, 'conditions', p.conditions, 'sponsor', p.sponsor, 'indication', p.indication,
    'targetEnrollment', p.target_enrollment, 'enrollmentType', p.enrollment_kind,
    'archivedAt', private.utc(p.archived_at), 'createdAt', private.utc(p.created_at),
    'updatedAt', private.utc(p.updated_at), 'version', p.row_version)
$$;

-- Projects in a list, in the order of `ids`, as an array: head, dates, and counts of sites.
create function private.project_summaries(ids uuid[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(jsonb_agg(private.project_head(p) || jsonb_build_object(
      'startDate', d.dates -> 'START', 'primaryCompletionDate', d.dates -> 'PRIMARY_COMPLETION',
      'completionDate', d.dates -> 'COMPLETION',
      'siteCount', coalesce(s.sites, 0), 'countryCount', coalesce(s.countries, 0)
    ) order by array_position(ids, p.id)), '[]')
    from public.projects p
    left join (
      select d.project_id, jsonb_object_agg(d.kind, private.date_json(d)) as dates
      from public.study_dates d
      where d.project_id = any (ids) and d.kind in ('START', 'PRIMARY_COMPLETION', 'COMPLETION')
      group by d.project_id
    ) d on d.project_id = p.id
    left join (
      select s.project_id, count(*) as sites, count(distinct s.country) as countries
      from public.sites s where s.project_id = any (ids)
      group by s.project_id
    ) s on s.project_id = p.id
    where p.id = any (ids)
  );
end
$$;

-- One project as in a list.
create function private.project_summary(p public.projects) returns jsonb
language sql stable as $$
  select private.project_summaries(array[p.id]) -> 0
$$;

-- {"projects": [...], "nextCursor"} from the newest. q: part of name, title, number, condition or
-- sponsor. archived: only these, or (false) only the others, or (null) all. It starts from the
-- memberships, each organisation by its own index, so that it costs the same among many projects.
create function public.portfolio(
  q text default null, status text default null, archived boolean default false,
  page_size integer default 50, cursor text default null
) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  size integer := least(greatest(coalesce(page_size, 50), 1), 200);
  pattern text := '%' || replace(replace(replace(nullif(trim(q), ''), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  after_at timestamptz;
  after_id uuid;
  found uuid[];
  next_cursor text;
begin
  if cursor is not null then
    begin
      after_at := split_part(cursor, '_', 1)::timestamptz;
      after_id := split_part(cursor, '_', 2)::uuid;
    exception when others then
      raise exception using errcode = 'PT422', column = 'cursor',
        message = format('Cannot use cursor "%s": it is none of ours', left(cursor, 100));
    end;
  end if;
  with candidate as (
    select home_projects.* from unnest((select private.my_full_orgs())::uuid[]) as home(id)
    cross join lateral (
      select p.id, p.created_at from public.projects p
      where p.org_id = home.id
        and (after_at is null or (p.created_at, p.id) < (after_at, after_id))
        and (portfolio.archived is null or (p.archived_at is not null) = portfolio.archived)
        and (portfolio.status is null or p.status = portfolio.status)
        and (pattern is null or p.name ilike pattern or p.official_title ilike pattern or p.nct_id ilike pattern
          or p.sponsor ilike pattern or array_to_string(p.conditions, ' ') ilike pattern)
      order by p.created_at desc, p.id desc limit size + 1) home_projects
    union
    select mine.* from (
      select p.id, p.created_at from public.projects p
      where p.id = any ((select private.my_projects())::uuid[])
        and (after_at is null or (p.created_at, p.id) < (after_at, after_id))
        and (portfolio.archived is null or (p.archived_at is not null) = portfolio.archived)
        and (portfolio.status is null or p.status = portfolio.status)
        and (pattern is null or p.name ilike pattern or p.official_title ilike pattern or p.nct_id ilike pattern
          or p.sponsor ilike pattern or array_to_string(p.conditions, ' ') ilike pattern)
      order by p.created_at desc, p.id desc limit size + 1) mine
  )
  select array_agg(c.id order by c.created_at desc, c.id desc) into found
  from (select * from candidate order by created_at desc, id desc limit size + 1) c;
  if cardinality(found) > size then
    found := found[1:size];
    select to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || p.id
    into next_cursor from public.projects p where p.id = found[size];
  end if;
  return jsonb_build_object('projects', private.project_summaries(coalesce(found, '{}')),
    'nextCursor', next_cursor);
end
$$;

revoke execute on function private.date_json(public.study_dates), private.source_json(uuid, text, jsonb),
  private.project_head(public.projects), private.project_summaries(uuid[]),
  private.project_summary(public.projects) from public;
grant execute on function private.date_json(public.study_dates), private.source_json(uuid, text, jsonb),
  private.project_head(public.projects), private.project_summaries(uuid[]),
  private.project_summary(public.projects) to authenticated, service_role;
revoke execute on function public.portfolio(text, text, boolean, integer, text) from public, anon;
grant execute on function public.portfolio(text, text, boolean, integer, text) to authenticated;

-- Everything about one project, or null when the caller does not see it. site_limit: how many
-- sites, by ordinal; null: all. `source` of rows and `provenance` of the project hold run, pointer
-- and overrides per column; lib/imports makes pointers of single fields from them.
create function public.project_page(project uuid, site_limit integer default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select private.project_summary(p) || jsonb_build_object(
      'description', p.description, 'timeZone', p.time_zone, 'briefTitle', p.brief_title,
      'orgStudyId', p.org_study_id, 'secondaryIds', p.secondary_ids, 'whyStopped', p.why_stopped,
      'briefSummary', p.brief_summary, 'detailedDescription', p.detailed_description,
      'keywords', p.keywords, 'sponsorClass', p.sponsor_class, 'responsibleParty', p.responsible_party,
      'collaborators', p.collaborators, 'hasResults', p.has_results,
      'design', jsonb_build_object(
        'allocation', p.allocation, 'interventionModel', p.intervention_model,
        'observationalModel', p.observational_model, 'timePerspective', p.time_perspective,
        'masking', p.masking, 'whoMasked', p.who_masked, 'primaryPurpose', p.primary_purpose,
        'description', p.design_description),
      'eligibility', jsonb_build_object(
        'sex', p.sex, 'minimumAge', p.minimum_age, 'maximumAge', p.maximum_age,
        'healthyVolunteers', p.healthy_volunteers, 'stdAges', p.std_ages,
        'samplingMethod', p.sampling_method, 'studyPopulation', p.study_population,
        'text', p.eligibility_text),
      'organization', (select jsonb_build_object('id', o.id, 'name', o.name, 'timeZone', o.time_zone)
        from public.orgs o where o.id = p.org_id),
      'dates', (select coalesce(jsonb_agg(private.date_json(d) || jsonb_build_object('id', d.id, 'kind', d.kind,
          'version', d.row_version, 'source', private.source_json(d.import_run_id, d.source_pointer, d.field_sources))
          order by d.earliest, d.kind), '[]')
        from public.study_dates d where d.project_id = p.id),
      'arms', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'label', a.label, 'type', a.arm_type,
          'description', a.description, 'version', a.row_version,
          'interventions', (select coalesce(jsonb_agg(i.name order by i.ordinal), '[]')
            from public.arm_interventions ai join public.interventions i on i.id = ai.intervention_id
            where ai.arm_id = a.id),
          'source', private.source_json(a.import_run_id, a.source_pointer, a.field_sources))
          order by a.ordinal, a.id), '[]')
        from public.arms a where a.project_id = p.id),
      'interventions', (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name,
          'type', i.intervention_type, 'description', i.description, 'otherNames', i.other_names,
          'version', i.row_version,
          'arms', (select coalesce(jsonb_agg(a.label order by a.ordinal), '[]')
            from public.arm_interventions ai join public.arms a on a.id = ai.arm_id
            where ai.intervention_id = i.id),
          'source', private.source_json(i.import_run_id, i.source_pointer, i.field_sources))
          order by i.ordinal, i.id), '[]')
        from public.interventions i where i.project_id = p.id),
      'outcomes', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.kind, 'measure', o.measure,
          'description', o.description, 'timeFrame', o.time_frame, 'version', o.row_version,
          'source', private.source_json(o.import_run_id, o.source_pointer, o.field_sources))
          order by array_position(array['PRIMARY', 'SECONDARY', 'OTHER'], o.kind), o.ordinal, o.id), '[]')
        from public.outcomes o where o.project_id = p.id),
      'criteria', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'text', c.text,
          'depth', c.depth, 'version', c.row_version,
          'source', private.source_json(c.import_run_id, c.source_pointer, c.field_sources))
          order by c.ordinal, c.id), '[]')
        from public.eligibility_criteria c where c.project_id = p.id),
      'sites', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'facility', s.facility, 'city', s.city,
          'state', s.state, 'zip', s.zip, 'country', s.country, 'status', s.status, 'lat', s.lat, 'lon', s.lon,
          'version', s.row_version,
          'source', private.source_json(s.import_run_id, s.source_pointer, s.field_sources))
          order by s.ordinal, s.id), '[]')
        from (select * from public.sites s where s.project_id = p.id
          order by s.ordinal, s.id limit site_limit) s),
      'countries', (select coalesce(jsonb_agg(jsonb_build_object('country', g.country, 'sites', g.n)
          order by g.n desc, g.country), '[]')
        from (select s.country, count(*) as n from public.sites s
          where s.project_id = p.id group by s.country) g),
      'siteStatuses', (select coalesce(jsonb_agg(jsonb_build_object('status', g.status, 'sites', g.n)
          order by g.n desc, g.status), '[]')
        from (select s.status, count(*) as n from public.sites s
          where s.project_id = p.id group by s.status) g),
      'contacts', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'siteId', c.site_id,
          'name', c.name, 'role', c.role, 'affiliation', c.affiliation, 'phone', c.phone,
          'phoneExt', c.phone_ext, 'email', c.email,
          'version', c.row_version,
          'source', private.source_json(c.import_run_id, c.source_pointer, c.field_sources))
          order by c.ordinal, c.id), '[]')
        from public.contacts c where c.project_id = p.id and (c.site_id is null or site_limit is null)),
      'milestones', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'key', m.key, 'title', m.title,
          'kind', m.kind, 'planned', case when m.planned_text is not null then jsonb_build_object(
            'value', m.planned_text, 'precision', m.planned_precision, 'type', m.certainty) end,
          'basis', m.basis, 'state', m.state, 'version', m.row_version,
          'source', private.source_json(m.import_run_id, m.source_pointer, m.field_sources))
          order by m.ordinal, m.id), '[]')
        from public.milestones m where m.project_id = p.id),
      'lastActivity', (select jsonb_build_object('seq', a.seq, 'at', private.utc(a.at), 'actor', a.actor,
          'actorName', a.actor_name, 'actorKind', a.actor_kind, 'entity', a.entity, 'action', a.action)
        from public.activity a where a.project_id = p.id order by a.seq desc limit 1),
      'imports', (select coalesce(jsonb_agg(jsonb_build_object('runId', r.id, 'no', r.no, 'source', r.source,
          'version', r.source_version, 'sha256', r.sha256, 'status', r.status, 'counts', r.counts,
          'at', private.utc(r.created_at), 'by', case when r.created_by is not null then jsonb_build_object('id', r.created_by,
            'name', (select f.name from public.profiles f where f.id = r.created_by)) end)
          order by r.no desc), '[]')
        from (select * from public.import_runs r where r.project_id = p.id order by r.no desc limit 5) r),
      'provenance', jsonb_build_object('runId', p.import_run_id, 'pointer', p.source_pointer, 'overrides', p.field_sources)
    ) || jsonb_build_object('permissions', public.my_permissions(p.id))
    from public.projects p where p.id = project_page.project
  );
end
$$;
revoke execute on function public.project_page(uuid, integer) from public, anon;
grant execute on function public.project_page(uuid, integer) to authenticated;
