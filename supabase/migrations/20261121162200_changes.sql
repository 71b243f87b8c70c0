-- Why: what an amendment or a newer record of the registry touches: versions in force against those
-- before, sites that lack their approval, consent forms superseded and in use, what of a newer record
-- was not taken over, what of the plan hangs on it, and approvals that run out.

insert into private.widget_entries (key, family, resources) values
  ('changes.summary', 'changes', '{document,document_version,site}'),
  ('changes.protocol', 'changes', '{document,document_version}'),
  ('changes.approvals', 'changes', '{document,document_version,site}'),
  ('changes.consent_in_use', 'changes', '{document,document_version,site}'),
  ('changes.record', 'changes', '{import,study,site,milestone}'),
  ('changes.touched', 'changes', '{document,document_version,site,task,milestone}'),
  ('changes.reviews', 'changes', '{document,document_version,site}');

insert into private.source_kinds (kind, tbl, label) values
  ('document_use', 'document_uses', '(select private.site_label(s) from public.sites s where s.id = r.site_id)'),
  ('import', 'import_runs', '''Import '' || r.no')
on conflict do nothing;

-- The versions in force of protocols and consent forms, for each site that they are for and that has
-- begun and is not closed. approved_on: recorded for this site, null where nothing is. works_with: the
-- versions of the same document that the site uses today. active: activated, or somebody is in.
create function private.site_approvals(day private.project_day)
returns table (
  site_id uuid, site text, ordinal integer, active boolean, document_id uuid, title text, kind text, version_id uuid,
  version text, acts_on date, approved_on date, works_with text, superseded boolean
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
      case when u.approved_on <= day.today then u.approved_on end, w.versions, coalesce(w.superseded, false)
    from states f
    join place p on (f.site_id is null or f.site_id = p.id) and (f.land is null or f.land = p.land)
    left join used u on u.version_id = f.version_id and u.site_id = p.id
    left join works w on w.document_id = f.document_id and w.site_id = p.id
    where f.phase = 'held' and f.place = 1 and f.state <> 'expired';
end
$$;

-- Versions of the protocol of the study, the newest first.
create function private.protocol_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with version as materialized (
      select v.id, o.id as document, o.title, v.version, t.state, t.phase, t.place as standing, t.acts_on, v.dated_on::date as dated,
        v.approved_on::date as approved, coalesce(v.file_name, v.held_in) as held, left(v.sha256, 12) as sha,
        row_number() over (order by coalesce(t.acts_on, v.effective_on, v.approved_on, v.dated_on) desc nulls first, v.created_at desc, v.id) as place
      from private.version_states(array[day]) t join public.document_versions v on v.id = t.version_id
      join public.documents o on o.id = t.document_id and o.kind = 'protocol' and o.site_id is null and o.country is null
    )
    select private.widget_doc(wish, (select count(*) from version),
      jsonb_build_object(
        'current', (select to_jsonb(v) from version v where phase = 'held' and state <> 'expired' and standing = 1 order by v.place limit 1),
        'before', (select to_jsonb(v) from version v where state = 'superseded' and v.document = (select c.document from version c
          where c.phase = 'held' and c.standing = 1 order by c.place limit 1) order by v.standing limit 1),
        'pending', (select to_jsonb(v) from version v where phase = 'pending' order by v.place limit 1)),
      (select jsonb_agg(to_jsonb(v) order by v.place) from version v where v.place <= coalesce((wish #>> '{params,limit}')::int, 6)),
      'document_version', (select coalesce(array_agg(id order by place), '{}') from version))
  );
end
$$;

-- Sites without a recorded approval of a version in force.
create function private.approvals_widget(wish jsonb, pairs jsonb) returns jsonb
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
      (select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'id', x.id)), '[]') from (
        select distinct 'document_version' as kind, p ->> 'version_id' as id from pair where lacks
        union all select distinct 'site', p ->> 'site_id' from pair where lacks) x))
  );
end
$$;

create function private.consent_in_use_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with used as materialized (
      select c.*, private.site_label(s) as site, d.title, row_number() over (order by c.newest_effective_on, s.ordinal, c.site_id, d.title) as place
      from private.consent_uses(array[day]) c join public.sites s on s.id = c.site_id and s.closed_on is null
      join public.documents d on d.id = c.document_id
      where c.superseded and (wish #>> '{params,siteId}' is null or c.site_id = (wish #>> '{params,siteId}')::uuid)
    )
    select private.widget_doc(wish, (select count(*) from used), jsonb_build_object('of', (select count(*) from private.consent_uses(array[day]) c
        join public.sites s on s.id = c.site_id and s.closed_on is null where c.used_from <= day.today and coalesce(c.used_until >= day.today, true))),
      (select jsonb_agg(jsonb_build_object('site', site, 'siteId', site_id, 'document', document_id, 'title', title, 'version', version,
        'newest', newest_version, 'since', newest_effective_on) order by place) from used where place <= coalesce((wish #>> '{params,limit}')::int, 10)),
      'document_version', (select coalesce(array_agg(distinct version_id), '{}') from used))
  );
end
$$;

-- What a newer record says: the record itself, and the study as it stands, to be compared by the rules
-- of the import (lib/imports/diff.ts). Nothing where the study stands on its first record, or on none.
create function private.record_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
declare
  newest public.import_runs;
begin
  select * into newest from public.import_runs r where r.project_id = day.project_id order by r.no desc limit 1;
  if coalesce(newest.no, 0) <= 1 then
    return private.widget_doc(wish, null, jsonb_build_object('no', newest.no, 'version', newest.source_version,
      'at', private.utc(newest.created_at)), null, 'import', array_remove(array[newest.id], null));
  end if;
  return private.widget_doc(wish, null, jsonb_build_object('no', newest.no, 'version', newest.source_version, 'at', private.utc(newest.created_at),
      'status', newest.status, 'record', newest.record,
      'milestones', (select coalesce(jsonb_agg(jsonb_build_object('title', m.title, 'pointer', m.source_pointer) order by m.ordinal), '[]')
        from public.milestones m where m.project_id = day.project_id and m.actual_on is null and m.source_pointer is not null),
      'stored', jsonb_build_object(
        'project', (select to_jsonb(p) from public.projects p where p.id = day.project_id),
        'dates', (select coalesce(jsonb_agg(to_jsonb(r) order by r.kind), '[]') from public.study_dates r where r.project_id = day.project_id),
        'arms', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from public.arms r where r.project_id = day.project_id),
        'interventions', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from public.interventions r where r.project_id = day.project_id),
        'links', (select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]') from public.arm_interventions r where r.project_id = day.project_id),
        'outcomes', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from public.outcomes r where r.project_id = day.project_id),
        'criteria', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from public.eligibility_criteria r where r.project_id = day.project_id),
        'sites', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from public.sites r where r.project_id = day.project_id),
        'contacts', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from public.contacts r where r.project_id = day.project_id))),
    null, 'import', array[newest.id]);
end
$$;

-- Open tasks of sites that lack an approval of a version in force, or work with a superseded one, and
-- open milestones that wait for these tasks (as their milestone, or by a link).
create function private.touched_widget(day private.project_day, wish jsonb, pairs jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with lacking as materialized (
      select (p ->> 'site_id')::uuid as id, min(p ->> 'site') as label, bool_or((p ->> 'superseded')::boolean) as superseded,
        bool_or(p ->> 'approved_on' is null) as unapproved
      from jsonb_array_elements(pairs) p where p ->> 'approved_on' is null or (p ->> 'superseded')::boolean group by 1
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

-- Approvals of ethics committees in force or run out, at places that are not closed.
create function private.reviews_widget(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with review as materialized (
      select t.version_id, o.id as document, o.title, coalesce(private.site_label(s), o.country) as at, t.version, t.acts_on, t.lasts_to,
        t.lasts_to - day.today as days_left, row_number() over (order by t.lasts_to nulls last, o.title, o.id) as place
      from private.version_states(array[day]) t join public.documents o on o.id = t.document_id and o.kind = 'ethics_approval'
      left join public.sites s on s.id = o.site_id
      where t.phase = 'held' and t.place = 1 and s.closed_on is null
        and (wish #>> '{params,siteId}' is null or o.site_id = (wish #>> '{params,siteId}')::uuid)
    )
    select private.widget_doc(wish, (select count(*) from review where days_left <= 60), jsonb_build_object('of', (select count(*) from review),
        'ended', (select count(*) from review where days_left < 0), 'soon', (select count(*) from review where days_left between 0 and 30),
        'undated', (select count(*) from review where lasts_to is null)),
      (select jsonb_agg(to_jsonb(r) - 'place' order by r.place) from review r where r.place <= coalesce((wish #>> '{params,limit}')::int, 10)),
      'document_version', (select coalesce(array_agg(version_id order by place), '{}') from review))
  );
end
$$;

create function private.widgets_changes(day private.project_day, wanted jsonb) returns jsonb
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
      -- The figures of the summary are those of the widgets that show them.
      else (
        select private.widget_of(wish, null, jsonb_build_object('protocol', p.doc -> 'facts', 'versions', p.doc -> 'value',
            'approvals', a.doc -> 'facts', 'lacking', a.doc -> 'value', 'consent', c.doc -> 'value', 'uses', c.doc -> 'facts' -> 'of',
            'reviews', r.doc -> 'facts', 'due', r.doc -> 'value'), null, (p.doc -> 'refs') || (a.doc -> 'refs') || (c.doc -> 'refs') || (r.doc -> 'refs'))
          || jsonb_build_object('count', (p.doc ->> 'count')::int + (a.doc ->> 'count')::int + (c.doc ->> 'count')::int + (r.doc ->> 'count')::int)
        from (select private.protocol_widget(day, wish) as doc) p, (select private.approvals_widget(wish, pairs) as doc) a,
          (select private.consent_in_use_widget(day, wish) as doc) c, (select private.reviews_widget(day, wish) as doc) r)
    end;
  end loop;
  return docs;
end
$$;

do $$
declare
  made record;
begin
  for made in select p.oid::regprocedure as name from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname in ('site_approvals', 'protocol_widget', 'approvals_widget',
      'consent_in_use_widget', 'record_widget', 'touched_widget', 'reviews_widget', 'widgets_changes')
  loop
    execute format('revoke execute on function %s from public', made.name);
    execute format('grant execute on function %s to authenticated, service_role', made.name);
  end loop;
end
$$;
