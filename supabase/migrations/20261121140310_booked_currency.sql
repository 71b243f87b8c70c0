-- Why: a booking says its own currency, so that an amount in another one is refused at its field,
-- whoever writes it, instead of being taken for an amount in the line's.

alter table public.budget_actuals add currency public.currency_code;
update public.budget_actuals a set currency = l.currency from public.budget_lines l where l.id = a.line_id;
alter table public.budget_actuals alter currency set not null;

-- Without a currency it is the line's. With the caller's rights, so that a line that they do not see
-- tells nothing: policies and foreign key refuse it; until then there is none (ISO 4217 XXX).
create function private.booked_currency() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  ours public.currency_code := (select l.currency from public.budget_lines l
    where l.id = new.line_id and l.project_id = new.project_id);
begin
  new.currency := coalesce(new.currency, ours, 'XXX');
  if new.currency <> ours then
    raise exception using errcode = 'PT422', column = 'currency',
      message = format('Cannot book %s: the line is in %s', new.currency, ours);
  end if;
  return new;
end
$$;
create trigger b_currency before insert or update on public.budget_actuals for each row
  execute function private.booked_currency();
revoke execute on function private.booked_currency() from public;
