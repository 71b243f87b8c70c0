-- Why: the table of sites begins with what is wrong: sites that enrol with an open gate come first.
-- It shows four, so that the home of a study stays light.

create or replace function private.widgets_sites(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  only_country text;
  -- The sites with where they stand, read once.
  found jsonb := (
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', private.site_label(s), 'city', s.city, 'country', s.country,
      'state', t.state, 'since', t.since_on, 'activated', s.activated_on, 'planned', s.planned_activation_on,
      'missing', to_jsonb(t.missing), 'openGate', t.enrols_with_open_gate, 'target', s.target_enrollment)
      order by s.ordinal, s.id), '[]')
    from private.site_states(day.project_id) t join public.sites s on s.id = t.site_id);
  ids uuid[];
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, case wish ->> 'key' when 'sites.table' then 4 else 5 end);
    only_country := wish #>> '{params,country}';
    ids := (select coalesce(array_agg((s ->> 'id')::uuid order by n), '{}') from jsonb_array_elements(found) with ordinality as e(s, n)
      where only_country is null or coalesce(s ->> 'country', '') = only_country);
    docs := docs || (
      with site as materialized (
        select s, n from jsonb_array_elements(found) with ordinality as e(s, n)
        where only_country is null or coalesce(s ->> 'country', '') = only_country
      ), opened as materialized (
        select s, n from site where jsonb_array_length(s -> 'missing') > 0
          and s ->> 'state' in ('selected', 'in_start_up', 'active', 'enrolling', 'on_hold')
      )
      select case wish ->> 'key'
        when 'sites.active' then private.widget_doc(wish,
          (select count(*) from site where s ->> 'state' in ('active', 'enrolling')),
          jsonb_build_object('of', cardinality(ids)), null, 'site', ids)
        when 'sites.pipeline' then private.widget_doc(wish, cardinality(ids),
          jsonb_build_object(
            'next', (select s from site where s ->> 'planned' is not null and s ->> 'state' in ('identified', 'selected', 'in_start_up', 'unknown')
              order by s ->> 'planned', n limit 1),
            'waiting', (select s from site where s ->> 'since' is not null and s ->> 'state' in ('identified', 'selected', 'in_start_up')
              order by s ->> 'since', n limit 1)),
          (select jsonb_agg(jsonb_build_object('state', c.state, 'n', c.n)) from (
            select s ->> 'state' as state, count(*) as n from site group by 1 order by 1) c), 'site', ids)
        when 'sites.open_gates' then private.widget_doc(wish, (select count(*) from opened), '{}',
          (select jsonb_agg(o.s order by o.place) from (
            select s, row_number() over (order by s ->> 'state' = 'enrolling' desc, jsonb_array_length(s -> 'missing'), n) as place from opened) o
            where o.place <= most),
          'site', (select coalesce(array_agg((s ->> 'id')::uuid order by n), '{}') from opened))
        else private.widget_doc(wish, cardinality(ids),
          jsonb_build_object('active', (select count(*) from site where s ->> 'state' in ('active', 'enrolling'))),
          (select jsonb_agg(t.s || jsonb_build_object('screened', l.screened, 'failed', l.screen_failed, 'enrolled', l.enrolled) order by t.place)
            from (select s, row_number() over (order by s ->> 'openGate' = 'true' desc, case s ->> 'state' when 'enrolling' then 0 when 'active' then 1 when 'on_hold' then 2
                when 'in_start_up' then 3 when 'selected' then 4 when 'identified' then 5 when 'closed' then 7 else 6 end, n) as place from site) t
            left join private.enrollment_latest(day.project_id) l on l.site_id = (t.s ->> 'id')::uuid
            where t.place <= most), 'site', ids)
      end);
  end loop;
  return docs;
end
$$;
