-- Why: the label of a line of the budget stood in the evidence of a proposal for everybody of the study,
-- in the inbox and in the trail; and a text could be accepted by who may not read it.

-- What a proposal rests on is for those who may see it: rows of the budget take the right to the budget.
create function private.rights_of_evidence() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not 'budget' = any (new.resources) and jsonb_path_exists(new.evidence, '$[*] ? (@.kind starts with "budget_")') then
    new.resources := new.resources || 'budget'::text;
  end if;
  return new;
end
$$;
-- After y_check, which reckons the rights that its changes take.
create trigger y_evidence before insert on public.proposals for each row execute function private.rights_of_evidence();
revoke execute on function private.rights_of_evidence() from public;

-- As before, and proposals that rest on the budget.
create or replace function private.tells_money(entity text, after jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select entity in ('budget_lines', 'budget_actuals')
    or (entity in ('tab_versions', 'proposals') and coalesce(after -> 'resources' ? 'budget', false))
$$;

-- Nobody stands up for what they may not read.
create function private.check_acceptor() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.uid() is not null and exists (select from public.tab_versions t
    where t.id = new.version_id and t.project_id = new.project_id
      and (t.restricted and not private.is_cleared(t.project_id)
        or cardinality(private.widget_lacks(t.project_id, t.org_id, t.resources)) > 0)) then
    raise exception using errcode = 'PT404', message = 'No such version, or not yours';
  end if;
  return new;
end
$$;
create trigger x_acceptor before insert on public.tab_acceptances for each row execute function private.check_acceptor();
revoke execute on function private.check_acceptor() from public;
