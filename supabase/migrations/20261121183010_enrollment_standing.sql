-- Why: the same enrollment was "At risk" on a study's home and "Early" in the portfolio. Both take the
-- rule of lib/enrollment/words.ts now, which asks for the day in the study, and whether it is over.

-- Whether nobody is expected any more: the last participant is in, or the study is over. last_basis: of
-- private.enrollment_plan(). private.enrollment_states() says the same of many studies.
create function private.enrollment_over(project uuid, last_basis text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(enrollment_over.last_basis in ('actual', 'registry'), false)
    or exists (select from public.projects p where p.id = enrollment_over.project
      and p.status in ('COMPLETED', 'TERMINATED', 'WITHDRAWN'))
$$;
revoke execute on function private.enrollment_over(uuid, text) from public;
grant execute on function private.enrollment_over(uuid, text) to authenticated, service_role;

-- As before, with the day and whether it is over.
create or replace function private.widgets_enrollment(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  known jsonb := '{}';
  plan record;
  over boolean;
  wish jsonb;
  scope text;
  only_country text;
  only_site uuid;
  totals jsonb;
  study jsonb;
  newest date;
  goal bigint;
  pair jsonb;
  fraction numeric;
  facts jsonb;
  listed jsonb;
begin
  select * into plan from private.enrollment_plan(day.project_id);
  over := private.enrollment_over(day.project_id, plan.last_basis);
  for wish in select w from jsonb_array_elements(wanted) w loop
    only_country := wish #>> '{params,country}';
    only_site := (wish #>> '{params,siteId}')::uuid;
    scope := format('%L %L', only_country, only_site);
    if not known ? scope then
      known := known || jsonb_build_object(scope, jsonb_build_object(
        'totals', (select jsonb_agg(to_jsonb(t)) from private.enrollment_totals(day.project_id, null, only_country, only_site) t),
        'rows', (select coalesce(jsonb_object_agg(r.key, jsonb_build_object('count', r.n, 'refs', r.refs)), '{}')
          from private.widget_snapshots(day.project_id, only_country, only_site,
            array(select w ->> 'key' from jsonb_array_elements(wanted) w), coalesce((wish ->> 'refs')::int, 0)) r)));
    end if;
    totals := known -> scope -> 'totals';
    select t into study from jsonb_array_elements(totals) t where t ->> 'level' = 'study';
    newest := (select max((c.value ->> 'newest')::date) from jsonb_each(study -> 'counts') c);
    goal := case when num_nonnulls(only_country, only_site) = 0 then plan.target else (study ->> 'target')::bigint end;
    facts := jsonb_build_object('sites', study -> 'sites', 'counted', study -> 'counted', 'target', goal,
      'firstOn', plan.first_on, 'lastOn', plan.last_on, 'newest', newest, 'today', day.today, 'over', over,
      'planned', round(private.planned_enrollment(goal, plan.first_on, plan.last_on, newest), 1));
    listed := '[]';
    fraction := null;
    pair := study -> 'pairs' -> case wish ->> 'key' when 'enrollment.screen_ratio' then 'enrolled'
      when 'enrollment.retention' then 'withdrawn' when 'enrollment.screen_failure' then 'screenFailed' end;
    if pair is not null then
      facts := facts || pair;
      fraction := case wish ->> 'key'
        when 'enrollment.screen_ratio' then (pair ->> 'by')::numeric / nullif((pair ->> 'of')::numeric, 0)
        when 'enrollment.retention' then 1 - (pair ->> 'of')::numeric / nullif((pair ->> 'by')::numeric, 0)
        else (pair ->> 'of')::numeric / nullif((pair ->> 'by')::numeric, 0) end;
    elsif wish ->> 'key' in ('enrollment.enrolled', 'enrollment.burnup', 'enrollment.funnel') then
      fraction := (study #>> '{counts,enrolled,n}')::numeric;
      facts := facts || jsonb_build_object('counts', study -> 'counts', 'pairs', study -> 'pairs', 'reasons', study -> 'reasons');
      if wish ->> 'key' = 'enrollment.burnup' then
        listed := (select coalesce(jsonb_agg(jsonb_build_object('on', s.on_day, 'n', s.enrolled, 'sites', s.sites) order by s.on_day), '[]')
          from private.enrollment_series(day.project_id, null, only_country, only_site, 26) s);
      end if;
    elsif wish ->> 'key' = 'enrollment.by_country' then
      listed := (select coalesce(jsonb_agg(t.doc order by t.n), '[]') from (
        select row_number() over (order by (c #>> '{counts,enrolled,n}')::bigint desc nulls last, c ->> 'country') as n,
          jsonb_build_object('country', c ->> 'country', 'sites', c -> 'sites', 'target', c -> 'target',
            'screened', c #> '{counts,screened,n}', 'enrolled', c #> '{counts,enrolled,n}') as doc
        from jsonb_array_elements(totals) c where c ->> 'level' = 'country') t
        where t.n <= coalesce((wish #>> '{params,limit}')::int, 8));
      facts := facts || jsonb_build_object('countries', jsonb_array_length(totals) - 1);
    elsif wish ->> 'key' = 'enrollment.by_site' then
      listed := (select coalesce(jsonb_agg(t.doc order by t.n), '[]') from (
        select row_number() over (order by l.enrolled desc nulls last, s.ordinal, s.id) as n,
          jsonb_build_object('id', s.id, 'name', private.site_label(s), 'country', s.country, 'target', s.target_enrollment,
            'screened', l.screened, 'failed', l.screen_failed, 'enrolled', l.enrolled, 'on', l.as_of) as doc
        from public.sites s join private.enrollment_latest(day.project_id) l on l.site_id = s.id
        where s.project_id = day.project_id and (only_country is null or coalesce(s.country, '') = only_country)) t
        where t.n <= coalesce((wish #>> '{params,limit}')::int, 8));
    end if;
    docs := docs || (private.widget_doc(wish, fraction, facts, listed, null, null)
      || coalesce(known -> scope -> 'rows' -> (wish ->> 'key'), '{}'));
  end loop;
  return docs;
end
$$;
