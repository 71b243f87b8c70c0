-- Why: what needs doing at one site. Few actions name their site: those about its tasks, people,
-- documents, findings and indicators are its own too.

-- Of a site: {own, subjects}. own: rows that belong to it; an action that is about one of them, or has
-- one as evidence, is the site's. subjects: rows of the study that stand badly at this site; actions
-- about them are (as evidence they may be of any site).
create function private.site_subjects(day private.project_day, site uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return (
    with standing as materialized (
      select e.* from private.expected_documents(array[day], site_subjects.site) e where e.level <> 'STUDY' or e.needed_for = 'site_activation'
    ), own as (
      select site_subjects.site as id
      union all select w.id from public.site_staff w where w.site_id = site_subjects.site
      union all select t.id from public.tasks t where t.site_id = site_subjects.site
      union all select v.id from public.deviations v where v.site_id = site_subjects.site
      union all select e.document_id from standing e where e.level <> 'STUDY' and e.document_id is not null
    ), subject as (
      select v.capa_id as id from public.deviations v where v.site_id = site_subjects.site and v.capa_id is not null
      union all
      select e.requirement_id from standing e
      where e.requirement_id is not null and e.needed_for = 'site_activation' and e.state in ('missing', 'pending', 'withdrawn')
      union all
      select p.kri_id from (
        select k.kri_id, k.status, row_number() over (partition by k.kri_id order by k.period_on desc) as back
        from private.kri_points(array[day], null, array[site_subjects.site]) k where k.status <> 'unknown') p
      where p.back <= 2 group by p.kri_id having count(*) = 2 and bool_and(p.status = 'critical')
    )
    select jsonb_build_object('own', (select jsonb_agg(distinct o.id) from own o),
      'subjects', (select coalesce(jsonb_agg(distinct s.id), '[]') from subject s)));
end
$$;

-- As before; only_site: those of this site alone, and the counts are of them.
drop function public.project_actions_page(uuid, text, integer, date);
create function public.project_actions_page(
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

revoke execute on function private.site_subjects(private.project_day, uuid) from public;
grant execute on function private.site_subjects(private.project_day, uuid) to authenticated;
revoke execute on function public.project_actions_page(uuid, text, integer, date, uuid) from public, anon;
grant execute on function public.project_actions_page(uuid, text, integer, date, uuid) to authenticated;
