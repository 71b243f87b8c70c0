-- Why: what a budget line was planned to cost, what was booked and what it will have cost in the end
-- follow from its facts, in one place. Money stays exact: whole minor units, and sums that would
-- leave what JSON numbers hold exactly are refused where they are written.
--
-- The rule, for each line, in its own currency (currencies are never added):
--   planned  = unit amount × planned quantity
--   actual   = sum of what was booked; what was paid back is negative
--   expected = the forecast quantity, where somebody said one;
--              else the planned quantity, or what has happened by the driver, whichever is more
--   happened, of which the first that is known:
--     booked:  the quantities of the bookings, where all of them have one (paid back: taken off)
--     counted: milestone reached → all that is expected, not reached → 0; site: its own site when
--              active → 1, else the active sites of the study; month: the months that are over,
--              within the line's own; never more than expected
--   forecast = by booked quantities:  actual + unit amount × (expected − happened)
--              by counted ones, the greater of actual and unit amount × happened,
--                                     + unit amount × (expected − happened):
--                what happened and was not booked yet still has to be paid
--              not known: the greater of actual and unit amount × expected: at least that
--   variance = forecast − planned; variance ratio = variance ÷ planned, null when nothing is planned
-- basis says what the forecast stands on: said (a forecast quantity), booked, counted, unknown.

-- Months of a line that are over on a day: the n-th is, when as many months after its start have
-- come; after its last day all that it began, the one cut short too. Null where it has no start.
create function private.months_over(starts date, ends date, today date) returns integer
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case
    when today < starts then 0
    when today > ends then n + case when (starts + make_interval(months => n))::date <= ends then 1 else 0 end
    else n - case when (starts + make_interval(months => n))::date > today then 1 else 0 end
  end
  from (select ((extract(year from until) - extract(year from starts)) * 12
    + extract(month from until) - extract(month from starts))::int as n
    from (select least(today, ends) as until) u) m
$$;

