-- Why: five figures of one document asked for the staff of all sites five times, half a second each at
-- 1,148 sites. They are read once for each place asked for.

create or replace function private.widgets_team(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  most integer;
  home text;
  -- By site, '' is all of them: the people, as staff_duties() has them.
  known jsonb := '{}';
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    most := coalesce((wish #>> '{params,limit}')::int, 12);
    if wish ->> 'key' in ('team.roles', 'team.members') then
      docs := docs || private.team_members(day, most, wish);
      continue;
    end if;
    home := coalesce(wish #>> '{params,siteId}', '');
    if not known ? home then
      known := known || jsonb_build_object(home, (
        select coalesce(jsonb_agg(to_jsonb(d)), '[]') from private.staff_duties(day, nullif(home, '')::uuid) d));
    end if;
    docs := docs || (
      with person as materialized (
        select d.*, cardinality(d.duties) > 0 as busy, cardinality(d.missing) > 0 as untrained
        from jsonb_to_recordset(known -> home) as d(id uuid, site_id uuid, place bigint, site text, name text, role text, duties text[],
          since date, duty_ids uuid[], missing text[], lapsed_on date)
      ), chosen as materialized (
        select p.*, row_number() over (order by p.busy and p.untrained desc, p.untrained desc, p.place) as n from person p
        where case wish ->> 'key' when 'team.delegations' then p.busy when 'team.without_delegation' then not p.busy
          when 'team.without_training' then p.untrained else true end
      )
      select private.widget_doc(wish, (select count(*) from chosen), jsonb_build_object('of', count(*),
          'busy', count(*) filter (where p.busy), 'untrained', count(*) filter (where p.untrained),
          'exposed', count(*) filter (where p.busy and p.untrained), 'sites', count(distinct p.site_id),
          'duties', coalesce(sum(cardinality(p.duties)), 0),
          'unstaffed', (select count(*) from public.sites s where s.project_id = day.project_id and s.closed_on is null
            and (home = '' or s.id = nullif(home, '')::uuid)) - count(distinct p.site_id)),
        case wish ->> 'key'
          when 'team.staff' then (select jsonb_agg(jsonb_build_object('role', r.role, 'n', r.n, 'busy', r.busy) order by r.n desc, r.role) from (
            select x.role, count(*) as n, count(*) filter (where x.busy) as busy from person x group by x.role) r)
          when 'team.training' then (select jsonb_agg(to_jsonb(t)) from (
            select * from private.team_training(day, array_agg(p.id)) limit most) t)
          else (select jsonb_agg(jsonb_build_object('id', c.id, 'siteId', c.site_id, 'name', c.name, 'role', c.role, 'site', c.site,
              'duties', to_jsonb(c.duties), 'since', c.since, 'missing', to_jsonb(c.missing), 'lapsed', c.lapsed_on) order by c.n)
            from chosen c where c.n <= most) end,
        case when wish ->> 'key' = 'team.delegations' then 'delegation' else 'staff' end,
        case when wish ->> 'key' = 'team.delegations' then array(select unnest(c.duty_ids) from chosen c order by c.n)
          else array(select c.id from chosen c order by c.n) end)
      from person p);
  end loop;
  return docs;
end
$$;
