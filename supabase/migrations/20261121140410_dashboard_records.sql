-- Why: the widgets of documents, quality and budget. Each stands on the function that says how its
-- records stand; here they are counted and listed only.

create function private.widgets_documents(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  ahead integer;
  -- Read once, and only where it is needed.
  found jsonb := case when exists (select from jsonb_array_elements(wanted) w where w ->> 'key' <> 'documents.consent_matrix') then (
    select coalesce(jsonb_agg(jsonb_build_object('requirement', e.requirement_id, 'document', e.document_id, 'title', e.title,
      'place', coalesce(private.site_label(s), e.country), 'state', e.state, 'expires', e.expires_on, 'left', e.days_left,
      'version', e.version)), '[]')
    from private.expected_documents(array[day]) e left join public.sites s on s.id = e.site_id) else '[]' end;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 6);
    ahead := coalesce((wish #>> '{params,days}')::int, 90);
    if wish ->> 'key' = 'documents.consent_matrix' then
      docs := docs || (
        with used as materialized (
          select u.*, private.site_label(s) as site, s.ordinal, d.title from private.consent_uses(array[day]) u
          join public.sites s on s.id = u.site_id join public.documents d on d.id = u.document_id
          where u.used_until is null or u.used_until >= day.today
        )
        select private.widget_doc(wish, (select count(*) from used where superseded), jsonb_build_object('of', (select count(*) from used)),
          (select jsonb_agg(jsonb_build_object('site', x.site, 'siteId', x.site_id, 'document', x.title, 'version', x.version,
            'newest', x.newest_version, 'superseded', x.superseded, 'from', x.used_from) order by x.place)
            from (select used.*, row_number() over (order by superseded desc, ordinal, site_id, title, version) as place from used) x
            where x.place <= most), 'document_version',
          (select coalesce(array_agg(distinct version_id), '{}') from used)));
      continue;
    end if;
    docs := docs || (
      with doc as materialized (
        select d, d ->> 'state' as state, coalesce(d ->> 'document', d ->> 'requirement')::uuid as id, (d ->> 'left')::int as days_left
        from jsonb_array_elements(found) d where case wish ->> 'key'
          when 'documents.completeness' then d ->> 'requirement' is not null and d ->> 'state' <> 'waived'
          when 'documents.expiring' then d ->> 'state' in ('expiring', 'expired') and (d ->> 'left')::int <= ahead else true end
      )
      select private.widget_doc(wish,
          case wish ->> 'key' when 'documents.completeness'
            then (select count(*) filter (where state in ('current', 'expiring'))::numeric / nullif(count(*), 0) from doc)
            else (select count(*) from doc) end,
          jsonb_build_object('of', (select count(*) filter (where state in ('current', 'expiring')) from doc), 'by', (select count(*) from doc),
            'missing', (select count(*) from doc where state = 'missing'), 'expired', (select count(*) from doc where state = 'expired'),
            'days', ahead),
          case wish ->> 'key' when 'documents.by_state' then (
              select jsonb_agg(jsonb_build_object('state', c.state, 'n', c.n) order by c.n desc, c.state) from (
                select state, count(*) as n from doc group by state) c)
            when 'documents.expiring' then (select jsonb_agg(x.d order by x.place) from (
              select d, row_number() over (order by days_left, d ->> 'title', id) as place from doc) x where x.place <= most) end,
          'document', (select coalesce(array_agg(id order by id) filter (where d ->> 'document' is not null), '{}') from doc))
        || jsonb_build_object('count', (select count(*) from doc))
    );
  end loop;
  return docs;
end
$$;

create function private.widgets_quality(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  since date;
  until date;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 8);
    until := coalesce((wish #>> '{params,to}')::date, day.today);
    since := coalesce((wish #>> '{params,from}')::date, (date_trunc('month', until::timestamp) - interval '11 months')::date);
    docs := docs || case wish ->> 'key'
      when 'quality.risk_heatmap' then (
        with risk as materialized (
          select r.id, r.likelihood, r.impact, r.detectability, r.title, s.score, s.zone,
            row_number() over (order by r.created_at, r.id) as no, s.state
          from private.risk_standing(array[day]) s join public.risks r on r.id = s.id
        ), live as (select * from risk where state = 'open')
        select private.widget_doc(wish, (select count(*) from live),
          jsonb_build_object('high', (select count(*) from live where zone = 'high'), 'medium', (select count(*) from live where zone = 'medium'),
            'scored', (select count(*) from live where score is not null)),
          (select jsonb_agg(jsonb_build_object('id', id, 'no', no, 'title', title, 'l', likelihood, 'i', impact, 'd', detectability) order by no)
            from live where score is not null), 'risk', (select coalesce(array_agg(id order by no), '{}') from live)))
      when 'quality.open_deviations' then (
        with open as materialized (
          select v.id, v.title, v.severity, v.found_on, v.due_on, s.overdue from private.deviation_standing(array[day]) s
          join public.deviations v on v.id = s.id
          where s.state = 'open' and (wish #>> '{params,siteId}' is null or v.site_id = (wish #>> '{params,siteId}')::uuid)
        )
        select private.widget_doc(wish, (select count(*) from open),
          jsonb_build_object('overdue', (select count(*) from open where overdue), 'critical', (select count(*) from open where severity = 'critical'),
            'major', (select count(*) from open where severity = 'major')), null,
          'deviation', (select coalesce(array_agg(id order by found_on, id), '{}') from open)))
      when 'quality.deviations_by_month' then (
        with found as materialized (
          select v.id, v.found_on, date_trunc('month', v.found_on::timestamp)::date as month from public.deviations v
          where v.project_id = day.project_id and v.found_on between since and until
        )
        select private.widget_doc(wish, (select count(*) from found), jsonb_build_object('from', since, 'to', until),
          (select jsonb_agg(jsonb_build_object('month', to_char(m, 'YYYY-MM'), 'n', (select count(*) from found where month = m::date)) order by m)
            from generate_series(date_trunc('month', since::timestamp), until::timestamp, interval '1 month') m),
          'deviation', (select coalesce(array_agg(id order by found_on, id), '{}') from found)))
      when 'quality.capa_on_time' then (
        with due as materialized (
          select c.id, c.due_on, coalesce(c.implemented_on <= c.due_on, false) as kept from public.capas c
          where c.project_id = day.project_id and c.due_on is not null and (c.implemented_on is not null or c.due_on < day.today)
        )
        select private.widget_doc(wish, (select count(*) filter (where kept)::numeric / nullif(count(*), 0) from due),
          jsonb_build_object('of', (select count(*) from due where kept), 'by', (select count(*) from due)), null,
          'capa', (select coalesce(array_agg(id order by due_on, id), '{}') from due)))
      when 'quality.kri_grid' then (
        with point as materialized (
          select distinct on (p.kri_id, p.site_id) p.*, k.title, k.ordinal as k_at, k.multiplier, private.site_label(s) as site, s.ordinal as s_at
          from private.kri_points(array[day], case when wish #>> '{params,kriId}' is not null then array[(wish #>> '{params,kriId}')::uuid] end) p
          join public.kris k on k.id = p.kri_id join public.sites s on s.id = p.site_id
          order by p.kri_id, p.site_id, p.period_on desc
        ), place as (
          select site_id, site, row_number() over (order by count(*) filter (where status = 'critical') desc,
            count(*) filter (where status = 'at-risk') desc, min(s_at), site_id) as n from point group by site_id, site
        )
        select private.widget_doc(wish, (select count(*) from point where status = 'critical'),
          jsonb_build_object('atRisk', (select count(*) from point where status = 'at-risk'), 'of', (select count(*) from point),
            'known', (select count(*) from point where status <> 'unknown'), 'sites', (select count(*) from place),
            'kris', (select jsonb_agg(k.doc order by k.k_at, k.kri_id) from (
              select distinct kri_id, k_at, jsonb_build_object('id', kri_id, 'title', title) as doc from point) k)),
          (select jsonb_agg(jsonb_build_object('site', l.site, 'siteId', l.site_id, 'cells', (
              select jsonb_object_agg(p.kri_id, jsonb_build_object('value', p.value, 'status', p.status, 'on', p.period_on))
              from point p where p.site_id = l.site_id)) order by l.n) from place l where l.n <= most),
          'kri_value', (select coalesce(array_agg(v.id order by v.id), '{}') from point p join public.kri_values v
            on v.kri_id = p.kri_id and v.site_id = p.site_id and v.period_on = p.period_on))
          || jsonb_build_object('count', (select count(*) from point)))
      when 'quality.qtl' then (
        select private.widget_doc(wish, count(*) filter (where q.status = 'critical'),
          jsonb_build_object('atRisk', count(*) filter (where q.status = 'at-risk'), 'of', count(*), 'known', count(*) filter (where q.status <> 'unknown')),
          jsonb_agg(jsonb_build_object('id', q.qtl_id, 'title', q.title, 'of', q.numerator, 'by', q.denominator, 'value', q.value,
            'limit', q.limit_value, 'warning', q.warning_limit, 'status', q.status) order by q.title, q.qtl_id),
          'qtl', coalesce(array_agg(q.qtl_id order by q.title, q.qtl_id), '{}'))
        from private.qtl_standing(array[day]) q)
    end;
  end loop;
  return docs;
end
$$;

create function private.widgets_budget(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with line as materialized (
      select * from private.budget_standing(array[day])
    ), money as (
      select currency, count(*) as lines, sum(planned::numeric) as planned, sum(actual::numeric) as actual,
        case when count(*) = count(forecast) then sum(forecast::numeric) end as forecast from line group by currency
    ), worst as (
      select l.*, row_number() over (order by variance_ratio desc nulls last, title, line_id) as place from line l
    )
    select coalesce(jsonb_agg(private.widget_doc(w, case w ->> 'key' when 'budget.variance'
          then (select max((m.forecast - m.planned) / nullif(m.planned, 0)) from money m) else (select count(*) from money) end,
        jsonb_build_object('over', (select count(*) from line where variance_ratio > 0.1), 'of', (select count(*) from line)),
        case w ->> 'key' when 'budget.totals' then (
            select jsonb_agg(jsonb_build_object('currency', currency, 'lines', lines, 'planned', planned, 'actual', actual, 'forecast', forecast,
              'variance', forecast - planned) order by currency) from money)
          else (select jsonb_agg(jsonb_build_object('id', line_id, 'title', title, 'currency', currency, 'planned', planned, 'forecast', forecast,
              'variance', variance, 'ratio', variance_ratio) order by place) from worst
            where place <= coalesce((w #>> '{params,limit}')::int, 6)) end,
        'budget_line', (select coalesce(array_agg(line_id order by title, line_id), '{}') from line))), '[]')
    from jsonb_array_elements(wanted) w
  );
end
$$;

revoke execute on function private.widgets_documents(private.project_day, jsonb), private.widgets_quality(private.project_day, jsonb),
  private.widgets_budget(private.project_day, jsonb) from public;
grant execute on function private.widgets_documents(private.project_day, jsonb), private.widgets_quality(private.project_day, jsonb),
  private.widgets_budget(private.project_day, jsonb) to authenticated, service_role;

-- What the proof of a widget lists: rows with what they are called, when and by whom they were last
-- changed. refs: [{kind, id}]. Kinds that have no table, and rows that the caller does not see, are
-- left out.
create function private.widget_rows(refs jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  named record;
  found jsonb := '[]';
  part jsonb;
begin
  for named in
    select k.kind, k.tbl, k.label, array_agg((r ->> 'id')::uuid) as ids
    from jsonb_array_elements(refs) r join (values
      ('enrollment_snapshot', 'enrollment_snapshots', '(select private.site_label(s) from public.sites s where s.id = r.site_id) || '', '' || r.as_of'),
      ('site', 'sites', 'private.site_label(r)'), ('milestone', 'milestones', 'r.title'), ('task', 'tasks', 'r.title'),
      ('plan_item', 'tasks', 'r.title'), ('plan_item', 'milestones', 'r.title'), ('baseline_item', 'baseline_items', 'r.title'),
      ('document', 'documents', 'r.title'), ('document_version', 'document_versions', 'r.version'), ('risk', 'risks', 'r.title'),
      ('deviation', 'deviations', 'r.title'), ('capa', 'capas', 'r.title'), ('qtl', 'qtls', 'r.title'),
      ('kri_value', 'kri_values', '(select k.title from public.kris k where k.id = r.kri_id) || '', '' || r.period_on'),
      ('budget_line', 'budget_lines', 'r.title'), ('project', 'projects', 'r.name')
    ) as k(kind, tbl, label) on k.kind = r ->> 'kind'
    group by k.kind, k.tbl, k.label
  loop
    -- Table and label come from the list above.
    execute format($q$ select coalesce(jsonb_agg(jsonb_build_object('kind', $2, 'id', r.id, 'label', %s, 'at', private.utc(r.updated_at),
        'by', (select a.actor_name from public.activity a where a.entity_id = r.id and a.entity = $3 and a.action <> 'read'
          order by a.seq desc limit 1)) order by r.updated_at desc, r.id), '[]')
      from public.%I r where r.id = any ($1) $q$, named.label, named.tbl) into part using named.ids, named.kind, named.tbl;
    found := found || part;
  end loop;
  return found;
end
$$;
revoke execute on function private.widget_rows(jsonb) from public;
grant execute on function private.widget_rows(jsonb) to authenticated, service_role;
