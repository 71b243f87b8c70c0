-- Why: what is mine cost more with every project of the database: to say what the studies are called,
-- all projects were gone through. lib/actions/size_test.ts holds that none is.

-- What is mine over all studies: {counts: {all, later}, studies, more, actions}. studies: how many were
-- looked at, at most `most`; more: there may be others. A broken chain is told once an organisation.
create or replace function public.my_actions(size integer default 50, most integer default 20, today date default null) returns jsonb
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
        from shown s join public.projects p on p.id = (s.action).project_id and p.id = any (projects)
        where s.n <= least(greatest(size, 0), 1000)))
  );
end
$$;
