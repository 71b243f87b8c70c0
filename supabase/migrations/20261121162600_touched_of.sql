-- Why: that nothing of the plan hangs on a change is known only where it is known which sites have what.

-- As before, and of: how many versions in force at sites are known.
do $$
declare
  def text := pg_get_functiondef('private.touched_widget(private.project_day, jsonb, jsonb)'::regprocedure);
  changed text := replace(def, 'jsonb_build_object(''sites'',',
    'jsonb_build_object(''of'', (select count(*) from jsonb_array_elements(pairs) p where (p ->> ''tracked'')::boolean), ''sites'',');
begin
  if changed = def then
    raise exception 'Cannot change touched_widget: it is not as it was';
  end if;
  execute changed;
end
$$;
