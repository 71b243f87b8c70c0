-- Why: what the registry's record says of a study, as figures of the catalogue: who and what it is,
-- when, what is given and measured, who may take part, and who stands behind each value.

insert into private.source_kinds (kind, tbl, label) values
  ('study_date', 'study_dates', 'replace(lower(r.kind), ''_'', '' '')'), ('criterion', 'eligibility_criteria', 'left(r.text, 160)'),
  ('eligibility', 'projects', 'r.name'), ('eligibility', 'eligibility_criteria', 'left(r.text, 160)'),
  ('import_run', 'import_runs', '''import '' || r.no');

insert into private.widget_entries (key, family, resources) values
  ('record.identity', 'record', '{project}'), ('record.about', 'record', '{project}'), ('record.dates', 'record', '{study}'),
  ('record.arms', 'record', '{study}'), ('record.interventions', 'record', '{study}'), ('record.outcomes', 'record', '{study}'),
  ('record.outcome_counts', 'record', '{study}'), ('record.time_frames', 'record', '{study}'),
  ('record.eligibility', 'record', '{project,study}'), ('record.criteria', 'record', '{study}'), ('record.sources', 'record', '{study}'), ('record.import', 'record', '{project,import}');

-- Who stands behind values of a row that an import can bring: how many of its columns a person has
-- set, and confirmed, since.
create function private.said_by(field_sources jsonb, kind text) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select count(*) from jsonb_each(field_sources) e where e.value ->> 'kind' = said_by.kind
$$;

-- By kind of row: how many there are, how many an import brought, and in how many of them a person
-- has set or confirmed something since.
create function private.record_sources(project uuid)
returns table (what text, n bigint, imported bigint, changed bigint, confirmed bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return query
    with row_of as (
      select 1 as place, 'dates' as what, r.import_run_id, r.field_sources from public.study_dates r where r.project_id = record_sources.project
      union all select 2, 'arms', r.import_run_id, r.field_sources from public.arms r where r.project_id = record_sources.project
      union all select 3, 'interventions', r.import_run_id, r.field_sources from public.interventions r where r.project_id = record_sources.project
      union all select 4, 'outcomes', r.import_run_id, r.field_sources from public.outcomes r where r.project_id = record_sources.project
      union all select 5, 'criteria', r.import_run_id, r.field_sources from public.eligibility_criteria r where r.project_id = record_sources.project
      union all select 6, 'contacts', r.import_run_id, r.field_sources from public.contacts r where r.project_id = record_sources.project
    )
    select r.what, count(*), count(r.import_run_id), count(*) filter (where private.said_by(r.field_sources, 'person') > 0),
      count(*) filter (where private.said_by(r.field_sources, 'confirmed') > 0)
    from row_of r group by r.place, r.what order by r.place;
end
$$;

-- A list of a study's design, with at most so many of its rows: what an entry of these shows.
create function private.record_rows(project uuid, key text, most integer, out rows jsonb, out ids uuid[])
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  if key = 'record.dates' then
    select jsonb_agg(jsonb_build_object('kind', d.kind, 'value', d.value, 'precision', d.precision, 'certainty', d.certainty)
        order by d.earliest, d.kind) filter (where d.n <= most), array_agg(d.id order by d.n) into rows, ids
    from (select r.*, row_number() over (order by r.earliest, r.kind) as n from public.study_dates r where r.project_id = project) d;
  elsif key = 'record.arms' then
    select jsonb_agg(jsonb_build_object('name', a.label, 'type', a.arm_type, 'given', (
          select coalesce(jsonb_agg(i.name order by i.ordinal, i.id), '[]') from public.arm_interventions l
          join public.interventions i on i.id = l.intervention_id where l.arm_id = a.id and l.project_id = project))
        order by a.n) filter (where a.n <= most), array_agg(a.id order by a.n) into rows, ids
    from (select r.*, row_number() over (order by r.ordinal, r.id) as n from public.arms r where r.project_id = project) a;
  elsif key = 'record.interventions' then
    select jsonb_agg(jsonb_build_object('name', i.name, 'type', i.intervention_type, 'others', to_jsonb(i.other_names), 'arms', (
          select count(*) from public.arm_interventions l where l.intervention_id = i.id and l.project_id = project))
        order by i.n) filter (where i.n <= most), array_agg(i.id order by i.n) into rows, ids
    from (select r.*, row_number() over (order by r.ordinal, r.id) as n from public.interventions r where r.project_id = project) i;
  elsif key = 'record.outcomes' then
    select jsonb_agg(jsonb_build_object('name', o.measure, 'kind', o.kind, 'frame', nullif(trim(o.time_frame), '')) order by o.n)
        filter (where o.n <= most), array_agg(o.id order by o.n) into rows, ids
    from (select r.*, row_number() over (order by case r.kind when 'PRIMARY' then 1 when 'SECONDARY' then 2 else 3 end, r.ordinal, r.id) as n
      from public.outcomes r where r.project_id = project) o;
  elsif key = 'record.criteria' then
    select jsonb_agg(jsonb_build_object('text', c.text, 'kind', c.kind, 'depth', c.depth) order by c.n)
        filter (where c.n <= most), array_agg(c.id order by c.n) into rows, ids
    from (select r.*, row_number() over (order by case r.kind when 'INCLUSION' then 1 when 'EXCLUSION' then 2 else 3 end, r.ordinal, r.id) as n
      from public.eligibility_criteria r where r.project_id = project) c;
  end if;
end
$$;

create function private.widgets_record(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  listed record;
  p public.projects;
begin
  select * into p from public.projects x where x.id = day.project_id;
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 20);
    if wish ->> 'key' in ('record.identity', 'record.about') then
      docs := docs || private.widget_doc(wish, null, to_jsonb(p) - 'detailed_description' - 'eligibility_text', null, 'project', array[p.id]);
    elsif wish ->> 'key' = 'record.eligibility' then
      docs := docs || (
        select private.widget_doc(wish, count(*), jsonb_build_object('sex', p.sex, 'minimumAge', p.minimum_age, 'maximumAge', p.maximum_age,
            'stdAges', to_jsonb(p.std_ages), 'healthyVolunteers', p.healthy_volunteers, 'samplingMethod', p.sampling_method,
            'studyPopulation', p.study_population, 'inclusion', count(*) filter (where c.kind = 'INCLUSION'),
            'exclusion', count(*) filter (where c.kind = 'EXCLUSION'), 'unclassified', count(*) filter (where c.kind = 'UNCLASSIFIED')),
          null, 'eligibility', array[p.id] || coalesce(array_agg(c.id order by c.ordinal, c.id), '{}'))
        from public.eligibility_criteria c where c.project_id = p.id);
    elsif wish ->> 'key' in ('record.outcome_counts', 'record.time_frames') then
      docs := docs || (
        with o as materialized (
          select r.id, r.kind, r.ordinal, nullif(trim(r.time_frame), '') as frame from public.outcomes r where r.project_id = p.id
        ), framed as (
          select o.frame, count(*) filter (where o.kind = 'PRIMARY') as main, count(*) filter (where o.kind = 'SECONDARY') as further,
            count(*) filter (where o.kind = 'OTHER') as other from o group by o.frame
        ), placed as (
          select f.*, row_number() over (order by f.main > 0 desc, f.main + f.further + f.other desc, f.frame nulls last) as n from framed f
        )
        select private.widget_doc(wish, (select count(*) from o),
          jsonb_build_object('primary', count(*) filter (where o.kind = 'PRIMARY'), 'secondary', count(*) filter (where o.kind = 'SECONDARY'),
            'other', count(*) filter (where o.kind = 'OTHER'), 'without', count(*) filter (where o.frame is null),
            'frames', (select count(*) from placed f where f.frame is not null)),
          case when wish ->> 'key' = 'record.time_frames' then (
            select jsonb_agg(jsonb_build_object('frame', f.frame, 'primary', f.main, 'secondary', f.further, 'other', f.other) order by f.n)
            from placed f where f.n <= most) end, 'outcome', coalesce(array_agg(o.id order by o.ordinal, o.id), '{}'))
        from o);
    elsif wish ->> 'key' = 'record.sources' then
      docs := docs || private.widget_doc(wish, null, jsonb_build_object('imported', p.import_run_id is not null,
          'changed', private.said_by(p.field_sources, 'person'), 'confirmed', private.said_by(p.field_sources, 'confirmed')),
        (select jsonb_agg(to_jsonb(s)) from private.record_sources(p.id) s), 'project', array[p.id]);
    elsif wish ->> 'key' = 'record.import' then
      docs := docs || (
        select private.widget_doc(wish, count(*), jsonb_build_object('nctId', p.nct_id), jsonb_agg(jsonb_build_object('no', r.no,
            'status', r.status, 'version', r.source_version, 'on', (r.created_at at time zone 'UTC')::date) order by r.no desc)
            filter (where r.id = p.import_run_id or r.status = 'pending'),
          'import_run', coalesce(array_agg(r.id order by r.no desc), '{}'))
        from public.import_runs r where r.project_id = p.id);
    else
      select * into listed from private.record_rows(p.id, wish ->> 'key', most);
      docs := docs || private.widget_doc(wish, coalesce(cardinality(listed.ids), 0), '{}', listed.rows,
        case wish ->> 'key' when 'record.dates' then 'study_date' when 'record.arms' then 'arm' when 'record.interventions' then 'intervention'
          when 'record.outcomes' then 'outcome' else 'criterion' end, coalesce(listed.ids, '{}'));
    end if;
  end loop;
  return docs;
end
$$;

revoke execute on function private.said_by(jsonb, text), private.record_sources(uuid), private.record_rows(uuid, text, integer),
  private.widgets_record(private.project_day, jsonb) from public;
grant execute on function private.said_by(jsonb, text), private.record_sources(uuid), private.record_rows(uuid, text, integer),
  private.widgets_record(private.project_day, jsonb) to authenticated, service_role;
