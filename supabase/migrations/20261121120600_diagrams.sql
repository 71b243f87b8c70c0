-- Why: what diagrams are drawn from, in one wait. Rows only, under the caller's policies; lib/diagrams
-- makes the diagrams of them.

-- The plan (as plan_page), the sites with where they stand and what of their start-up has happened,
-- and who runs the study. null when the project is not seen.
create function public.diagram_facts(project uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  return (
    select jsonb_build_object(
      'project', jsonb_build_object('id', p.id, 'name', p.name, 'sponsor', p.sponsor,
        'collaborators', p.collaborators),
      'plan', public.plan_page(p.id),
      'sites', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id,
          'name', concat_ws(' ', s.number, coalesce(s.facility, s.city)), 'country', nullif(trim(s.country), ''),
          'state', t.state, 'sinceOn', t.since_on, 'selectedOn', s.selected_on,
          'contractSignedOn', s.contract_signed_on, 'ethicsApprovedOn', s.ethics_approved_on,
          'initiationVisitOn', s.initiation_visit_on, 'activatedOn', s.activated_on)
          order by s.ordinal, s.id), '[]')
        from public.sites s join private.site_states(p.id) t on t.site_id = s.id
        where s.project_id = p.id)
    )
    from public.projects p where p.id = diagram_facts.project
  );
end
$$;
revoke execute on function public.diagram_facts(uuid) from public, anon;
grant execute on function public.diagram_facts(uuid) to authenticated;
