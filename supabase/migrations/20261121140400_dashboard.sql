-- Why: the widgets of a dashboard get their figures here, all of them in one statement, under the
-- caller's policies: private.widget_data(project, wanted). What they say follows from functions that
-- the pages use too, so that two places never differ. Words, targets and status are lib/dashboard's.

-- The catalogue: what a widget can show and which rights it takes to see it. lib/dashboard/catalog
-- has the rest of each entry; a test holds the two together.
create function private.widget_catalog() returns table (key text, family text, resources text[])
language sql immutable as $$
  values
    ('enrollment.enrolled', 'enrollment', '{enrollment}'::text[]),
    ('enrollment.screen_ratio', 'enrollment', '{enrollment}'),
    ('enrollment.retention', 'enrollment', '{enrollment}'),
    ('enrollment.screen_failure', 'enrollment', '{enrollment}'),
    ('enrollment.burnup', 'enrollment', '{enrollment}'),
    ('enrollment.funnel', 'enrollment', '{enrollment}'),
    ('enrollment.by_country', 'enrollment', '{enrollment,site}'),
    ('enrollment.by_site', 'enrollment', '{enrollment,site}'),
    ('sites.active', 'sites', '{site}'),
    ('sites.pipeline', 'sites', '{site}'),
    ('sites.table', 'sites', '{site,enrollment}'),
    ('sites.open_gates', 'sites', '{site}'),
    ('plan.next_milestones', 'plan', '{milestone}'),
    ('plan.milestone_workflow', 'plan', '{milestone}'),
    ('plan.slippage', 'plan', '{milestone,task,baseline}'),
    ('plan.gantt', 'plan', '{milestone,task}'),
    ('plan.workload', 'plan', '{task}'),
    ('plan.tasks_due', 'plan', '{task}'),
    ('plan.tasks_done', 'plan', '{task}'),
    ('actions.open', 'actions', '{action}'),
    ('actions.by_rule', 'actions', '{action}'),
    ('documents.completeness', 'documents', '{document}'),
    ('documents.by_state', 'documents', '{document}'),
    ('documents.expiring', 'documents', '{document}'),
    ('documents.consent_matrix', 'documents', '{document,site}'),
    ('quality.risk_heatmap', 'quality', '{risk}'),
    ('quality.open_deviations', 'quality', '{deviation}'),
    ('quality.deviations_by_month', 'quality', '{deviation}'),
    ('quality.capa_on_time', 'quality', '{capa}'),
    ('quality.kri_grid', 'quality', '{kri,kri_value,site}'),
    ('quality.qtl', 'quality', '{kri,kri_value}'),
    ('budget.totals', 'budget', '{budget}'),
    ('budget.variance', 'budget', '{budget}'),
    ('study.summary', 'study', '{enrollment,site,milestone}'),
    ('diagram.gantt', 'diagram', '{milestone,task,site}'),
    ('diagram.phase_gates', 'diagram', '{milestone,task,site}'),
    ('diagram.site_states', 'diagram', '{milestone,task,site}'),
    ('diagram.approvals', 'diagram', '{milestone,task,site}'),
    ('diagram.organization', 'diagram', '{milestone,task,site}')
$$;

-- One widget's answer: its figures, and the rows that they stand on: how many, and the first of
-- them (as many as the wish's "refs" asks for).
create function private.widget_doc(wish jsonb, value numeric, facts jsonb, rows jsonb, kind text, ids uuid[]) returns jsonb
language sql immutable as $$
  select jsonb_build_object('id', wish ->> 'id', 'value', value, 'facts', coalesce(facts, '{}'),
    'rows', coalesce(rows, '[]'), 'count', coalesce(cardinality(ids), 0),
    'refs', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'id', i)), '[]')
      from unnest(ids[1:coalesce((wish ->> 'refs')::int, 0)]) i))
$$;

-- ---- Enrollment ------------------------------------------------------------------------------

