-- Why: risks with their controls, findings and actions as lists, for the documents of the assistant.
-- The figures that were there stay as they are, in private.quality_figures().

alter function private.widgets_quality(private.project_day, jsonb) rename to quality_figures;

insert into private.widget_entries (key, family, resources) values
  ('quality.risks', 'quality', '{risk,critical_factor}'),
  ('quality.factors', 'quality', '{critical_factor,risk,kri}'),
  ('quality.deviations', 'quality', '{deviation,site}'),
  ('quality.capas', 'quality', '{capa,deviation}'),
  ('quality.past_due', 'quality', '{deviation,capa,site}');

insert into private.source_kinds (kind, tbl, label) values
  ('critical_factor', 'critical_factors', 'r.title'), ('kri', 'kris', 'r.title'), ('qtl', 'qtls', 'r.title')
on conflict do nothing;

-- One list of quality: what is open, the worst first.
create function private.quality_list(day private.project_day, wish jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  most integer := coalesce((wish #>> '{params,limit}')::int, 8);
  only_site uuid := (wish #>> '{params,siteId}')::uuid;
begin
  return case wish ->> 'key'
    when 'quality.risks' then (
      with risk as materialized (
        select r.id, r.title, r.mitigation, r.basis, r.review_due_on::date as due, f.title as factor, p.name as owner, s.score, s.zone, s.state,
          s.last_reviewed_on as reviewed, s.review_overdue as overdue, coalesce(trim(r.mitigation), '') = '' as bare,
          row_number() over (order by s.state = 'open' desc, s.score desc nulls last, r.title, r.id) as place
        from private.risk_standing(array[day]) s join public.risks r on r.id = s.id
        left join public.critical_factors f on f.id = r.critical_factor_id left join public.profiles p on p.id = r.owner_id
        where s.state <> 'closed'
      )
      select private.widget_doc(wish, (select count(*) from risk),
        jsonb_build_object('open', (select count(*) from risk where state = 'open'), 'overdue', (select count(*) from risk where overdue),
          'bare', (select count(*) from risk where state = 'open' and bare), 'unowned', (select count(*) from risk where state = 'open' and owner is null),
          'unscored', (select count(*) from risk where state = 'open' and score is null)),
        (select jsonb_agg(to_jsonb(k) - 'place' order by k.place) from risk k where k.place <= most),
        'risk', (select coalesce(array_agg(id order by place), '{}') from risk)))
    when 'quality.factors' then (
      with factor as materialized (
        select f.id, f.title, f.rationale, f.ordinal, (select count(*) from public.risks r where r.critical_factor_id = f.id and r.closed_on is null
            and r.state = 'confirmed') as risks,
          (select count(*) from public.kris k where k.critical_factor_id = f.id) as indicators,
          (select count(*) from public.qtls q join public.kris k on k.id = q.kri_id where k.critical_factor_id = f.id) as limits,
          row_number() over (order by f.ordinal, f.title, f.id) as place
        from public.critical_factors f where f.project_id = day.project_id
      )
      select private.widget_doc(wish, (select count(*) from factor),
        jsonb_build_object('bare', (select count(*) from factor where risks = 0), 'unmeasured', (select count(*) from factor where indicators = 0)),
        (select jsonb_agg(to_jsonb(f) - 'place' order by f.place) from factor f where f.place <= most),
        'critical_factor', (select coalesce(array_agg(id order by place), '{}') from factor)))
    when 'quality.deviations' then (
      with open as materialized (
        select v.id, v.title, v.severity, v.category, v.found_on::date as found, v.due_on::date as due, s.overdue, s.days_over as over, s.age,
          private.site_label(t) as site, p.name as owner, row_number() over (order by s.overdue desc,
            array_position(array['critical', 'major', 'minor'], v.severity), v.due_on nulls last, v.found_on, v.id) as place
        from private.deviation_standing(array[day]) s join public.deviations v on v.id = s.id
        left join public.sites t on t.id = v.site_id left join public.profiles p on p.id = v.owner_id
        where s.state = 'open' and (only_site is null or v.site_id = only_site)
      )
      select private.widget_doc(wish, (select count(*) from open),
        jsonb_build_object('overdue', (select count(*) from open where overdue), 'critical', (select count(*) from open where severity = 'critical'),
          'unowned', (select count(*) from open where owner is null), 'undated', (select count(*) from open where due is null)),
        (select jsonb_agg(to_jsonb(o) - 'place' order by o.place) from open o where o.place <= most),
        'deviation', (select coalesce(array_agg(id order by place), '{}') from open)))
    when 'quality.capas' then (
      with open as materialized (
        select c.id, c.title, s.state, s.next_due_on as due, s.overdue, s.days_over as over, s.deviations, c.opened_on::date as opened,
          coalesce(trim(c.root_cause), '') = '' as uncaused, p.name as owner,
          row_number() over (order by s.state = 'ineffective' desc, s.overdue desc, s.next_due_on nulls last, c.title, c.id) as place
        from private.capa_standing(array[day]) s join public.capas c on c.id = s.id left join public.profiles p on p.id = c.owner_id
        where s.state <> 'closed'
          and (only_site is null or exists (select from public.deviations v where v.capa_id = c.id and v.site_id = only_site))
      )
      select private.widget_doc(wish, (select count(*) from open),
        jsonb_build_object('overdue', (select count(*) from open where overdue), 'ineffective', (select count(*) from open where state = 'ineffective'),
          'uncaused', (select count(*) from open where uncaused)),
        (select jsonb_agg(to_jsonb(o) - 'place' order by o.place) from open o where o.place <= most),
        'capa', (select coalesce(array_agg(id order by place), '{}') from open)))
    else (
      with late as materialized (
        select 'deviation' as kind, v.id, v.title, s.days_over as over, v.due_on::date as due, private.site_label(t) as site, v.severity, v.owner_id
        from private.deviation_standing(array[day]) s join public.deviations v on v.id = s.id left join public.sites t on t.id = v.site_id
        where s.overdue and (only_site is null or v.site_id = only_site)
        union all
        select 'capa', c.id, c.title, s.days_over, s.next_due_on, null, null, c.owner_id
        from private.capa_standing(array[day]) s join public.capas c on c.id = s.id
        where s.overdue and (only_site is null or exists (select from public.deviations v where v.capa_id = c.id and v.site_id = only_site))
      ), placed as (
        select l.kind, l.id, l.title, l.over, l.due, l.site, l.severity, p.name as owner,
          row_number() over (order by l.over desc, l.title, l.id) as place
        from late l left join public.profiles p on p.id = l.owner_id
      )
      select private.widget_of(wish, (select count(*) from late),
        jsonb_build_object('critical', (select count(*) from late where severity = 'critical'),
          'deviations', (select count(*) from late where kind = 'deviation'), 'capas', (select count(*) from late where kind = 'capa')),
        (select jsonb_agg(to_jsonb(l) - 'place' order by l.place) from placed l where l.place <= most),
        (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'id', id) order by place), '[]') from placed)))
  end;
end
$$;

create function private.widgets_quality(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  lists text[] := '{quality.risks,quality.factors,quality.deviations,quality.capas,quality.past_due}';
begin
  return private.quality_figures(day, (select coalesce(jsonb_agg(w), '[]') from jsonb_array_elements(wanted) w where w ->> 'key' <> all (lists)))
    || (select coalesce(jsonb_agg(private.quality_list(day, w)), '[]') from jsonb_array_elements(wanted) w where w ->> 'key' = any (lists));
end
$$;

revoke execute on function private.quality_list(private.project_day, jsonb), private.widgets_quality(private.project_day, jsonb) from public;
grant execute on function private.quality_list(private.project_day, jsonb), private.widgets_quality(private.project_day, jsonb)
  to authenticated, service_role;
