-- Why: the lists that pages show. What needs doing in a study, and what is mine over all studies, in
-- one statement each, worst first; and how the studies of a portfolio stand. Over many studies only
-- so many are looked at as a page can show, beginning with the caller's memberships, so that the cost
-- does not grow with the database.

-- The caller's part in projects: their role (somebody with a right over the whole organisation counts
-- as a manager where they have none of their own).
create function private.my_parts(days private.project_day[])
returns table (project_id uuid, role text, org_role text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select d.project_id, coalesce(m.role, case when o.role in ('owner', 'admin') then 'manager' end), o.role
    from unnest(days) d
    left join public.project_members m on m.project_id = d.project_id and m.user_id = auth.uid()
    left join public.org_members o on o.org_id = d.org_id and o.user_id = auth.uid();
end
$$;

-- Actions with what lists need to know. mine: the caller owns it, or nobody does and it is for their
-- role. may: the caller's role allows to do it. put_off: the disposition that holds today, or null;
-- it ends by itself. A broken chain cannot be put off.
create function private.listed_actions(days private.project_day[])
returns table (action private.action, today date, mine boolean, may boolean, put_off public.action_dispositions)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  return query
    with part as materialized (select * from private.my_parts(days)),
    rights as materialized (
      select p.project_id, r.rule, p.role is not null and p.role = any (r.roles) as meant, exists (
        select from public.role_permissions g where g.resource = r.resource and g.verb = r.verb
          and ((g.scope = 'project' and g.role = p.role) or (g.scope = 'organization' and g.role = p.org_role))) as may
      from part p cross join private.action_rules() r
    )
    select a, d.today,
      coalesce(a.owner_id = auth.uid(), a.owner_id is null and coalesce(r.meant, false)), coalesce(r.may, false), x
    from private.actions_of(days) a
    join unnest(days) d on d.project_id = a.project_id
    left join rights r on r.project_id = a.project_id and r.rule = a.rule
    left join public.action_dispositions x on x.project_id = a.project_id and x.rule = a.rule
      and x.subject_id = a.subject_id and x.until_on >= d.today and a.rule <> 'chain_broken';
end
$$;

-- One action for the API; putOff is null while it is open.
create function private.action_json(a private.action, today date, mine boolean, may boolean, put_off public.action_dispositions)
returns jsonb language sql stable as $$
  select jsonb_build_object('rule', a.rule, 'severity', a.severity, 'projectId', a.project_id,
    'subject', jsonb_build_object('kind', a.subject_kind, 'id', a.subject_id, 'label', a.subject),
    'facts', a.facts, 'evidence', a.evidence,
    'owner', case when a.owner_id is not null then jsonb_build_object('id', a.owner_id,
      'name', (select f.name from public.profiles f where f.id = a.owner_id)) end,
    'dueOn', a.due_on, 'sinceOn', a.since_on, 'ageDays', today - a.since_on, 'href', a.href,
    'mine', mine, 'may', may,
    'putOff', case when (put_off).id is not null then jsonb_build_object('id', (put_off).id, 'kind', (put_off).kind,
      'reason', (put_off).reason, 'untilOn', (put_off).until_on, 'at', private.utc((put_off).created_at),
      'by', coalesce((select f.name from public.profiles f where f.id = (put_off).created_by), '')) end)
$$;

create function private.severity_rank(severity text) returns integer
language sql immutable as $$
  select case severity when 'crit' then 0 when 'risk' then 1 when 'unk' then 2 else 3 end
$$;

-- What needs doing in a study: {today, counts: {all, mine, today, later}, mayPutOff, actions}. view:
-- all, mine, today (due by today) or later (put off); the first `size` of it, worst first, then by due
-- day. Null when the caller does not see the study.
create function public.project_actions_page(
  project uuid, view text default 'all', size integer default 50, today date default null
) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  days private.project_day[] := private.project_days(array[project], today);
begin
  if cardinality(days) = 0 then
    return null;
  end if;
  return (
    with listed as materialized (
      select l.*, (l.put_off).id is not null as later, coalesce((l.action).due_on <= l.today, false) as due
      from private.listed_actions(days) l
    ), shown as (
      select l.*, row_number() over (order by private.severity_rank((l.action).severity),
        (l.action).due_on nulls last, (l.action).rule, (l.action).subject, (l.action).subject_id) as n
      from listed l
      where case view when 'later' then l.later when 'mine' then not l.later and l.mine
        when 'today' then not l.later and l.due else not l.later end
    )
    select jsonb_build_object('today', days[1].today,
      'counts', (select jsonb_build_object('all', count(*) filter (where not l.later),
        'mine', count(*) filter (where not l.later and l.mine), 'today', count(*) filter (where not l.later and l.due),
        'later', count(*) filter (where l.later)) from listed l),
      'mayPutOff', project = any ((select private.my_projects_for('action', 'insert'))::uuid[])
        or days[1].org_id = any ((select private.my_orgs_for('action', 'insert'))::uuid[]),
      'actions', (select coalesce(jsonb_agg(private.action_json(s.action, s.today, s.mine, s.may, s.put_off) order by s.n), '[]')
        from shown s where s.n <= least(greatest(size, 0), 1000)))
  );
end
$$;

-- The studies that the caller's actions are looked for in, at most `most`: those where they own
-- something open, then those they are a member of (the newest first), then the newest of the
-- organisations that they see as a whole. Archived ones have none.
create function private.my_action_projects(most integer) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with candidate as (
      (select t.project_id as id, 0 as rank, max(t.created_at) as at from public.tasks t
        where t.owner_id = auth.uid() and t.actual_finish is null group by t.project_id order by 3 desc limit most)
      union all
      (select m.project_id, 0, max(m.created_at) from public.milestones m
        where m.owner_id = auth.uid() and m.actual_on is null group by m.project_id order by 3 desc limit most)
      union all
      (select m.project_id, 1, m.created_at from public.project_members m
        where m.user_id = auth.uid() order by m.created_at desc limit most)
      union all
      (select p.id, 2, p.created_at from unnest((select private.my_full_orgs())::uuid[]) as home(id)
        cross join lateral (select p.id, p.created_at from public.projects p where p.org_id = home.id and p.archived_at is null
          order by p.created_at desc, p.id desc limit most) p)
    ), chosen as (
      select c.id, min(c.rank) as rank, max(c.at) as at from candidate c
      join public.projects p on p.id = c.id and p.archived_at is null
      where p.id = any ((select private.my_projects_for('project', 'select'))::uuid[])
        or p.org_id = any ((select private.my_full_orgs())::uuid[])
      group by c.id
    )
    select coalesce(array_agg(x.id), '{}')
    from (select c.id from chosen c order by c.rank, c.at desc, c.id limit most) x
  );
