-- Why: what an organisation used of its model today is asked before each call, by people who see no
-- other study's ledger; what a model answered is forgotten with the switch; a text that says that
-- rules wrote it has none.

-- Tokens of the organisation of a project since midnight, UTC; 0 for who does not see the project's
-- documents. A number, so that who writes in one study learns nothing else of another.
create function private.ai_tokens_today(project uuid) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(c.input_tokens::bigint + c.output_tokens), 0)::bigint from public.ai_calls c
  where c.created_at >= (date_trunc('day', now() at time zone 'UTC') at time zone 'UTC')
    and c.org_id = (select p.org_id from public.projects p where p.id = ai_tokens_today.project
      and (p.id = any ((select private.my_projects_for('tab', 'select'))::uuid[])
        or p.org_id = any ((select private.my_orgs_for('tab', 'select'))::uuid[])))
$$;
revoke execute on function private.ai_tokens_today(uuid) from public;
grant execute on function private.ai_tokens_today(uuid) to authenticated, service_role;

-- With AI switched off what was answered is forgotten.
create function private.forget_with_ai() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.forget_answers(new.id);
  return null;
end
$$;
create trigger z_forget after update on public.orgs for each row when (new.ai_off and not old.ai_off)
  execute function private.forget_with_ai();
revoke execute on function private.forget_with_ai() from public;
