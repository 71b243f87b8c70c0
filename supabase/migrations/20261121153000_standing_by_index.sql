-- Why: how documents stand is reckoned without nested loops (20261121140100), so the planner went
-- through the tables of all studies to find those of a few. Named by their ids, they are found by index.

do $$
declare
  body text := pg_get_functiondef('private.document_standing(private.project_day[], uuid, uuid[])'::regprocedure);
  ids constant text := ' = any (array(select x.project_id from unnest(projects) x))';
begin
  body := replace(body, 'document_requirements r on r.project_id = d.project_id', 'document_requirements r on r.project_id = d.project_id and r.project_id' || ids);
  body := replace(body, 'public.sites s on s.project_id = d.project_id', 'public.sites s on s.project_id = d.project_id and s.project_id' || ids);
  body := replace(body, 'public.documents o on o.project_id = d.project_id', 'public.documents o on o.project_id = d.project_id and o.project_id' || ids);
  body := replace(body, 'public.document_waivers w on w.project_id = d.project_id', 'public.document_waivers w on w.project_id = d.project_id and w.project_id' || ids);
  execute body;
  body := pg_get_functiondef('private.version_states(private.project_day[], uuid[])'::regprocedure);
  body := replace(body, 'public.document_versions v on v.project_id = d.project_id', 'public.document_versions v on v.project_id = d.project_id and v.project_id' || ids);
  body := replace(body, 'public.documents o on o.id = v.document_id', 'public.documents o on o.id = v.document_id and o.project_id' || ids);
  body := replace(body, 'public.document_requirements r on r.id = o.requirement_id', 'public.document_requirements r on r.id = o.requirement_id and r.project_id' || ids);
  execute body;
end
$$;
