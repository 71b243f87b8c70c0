-- Why: who named their own organisation beside a foreign proposal was told something of it by the check
-- that comes before the policies. A proposal is of its organisation, or keys refuse the decision.
do $$
declare
  def text := pg_get_functiondef('private.check_decision()'::regprocedure);
  changed text := replace(def, 'where p.id = new.proposal_id and p.project_id = new.project_id;',
    'where p.id = new.proposal_id and p.project_id = new.project_id and p.org_id = new.org_id;');
begin
  if changed = def then
    raise exception 'Cannot change check_decision: it is not as it was';
  end if;
  execute changed;
end
$$;
