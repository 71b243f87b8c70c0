-- Why: a budget is looked at line by line: what is planned, booked and forecast, what has happened and
-- is not booked yet, what is still to come, and what sites are owed as far as lines and bookings say.

insert into private.widget_entries (key, family, resources) values
  ('budget.lines', 'budget', '{budget}'),
  ('budget.commitments', 'budget', '{budget}'),
  ('budget.payables', 'budget', '{budget,site}');

-- As before, and lines, commitments and payables. to come: forecast − booked, not under nothing.
create or replace function private.widgets_budget(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with line as materialized (
      select b.*, s.id as at, private.site_label(s) as site, greatest(0, b.forecast - b.actual) as to_come,
        b.category = 'site_payments' or b.site_id is not null as of_sites
      from private.budget_standing(array[day]) b left join public.sites s on s.id = b.site_id
    ), money as (
      select currency, count(*) as lines, sum(planned::numeric) as planned, sum(actual::numeric) as actual,
        case when count(*) = count(forecast) then sum(forecast::numeric) end as forecast,
        sum(unbooked::numeric) as unbooked, count(*) - count(unbooked) as unclear,
        case when count(*) = count(to_come) then sum(to_come::numeric) end as to_come from line group by currency
    ), placed as (
      select l.*, row_number() over (order by variance_ratio desc nulls last, title, line_id) as worst,
        row_number() over (order by category, title, line_id) as listed,
        row_number() over (order by of_sites desc, unbooked desc nulls last, site nulls last, title, line_id) as owed,
        row_number() over (order by unbooked desc nulls last, to_come desc nulls last, title, line_id) as open from line l
    )
    select coalesce(jsonb_agg(private.widget_doc(w, case w ->> 'key'
          when 'budget.variance' then (select max((m.forecast - m.planned) / nullif(m.planned, 0)) from money m)
          when 'budget.totals' then (select count(*) from money)
          when 'budget.payables' then (select count(*) from line where of_sites) else (select count(*) from line) end,
        jsonb_build_object('over', (select count(*) from line where variance_ratio > 0.1), 'of', (select count(*) from line),
          'money', (select jsonb_agg(to_jsonb(m) order by m.currency) from money m)),
        case w ->> 'key' when 'budget.totals' then (
            select jsonb_agg(jsonb_build_object('currency', currency, 'lines', lines, 'planned', planned, 'actual', actual, 'forecast', forecast,
              'variance', forecast - planned) order by currency) from money)
          else (select jsonb_agg(jsonb_build_object('id', line_id, 'title', title, 'category', category, 'driver', driver, 'currency', currency,
              'planned', planned, 'actual', actual, 'forecast', forecast, 'variance', variance, 'ratio', variance_ratio, 'basis', basis,
              'expected', expected, 'happened', happened, 'unit', unit_amount, 'unbooked', unbooked, 'toCome', to_come, 'site', site, 'siteId', at,
              'lastOn', last_booked_on)
              order by case w ->> 'key' when 'budget.variance' then worst when 'budget.lines' then listed when 'budget.payables' then owed else open end)
            from placed
            where case w ->> 'key' when 'budget.variance' then worst when 'budget.lines' then listed when 'budget.payables' then owed else open end
                <= coalesce((w #>> '{params,limit}')::int, case w ->> 'key' when 'budget.variance' then 6 else 20 end)
              and (w ->> 'key' <> 'budget.payables' or of_sites)) end,
        'budget_line', (select coalesce(array_agg(line_id order by title, line_id) filter (where w ->> 'key' <> 'budget.payables' or of_sites), '{}') from line))), '[]')
    from jsonb_array_elements(wanted) w
  );
end
$$;