end
$$;

-- What is mine over all studies: {counts: {all, later}, studies, more, actions}. studies: how many were
-- looked at, at most `most`; more: there may be others. A broken chain is told once an organisation.
create function public.my_actions(size integer default 50, most integer default 20, today date default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  projects uuid[] := private.my_action_projects(least(greatest(most, 1), 100) + 1);
  days private.project_day[];
begin
  days := private.project_days(projects[1:least(greatest(most, 1), 100)], today);
  return (
    with listed as materialized (
      select distinct on ((l.action).rule, (l.action).subject_id) l.*, (l.put_off).id is not null as later
      from private.listed_actions(days) l where l.mine
      order by (l.action).rule, (l.action).subject_id, (l.action).project_id
    ), shown as (
      select l.*, row_number() over (order by private.severity_rank((l.action).severity),
        (l.action).due_on nulls last, (l.action).rule, (l.action).subject, (l.action).subject_id) as n
      from listed l where not l.later
    )
    select jsonb_build_object('studies', cardinality(days), 'more', cardinality(projects) > cardinality(days),
      'counts', (select jsonb_build_object('all', count(*) filter (where not l.later),
        'later', count(*) filter (where l.later)) from listed l),
      'actions', (select coalesce(jsonb_agg(private.action_json(s.action, s.today, s.mine, s.may, s.put_off)
          || jsonb_build_object('study', p.name) order by s.n), '[]')
        from shown s join public.projects p on p.id = (s.action).project_id
        where s.n <= least(greatest(size, 0), 1000)))
  );
end
$$;

-- How studies stand, {projectId: {schedule, enrollment, may}}. schedule: {baseline, endOn, endDays,
-- overdue, next}; enrollment: {target, enrolled, planned, sites, oldest, newest, firstOn, lastOn, over}.
create function private.portfolio_columns(ids uuid[], today date default null) returns jsonb
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
      'may', jsonb_build_object(
        'edit', d.project_id = any (r.edits) or d.org_id = any (r.org_edits),
        'import', d.project_id = any (r.imports) or d.org_id = any (r.org_imports)))), '{}')
    from unnest(days) d
    cross join (select private.my_projects_for('project', 'update') as edits, private.my_orgs_for('project', 'update') as org_edits,
      private.my_projects_for('import', 'insert') as imports, private.my_orgs_for('import', 'insert') as org_imports) r
    left join private.plan_slips(days) s on s.project_id = d.project_id
    left join private.enrollment_states(days) e on e.project_id = d.project_id
    left join (
      select i.project_id, count(*) as confirmed, count(*) filter (where not i.done and i.due_on < i.today) as overdue,
        (array_agg(jsonb_build_object('title', i.title, 'dueOn', i.due_on) order by i.due_on, i.id)
          filter (where not i.done and i.due_on >= i.today))[1] as next
      from private.plan_items(days) i where i.kind = 'milestone' and i.confirmed group by i.project_id
    ) m on m.project_id = d.project_id
  );
end
$$;

revoke execute on function private.my_parts(private.project_day[]), private.listed_actions(private.project_day[]),
  private.action_json(private.action, date, boolean, boolean, public.action_dispositions), private.severity_rank(text),
  private.my_action_projects(integer), private.portfolio_columns(uuid[], date) from public;
grant execute on function private.my_parts(private.project_day[]), private.listed_actions(private.project_day[]),
  private.action_json(private.action, date, boolean, boolean, public.action_dispositions), private.severity_rank(text),
  private.my_action_projects(integer), private.portfolio_columns(uuid[], date) to authenticated;
revoke execute on function public.project_actions_page(uuid, text, integer, date),
  public.my_actions(integer, integer, date) from public, anon;
grant execute on function public.project_actions_page(uuid, text, integer, date),
  public.my_actions(integer, integer, date) to authenticated;
