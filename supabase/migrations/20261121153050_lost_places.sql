-- Why: a widget of one site or indicator said "0, on track" after that was deleted, and to those who do
-- not see it. Of a row that is not there nothing is known.

-- What the parameters of a widget name and the caller does not see; null: nothing.
create function private.widget_lost(project uuid, params jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when params ? 'siteId' and not exists (select from public.sites s
      where s.project_id = widget_lost.project and s.id = (params ->> 'siteId')::uuid) then 'site'
    when params ? 'kriId' and not exists (select from public.kris k
      where k.project_id = widget_lost.project and k.id = (params ->> 'kriId')::uuid) then 'indicator' end
$$;
revoke execute on function private.widget_lost(uuid, jsonb) from public;
grant execute on function private.widget_lost(uuid, jsonb) to authenticated, service_role;

-- As before; of such a widget {id, lost: what it names} alone.
do $$
declare
  def text := pg_get_functiondef('private.widget_data(uuid, jsonb, date)'::regprocedure);
  changed text := replace(def, '''widgets'', docs)', '''widgets'', (
    select coalesce(jsonb_agg(case when o.doc ?| array[''gone'', ''denied''] or o.lost is null then o.doc
      else jsonb_build_object(''id'', o.doc -> ''id'', ''lost'', o.lost) end), ''[]'')
    from (select d as doc, (select min(private.widget_lost(widget_data.project, w -> ''params''))
        from jsonb_array_elements(wanted) w where w -> ''id'' = d -> ''id'') as lost
      from jsonb_array_elements(docs) d) o))');
begin
  if changed = def then
    raise exception 'Cannot change widget_data: it is not as it was';
  end if;
  execute changed;
end
$$;
