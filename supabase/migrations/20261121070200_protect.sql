-- Why: a table is guarded in one call, the same way each time, so that none is half guarded.
-- supabase/tests and the generated matrix hold that every table of schema public is.

-- Row level security, grants, and triggers. Policies are the caller's. `verbs` are granted to
-- signed-in people and to jobs, nothing to anybody else. Of `heavy` columns the trail keeps
-- the SHA-256 alone.
create procedure private.guard(relation regclass, verbs text[], heavy text[] default '{}')
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  verb text;
  arguments text := (select coalesce(string_agg(quote_literal(h), ', '), '') from unnest(heavy) h);
  generated text := (select coalesce(string_agg(quote_literal(attname), ', '), '')
    from pg_catalog.pg_attribute where attrelid = relation and attgenerated <> '' and not attisdropped);
begin
  execute format('alter table %s enable row level security', relation);
  execute format('alter table %s force row level security', relation);
  execute format('revoke all on %s from public, anon, authenticated, service_role', relation);
  foreach verb in array verbs loop
    execute format('grant %s on %s to authenticated, service_role', verb, relation);
  end loop;
  execute format('create trigger touch before insert or update on %s
    for each row execute function private.touch(%s)', relation, generated);
  -- Not again for what a statement sets off, such as each step of a cascade.
  execute format('create trigger a_lock_chain before insert or update or delete on %s
    for each statement when (pg_trigger_depth() = 0) execute function private.lock_chain()', relation);
  execute format('create trigger refuse_truncate before truncate on %s
    for each statement execute function private.refuse()', relation);
  execute format('create trigger audit_insert after insert on %s referencing new table as new_rows
    for each statement execute function private.audit(%s)', relation, arguments);
  execute format('create trigger audit_update after update on %s
    referencing old table as old_rows new table as new_rows
    for each statement execute function private.audit(%s)', relation, arguments);
  execute format('create trigger audit_delete after delete on %s referencing old table as old_rows
    for each statement execute function private.audit(%s)', relation, arguments);
end
$$;

-- Who may: those whose role, in the project or over the whole organisation, has the verb on the
-- resource in role_permissions. Memberships are evaluated once a statement, never per row.
create function private.rule(resource text, verb text, project_rows boolean, restrictable boolean)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('(%s%s)%s',
    case when project_rows then
      format('project_id = any ((select private.my_projects_for(%L, %L))::uuid[]) or ', resource, verb)
    else '' end,
    format('org_id = any ((select private.my_orgs_for(%L, %L))::uuid[])', resource, verb),
    case when restrictable then
      ' and (not restricted or project_id = any ((select private.my_cleared_projects())::uuid[]))'
    else '' end)
$$;

-- Before a restricted row goes: policies hide it from the uncleared, but foreign keys that cascade
-- ask no policy. With its whole project it may go; that is a right of its own.
create function private.keep_restricted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.uid() is not null and old.project_id <> all (private.my_cleared_projects())
    and exists (select from public.projects p where p.id = old.project_id) then
    raise exception using errcode = 'PT403',
      message = 'Cannot delete: it holds restricted material that you are not cleared for';
  end if;
  return old;
end
$$;
revoke execute on function private.keep_restricted() from public;

-- guard() with one policy a verb and the indexes that they need. Restricted rows can be seen,
-- made, changed and freed by the cleared only.
create procedure private.protect(
  relation regclass, resource text,
  verbs text[] default array['select', 'insert', 'update', 'delete'], heavy text[] default '{}'
) language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  cols text[] := array(select attname::text from pg_catalog.pg_attribute
    where attrelid = relation and attnum > 0 and not attisdropped);
  name text := (select relname from pg_catalog.pg_class where oid = relation);
  verb text;
  rule text;
begin
  call private.guard(relation, verbs, heavy);
  foreach verb in array verbs loop
    rule := private.rule(resource, verb, 'project_id' = any (cols), 'restricted' = any (cols));
    execute format('create policy %I on %s for %s to authenticated %s',
      verb || '_by_role', relation, verb,
      case verb
        when 'insert' then format('with check (%s)', rule)
        when 'update' then format('using (%s) with check (%s)', rule, rule)
        else format('using (%s)', rule) end);
  end loop;
  if 'restricted' = any (cols) then
    execute format('create trigger keep_restricted before delete on %s for each row
      when (old.restricted) execute function private.keep_restricted()', relation);
  end if;
  execute format('create index %I on %s (org_id)', name || '_org_idx', relation);
  if 'project_id' = any (cols) then
    execute format('create index %I on %s (project_id, org_id)', name || '_project_idx', relation);
  end if;
  if 'import_run_id' = any (cols) then
    execute format('alter table %s add foreign key (import_run_id, project_id)
      references public.import_runs (id, project_id) deferrable initially deferred', relation);
    execute format('create index %I on %s (import_run_id, project_id)', name || '_import_run_idx', relation);
  end if;
end
$$;

revoke execute on procedure private.guard(regclass, text[], text[]),
  private.protect(regclass, text, text[], text[]) from public;
revoke execute on function private.rule(text, text, boolean, boolean) from public;
