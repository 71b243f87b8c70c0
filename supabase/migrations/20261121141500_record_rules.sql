-- Why: what needs doing also follows from documents, quality and budget. Rules that look at the same
-- standing share one function, so that a list over many studies reckons it once; each stands with its
-- text. A study without such records costs a look at an index. All run with the caller's rights.

-- An approval or certificate that ended matters while the study goes on and its site is open.
-- * document_expired: its last day is over.
-- * document_expiring: 90 days or less are left (ethics approvals: more than 60, see below).
-- * continuing_review_due: an approval of an ethics committee ends within 60 days.
-- * document_missing_for_gate: a site in start-up or later lacks a document that its activation needs
--   (one that ended is told by document_expired): one action a site, or one a document of the study
--   or of countries.
-- * approval_pending: a version waits for its approval for more than 3 days, since the day that it
--   bears, else the day it came; not when a later one was approved.
-- * consent_superseded_in_use: a site works with a consent form that is not the approved one any more.
-- * documents_unconfirmed: a rule suggested requirements, and nobody has stood up for them.
create function private.rules_documents(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  homes private.project_day[] := array(select d from unnest(days) d
    where exists (select from public.documents o where o.project_id = d.project_id)
      or exists (select from public.document_requirements r where r.project_id = d.project_id));
begin
  if homes = '{}' then
    return;
  end if;
  return query
    with standing as materialized (
      select e.*, d.today,
        coalesce(p.status not in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'), true) as running
      from private.expected_documents(homes) e
      join unnest(homes) d on d.project_id = e.project_id
      join public.projects p on p.id = e.project_id and p.id in (select h.project_id from unnest(homes) h)
      where e.state in ('missing', 'pending', 'withdrawn', 'expired', 'expiring')
    ), place as materialized (
      select s.id, s.project_id, private.country_key(s.country) as country_key, private.site_label(s) as label,
        s.closed_on is null as open, s.planned_activation_on::date as planned_on, s.activated_on::date as activated_on,
        least(s.contract_signed_on, s.ethics_approved_on, s.initiation_visit_on, s.activated_on, s.first_participant_on)::date as began_on,
        coalesce(s.first_participant_on is not null or (select e.enrolled > 0 from public.enrollment_snapshots e
          where e.site_id = s.id and e.enrolled is not null order by e.as_of desc limit 1), false) as enrolls
      from unnest(homes) d join public.sites s on s.project_id = d.project_id
    ), ending as (
      select s.*, l.label,
        case when s.state = 'expired' then 'document_expired'
          when s.kind = 'ethics_approval' and s.days_left <= 60 then 'continuing_review_due'
          else 'document_expiring' end as rule,
        case when s.state = 'expired' or s.kind = 'ethics_approval' and s.days_left <= 30 then 'crit'
          when s.days_left <= 30 or s.kind = 'ethics_approval' and s.days_left <= 60 then 'risk' else 'info' end as severity
      from standing s left join place l on l.id = s.site_id
      where s.state in ('expired', 'expiring') and s.running and coalesce(l.open, true)
    ), lacking as (
      select s.*, p.id as at, p.label, p.planned_on, coalesce(p.enrolls, false) or p.activated_on is not null as active,
        -- Since the site began, the requirement is there, and (withdrawn) the version is not.
        greatest(p.began_on, (r.created_at at time zone 'UTC')::date,
          case when s.state = 'withdrawn' then s.since_on end) as lacks_since
      from standing s
      join place p on p.project_id = s.project_id and p.open and (p.began_on is not null or p.enrolls)
        and (s.site_id = p.id or s.level = 'STUDY' or s.level = 'COUNTRY' and private.country_key(s.country) = p.country_key)
      join public.document_requirements r on r.id = s.requirement_id
        and r.project_id in (select h.project_id from unnest(homes) h)
      where s.needed_for = 'site_activation' and s.state in ('missing', 'pending', 'withdrawn')
    )
    select e.project_id, e.rule, e.severity, 'document', e.document_id, e.title,
      jsonb_build_object('days', abs(e.days_left), 'version', e.version, 'place', coalesce(e.label, e.country),
        'within', case when e.days_left <= 30 then 30 when e.days_left <= 60 then 60 else 90 end),
      jsonb_build_array(private.evidence('document', e.document_id, e.title),
        private.evidence('document_version', e.version_id, e.version)),
      e.owner_id, e.expires_on,
      case when e.rule = 'continuing_review_due' then greatest(e.effective_on, e.expires_on - 60) else e.since_on end,
      '/projects/' || e.project_id || '/documents'
    from ending e
    union all
    select l.project_id, 'document_missing_for_gate', case when bool_or(l.active) then 'crit' else 'risk' end,
      'site', l.at, min(l.label),
      jsonb_build_object('count', count(*), 'missing', jsonb_path_query_array(jsonb_agg(l.title order by l.title), '$[0 to 4]'),
        'active', bool_or(l.active)),
      jsonb_build_array(private.evidence('site', l.at, min(l.label))) || jsonb_path_query_array(jsonb_agg(
        case when l.document_id is null then private.evidence('document_requirement', l.requirement_id, l.title)
          else private.evidence('document', l.document_id, l.title) end order by l.title, l.requirement_id), '$[0 to 4]'),
      (array_agg(l.owner_id order by l.title) filter (where l.owner_id is not null))[1],
      min(case when not l.active then l.planned_on end), min(l.lacks_since), '/projects/' || l.project_id || '/sites/' || l.at
    from lacking l where l.level = 'SITE' group by l.project_id, l.at
    union all
    select l.project_id, 'document_missing_for_gate', case when bool_or(l.active) then 'crit' else 'risk' end,
      'document_requirement', l.requirement_id, min(l.title),
      jsonb_build_object('sites', count(distinct l.at), 'countries',
        coalesce(jsonb_agg(distinct l.country) filter (where l.level = 'COUNTRY'), '[]'), 'active', bool_or(l.active)),
      jsonb_build_array(private.evidence('document_requirement', l.requirement_id, min(l.title)))
        || jsonb_path_query_array(jsonb_agg(private.evidence('site', l.at, l.label) order by l.label, l.at), '$[0 to 4]'),
      (array_agg(l.owner_id order by l.owner_id) filter (where l.owner_id is not null))[1],
      min(case when not l.active then l.planned_on end), min(l.lacks_since), '/projects/' || l.project_id || '/documents'
    from lacking l where l.level <> 'SITE' group by l.project_id, l.requirement_id;

  return query
    select v.project_id, 'approval_pending', 'risk', 'document_version', v.id, o.title,
      jsonb_build_object('days', d.today - w.since_on, 'version', v.version),
      jsonb_build_array(private.evidence('document', o.id, o.title), private.evidence('document_version', v.id, v.version)),
      o.owner_id, null::date, w.since_on + 4, '/projects/' || v.project_id || '/documents'
    from unnest(homes) d
    join public.document_versions v on v.project_id = d.project_id and v.approved_on is null
      and coalesce(v.withdrawn_on > d.today, true)
    join public.documents o on o.id = v.document_id
    cross join lateral (select coalesce(v.dated_on::date, (v.created_at at time zone 'UTC')::date) as since_on) w
    where w.since_on < d.today - 3 and not exists (select from public.document_versions n
      where n.document_id = v.document_id and n.approved_on is not null and n.created_at > v.created_at);

  return query
    with superseded as materialized (select c.* from private.consent_uses(homes) c where c.superseded),
    used as materialized (
      select u.* from unnest(homes) d join public.document_uses u on u.project_id = d.project_id
      where u.version_id in (select c.version_id from superseded c)
    )
    select c.project_id, 'consent_superseded_in_use', 'crit', 'document_use', u.id, private.site_label(s),
      jsonb_build_object('version', c.version, 'newest', c.newest_version, 'title', o.title),
      jsonb_build_array(private.evidence('site', s.id, private.site_label(s)),
        private.evidence('document_version', c.version_id, c.version),
        private.evidence('document_version', c.newest_version_id, c.newest_version)),
      o.owner_id, null::date,
      greatest(c.used_from, case when v.withdrawn_on <= d.today and coalesce(v.effective_on, v.approved_on) >= c.newest_effective_on
        then v.withdrawn_on else greatest(c.newest_effective_on, n.approved_on) end::date),
      '/projects/' || c.project_id || '/documents'
    from superseded c
    join unnest(homes) d on d.project_id = c.project_id
    join used u on u.version_id = c.version_id and u.site_id = c.site_id
    join public.document_versions v on v.id = c.version_id
    join public.document_versions n on n.id = c.newest_version_id
    join public.documents o on o.id = c.document_id
    join public.sites s on s.id = c.site_id and s.closed_on is null;

  return query
    select d.project_id, 'documents_unconfirmed', 'info', 'project', d.project_id, p.name,
      jsonb_build_object('items', count(*)),
      jsonb_path_query_array(jsonb_agg(private.evidence('document_requirement', r.id, r.title) order by r.ordinal, r.title, r.id), '$[0 to 4]'),
      null::uuid, null::date, (min(r.created_at) at time zone 'UTC')::date, '/projects/' || d.project_id || '/documents'
    from unnest(homes) d join public.document_requirements r on r.project_id = d.project_id and r.state = 'unconfirmed'
    join public.projects p on p.id = d.project_id
    group by d.project_id, p.name;
end
$$;

-- * kri_red_two_periods: at a site that is open, the two newest periods that are known are both at or
--   beyond red; one action an indicator. Periods that are not known are passed by.
-- * qtl_breach, qtl_warning: as private.qtl_standing() has it; since the period from which on the sum
--   has been there.
create function private.rules_indicators(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  homes private.project_day[] := array(select d from unnest(days) d
    where exists (select from public.kris k where k.project_id = d.project_id));
begin
  if homes = '{}' then
    return;
  end if;
  return query
    with known as materialized (
      select p.*, row_number() over newest as n, bool_and(p.status = 'critical') over newest as unbroken
      from private.kri_points(homes) p where p.status <> 'unknown'
      window newest as (partition by p.kri_id, p.site_id order by p.period_on desc)
    ), streak as (
      -- The reds from the newest period back to the first other one.
      select k.kri_id, k.site_id, count(*) as periods, (array_agg(k.value order by k.n))[1] as value,
        max(k.period_on) as newest_on, (array_agg(k.period_on order by k.n desc))[2] as since_on
      from known k where k.unbroken group by k.kri_id, k.site_id having count(*) >= 2
    ), place as materialized (
      select s.id, private.site_label(s) as label from unnest(homes) d join public.sites s on s.project_id = d.project_id
      where s.closed_on is null and s.id in (select t.site_id from streak t)
    )
    select d.project_id, 'kri_red_two_periods', 'crit', 'kri', k.id, k.title,
      jsonb_build_object('sites', count(*), 'periods', max(t.periods), 'period', k.period, 'newestOn', max(t.newest_on),
        'site', (array_agg(p.label order by t.periods desc, p.label, p.id))[1],
        'value', trim_scale(round((array_agg(t.value order by t.periods desc, p.label, p.id))[1], 1)), 'red', trim_scale(k.red)),
      jsonb_build_array(private.evidence('kri', k.id, k.title)) || jsonb_path_query_array(
        jsonb_agg(private.evidence('site', p.id, p.label) order by t.periods desc, p.label, p.id), '$[0 to 4]'),
      k.owner_id, null::date, min(t.since_on), '/projects/' || d.project_id || '/quality'
    from streak t join place p on p.id = t.site_id
    join public.kris k on k.id = t.kri_id
    join unnest(homes) d on d.project_id = k.project_id
    group by d.project_id, k.id, k.title, k.owner_id, k.red, k.period;

  homes := array(select d from unnest(homes) d where exists (select from public.qtls q where q.project_id = d.project_id));
  if homes = '{}' then
    return;
  end if;
  return query
    with beyond as materialized (
      select t.*, q.direction, q.min_denominator, q.owner_id, k.multiplier, k.title as indicator
      from private.qtl_standing(homes) t join public.qtls q on q.id = t.qtl_id join public.kris k on k.id = t.kri_id
      where t.status in ('critical', 'at-risk')
    ), months as (
      select p.kri_id, p.period_on, sum(p.numerator) as numerator, sum(p.denominator) as denominator
      from private.kri_points(homes, array(select b.kri_id from beyond b)) p
      where num_nonnulls(p.numerator, p.denominator) = 2 group by p.kri_id, p.period_on
    ), sums as (
      select m.kri_id, m.period_on, sum(m.numerator) over past as numerator, sum(m.denominator) over past as denominator
      from months m window past as (partition by m.kri_id order by m.period_on)
    ), course as (
      select b.qtl_id, s.period_on, private.threshold_status(
          private.rate_of(b.multiplier, s.numerator, s.denominator, b.min_denominator),
          b.direction, coalesce(b.warning_limit, b.limit_value), b.limit_value) as status
      from beyond b join sums s on s.kri_id = b.kri_id
    )
    select b.project_id, case b.status when 'critical' then 'qtl_breach' else 'qtl_warning' end,
      case b.status when 'critical' then 'crit' else 'risk' end, 'qtl', b.qtl_id, b.title,
      jsonb_build_object('value', trim_scale(round(b.value, 2)), 'limit', trim_scale(b.limit_value),
        'warning', trim_scale(b.warning_limit), 'numerator', trim_scale(b.numerator), 'denominator', trim_scale(b.denominator)),
      jsonb_build_array(private.evidence('qtl', b.qtl_id, b.title), private.evidence('kri', b.kri_id, b.indicator)),
      b.owner_id, null::date,
      (select min(c.period_on) from course c where c.qtl_id = b.qtl_id and c.period_on > all (
        select o.period_on from course o where o.qtl_id = b.qtl_id and o.status <> b.status)),
      '/projects/' || b.project_id || '/quality'
    from beyond b;
end
$$;

-- * risk_high_unreviewed: a risk that is open and confirmed, with likelihood × impact of 15 or more,
--   is past its review's day, or was not looked at (or made) within 90 days.
-- * risks_unconfirmed: a rule suggested risks, and nobody has stood up for them.
-- * deviation_overdue ("finding past due"), capa_overdue, capa_ineffective: as their standing has it.
create function private.rules_quality(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  ids uuid[];
begin
  ids := array(select r.id from unnest(days) d join public.risks r on r.project_id = d.project_id
    where r.closed_on is null and r.state = 'confirmed' and r.likelihood::integer * r.impact::integer >= 15);
  if ids <> '{}' then
    return query
      select r.project_id, 'risk_high_unreviewed', 'risk', 'risk', r.id, r.title,
        jsonb_build_object('score', t.score, 'reviewedOn', t.last_reviewed_on,
          'days', case when t.review_overdue then d.today - r.review_due_on end),
        jsonb_build_array(private.evidence('risk', r.id, r.title)), r.owner_id, r.review_due_on::date,
        least(case when t.review_overdue then r.review_due_on + 1 end, l.on_day + 91)::date,
        '/projects/' || r.project_id || '/quality'
      from private.risk_standing(days, ids) t
      join public.risks r on r.id = t.id and r.id = any (ids)
      join unnest(days) d on d.project_id = r.project_id
      cross join lateral (select coalesce(t.last_reviewed_on, (r.created_at at time zone 'UTC')::date) as on_day) l
      where t.review_overdue or l.on_day < d.today - 90;
  end if;
  return query
    select d.project_id, 'risks_unconfirmed', 'info', 'project', d.project_id, p.name,
      jsonb_build_object('items', count(*)),
      jsonb_path_query_array(jsonb_agg(private.evidence('risk', r.id, r.title) order by r.ordinal, r.title, r.id), '$[0 to 4]'),
      null::uuid, null::date, (min(r.created_at) at time zone 'UTC')::date, '/projects/' || d.project_id || '/quality'
    from unnest(days) d join public.risks r on r.project_id = d.project_id and r.state = 'unconfirmed' and r.closed_on is null
    join public.projects p on p.id = d.project_id
    group by d.project_id, p.name;

  ids := array(select t.id from private.deviation_standing(days) t where t.overdue);
  if ids <> '{}' then
    return query
      select v.project_id, 'deviation_overdue',
        case when v.severity = 'critical' or d.today - v.due_on > 30 then 'crit' else 'risk' end,
        'deviation', v.id, v.title,
        jsonb_build_object('days', d.today - v.due_on, 'severity', v.severity, 'site', private.site_label(s)),
        jsonb_build_array(private.evidence('deviation', v.id, v.title)) || case when s.id is null then '[]'
          else jsonb_build_array(private.evidence('site', s.id, private.site_label(s))) end,
        v.owner_id, v.due_on::date, v.due_on + 1, '/projects/' || v.project_id || '/quality'
      from public.deviations v join unnest(days) d on d.project_id = v.project_id
      left join public.sites s on s.id = v.site_id
      where v.id = any (ids);
  end if;

  ids := array(select t.id from private.capa_standing(days) t where t.overdue or t.state = 'ineffective');
  if ids <> '{}' then
    return query
      select c.project_id, case when t.overdue then 'capa_overdue' else 'capa_ineffective' end,
        case when t.overdue and t.days_over <= 30 then 'risk' else 'crit' end, 'capa', c.id, c.title,
        jsonb_build_object('days', t.days_over, 'state', t.state, 'deviations', t.deviations),
        jsonb_build_array(private.evidence('capa', c.id, c.title)) || coalesce((
          select jsonb_path_query_array(jsonb_agg(private.evidence('deviation', v.id, v.title) order by v.found_on, v.id), '$[0 to 4]')
          from public.deviations v where v.capa_id = c.id and v.project_id = c.project_id), '[]'),
        c.owner_id, t.next_due_on,
        case when t.overdue then t.next_due_on + 1 else c.effectiveness_checked_on end::date,
        '/projects/' || c.project_id || '/quality'
      from private.capa_standing(days, ids) t join public.capas c on c.id = t.id and c.id = any (ids);
  end if;
end
$$;

-- Each line in its currency. budget_variance: the forecast is over 10 % above the plan.
-- budget_overbooked: more is booked than was planned, and the other rule does not say so already;
-- since the day of the booking that went over it.
create function private.rules_budget(days private.project_day[]) returns setof private.action
language plpgsql stable rows 20 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  homes private.project_day[] := array(select d from unnest(days) d
    where exists (select from public.budget_lines l where l.project_id = d.project_id));
begin
  if homes = '{}' then
    return;
  end if;
  return query
    select s.project_id, case when s.variance_ratio > 0.1 then 'budget_variance' else 'budget_overbooked' end,
      case when s.variance_ratio > 0.2 or s.planned = 0 then 'crit' else 'risk' end, 'budget_line', s.line_id, s.title,
      jsonb_build_object('currency', s.currency, 'planned', s.planned, 'forecast', s.forecast, 'actual', s.actual,
        'variance', s.variance, 'ratio', trim_scale(s.variance_ratio)),
      jsonb_build_array(private.evidence('budget_line', s.line_id, s.title)), s.owner_id, null::date,
      case when s.actual > s.planned then (
        select max(b.booked_on) from (
          select a.booked_on::date, sum(a.amount) over upto as so_far, sum(a.amount) over upto - a.amount as earlier
          from (select x.booked_on, sum(x.amount) as amount from public.budget_actuals x
            where x.line_id = s.line_id and x.project_id = s.project_id group by x.booked_on) a
          window upto as (order by a.booked_on)) b
        where b.so_far > s.planned and b.earlier <= s.planned) end,
      '/projects/' || s.project_id || '/budget'
    from private.budget_standing(homes) s
    where s.variance_ratio > 0.1 or s.actual > s.planned;
end
$$;

-- All rules, what they ask for (the right to do it) and whose they are where nobody owns them.
create or replace function private.action_rules() returns table (rule text, resource text, verb text, roles text[])
language sql immutable as $$
  values
    ('task_overdue', 'task', 'update', '{manager,coordinator}'::text[]),
    ('task_due_soon', 'task', 'update', '{manager,coordinator}'),
    ('task_blocked', 'task', 'update', '{manager,coordinator}'),
    ('milestone_overdue', 'milestone', 'update', '{manager,coordinator}'),
    ('critical_path_slip', 'milestone', 'update', '{manager,coordinator}'),
    ('skeleton_unconfirmed', 'milestone', 'update', '{manager,coordinator}'),
    ('site_enrolling_gate_open', 'site', 'update', '{manager,coordinator,regulatory,cra}'),
    ('site_no_enrollment', 'site', 'select', '{manager,coordinator,cra}'),
    ('enrollment_behind', 'enrollment', 'select', '{manager,coordinator}'),
    ('enrollment_stale', 'enrollment', 'insert', '{manager,coordinator,cra,data,site}'),
    ('training_expiring', 'site_staff', 'insert', '{manager,coordinator,regulatory,cra,site}'),
    ('training_missing_for_delegation', 'site_staff', 'insert', '{manager,coordinator,regulatory,cra,site}'),
    ('task_without_delegation', 'site_staff', 'insert', '{manager,coordinator,regulatory,cra}'),
    ('hold_too_long', 'site', 'update', '{manager,coordinator,cra}'),
    ('estimated_date_passed', 'import', 'insert', '{manager,coordinator,regulatory}'),
    ('status_unknown', 'project', 'update', '{manager,coordinator}'),
    ('target_unknown', 'project', 'update', '{manager,coordinator}'),
    ('sites_unknown', 'import', 'insert', '{manager,coordinator}'),
    ('newer_record_waits', 'import', 'insert', '{manager,coordinator,regulatory}'),
    ('intake_unconfirmed', 'intake', 'update', '{manager,coordinator}'),
    ('chain_broken', 'activity', 'select', '{manager,auditor}'),
    ('document_expired', 'document_version', 'insert', '{manager,coordinator,regulatory}'),
    ('document_expiring', 'document_version', 'insert', '{manager,coordinator,regulatory}'),
    ('continuing_review_due', 'document_version', 'insert', '{manager,coordinator,regulatory}'),
    ('consent_superseded_in_use', 'document', 'update', '{manager,coordinator,regulatory,cra,site}'),
    ('document_missing_for_gate', 'document', 'insert', '{manager,coordinator,regulatory,cra}'),
    ('approval_pending', 'document_version', 'update', '{manager,coordinator,regulatory}'),
    ('documents_unconfirmed', 'document', 'update', '{manager,regulatory}'),
    ('kri_red_two_periods', 'kri', 'select', '{manager,coordinator,data,cra}'),
    ('qtl_breach', 'kri', 'select', '{manager,coordinator,data}'),
    ('qtl_warning', 'kri', 'select', '{manager,coordinator,data}'),
    ('risk_high_unreviewed', 'risk', 'insert', '{manager,coordinator}'),
    ('risks_unconfirmed', 'risk', 'update', '{manager,coordinator}'),
    ('deviation_overdue', 'deviation', 'update', '{manager,coordinator,cra}'),
    ('capa_overdue', 'capa', 'update', '{manager,coordinator,cra}'),
    ('capa_ineffective', 'capa', 'update', '{manager,coordinator}'),
    ('budget_variance', 'budget', 'select', '{manager,finance}'),
    ('budget_overbooked', 'budget', 'select', '{manager,finance}')
$$;

-- As before, and the rules above.
create or replace function private.actions_of(days private.project_day[]) returns setof private.action
language plpgsql stable rows 100 set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return query select * from private.rule_task_overdue(days);
  return query select * from private.rule_task_due_soon(days);
  return query select * from private.rule_task_blocked(days);
  return query select * from private.rule_milestone_overdue(days);
  return query select * from private.rule_critical_path_slip(days);
  return query select * from private.rule_skeleton_unconfirmed(days);
  return query select * from private.rule_site_enrolling_gate_open(days);
  return query select * from private.rule_site_no_enrollment(days);
  return query select * from private.rule_enrollment_behind(days);
  return query select * from private.rule_enrollment_stale(days);
  return query select * from private.rule_training_expiring(days);
  return query select * from private.rule_training_missing_for_delegation(days);
  return query select * from private.rule_task_without_delegation(days);
  return query select * from private.rule_hold_too_long(days);
  return query select * from private.rule_estimated_date_passed(days);
  return query select * from private.rule_status_unknown(days);
  return query select * from private.rule_target_unknown(days);
  return query select * from private.rule_sites_unknown(days);
  return query select * from private.rule_newer_record_waits(days);
  return query select * from private.rule_intake_unconfirmed(days);
  return query select * from private.rule_chain_broken(days);
  return query select * from private.rules_documents(days);
  return query select * from private.rules_indicators(days);
  return query select * from private.rules_quality(days);
  return query select * from private.rules_budget(days);
end
$$;

revoke execute on function private.rules_documents(private.project_day[]), private.rules_indicators(private.project_day[]),
  private.rules_quality(private.project_day[]), private.rules_budget(private.project_day[]) from public;
grant execute on function private.rules_documents(private.project_day[]), private.rules_indicators(private.project_day[]),
  private.rules_quality(private.project_day[]), private.rules_budget(private.project_day[]) to authenticated, service_role;
