-- Why: a risk was called by its place in the list (R01, R02 …), so its name changed when another was
-- deleted, and the cleared and the blinded called the same risk differently. And removing a risk took
-- the log of its reviews along without a word of why.

-- The last number given to risks of a project. Only the trigger below reads and writes it.
create table private.risk_numbers (
  project_id uuid primary key references public.projects (id) on delete cascade,
  open_last integer not null default 0,
  restricted_last integer not null default 999
);

-- A number is given once, in the order in which risks are made, stays, and is never given again.
-- Who is not cleared must not learn from missing numbers how many restricted risks there are: risks
-- that are restricted when they are made have numbers of their own, from 1000 to 9999, and the others
-- pass these over. So a missing number below 1000 is of a risk that was deleted, or was open once. A
-- restricted risk that is freed keeps its number: that it was restricted, and that so many had been
-- made before it, is no secret any more.
create function private.number_risk() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    new.number := old.number;
    return new;
  end if;
  insert into private.risk_numbers as n (project_id, open_last, restricted_last)
    values (new.project_id, case when new.restricted then 0 else 1 end, case when new.restricted then 1000 else 999 end)
  on conflict (project_id) do update set
    open_last = case when new.restricted then n.open_last when n.open_last = 999 then 10000 else n.open_last + 1 end,
    restricted_last = n.restricted_last + case when new.restricted then 1 else 0 end
  returning case when new.restricted then n.restricted_last else n.open_last end into new.number;
  if new.restricted and new.number > 9999 then
    raise exception using errcode = 'PT422', column = 'restricted',
      message = 'Cannot number this risk: a study has at most 9,000 restricted ones';
  end if;
  return new;
end
$$;
revoke execute on function private.number_risk() from public;

alter table public.risks add number integer;
-- Those that are there get theirs by the same rule; their rows are not changed in any other way.
alter table public.risks disable trigger user;
update public.risks r set number = n.no + case when n.restricted then 999 when n.no > 999 then 9000 else 0 end
from (select id, restricted, row_number() over (partition by project_id, restricted order by created_at, ordinal, id) as no
  from public.risks) n
where n.id = r.id;
alter table public.risks enable trigger user;
insert into private.risk_numbers (project_id, open_last, restricted_last)
select project_id, coalesce(max(number) filter (where not restricted), 0), coalesce(max(number) filter (where restricted), 999)
from public.risks group by project_id;
alter table public.risks alter number set not null, add unique (project_id, number);
create trigger number_risk before insert or update on public.risks
  for each row execute function private.number_risk();

-- The map of risks on the dashboard says the same numbers, whichever function draws it by now.
do $$
declare
  place constant text := 'row_number() over (order by r.created_at, r.ordinal, r.id) as no';
  drawn regprocedure;
begin
  for drawn in select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.prosrc like '%' || place || '%' loop
    execute replace(pg_get_functiondef(drawn), place, 'r.number as no');
  end loop;
end
$$;

-- A suggestion that nobody stood up for or reviewed goes without a word; all else says why. Not again of
-- each risk of a study that is deleted as a whole.
create function private.keep_reviews() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if pg_trigger_depth() = 1 and private.reason() is null and (old.state = 'confirmed'
    or exists (select from public.risk_reviews v where v.risk_id = old.id and v.project_id = old.project_id)) then
    raise exception using errcode = 'PT422', column = 'reason', message = 'Cannot delete a risk without a reason';
  end if;
  return old;
end
$$;
revoke execute on function private.keep_reviews() from public;
create trigger z_reason_to_delete before delete on public.risks
  for each row execute function private.keep_reviews();
