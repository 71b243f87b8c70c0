-- Why: the portfolio says how documents, quality and budget of its studies stand, by the same rules
-- that fill the action list. And the rules over records keep their plans: making them anew at each
-- call cost more than running them.

alter function private.rules_documents(private.project_day[]) reset plan_cache_mode;
alter function private.rules_indicators(private.project_day[]) reset plan_cache_mode;
alter function private.rules_quality(private.project_day[]) reset plan_cache_mode;
alter function private.rules_budget(private.project_day[]) reset plan_cache_mode;

-- How the records of studies stand, a row each. documents: {expected: whether any is, worst, counts};
-- quality: {measured: whether anything was counted for an indicator, worst, counts}. worst: crit, risk or null, of
-- what the rules found; counts: how often, by rule; suggestions do not count. budget: totals of each
-- currency, the worst first, with the highest variance ratio of its lines; null for who may not read it.
create function private.records_standing(days private.project_day[])
returns table (project_id uuid, documents jsonb, quality jsonb, budget jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  measured uuid[] := array(select d.project_id from unnest(days) d where exists (
    select from public.kri_values v where v.project_id = d.project_id and num_nonnulls(v.numerator, v.denominator) = 2)
      or exists (select from public.kris k where k.project_id = d.project_id and k.source <> 'entered')
        and exists (select from public.enrollment_snapshots e where e.project_id = d.project_id));
  expected uuid[] := array(select d.project_id from unnest(days) d where exists (
    select from public.document_requirements r where r.project_id = d.project_id and r.state = 'confirmed'));
begin
  return query
    with told as (
      select t.project_id, t.part, t.rule, count(*) as n, min(private.severity_rank(t.severity)) as rank
      from (
        select a.project_id, 'documents' as part, a.rule, a.severity from private.rules_documents(days) a
        union all select a.project_id, 'quality', a.rule, a.severity from private.rules_indicators(days) a
        union all select a.project_id, 'quality', a.rule, a.severity from private.rules_quality(days) a
      ) t where t.rule not in ('documents_unconfirmed', 'risks_unconfirmed')
      group by t.project_id, t.part, t.rule
    ), part as materialized (
      select t.project_id, t.part, jsonb_build_object('worst', case min(t.rank) when 0 then 'crit' when 1 then 'risk' end,
        'counts', jsonb_object_agg(t.rule, t.n)) as doc
      from told t group by t.project_id, t.part
    ), money as (
      select b.project_id, b.currency, count(*) as lines, count(*) filter (where b.basis = 'unknown') as loose,
        max(b.variance_ratio) as worst, sum(b.planned)::bigint as planned, sum(b.actual)::bigint as actual,
        case when count(b.forecast) = count(*) then sum(b.forecast)::bigint end as forecast
      from private.budget_standing(days) b group by b.project_id, b.currency
    ), sums as materialized (
      select m.project_id, jsonb_agg(jsonb_build_object('currency', m.currency, 'lines', m.lines, 'unknown', m.loose,
        'planned', m.planned, 'actual', m.actual, 'forecast', m.forecast, 'variance', m.forecast - m.planned,
        'varianceRatio', r.ratio, 'worstRatio', m.worst) order by r.ratio desc nulls first, m.currency) as doc
      from money m
      cross join lateral (select round((m.forecast - m.planned)::numeric / nullif(m.planned, 0), 6) as ratio) r
      group by m.project_id
    )
    select d.project_id,
      jsonb_build_object('worst', null, 'counts', '{}'::jsonb) || coalesce(o.doc, '{}')
        || jsonb_build_object('expected', d.project_id = any (expected)),
      jsonb_build_object('worst', null, 'counts', '{}'::jsonb) || coalesce(q.doc, '{}')
        || jsonb_build_object('measured', d.project_id = any (measured)),
      case when d.project_id = any (r.projects) or d.org_id = any (r.orgs) then coalesce(s.doc, '[]') end
    from unnest(days) d
    cross join (select private.my_projects_for('budget', 'select') as projects, private.my_orgs_for('budget', 'select') as orgs) r
    left join part o on o.project_id = d.project_id and o.part = 'documents'
    left join part q on q.project_id = d.project_id and q.part = 'quality'
    left join sums s on s.project_id = d.project_id;
end
$$;

-- As before, with documents, quality and budget.
create or replace function private.portfolio_columns(ids uuid[], today date default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  days private.project_day[] := private.project_days(ids, today);
begin
  return (
    select coalesce(jsonb_object_agg(d.project_id, jsonb_build_object(
      'schedule', jsonb_build_object('baseline', s.baseline, 'promisedEnd', s.promised_end, 'endOn', s.end_on,
        'endDays', s.end_days, 'overdue', coalesce(m.overdue, 0), 'confirmed', coalesce(m.confirmed, 0),
        'next', m.next),
      'enrollment', jsonb_build_object('target', e.target, 'enrolled', e.enrolled, 'planned', e.planned,
        'sites', e.sites, 'oldest', e.oldest, 'newest', e.newest, 'firstOn', e.first_on, 'lastOn', e.last_on, 'over', e.over),
      'documents', k.documents, 'quality', k.quality, 'budget', k.budget,
      'may', jsonb_build_object(
        'edit', d.project_id = any (r.edits) or d.org_id = any (r.org_edits),
        'import', d.project_id = any (r.imports) or d.org_id = any (r.org_imports)))), '{}')
    from unnest(days) d
    cross join (select private.my_projects_for('project', 'update') as edits, private.my_orgs_for('project', 'update') as org_edits,
      private.my_projects_for('import', 'insert') as imports, private.my_orgs_for('import', 'insert') as org_imports) r
    left join private.plan_slips(days) s on s.project_id = d.project_id
    left join private.enrollment_states(days) e on e.project_id = d.project_id
    left join private.records_standing(days) k on k.project_id = d.project_id
    left join (
      select i.project_id, count(*) as confirmed, count(*) filter (where not i.done and i.due_on < i.today) as overdue,
        (array_agg(jsonb_build_object('title', i.title, 'dueOn', i.due_on) order by i.due_on, i.id)
          filter (where not i.done and i.due_on >= i.today))[1] as next
      from private.plan_items(days) i where i.kind = 'milestone' and i.confirmed group by i.project_id
    ) m on m.project_id = d.project_id
  );
end
$$;

revoke execute on function private.records_standing(private.project_day[]) from public;
grant execute on function private.records_standing(private.project_day[]) to authenticated, service_role;