-- Each line with its figures (the rule above). In minor units; a figure beyond ±9007199254740991 is
-- null, not known exactly. happened: null where not known. unbooked: what happened and is not booked
-- yet, in money; null where not known. bookings, last_booked_on: what was booked.
create function private.budget_standing(projects private.project_day[])
returns table (
  project_id uuid, line_id uuid, title text, category text, driver text, currency text,
  planned bigint, actual bigint, forecast bigint, variance bigint, variance_ratio numeric,
  basis text, expected integer, happened bigint, unbooked bigint,
  unit_amount bigint, planned_quantity integer, forecast_quantity integer,
  milestone_id uuid, site_id uuid, starts_on date, ends_on date,
  bookings integer, booked_quantity bigint, last_booked_on date, owner_id uuid
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  return query
    with days as materialized (select d.project_id, d.today from unnest(projects) d),
    active as materialized (
      select s.project_id, count(*)::int as n from public.sites s
      where s.project_id in (select d.project_id from days d) and s.activated_on is not null
      group by s.project_id),
    booked as materialized (
      select a.line_id, count(*)::int as n, sum(a.amount) as amount, max(a.booked_on::date) as last_on,
        case when count(a.quantity) = count(*) then
          greatest(0, sum(a.quantity::bigint * sign(a.amount)::int))::bigint end as quantity
      from public.budget_actuals a where a.project_id in (select d.project_id from days d)
      group by a.line_id),
    facts as (
      select l.*, coalesce(b.amount, 0) as actual, coalesce(b.n, 0) as bookings, b.quantity, b.last_on,
        l.unit_amount::numeric * l.planned_quantity as planned,
        case l.driver
          when 'milestone' then case when m.id is null then null
            when m.actual_on is not null or m.certainty = 'ACTUAL' then coalesce(l.forecast_quantity, l.planned_quantity)
            else 0 end
          when 'site' then case when l.site_id is null then coalesce(c.n, 0)
            when s.id is null then null
            when s.activated_on is not null then 1 else 0 end
          when 'month' then case when l.ends_on is null
            then case when l.starts_on is not null then least(private.months_over(l.starts_on, null, d.today),
              coalesce(l.forecast_quantity, l.planned_quantity)) end
            else private.months_over(l.starts_on, l.ends_on, d.today) end
        end as counted
      from days d
      join public.budget_lines l on l.project_id = d.project_id
      left join booked b on b.line_id = l.id
      left join active c on c.project_id = d.project_id
      left join public.milestones m on l.driver = 'milestone' and m.id = l.milestone_id and m.project_id = d.project_id
      left join public.sites s on l.driver = 'site' and s.id = l.site_id and s.project_id = d.project_id),
    counts as (
      select f.*, e.expected,
        case when f.bookings > 0 and f.quantity is not null then f.quantity
          when f.counted is not null then least(f.counted, e.expected)
          when f.bookings = 0 then 0 end as happened,
        f.bookings > 0 and f.quantity is not null as by_books
      from facts f cross join lateral (
        select coalesce(f.forecast_quantity, greatest(f.planned_quantity, f.counted)) as expected) e),
    sums as (
      select c.*, case
          when c.by_books then c.actual + c.unit_amount::numeric * greatest(0, c.expected - c.happened)
          when c.happened is null then greatest(c.actual, c.unit_amount::numeric * c.expected)
          else greatest(c.actual, c.unit_amount::numeric * c.happened)
            + c.unit_amount::numeric * (c.expected - c.happened) end as total,
        case when c.counted is null then null
          when c.by_books then greatest(0, least(c.counted, c.expected) - c.happened) * c.unit_amount::numeric
          else greatest(0, c.unit_amount::numeric * c.happened - c.actual) end as owed
      from counts c)
    select s.project_id, s.id, s.title, s.category, s.driver, s.currency::text,
      s.planned::bigint, s.actual::bigint, e.forecast::bigint, e.variance::bigint,
      round(e.variance / nullif(s.planned, 0), 6),
      case when s.forecast_quantity is not null then 'said' when s.by_books then 'booked'
        when s.counted is not null then 'counted' when s.bookings = 0 then 'booked' else 'unknown' end,
      s.expected, s.happened::bigint,
      case when s.owed <= 9007199254740991 then s.owed end::bigint,
      s.unit_amount::bigint, s.planned_quantity, s.forecast_quantity, s.milestone_id, s.site_id,
      s.starts_on::date, s.ends_on::date, s.bookings, s.quantity, s.last_on, s.owner_id
    from sums s cross join lateral (
      select f.forecast, f.forecast - s.planned as variance
      from (select case when abs(s.total) <= 9007199254740991 then s.total end as forecast) f) e;
end
$$;

-- The same for the calls of rows: of these lines of a project, or of all (ids null).
create function private.budget_facts(project uuid, ids uuid[]) returns table (
  id uuid, planned bigint, actual bigint, forecast bigint, variance bigint, variance_ratio numeric,
  basis text, expected integer, happened bigint, unbooked bigint, bookings integer, last_booked_on date
)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.line_id, s.planned, s.actual, s.forecast, s.variance, s.variance_ratio, s.basis, s.expected,
    s.happened, s.unbooked, s.bookings, s.last_booked_on
  from private.budget_standing(private.project_days(array[budget_facts.project])) s
  where budget_facts.ids is null or s.line_id = any (budget_facts.ids)
$$;

-- What the lines of a study, and the bookings, add up to in one currency stays exact. After the
-- statement, so that a file of bookings is added up once. As the owner: sums are of all rows.
create function private.check_budget_sums() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  full_one record;
begin
  if tg_table_name = 'budget_lines' then
    select l.currency into full_one from public.budget_lines l
    where l.project_id in (select r.project_id from changed r)
    group by l.project_id, l.currency
    having sum(l.unit_amount::numeric * greatest(l.planned_quantity, l.forecast_quantity)) > 9007199254740991
    limit 1;
  else
    select l.currency into full_one from public.budget_actuals a join public.budget_lines l on l.id = a.line_id
    where a.project_id in (select r.project_id from changed r)
    group by a.project_id, l.currency
    having sum(abs(a.amount::numeric)) > 9007199254740991
    limit 1;
  end if;
  if found then
    raise exception using errcode = 'PT422',
      column = case tg_table_name when 'budget_lines' then 'unit_amount' else 'amount' end,
      message = format('Cannot keep this amount: with it, the %s of the study in %s would be more than can be added up exactly',
        case tg_table_name when 'budget_lines' then 'plan' else 'bookings' end, full_one.currency);
  end if;
  return null;
end
$$;
create trigger z_sums after insert on public.budget_lines referencing new table as changed
  for each statement execute function private.check_budget_sums();
create trigger z_sums_changed after update on public.budget_lines referencing new table as changed
  for each statement execute function private.check_budget_sums();
create trigger z_sums after insert on public.budget_actuals referencing new table as changed
  for each statement execute function private.check_budget_sums();
create trigger z_sums_changed after update on public.budget_actuals referencing new table as changed
  for each statement execute function private.check_budget_sums();

-- An amount means what it meant when it was booked: a line with bookings keeps its currency, and a
-- booking its line. As the owner: bookings that the caller does not see count too.
create function private.keep_currency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.budget_actuals a where a.line_id = new.id) then
    raise exception using errcode = 'PT422', column = 'currency',
      message = format('Cannot change the currency: there are bookings in %s', old.currency);
  end if;
  return new;
end
$$;
create trigger z_currency before update of currency on public.budget_lines for each row
  when (old.currency <> new.currency) execute function private.keep_currency();

create function private.keep_line() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'PT422', column = 'line_id',
    message = 'Cannot move a booking to another line: delete it and book it there';
end
$$;
create trigger z_line before update of line_id on public.budget_actuals for each row
  when (old.line_id <> new.line_id) execute function private.keep_line();

-- The months of a line begin somewhere.
alter table public.budget_lines add constraint budget_lines_start check (ends_on is null or starts_on is not null);

revoke execute on function private.months_over(date, date, date), private.budget_standing(private.project_day[]),
  private.budget_facts(uuid, uuid[]), private.check_budget_sums(), private.keep_currency(), private.keep_line() from public;
grant execute on function private.months_over(date, date, date), private.budget_standing(private.project_day[]),
  private.budget_facts(uuid, uuid[]) to authenticated, service_role;
