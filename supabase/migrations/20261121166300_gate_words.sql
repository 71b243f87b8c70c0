-- Why: the gate of a site said "ethics approval" twice, once for the day that is recorded and once for
-- the document of that title. The document says that it is one.
do $$
declare
  body text := pg_get_functiondef('private.gate_requirements(uuid, uuid)'::regprocedure);
  plain constant text := 'select b.at, a.ordinal::integer, ''document:'' || a.id, a.title,';
begin
  if strpos(body, plain) = 0 then
    raise exception 'gate_requirements() is not as it was';
  end if;
  execute replace(body, plain, 'select b.at, a.ordinal::integer, ''document:'' || a.id,
      case when lower(trim(a.title)) in (select lower(f.label) from private.gate_facts(project,
          (select s.id from public.sites s where s.project_id = gate_requirements.project limit 1)) f)
        then trim(a.title) || '' (document)'' else a.title end,');
end
$$;
