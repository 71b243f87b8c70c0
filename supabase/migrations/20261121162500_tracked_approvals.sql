-- Why: of a document that no site is recorded to have, nobody knows which sites lack its approval: that is
-- told as not known, and no site stands as critical for it. And the summary of changes reckoned each of
-- its parts several times, which took seconds for a study of a thousand sites.

-- As before, and tracked: some site's approval or use of a version of the document is recorded.
drop function private.site_approvals(private.project_day);
create function private.site_approvals(day private.project_day)
returns table (
  site_id uuid, site text, ordinal integer, active boolean, document_id uuid, title text, kind text, version_id uuid,
  version text, acts_on date, approved_on date, works_with text, superseded boolean, tracked boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
set enable_nestloop = off set jit = off as $$
#variable_conflict use_column
begin
  return query
    with states as materialized (
      select v.document_id, v.version_id, v.version, v.state, v.phase, v.place, v.acts_on, o.kind::text as kind, o.title, o.site_id,
        private.country_key(o.country) as land
      from private.version_states(array[day]) v join public.documents o on o.id = v.document_id and o.kind in ('protocol', 'consent_form')
    ), place as materialized (
      select s.id, private.site_label(s) as label, s.ordinal, private.country_key(s.country) as land,
        num_nonnulls(s.activated_on, s.first_participant_on) > 0 as active
      from public.sites s where s.project_id = day.project_id and s.closed_on is null
        and num_nonnulls(s.contract_signed_on, s.ethics_approved_on, s.initiation_visit_on, s.activated_on, s.first_participant_on) > 0
    ), used as materialized (
      select u.site_id, u.version_id, t.document_id, t.version, t.state, u.approved_on::date as approved_on,
        coalesce(u.used_from <= day.today and coalesce(u.used_until >= day.today, true), false) as now
      from public.document_uses u join states t on t.version_id = u.version_id where u.project_id = day.project_id
    ), works as (
      select w.site_id, w.document_id, string_agg(w.version, ', ' order by w.version) as versions,
        bool_or(w.state in ('superseded', 'withdrawn')) as superseded
      from used w where w.now group by w.site_id, w.document_id
    )
    select p.id, p.label, p.ordinal, p.active, f.document_id, f.title, f.kind, f.version_id, f.version, f.acts_on,
      case when u.approved_on <= day.today then u.approved_on end, w.versions, coalesce(w.superseded, false),
      f.document_id in (select x.document_id from used x)
    from states f
    join place p on (f.site_id is null or f.site_id = p.id) and (f.land is null or f.land = p.land)
    left join used u on u.version_id = f.version_id and u.site_id = p.id
    left join works w on w.document_id = f.document_id and w.site_id = p.id
    where f.phase = 'held' and f.place = 1 and f.state <> 'expired';
end
$$;

-- As before; of what is tracked.
create or replace function private.approvals_widget(wish jsonb, pairs jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  only_site text := wish #>> '{params,siteId}';
begin
  return (
    with pair as materialized (
      select p, p ->> 'approved_on' is null as lacks, (p ->> 'active')::boolean as active
      from jsonb_array_elements(pairs) p where (p ->> 'tracked')::boolean and (only_site is null or p ->> 'site_id' = only_site)
    ), placed as (
      select p, row_number() over (order by active desc, p ->> 'kind' desc, (p ->> 'ordinal')::int, p ->> 'site_id', p ->> 'title') as place
      from pair where lacks
    )
    select private.widget_of(wish, (select count(*) from placed),
      jsonb_build_object('untracked', (select coalesce(jsonb_agg(distinct concat_ws(' ', p ->> 'title', p ->> 'version')), '[]')
          from jsonb_array_elements(pairs) p where not (p ->> 'tracked')::boolean), 'of', (select count(*) from pair), 'sites', (select count(distinct p ->> 'site_id') from pair),
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
create or replace function private.touched_widget(day private.project_day, wish jsonb, pairs jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with lacking as materialized (
      select (p ->> 'site_id')::uuid as id, min(p ->> 'site') as label, bool_or((p ->> 'superseded')::boolean) as superseded
      from jsonb_array_elements(pairs) p where (p ->> 'tracked')::boolean and (p ->> 'approved_on' is null or (p ->> 'superseded')::boolean) group by 1
    ), item as materialized (
      select i.* from private.plan_items(array[day]) i where not i.done
    ), task as materialized (
      select i.id, i.title, i.due_on, i.due_on < day.today as late, l.label from item i join lacking l on l.id = i.site_id where i.kind = 'task'
    ), leads as (
      select t.milestone_id as id, k.id as task from task k join public.tasks t on t.id = k.id where t.milestone_id is not null
      union select d.to_milestone_id, k.id from task k join public.dependencies d on d.from_task_id = k.id where d.to_milestone_id is not null
    ), goal as (
      select i.id, i.title, i.due_on, i.due_on < day.today as late, count(distinct l.task) as tasks
      from leads l join item i on i.id = l.id and i.kind = 'milestone' group by i.id, i.title, i.due_on
    ), whole as (
      select 'milestone' as kind, id, title, due_on, late, tasks, null::text as site from goal
      union all select 'task', id, title, due_on, late, null, label from task
    ), placed as (
      select w.*, row_number() over (order by w.kind, w.due_on nulls last, w.title, w.id) as place from whole w
    )
    select private.widget_of(wish, (select count(*) from whole), jsonb_build_object('sites', (select count(*) from lacking),
        'tasks', (select count(*) from task), 'milestones', (select count(*) from goal), 'late', (select count(*) from whole where late)),
      (select jsonb_agg(to_jsonb(p) - 'place' order by p.place) from placed p where p.place <= coalesce((wish #>> '{params,limit}')::int, 10)),
      (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'id', id) order by place), '[]') from placed))
  );
end
$$;

-- As before, in one pass.
create or replace function private.consent_in_use_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
begin
  return (
    with live as materialized (
      select c.*, private.site_label(s) as site, s.ordinal, d.title
      from private.consent_uses(array[day]) c join public.sites s on s.id = c.site_id and s.closed_on is null
      join public.documents d on d.id = c.document_id
      where s.project_id = day.project_id and d.project_id = day.project_id
        and c.used_from <= day.today and coalesce(c.used_until >= day.today, true)
        and (wish #>> '{params,siteId}' is null or c.site_id = (wish #>> '{params,siteId}')::uuid)
    ), used as (
      select l.*, row_number() over (order by l.newest_effective_on, l.ordinal, l.site_id, l.title, l.version_id) as place from live l where l.superseded
    )
    select private.widget_doc(wish, (select count(*) from used), jsonb_build_object('of', (select count(*) from live)),
      (select jsonb_agg(jsonb_build_object('site', site, 'siteId', site_id, 'document', document_id, 'title', title, 'version', version,
        'newest', newest_version, 'since', newest_effective_on) order by place) from used where place <= coalesce((wish #>> '{params,limit}')::int, 10)),
      'document_version', (select coalesce(array_agg(distinct version_id), '{}') from used))
  );
end
$$;

-- The figures of the summary are those of the widgets that show them.
create function private.changes_summary(protocol jsonb, approvals jsonb, consent jsonb, reviews jsonb, wish jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select private.widget_of(wish, null, jsonb_build_object('protocol', protocol -> 'facts', 'versions', protocol -> 'value',
      'approvals', approvals -> 'facts', 'lacking', approvals -> 'value', 'consent', consent -> 'value', 'uses', consent -> 'facts' -> 'of',
      'reviews', reviews -> 'facts', 'due', reviews -> 'value'), null,
      (protocol -> 'refs') || (approvals -> 'refs') || (consent -> 'refs') || (reviews -> 'refs'))
    || jsonb_build_object('count', (protocol ->> 'count')::int + (approvals ->> 'count')::int + (consent ->> 'count')::int + (reviews ->> 'count')::int)
$$;
create or replace function private.widgets_changes(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  pairs jsonb;
  docs jsonb := '[]';
  wish jsonb;
begin
  if exists (select from jsonb_array_elements(wanted) w where w ->> 'key' in ('changes.summary', 'changes.approvals', 'changes.touched')) then
    pairs := (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from private.site_approvals(day) a);
  end if;
  for wish in select w from jsonb_array_elements(wanted) w loop
    docs := docs || case wish ->> 'key'
      when 'changes.protocol' then private.protocol_widget(day, wish)
      when 'changes.approvals' then private.approvals_widget(wish, pairs)
      when 'changes.consent_in_use' then private.consent_in_use_widget(day, wish)
      when 'changes.record' then private.record_widget(day, wish)
      when 'changes.touched' then private.touched_widget(day, wish, pairs)
      when 'changes.reviews' then private.reviews_widget(day, wish)
      else private.changes_summary(private.protocol_widget(day, wish), private.approvals_widget(wish, pairs),
        private.consent_in_use_widget(day, wish), private.reviews_widget(day, wish), wish)
    end;
  end loop;
  return docs;
end
$$;

revoke execute on function private.site_approvals(private.project_day),
  private.changes_summary(jsonb, jsonb, jsonb, jsonb, jsonb) from public;
grant execute on function private.site_approvals(private.project_day),
  private.changes_summary(jsonb, jsonb, jsonb, jsonb, jsonb) to authenticated, service_role;
