-- Why: what lists and pages of quality read beside the rows: how an indicator stands at its sites,
-- a single value, a limit. Derived in the statement that reads them; with the caller's rights.

-- How many sites of an indicator stand how in their newest period. critical_twice: critical in that
-- one and in the period before it. newest_on: the newest period of any site.
create function private.kri_standing(days private.project_day[], ids uuid[] default null)
returns table (
  project_id uuid, id uuid, newest_on date, on_track bigint, at_risk bigint, critical bigint, unknown bigint,
  critical_twice bigint
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    with points as (
      select p.kri_id, p.site_id, p.period_on, p.status, lag(p.period_on) over site as before_on,
        lag(p.status) over site as before,
        row_number() over (partition by p.kri_id, p.site_id order by p.period_on desc) as back
      from private.kri_points(days, ids) p
      window site as (partition by p.kri_id, p.site_id order by p.period_on)
    )
    select k.project_id, k.id, max(p.period_on), count(*) filter (where p.status = 'on-track'),
      count(*) filter (where p.status = 'at-risk'), count(*) filter (where p.status = 'critical'),
      count(*) filter (where p.status = 'unknown'),
      count(*) filter (where p.status = 'critical' and p.before = 'critical'
        and p.before_on = (p.period_on - case k.period when 'quarter' then interval '3 months' else interval '1 month' end)::date)
    from unnest(days) d
    join public.kris k on k.project_id = d.project_id
    left join points p on p.kri_id = k.id and p.back = 1
    where ids is null or k.id = any (ids)
    group by k.project_id, k.id;
end
$$;
create function private.kri_standing(project uuid, ids uuid[] default null)
returns table (
  project_id uuid, id uuid, newest_on date, on_track bigint, at_risk bigint, critical bigint, unknown bigint,
  critical_twice bigint
)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select * from private.kri_standing(private.project_days(array[project]), ids)
$$;

-- A value that was entered, as private.kri_points() says it.
create function private.kri_value_standing(project uuid, ids uuid[] default null)
returns table (id uuid, value numeric, status text)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
begin
  return query
    select v.id, r.value, private.threshold_status(r.value, k.direction, k.amber, k.red)
    from public.kri_values v
    join public.kris k on k.id = v.kri_id and k.project_id = v.project_id
    cross join lateral (select private.rate_of(k.multiplier, v.numerator, v.denominator, k.min_denominator) as value) r
    where v.project_id = kri_value_standing.project and (ids is null or v.id = any (ids));
end
$$;

create function private.qtl_facts(project uuid, ids uuid[] default null)
returns table (id uuid, numerator numeric, denominator numeric, value numeric, status text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select q.qtl_id, q.numerator, q.denominator, q.value, q.status
  from private.qtl_standing(private.project_days(array[project]), ids) q
$$;

revoke execute on function private.kri_standing(private.project_day[], uuid[]), private.kri_standing(uuid, uuid[]),
  private.kri_value_standing(uuid, uuid[]), private.qtl_facts(uuid, uuid[]) from public;
grant execute on function private.kri_standing(private.project_day[], uuid[]), private.kri_standing(uuid, uuid[]),
  private.kri_value_standing(uuid, uuid[]), private.qtl_facts(uuid, uuid[]) to authenticated, service_role;
