-- Why: an entry of the trail holds the whole row, so who may not see the budget read its amounts in
-- the activity. Entries that speak of money are for those who may see the budget, wherever they are read.

-- Whether an entry holds figures of the budget: its own rows, and documents that show them.
create function private.tells_money(entity text, after jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select entity in ('budget_lines', 'budget_actuals')
    or (entity = 'tab_versions' and coalesce(after -> 'resources' ? 'budget', false))
$$;
revoke execute on function private.tells_money(text, jsonb) from public;
grant execute on function private.tells_money(text, jsonb) to authenticated, service_role;

-- As before, and money as said.
alter policy select_by_role on public.activity
  using ((project_id = any ((select private.my_projects_for('activity', 'select'))::uuid[])
      or org_id = any ((select private.my_orgs_for('activity', 'select'))::uuid[])
      or (project_id is null and org_id = any ((select private.my_activity_orgs())::uuid[])))
    and (not private.tells_money(entity, after)
      or project_id = any ((select private.my_projects_for('budget', 'select'))::uuid[])
      or org_id = any ((select private.my_orgs_for('budget', 'select'))::uuid[]))
    and (not restricted or project_id = any ((select private.my_cleared_projects())::uuid[]))
    and (not restricted or action = 'read' or private.note_reading(entity, entity_id, org_id, seq)));

-- Looking for entries asks for the same rights as the policy.
do $$
declare
  def text := pg_get_functiondef('private.find_activity(uuid, uuid, jsonb, text, bigint, integer)'::regprocedure);
  changed text := replace(replace(def,
    'cleared uuid[] := private.my_cleared_projects();',
    'cleared uuid[] := private.my_cleared_projects();
  paid uuid[] := private.my_projects_for(''budget'', ''select'');
  all_paid boolean := org = any (private.my_orgs_for(''budget'', ''select''));'),
    'and (not a.restricted or a.project_id = any (cleared))',
    'and (not a.restricted or a.project_id = any (cleared))
      and (all_paid or not private.tells_money(a.entity, a.after) or a.project_id = any (paid))');
begin
  if changed not like '%all_paid or not%' or changed not like '%paid uuid[]%' then
    raise exception 'Cannot change find_activity: it is not as it was';
  end if;
  execute changed;
end
$$;
