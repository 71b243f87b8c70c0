-- Why: a row that hangs on a restricted one is freed with it. It must not be when somebody cleared had
-- restricted it for itself: a version with unblinded results showed as soon as its document, restricted
-- for a while, was freed. So what was restricted through its parent alone is remembered.

-- Rows (of any table) that are restricted because their parent is. Written by the triggers below only.
create table private.restricted_with_parent (id uuid primary key);

create or replace function private.inherit_restricted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  secret boolean;
begin
  execute format('select restricted from public.%I where id = $1 and project_id = $2', tg_argv[0])
    into secret using (to_jsonb(new) ->> tg_argv[1])::uuid, new.project_id;
  if secret and not new.restricted then
    new.restricted := true;
    insert into private.restricted_with_parent (id) values (new.id) on conflict do nothing;
  end if;
  return new;
end
$$;
-- Arguments: pairs of a child's table and its column.
create or replace function private.pass_restricted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  for n in 0 .. tg_nargs - 1 by 2 loop
    if new.restricted then
      execute format('with now as (update public.%I set restricted = true where %I = $1 and not restricted returning id)
        insert into private.restricted_with_parent (id) select id from now on conflict do nothing', tg_argv[n], tg_argv[n + 1])
        using new.id;
    else
      execute format('with now as (update public.%I set restricted = false where %I = $1 and restricted
          and id in (select w.id from private.restricted_with_parent w) returning id)
        delete from private.restricted_with_parent w using now where w.id = now.id', tg_argv[n], tg_argv[n + 1])
        using new.id;
    end if;
  end loop;
  return null;
end
$$;

-- Of rows from before nobody knows; they are freed with their parent, as it was.
insert into private.restricted_with_parent (id)
select c.id from public.document_versions c join public.documents p on p.id = c.document_id where c.restricted and p.restricted
union all select c.id from public.document_uses c join public.document_versions p on p.id = c.version_id where c.restricted and p.restricted
union all select c.id from public.document_waivers c join public.document_requirements p on p.id = c.requirement_id where c.restricted and p.restricted
union all select c.id from public.risk_reviews c join public.risks p on p.id = c.risk_id where c.restricted and p.restricted
union all select c.id from public.kri_values c join public.kris p on p.id = c.kri_id where c.restricted and p.restricted
union all select c.id from public.qtls c join public.kris p on p.id = c.kri_id where c.restricted and p.restricted
union all select c.id from public.budget_actuals c join public.budget_lines p on p.id = c.line_id where c.restricted and p.restricted;
