-- Why: a morning brief says what a study asks of its reader, in figures that the page has: of the
-- actions how many of each rule and severity, of the trail what changed since yesterday, of the
-- proposals how many wait. And the frame of every page says how many proposals wait.

-- Proposals that wait for a decision as the caller sees them: {open, yours}; yours: those whose changes
-- the caller's role may approve. Null for who may not see proposals. Neither decided, expired nor stale
-- ones count (private.proposal_standing). Definer, with the rights of the policies: a number on every
-- page is no reading of a restricted row.
create function private.open_proposals(project uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  can jsonb := public.my_permissions(open_proposals.project) -> 'can';
  cleared boolean := private.is_cleared(open_proposals.project);
begin
  if not coalesce(can -> 'proposal' ? 'select', false) then
    return null;
  end if;
  return (
    select jsonb_build_object('open', count(*), 'yours', count(*) filter (where coalesce(can -> 'proposal_decision' ? 'insert', false)
      and not exists (select from jsonb_array_elements(p.changes) c
        left join private.proposal_targets t on t.target = c ->> 'target'
        where not coalesce(can -> t.resource ? (c ->> 'op'), false))))
    from public.proposals p
    where p.project_id = open_proposals.project and p.expires_at > now() and (cleared or not p.restricted)
      and not exists (select from unnest(p.resources) r where not coalesce(can -> r ? 'select', false))
      and not exists (select from public.proposal_decisions d where d.proposal_id = p.id and d.decision <> 'undo')
      and not private.changes_moved(p.project_id, p.changes)
  );
end
$$;
revoke execute on function private.open_proposals(uuid) from public;
grant execute on function private.open_proposals(uuid) to authenticated, service_role;
create index proposals_waiting_idx on public.proposals (project_id, expires_at);

-- What changed since a day is asked for on every home: found by its day, not by going through all entries.
create index activity_since_idx on public.activity (project_id, at);

-- As before, and `brief`, of all that is open whatever the view: {zone, first, tally}. zone: of the
-- study's days; first: the worst of the
-- caller's own that is critical or at risk, else the worst; tally: [{rule, severity, n, mine,
-- soon}], soon: those due after today, in 7 days at most.
create or replace function public.project_actions_page(
  project uuid, view text default 'all', size integer default 50, today date default null, only_site uuid default null
) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  days private.project_day[] := private.project_days(array[project], today);
  site jsonb;
begin
  if cardinality(days) = 0 then
    return null;
  end if;
  if only_site is not null then
    site := private.site_subjects(days[1], only_site);
  end if;
  return (
    with listed as materialized (
      select l.*, (l.put_off).id is not null as later, coalesce((l.action).due_on <= l.today, false) as due
      from private.listed_actions(days) l
      where site is null or (site -> 'own') ? (l.action).subject_id::text or (site -> 'subjects') ? (l.action).subject_id::text
        or exists (select from jsonb_array_elements((l.action).evidence) e where (site -> 'own') ? (e ->> 'id'))
    ), placed as materialized (
      select l.*, row_number() over (order by private.severity_rank((l.action).severity),
        (l.action).due_on nulls last, (l.action).rule, (l.action).subject, (l.action).subject_id) as place
      from listed l
    ), shown as (
      select l.*, row_number() over (order by l.place) as n
      from placed l
      where case view when 'later' then l.later when 'mine' then not l.later and l.mine
        when 'today' then not l.later and l.due else not l.later end
    )
    select jsonb_build_object('today', days[1].today,
      'counts', (select jsonb_build_object('all', count(*) filter (where not l.later),
        'mine', count(*) filter (where not l.later and l.mine), 'today', count(*) filter (where not l.later and l.due),
        'later', count(*) filter (where l.later)) from listed l),
      'mayPutOff', project = any ((select private.my_projects_for('action', 'insert'))::uuid[])
        or days[1].org_id = any ((select private.my_orgs_for('action', 'insert'))::uuid[]),
      'brief', jsonb_build_object(
        'zone', (select private.known_zone(coalesce(p.time_zone, o.time_zone))
          from public.projects p left join public.orgs o on o.id = p.org_id where p.id = days[1].project_id),
        'first', (select private.action_json(l.action, l.today, l.mine, l.may, l.put_off)
          from placed l where not l.later
          order by l.mine and private.severity_rank((l.action).severity) < 2 desc, l.place limit 1),
        'tally', (select coalesce(jsonb_agg(jsonb_build_object('rule', t.rule, 'severity', t.severity, 'n', t.n, 'mine', t.mine,
            'soon', t.soon) order by t.rule, t.severity), '[]')
          from (select (l.action).rule, (l.action).severity, count(*) as n, count(*) filter (where l.mine) as mine,
              count(*) filter (where (l.action).due_on > l.today and (l.action).due_on <= l.today + 7) as soon
            from listed l where not l.later group by 1, 2) t)),
      'actions', (select coalesce(jsonb_agg(private.action_json(s.action, s.today, s.mine, s.may, s.put_off) order by s.n), '[]')
        from shown s where s.n <= least(greatest(size, 0), 1000)))
  );
end
$$;
