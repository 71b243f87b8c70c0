-- Why: of a document of the whole study lists said "A site without a name": where there is no site there
-- is no label. And a version of the protocol waits only while no later one was approved;
-- the rows behind a figure come in one order.

create or replace function private.site_label(s public.sites) returns text
language sql stable as $$
  select case when s.id is not null
    then coalesce(nullif(concat_ws(' ', s.number, coalesce(s.facility, s.city, s.country)), ''), 'A site without a name') end
$$;

-- As before, its rows in one order.
create or replace function private.approvals_widget(wish jsonb, pairs jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  only_site text := wish #>> '{params,siteId}';
begin
  return (
    with pair as materialized (
      select p, p ->> 'approved_on' is null as lacks, (p ->> 'active')::boolean as active
      from jsonb_array_elements(pairs) p where only_site is null or p ->> 'site_id' = only_site
    ), placed as (
      select p, row_number() over (order by active desc, p ->> 'kind' desc, (p ->> 'ordinal')::int, p ->> 'site_id', p ->> 'title') as place
      from pair where lacks
    )
    select private.widget_of(wish, (select count(*) from placed),
      jsonb_build_object('of', (select count(*) from pair), 'sites', (select count(distinct p ->> 'site_id') from pair),
        'lacking', (select count(distinct p ->> 'site_id') from pair where lacks),
        'active', (select count(distinct p ->> 'site_id') from pair where lacks and active),
        'superseded', (select count(distinct p ->> 'site_id') from pair where (p ->> 'superseded')::boolean)),
      (select jsonb_agg(p order by place) from placed where place <= coalesce((wish #>> '{params,limit}')::int, 10)),
      (select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'id', x.id) order by x.kind, x.id), '[]') from (
        select distinct 'document_version' as kind, p ->> 'version_id' as id from pair where lacks
        union all select distinct 'site', p ->> 'site_id' from pair where lacks) x))
  );
end
$$;

-- As before, but for what waits.
create or replace function private.protocol_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with version as materialized (
      select v.id, o.id as document, o.title, v.version, t.state, t.phase, t.place as standing, t.acts_on, v.dated_on::date as dated,
        v.approved_on::date as approved, coalesce(v.file_name, v.held_in) as held, v.created_at,
        row_number() over (order by coalesce(t.acts_on, v.effective_on, v.approved_on, v.dated_on) desc nulls first, v.created_at desc, v.id) as place
      from private.version_states(array[day]) t join public.document_versions v on v.id = t.version_id
      join public.documents o on o.id = t.document_id and o.kind = 'protocol' and o.site_id is null and o.country is null
    )
    select private.widget_doc(wish, (select count(*) from version),
      jsonb_build_object(
        'current', (select to_jsonb(v) from version v where phase = 'held' and state <> 'expired' and standing = 1 order by v.place limit 1),
        'before', (select to_jsonb(v) from version v where state = 'superseded' and v.document = (select c.document from version c
          where c.phase = 'held' and c.standing = 1 order by c.place limit 1) order by v.standing limit 1),
        'pending', (select to_jsonb(v) from version v where phase = 'pending'
          and not exists (select from version n where n.document = v.document and n.approved is not null and n.created_at > v.created_at)
          order by v.place limit 1)),
      (select jsonb_agg(to_jsonb(v) order by v.place) from version v where v.place <= coalesce((wish #>> '{params,limit}')::int, 6)),
      'document_version', (select coalesce(array_agg(id order by place), '{}') from version))
  );
end
$$;

-- As before; a document of a requirement that the caller does not see is one beside.
do $$
declare
  changed record;
  def text;
begin
  for changed in select * from (values
    ('private.widgets_documents(private.project_day, jsonb)', '''requirement'', e.requirement_id', '''requirement'', q.id'),
    ('private.document_types_facts(private.project_day)', 'from private.expected_documents(array[day]) e where e.requirement_id is not null and',
      'from private.expected_documents(array[day]) e join public.document_requirements q on q.id = e.requirement_id where')
  ) as c(name, was, now)
  loop
    def := pg_get_functiondef(changed.name::regprocedure);
    if position(changed.was in def) = 0 then
      raise exception 'Cannot change %: it is not as it was', changed.name;
    end if;
    execute replace(def, changed.was, changed.now);
  end loop;
end
$$;