-- The snapshots that the figures of an entry are taken from.
create function private.widget_snapshots(project uuid, key text, only_country text, only_site uuid) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with scoped as (
      select array_agg(s.id) as ids from public.sites s
      where s.project_id = widget_snapshots.project and (only_site is null or s.id = only_site)
        and (only_country is null or coalesce(s.country, '') = only_country)
    ), days as (
      select l.site_id, case widget_snapshots.key
        when 'enrollment.enrolled' then array[l.enrolled_on]
        when 'enrollment.screen_ratio' then case when num_nulls(l.screened_on, l.enrolled_on) = 0 then array[l.screened_on, l.enrolled_on] end
        when 'enrollment.retention' then case when num_nulls(l.withdrawn_on, l.enrolled_on) = 0 then array[l.withdrawn_on, l.enrolled_on] end
        when 'enrollment.screen_failure' then case when num_nulls(l.screen_failed_on, l.screened_on) = 0 then array[l.screen_failed_on, l.screened_on] end
        when 'enrollment.funnel' then array[l.prescreened_on, l.screened_on, l.screen_failed_on, l.enrolled_on, l.withdrawn_on, l.completed_on]
        else array[l.enrolled_on, l.screened_on, l.screen_failed_on] end as taken
      from scoped c cross join lateral private.enrollment_latest(project, null, c.ids) l
    )
    select coalesce(array_agg(o.id order by o.as_of desc, o.id), '{}') from (
      select o.id, o.as_of from days d join public.enrollment_snapshots o on o.site_id = d.site_id and o.as_of = any (d.taken)
        where widget_snapshots.key <> 'enrollment.burnup'
      union all
      select o.id, o.as_of from scoped c join public.enrollment_snapshots o on o.site_id = any (c.ids)
        where widget_snapshots.key = 'enrollment.burnup' and o.enrolled is not null) o
  );
end
$$;

