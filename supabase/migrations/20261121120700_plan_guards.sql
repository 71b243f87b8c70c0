-- Why: a hole of the plan's tables, for raw SQL as a person. A link is looked at for circles
-- before its policies and keys are, and the message told titles of other people's items.


-- As before, but a circle of somebody else's items is left to the policies and keys, which refuse the
-- link without a word about them. The items of a way are of one project: keys hold that.
create or replace function private.refuse_circle() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  most constant integer := 12;
  from_id uuid := coalesce(new.from_task_id, new.from_milestone_id);
  to_id uuid := coalesce(new.to_task_id, new.to_milestone_id);
  path uuid[] := from_id || case when from_id = to_id then array[to_id] else private.way(to_id, from_id) end;
  cleared boolean := auth.uid() is null or new.project_id = any (private.my_cleared_projects());
begin
  if coalesce(cardinality(path), 0) < 2 then
    return new;
  end if;
  if not exists (select from public.tasks t where t.id = from_id and t.project_id = new.project_id
      union all select from public.milestones m where m.id = from_id and m.project_id = new.project_id)
    or auth.uid() is not null and not exists (select from public.projects p
      where p.id = new.project_id and (p.id = any (private.my_projects_for('dependency', 'select'))
        or p.org_id = any (private.my_orgs_for('dependency', 'select')))) then
    return new;
  end if;
  raise exception using errcode = 'PT422', column = 'to_id',
    message = format('Cannot link: it would close a circle: %s%s',
      (select string_agg(case when coalesce(t.restricted, m.restricted) and not cleared
          then 'a restricted item' else left(coalesce(t.title, m.title, '?'), 80) end, ' → ' order by p.n)
       from unnest(path[:most]) with ordinality as p(id, n)
       left join public.tasks t on t.id = p.id left join public.milestones m on m.id = p.id),
      case when cardinality(path) > most then ' → …' else '' end),
    detail = path::text;
end
$$;
