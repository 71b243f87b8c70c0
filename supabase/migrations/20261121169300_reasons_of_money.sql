-- Why: changes with their reasons name the record that was changed. Lines and bookings of the budget
-- are for those who may read it, in the trail's figures too.

create or replace function private.trail_reasons(project uuid, since timestamptz, most integer)
returns table (seq bigint, total bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  home uuid := (select p.org_id from public.projects p where p.id = trail_reasons.project
    and (auth.uid() is null or p.id = any (private.my_projects_for('activity', 'select'))
      or p.org_id = any (private.my_orgs_for('activity', 'select'))));
  money boolean := auth.uid() is null or trail_reasons.project = any (private.my_projects_for('budget', 'select'))
    or home = any (private.my_orgs_for('budget', 'select'));
begin
  if home is null then
    return;
  end if;
  return query
    select a.seq, count(*) over () from public.activity a
    where a.project_id = trail_reasons.project and a.at >= since and a.reason is not null
      and not a.restricted and a.action <> 'read' and (money or a.entity not in ('budget_lines', 'budget_actuals'))
    order by a.seq desc limit most;
end
$$;