create function private.widgets_enrollment(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  known jsonb := '{}';
  plan record;
  wish jsonb;
  scope text;
  only_country text;
  only_site uuid;
  totals jsonb;
  study jsonb;
  newest date;
  goal bigint;
  pair jsonb;
  fraction numeric;
  facts jsonb;
  listed jsonb;
begin
  select * into plan from private.enrollment_plan(day.project_id);
  for wish in select w from jsonb_array_elements(wanted) w loop
    only_country := wish #>> '{params,country}';
    only_site := (wish #>> '{params,siteId}')::uuid;
    scope := format('%L %L', only_country, only_site);
    if not known ? scope then
      known := known || jsonb_build_object(scope, (select jsonb_agg(to_jsonb(t))
        from private.enrollment_totals(day.project_id, null, only_country, only_site) t));
    end if;
    totals := known -> scope;
    select t into study from jsonb_array_elements(totals) t where t ->> 'level' = 'study';
    newest := (select max((c.value ->> 'newest')::date) from jsonb_each(study -> 'counts') c);
    goal := case when num_nonnulls(only_country, only_site) = 0 then plan.target else (study ->> 'target')::bigint end;
    facts := jsonb_build_object('sites', study -> 'sites', 'counted', study -> 'counted', 'target', goal,
      'firstOn', plan.first_on, 'lastOn', plan.last_on, 'newest', newest,
      'planned', round(private.planned_enrollment(goal, plan.first_on, plan.last_on, newest), 1));
    listed := '[]';
    fraction := null;
    pair := study -> 'pairs' -> case wish ->> 'key' when 'enrollment.screen_ratio' then 'enrolled'
      when 'enrollment.retention' then 'withdrawn' when 'enrollment.screen_failure' then 'screenFailed' end;
    if pair is not null then
      facts := facts || pair;
      fraction := case wish ->> 'key'
        when 'enrollment.screen_ratio' then (pair ->> 'by')::numeric / nullif((pair ->> 'of')::numeric, 0)
        when 'enrollment.retention' then 1 - (pair ->> 'of')::numeric / nullif((pair ->> 'by')::numeric, 0)
        else (pair ->> 'of')::numeric / nullif((pair ->> 'by')::numeric, 0) end;
    elsif wish ->> 'key' in ('enrollment.enrolled', 'enrollment.burnup', 'enrollment.funnel') then
      fraction := (study #>> '{counts,enrolled,n}')::numeric;
      facts := facts || jsonb_build_object('counts', study -> 'counts', 'pairs', study -> 'pairs', 'reasons', study -> 'reasons');
      if wish ->> 'key' = 'enrollment.burnup' then
        listed := (select coalesce(jsonb_agg(jsonb_build_object('on', s.on_day, 'n', s.enrolled, 'sites', s.sites) order by s.on_day), '[]')
          from private.enrollment_series(day.project_id, null, only_country, only_site, 26) s);
      end if;
    elsif wish ->> 'key' = 'enrollment.by_country' then
      listed := (select coalesce(jsonb_agg(t.doc order by t.n), '[]') from (
        select row_number() over (order by (c #>> '{counts,enrolled,n}')::bigint desc nulls last, c ->> 'country') as n,
          jsonb_build_object('country', c ->> 'country', 'sites', c -> 'sites', 'target', c -> 'target',
            'screened', c #> '{counts,screened,n}', 'enrolled', c #> '{counts,enrolled,n}') as doc
        from jsonb_array_elements(totals) c where c ->> 'level' = 'country') t
        where t.n <= coalesce((wish #>> '{params,limit}')::int, 8));
      facts := facts || jsonb_build_object('countries', jsonb_array_length(totals) - 1);
    elsif wish ->> 'key' = 'enrollment.by_site' then
      listed := (select coalesce(jsonb_agg(t.doc order by t.n), '[]') from (
        select row_number() over (order by l.enrolled desc nulls last, s.ordinal, s.id) as n,
          jsonb_build_object('id', s.id, 'name', private.site_label(s), 'country', s.country, 'target', s.target_enrollment,
            'screened', l.screened, 'failed', l.screen_failed, 'enrolled', l.enrolled, 'on', l.as_of) as doc
        from public.sites s join private.enrollment_latest(day.project_id) l on l.site_id = s.id
        where s.project_id = day.project_id and (only_country is null or coalesce(s.country, '') = only_country)) t
        where t.n <= coalesce((wish #>> '{params,limit}')::int, 8));
    end if;
    docs := docs || private.widget_doc(wish, fraction, facts, listed, 'enrollment_snapshot',
      private.widget_snapshots(day.project_id, wish ->> 'key', only_country, only_site));
  end loop;
  return docs;
end
$$;

-- ---- Sites -----------------------------------------------------------------------------------

create function private.widgets_sites(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  only_country text;
  -- The sites with where they stand, read once.
  found jsonb := (
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', private.site_label(s), 'city', s.city, 'country', s.country,
      'state', t.state, 'since', t.since_on, 'activated', s.activated_on, 'planned', s.planned_activation_on,
      'missing', to_jsonb(t.missing), 'openGate', t.enrols_with_open_gate, 'target', s.target_enrollment)
      order by s.ordinal, s.id), '[]')
    from private.site_states(day.project_id) t join public.sites s on s.id = t.site_id);
  ids uuid[];
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 5);
    only_country := wish #>> '{params,country}';
    ids := (select coalesce(array_agg((s ->> 'id')::uuid order by n), '{}') from jsonb_array_elements(found) with ordinality as e(s, n)
      where only_country is null or coalesce(s ->> 'country', '') = only_country);
    docs := docs || (
      with site as materialized (
        select s, n from jsonb_array_elements(found) with ordinality as e(s, n)
        where only_country is null or coalesce(s ->> 'country', '') = only_country
      ), opened as materialized (
        select s, n from site where jsonb_array_length(s -> 'missing') > 0
          and s ->> 'state' in ('selected', 'in_start_up', 'active', 'enrolling', 'on_hold')
      )
      select case wish ->> 'key'
        when 'sites.active' then private.widget_doc(wish,
          (select count(*) from site where s ->> 'state' in ('active', 'enrolling')),
          jsonb_build_object('of', cardinality(ids)), null, 'site', ids)
        when 'sites.pipeline' then private.widget_doc(wish, cardinality(ids),
          jsonb_build_object(
            'next', (select s from site where s ->> 'planned' is not null and s ->> 'state' in ('identified', 'selected', 'in_start_up', 'unknown')
              order by s ->> 'planned', n limit 1),
            'waiting', (select s from site where s ->> 'since' is not null and s ->> 'state' in ('identified', 'selected', 'in_start_up')
              order by s ->> 'since', n limit 1)),
          (select jsonb_agg(jsonb_build_object('state', c.state, 'n', c.n)) from (
            select s ->> 'state' as state, count(*) as n from site group by 1 order by 1) c), 'site', ids)
        when 'sites.open_gates' then private.widget_doc(wish, (select count(*) from opened), '{}',
          (select jsonb_agg(o.s order by o.place) from (
            select s, row_number() over (order by s ->> 'state' = 'enrolling' desc, jsonb_array_length(s -> 'missing'), n) as place from opened) o
            where o.place <= most),
          'site', (select coalesce(array_agg((s ->> 'id')::uuid order by n), '{}') from opened))
        else private.widget_doc(wish, cardinality(ids),
          jsonb_build_object('active', (select count(*) from site where s ->> 'state' in ('active', 'enrolling'))),
          (select jsonb_agg(t.s || jsonb_build_object('screened', l.screened, 'failed', l.screen_failed, 'enrolled', l.enrolled) order by t.place)
            from (select s, row_number() over (order by case s ->> 'state' when 'enrolling' then 0 when 'active' then 1 when 'on_hold' then 2
                when 'in_start_up' then 3 when 'selected' then 4 when 'identified' then 5 when 'closed' then 7 else 6 end, n) as place from site) t
            left join private.enrollment_latest(day.project_id) l on l.site_id = (t.s ->> 'id')::uuid
            where t.place <= most), 'site', ids)
      end);
  end loop;
  return docs;
end
$$;

-- ---- Plan ------------------------------------------------------------------------------------

create function private.widgets_plan(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  until date;
  slip record;
  found jsonb := (
    select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'title', i.title, 'owner', i.owner_id, 'start', i.start_on,
      'due', i.due_on, 'started', i.started, 'done', i.done, 'doneOn', i.done_on, 'confirmed', i.confirmed,
      'late', coalesce(not i.done and i.due_on < i.today, false)) order by coalesce(i.done_on, i.due_on) nulls last, i.title, i.id), '[]')
    from private.plan_items(array[day]) i);
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 6);
    until := day.today + coalesce((wish #>> '{params,days}')::int, 14);
    if wish ->> 'key' = 'plan.slippage' then
      select * into slip from private.plan_slips(array[day]);
      docs := docs || private.widget_doc(wish, slip.end_days, jsonb_build_object('baseline', slip.baseline,
          'promisedOn', slip.promised_end, 'endOn', slip.end_on, 'worst', slip.worst_days, 'slipped', coalesce(slip.slipped, 0)),
        null, 'baseline_item', (select coalesce(array_agg(b.id order by b.finish_on, b.id), '{}')
          from public.baseline_items b where b.baseline_id = slip.baseline_id));
      continue;
    end if;
    docs := docs || (
      with item as materialized (
        select i, n, (i ->> 'done')::boolean as done, (i ->> 'due')::date as due, (i ->> 'id')::uuid as id
        from jsonb_array_elements(found) with ordinality as e(i, n)
        where case when wish ->> 'key' in ('plan.next_milestones', 'plan.milestone_workflow') then i ->> 'kind' = 'milestone'
          when wish ->> 'key' = 'plan.gantt' then true else i ->> 'kind' = 'task' end
      ), shown as materialized (
        select x.* from (
          select it.*, case when wish ->> 'key' = 'plan.next_milestones'
            then row_number() over (order by it.done, it.due nulls last, it.n)
            else row_number() over (order by it.due nulls last, it.n) end as place
          from item it where not it.done and case wish ->> 'key' when 'plan.tasks_due' then it.due <= until
            when 'plan.gantt' then it.due is not null else true end) x
        where x.place <= most
      )
      select private.widget_doc(wish,
        case wish ->> 'key' when 'plan.tasks_done' then (select count(*) from item where done)
          when 'plan.tasks_due' then (select count(*) from item where not done and due <= until)
          else (select count(*) from item where not done) end,
        jsonb_build_object('today', day.today, 'until', until, 'of', (select count(*) from item),
          'late', (select count(*) from item where (i ->> 'late')::boolean),
          'reached', (select count(*) from item where done),
          'undated', (select count(*) from item where not done and due is null),
          'unconfirmed', (select count(*) from item where not done and not (i ->> 'confirmed')::boolean),
          'last', (select i from item where done order by i ->> 'doneOn' desc, n desc limit 1)),
        case when wish ->> 'key' = 'plan.workload' then (
            select jsonb_agg(jsonb_build_object('owner', f.name, 'n', c.n, 'late', c.late) order by c.n desc, f.name nulls last) from (
              select (i ->> 'owner')::uuid as owner, count(*) as n, count(*) filter (where (i ->> 'late')::boolean) as late
              from item where not done group by 1 order by 2 desc, 1 limit most) c left join public.profiles f on f.id = c.owner)
          when wish ->> 'key' in ('plan.tasks_done', 'plan.milestone_workflow') then null
          else (select jsonb_agg(i order by place) from shown) end,
        case when wish ->> 'key' in ('plan.next_milestones', 'plan.milestone_workflow') then 'milestone'
          when wish ->> 'key' = 'plan.gantt' then 'plan_item' else 'task' end,
        (select coalesce(array_agg(id order by n), '{}') from item where case wish ->> 'key'
          when 'plan.tasks_due' then not done and due <= until when 'plan.workload' then not done
          when 'plan.gantt' then not done and due is not null else true end))
    );
  end loop;
  return docs;
end
$$;

-- ---- Actions ---------------------------------------------------------------------------------

create function private.widgets_actions(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with listed as materialized (
      select (l.action).* from private.listed_actions(array[day]) l where (l.put_off).id is null
    ), totals as (
      select count(*) as n, count(*) filter (where severity = 'crit') as crit, count(*) filter (where severity = 'risk') as risk,
        count(*) filter (where severity = 'unk') as unk from listed
    ), rules as (
      select rule, severity, count(*) as n from listed group by rule, severity
    )
    select coalesce(jsonb_agg(private.widget_doc(w, t.n, jsonb_build_object('critical', t.crit, 'atRisk', t.risk, 'unknown', t.unk),
        case when w ->> 'key' = 'actions.by_rule' then (
          select jsonb_agg(jsonb_build_object('rule', r.rule, 'severity', r.severity, 'n', r.n)
            order by r.n desc, private.severity_rank(r.severity), r.rule) from rules r) end, 'action', '{}')
      || jsonb_build_object('count', t.n, 'refs', (select coalesce(jsonb_agg(jsonb_build_object('kind', x.subject_kind, 'id', x.subject_id)), '[]')
        from (select l.subject_kind, l.subject_id from listed l order by private.severity_rank(l.severity), l.due_on nulls last, l.subject_id
          limit coalesce((w ->> 'refs')::int, 0)) x))), '[]')
    from jsonb_array_elements(wanted) w cross join totals t
  );
end
$$;

-- ---- The study as a whole --------------------------------------------------------------------

-- The figures of the summary are those of the widgets that show them.
create function private.widgets_study(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  enrolled jsonb := private.widgets_enrollment(day, '[{"id":"e","key":"enrollment.enrolled"}]') -> 0;
  sites jsonb := private.widgets_sites(day, '[{"id":"s","key":"sites.active"}]') -> 0;
  milestones jsonb := private.widgets_plan(day, '[{"id":"m","key":"plan.next_milestones","params":{"limit":1}}]') -> 0;
begin
  return (
    select coalesce(jsonb_agg(private.widget_doc(w, (enrolled ->> 'value')::numeric, jsonb_build_object('enrolled', enrolled, 'sites', sites,
        'milestones', milestones, 'name', p.name, 'status', p.status, 'conditions', to_jsonb(p.conditions)), null, 'project', array[p.id])
      || jsonb_build_object('count', (enrolled ->> 'count')::int + (sites ->> 'count')::int + (milestones ->> 'count')::int + 1)), '[]')
    from jsonb_array_elements(wanted) w cross join public.projects p where p.id = day.project_id
  );
end
$$;

create function private.widgets_diagram(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  facts jsonb := public.diagram_facts(day.project_id);
begin
  return (select coalesce(jsonb_agg(private.widget_doc(w, null, facts, null, 'project', '{}')), '[]') from jsonb_array_elements(wanted) w);
end
$$;

-- ---- All of them -----------------------------------------------------------------------------

-- The rights of an entry that the caller lacks in a project; empty: it may be seen.
create function private.widget_lacks(project uuid, org uuid, resources text[]) returns text[]
language sql stable as $$
  select coalesce(array_agg(r), '{}') from unnest(resources) r
  where not (project = any ((select private.my_projects_for(r, 'select'))::uuid[])
    or org = any ((select private.my_orgs_for(r, 'select'))::uuid[]))
$$;

-- wanted: [{id, key, params, refs}]. Answers {today, asOf, widgets: [{id, value, facts, rows, count,
-- refs}]}, in no particular order; one that the caller's role may not see is {id, denied: [resource]},
-- one that the catalogue does not have {id, gone: true}. Null when the caller does not see the project.
create function private.widget_data(project uuid, wanted jsonb, today date default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  days private.project_day[] := private.project_days(array[project], today);
  day private.project_day := days[1];
  docs jsonb;
  part record;
  made jsonb;
begin
  if cardinality(days) = 0 then
    return null;
  end if;
  docs := (
    select coalesce(jsonb_agg(case when c.key is null then jsonb_build_object('id', w -> 'id', 'gone', true)
      else jsonb_build_object('id', w -> 'id', 'denied', to_jsonb(private.widget_lacks(project, day.org_id, c.resources))) end), '[]')
    from jsonb_array_elements(wanted) w left join private.widget_catalog() c on c.key = w ->> 'key'
    where c.key is null or cardinality(private.widget_lacks(project, day.org_id, c.resources)) > 0);
  for part in
    select c.family, jsonb_agg(jsonb_build_object('params', '{}'::jsonb) || w) as wishes
    from jsonb_array_elements(wanted) w join private.widget_catalog() c on c.key = w ->> 'key'
    where cardinality(private.widget_lacks(project, day.org_id, c.resources)) = 0 group by c.family
  loop
    -- The name is one of the catalogue's own.
    execute format('select private.%I($1, $2)', 'widgets_' || part.family) into made using day, part.wishes;
    docs := docs || made;
  end loop;
  return jsonb_build_object('today', day.today, 'asOf', private.utc(now()), 'widgets', docs);
end
$$;

-- ---- What a dashboard may hold ---------------------------------------------------------------

-- Whether a parameter can be used as what it is: queries cast it.
create function private.widget_param_fits(name text, value jsonb) returns boolean
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  case
    when name in ('limit', 'days') then
      return jsonb_typeof(value) = 'number' and value::numeric = trunc(value::numeric)
        and value::numeric between 1 and case name when 'limit' then 50 else 365 end;
    when name = 'target' then
      return jsonb_typeof(value) = 'number' and value::numeric between 0 and 100000;
    when name in ('from', 'to') then
      return jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^\d{4}-\d{2}-\d{2}$'
        and (value #>> '{}')::date between date '1950-01-01' and date '2150-12-31';
    when name = 'country' then
      return jsonb_typeof(value) = 'string' and char_length(value #>> '{}') <= 200;
    else
      return name in ('siteId', 'kriId') and jsonb_typeof(value) = 'string';
  end case;
exception when datetime_field_overflow or invalid_datetime_format then
  return false;
end
$$;

-- A widget shows an entry of the catalogue; rows that its parameters name are the project's.
create function private.check_widget() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  named record;
  tbl text;
  mine boolean;
begin
  if not exists (select from private.widget_catalog() c where c.key = new.catalog_key) then
    raise exception using errcode = 'PT422', column = 'catalog_key',
      message = format('Cannot show "%s": the catalogue has no such entry', new.catalog_key);
  end if;
  for named in select e.key, e.value, left(e.value #>> '{}', 100) as said from jsonb_each(new.params) e loop
    if not private.widget_param_fits(named.key, named.value) then
      raise exception using errcode = 'PT422', column = '/params/' || named.key,
        message = format('Cannot use %s "%s": it is no value for that', left(named.key, 60), named.said);
    end if;
    tbl := case named.key when 'siteId' then 'sites' when 'kriId' then 'kris' end;
    continue when tbl is null;
    mine := false;
    if named.said ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
      execute format('select exists (select from public.%I where id = $1 and project_id = $2)', tbl)
        into mine using named.said::uuid, new.project_id;
    end if;
    if not mine then
      raise exception using errcode = 'PT422', column = '/params/' || named.key,
        message = format('Cannot use %s "%s": it is none of this study', named.key, named.said);
    end if;
  end loop;
  return new;
end
$$;
create trigger z_check before insert or update of catalog_key, params on public.widgets for each row
  execute function private.check_widget();

-- What a new study's home shows: figures that stand against a target, then how it goes.
create function private.default_widgets() returns table (ordinal integer, catalog_key text, span smallint, params jsonb)
language sql immutable as $$
  values
    (10, 'enrollment.enrolled', 4::smallint, '{}'::jsonb),
    (20, 'enrollment.screen_ratio', 4, '{}'),
    (30, 'enrollment.retention', 4, '{}'),
    (40, 'plan.slippage', 4, '{}'),
    (50, 'documents.completeness', 4, '{}'),
    (60, 'quality.capa_on_time', 4, '{}'),
    (70, 'enrollment.burnup', 8, '{}'),
    (80, 'quality.risk_heatmap', 4, '{}'),
    (90, 'sites.table', 12, '{}'),
    (100, 'enrollment.funnel', 8, '{}'),
    (110, 'sites.pipeline', 4, '{}')
$$;

create function private.add_default_widgets() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.widgets (org_id, project_id, catalog_key, span, ordinal, params)
  select new.org_id, new.id, d.catalog_key, d.span, d.ordinal, d.params from private.default_widgets() d;
  return null;
end
$$;
create trigger z_default_widgets after insert on public.projects for each row execute function private.add_default_widgets();

insert into public.widgets (org_id, project_id, catalog_key, span, ordinal, params)
select p.org_id, p.id, d.catalog_key, d.span, d.ordinal, d.params from public.projects p cross join private.default_widgets() d
where not exists (select from public.widgets w where w.project_id = p.id);

do $$
declare
  made record;
begin
  for made in select p.oid::regprocedure as name, p.prosecdef from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace
      and p.proname in ('check_widget', 'widget_param_fits', 'default_widgets', 'add_default_widgets', 'widget_catalog', 'widget_doc', 'widget_snapshots',
        'widgets_enrollment', 'widgets_sites', 'widgets_plan', 'widgets_actions', 'widgets_study', 'widgets_diagram', 'widget_lacks',
        'widget_data')
  loop
    execute format('revoke execute on function %s from public', made.name);
    if not made.prosecdef then
      execute format('grant execute on function %s to authenticated, service_role', made.name);
    end if;
  end loop;
end
$$;
