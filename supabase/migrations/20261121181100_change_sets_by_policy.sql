-- Why: an organisation that forbids its agents to propose a task means it also of a task among others. A
-- set of changes is held to the policies of what is in it: nothing that is forbidden, and what takes a
-- word only where the set itself was allowed by one.
create or replace function private.check_agent_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tool text;
  policy text;
begin
  for tool in
    select new.kind
    union select t.kind from jsonb_array_elements(case when jsonb_typeof(new.changes) = 'array' then new.changes else '[]' end) c
    join private.proposal_targets t on t.target = c ->> 'target'
  loop
    policy := private.agent_policy(new.project_id, tool);
    if policy = 'forbid' or policy = 'approve' and not private.was_allowed(new.call_id, new.kind, null) then
      raise exception using errcode = 'PT403', message = format('Cannot use %s: %s', new.kind,
        case policy when 'forbid' then format('%s is forbidden to an agent here', tool)
          else format('%s takes the word of its asker', tool) end);
    end if;
  end loop;
  return new;
end
$$;
