-- Why: all that is known of one site, as figures: its facts and gate, people with duties and trainings,
-- counts, documents, findings, tasks, indicators. On top of the functions that the pages use. Of no
-- site (a widget that names none) nothing is known.

insert into private.source_kinds (kind, tbl, label) values
  ('site_staff', 'site_staff', 'r.name'), ('site_delegation', 'delegations', 'r.duty'),
  ('site_training', 'trainings', 'r.topic || '', '' || (select w.name from public.site_staff w where w.id = r.staff_id)')
on conflict do nothing;

insert into private.widget_entries (key, family, resources) values
  ('site.facts', 'site', '{site,enrollment}'),
  ('site.gate', 'site', '{site,site_staff,document,document_version}'),
  ('site.staff', 'site', '{site_staff}'),
  ('site.delegations', 'site', '{site_staff}'),
  ('site.training', 'site', '{site_staff}'),
  ('site.enrollment', 'site', '{enrollment}'),
  ('site.documents', 'site', '{document,document_version}'),
  ('site.consent', 'site', '{document,document_version}'),
  ('site.deviations', 'site', '{deviation}'),
  ('site.capas', 'site', '{capa,deviation}'),
  ('site.tasks', 'site', '{task,milestone}'),
  ('site.indicators', 'site', '{kri,kri_value}');

-- Where it stands: site.facts, site.gate.
create function private.site_card(day private.project_day, wish jsonb, site uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    select case wish ->> 'key' when 'site.facts' then private.widget_doc(wish, t.enrolled, jsonb_build_object('state', t.state,
        'since', t.since_on, 'next', t.next_step, 'gateOpen', t.gate_open, 'missing', to_jsonb(t.missing),
        'enrolsOpen', t.enrols_with_open_gate, 'enrolled', t.enrolled, 'enrolledOn', t.enrolled_as_of, 'number', s.number, 'facility', s.facility,
        'city', s.city, 'country', s.country, 'target', s.target_enrollment, 'hold', s.hold_reason),
      (select jsonb_agg(jsonb_build_object('fact', f.fact, 'on', f.on_day) order by f.n) from (values
        (1, 'plannedActivationOn', s.planned_activation_on), (2, 'identifiedOn', s.identified_on), (3, 'selectedOn', s.selected_on),
        (4, 'contractSignedOn', s.contract_signed_on), (5, 'ethicsApprovedOn', s.ethics_approved_on),
        (6, 'initiationVisitOn', s.initiation_visit_on), (7, 'activatedOn', s.activated_on), (8, 'firstParticipantOn', s.first_participant_on),
        (9, 'onHoldOn', s.on_hold_on), (10, 'closedOn', s.closed_on)) as f(n, fact, on_day)
        where f.on_day is not null or f.n < 9), 'site', array[s.id])
      else private.widget_doc(wish, cardinality(t.missing), jsonb_build_object('state', t.state, 'enrolsOpen', t.enrols_with_open_gate,
        'of', (select count(*) from private.gate_requirements(day.project_id, site_card.site))),
      (select jsonb_agg(jsonb_build_object('label', g.label, 'held', g.held, 'on', g.held_on, 'state', g.state, 'evidence', g.evidence)
        order by g.held, g.ordinal) from private.gate_requirements(day.project_id, site_card.site) g), 'site', array[s.id]) end
    from private.site_states(day.project_id, site_card.site) t join public.sites s on s.id = t.site_id
  );
end
$$;

-- Its people: site.staff, site.delegations, site.training. A training counts while no other of the
-- same person and topic lasts longer, and is of nobody who left.
create function private.site_people(day private.project_day, wish jsonb, site uuid, most integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return (
    with person as materialized (
      select w.id, w.name, w.role, w.started_on::date as started_on, w.ended_on::date as ended_on,
        coalesce(w.started_on <= day.today, true) and coalesce(w.ended_on >= day.today, true) as now_there
      from public.site_staff w where w.site_id = site_people.site and w.project_id = day.project_id
    ), training as materialized (
      select distinct on (t.staff_id, lower(trim(t.topic))) t.id, t.staff_id, t.topic, t.completed_on::date as completed_on,
        t.expires_on::date as expires_on, p.name
      from public.trainings t join person p on p.id = t.staff_id and coalesce(p.ended_on >= day.today, true)
      where t.project_id = day.project_id and t.completed_on <= day.today
      order by t.staff_id, lower(trim(t.topic)), t.expires_on desc nulls first, t.completed_on desc, t.id
    ), duty as materialized (
      select d.id, d.duty, d.delegated_on::date as from_on, d.ended_on::date as until_on, p.name, p.now_there,
        d.delegated_on <= day.today and coalesce(d.ended_on >= day.today, true) as in_force,
        (select count(*) from (values ('gcp'), ('protocol')) as need(topic) where exists (select from training t
          where t.staff_id = d.staff_id and lower(trim(t.topic)) = need.topic and coalesce(t.expires_on >= day.today, true))) = 2 as trained
      from public.delegations d join person p on p.id = d.staff_id where d.project_id = day.project_id
    )
    select case wish ->> 'key'
      when 'site.staff' then private.widget_doc(wish, (select count(*) from person where now_there),
        jsonb_build_object('of', (select count(*) from person), 'leaders', (select count(*) from person where now_there and role = 'principal_investigator')),
        (select jsonb_agg(jsonb_build_object('name', x.name, 'role', x.role, 'from', x.started_on, 'until', x.ended_on, 'now', x.now_there,
            'duties', x.duties) order by x.place) from (
          select p.*, (select count(*) from public.delegations d where d.staff_id = p.id and d.delegated_on <= day.today
              and coalesce(d.ended_on >= day.today, true)) as duties,
            row_number() over (order by p.now_there desc, p.role <> 'principal_investigator', p.name, p.id) as place from person p) x
          where x.place <= most), 'site_staff', (select coalesce(array_agg(id order by name, id), '{}') from person))
      when 'site.delegations' then private.widget_doc(wish, (select count(*) from duty where in_force),
        jsonb_build_object('of', (select count(*) from duty), 'untrained', (select count(*) from duty where in_force and now_there and not trained)),
        (select jsonb_agg(jsonb_build_object('duty', x.duty, 'name', x.name, 'from', x.from_on, 'until', x.until_on, 'now', x.in_force,
            'trained', x.trained) order by x.place) from (
          select d.*, row_number() over (order by d.in_force desc, d.trained, d.name, d.duty, d.id) as place from duty d) x where x.place <= most),
        'site_delegation', (select coalesce(array_agg(id order by from_on, id), '{}') from duty))
      else private.widget_doc(wish, (select count(*) from training),
        jsonb_build_object('expired', (select count(*) from training where expires_on < day.today),
          'ending', (select count(*) from training where expires_on between day.today and day.today + 90)),
        (select jsonb_agg(jsonb_build_object('topic', x.topic, 'name', x.name, 'completed', x.completed_on, 'expires', x.expires_on,
            'left', x.expires_on - day.today) order by x.place) from (
          select t.*, row_number() over (order by t.expires_on nulls last, t.name, t.topic, t.id) as place from training t) x where x.place <= most),
        'site_training', (select coalesce(array_agg(id order by expires_on nulls last, id), '{}') from training)) end
  );
end
$$;

-- What it should hold and what it works with: site.documents (of the site and of its country),
-- site.consent (in use on the day).
create function private.site_papers(day private.project_day, wish jsonb, site uuid, most integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  if wish ->> 'key' = 'site.documents' then
    return (
      with doc as materialized (
        select e.* from private.expected_documents(array[day], site_papers.site) e where e.level <> 'STUDY'
      ), placed as (
        select d.*, row_number() over (order by array_position(array['missing', 'expired', 'withdrawn', 'pending', 'expiring', 'current', 'waived'], d.state),
          d.days_left nulls last, d.title, d.document_id, d.requirement_id) as place from doc d
      )
      select private.widget_doc(wish, (select count(*) from doc where state in ('missing', 'expired', 'withdrawn', 'pending')),
        jsonb_build_object('of', (select count(*) from doc), 'states', (select coalesce(jsonb_object_agg(c.state, c.n), '{}')
          from (select state, count(*) as n from doc group by state) c)),
        jsonb_agg(jsonb_build_object('document', p.document_id, 'title', p.title, 'level', p.level, 'state', p.state, 'version', p.version,
          'expires', p.expires_on, 'left', p.days_left, 'needed', p.needed_for) order by p.place) filter (where p.place <= most),
        'document', (select coalesce(array_agg(document_id order by title, document_id) filter (where document_id is not null), '{}') from doc))
        || jsonb_build_object('count', count(*)) from placed p);
  end if;
  return (
    with used as materialized (
      select u.*, o.title, row_number() over (order by u.superseded desc, o.title, u.version) as place
      from private.consent_uses(array[day]) u join public.documents o on o.id = u.document_id
      where u.site_id = site_papers.site and coalesce(u.used_until >= day.today, true)
    )
    select private.widget_doc(wish, count(*) filter (where superseded), jsonb_build_object('of', count(*)),
      jsonb_agg(jsonb_build_object('document', document_id, 'title', title, 'version', version, 'from', used_from, 'newest', newest_version,
        'superseded', superseded) order by place) filter (where place <= most),
      'document_version', coalesce(array_agg(distinct version_id), '{}')) from used
  );
end
$$;

-- What went wrong and what is to be done: site.deviations, site.capas (of its deviations), site.tasks.
create function private.site_work(day private.project_day, wish jsonb, site uuid, most integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  case wish ->> 'key'
  when 'site.deviations' then
    return (
      with found as materialized (
        select v.id, v.title, v.category, v.severity, v.found_on::date as found_on, v.due_on::date as due_on, v.resolved_on::date as resolved_on, s.state, s.overdue,
          row_number() over (order by s.state = 'resolved', s.overdue desc,
            array_position(array['critical', 'major', 'minor'], v.severity), v.found_on desc, v.id) as place
        from private.deviation_standing(array[day], array(select x.id from public.deviations x
          where x.site_id = site_work.site and x.project_id = day.project_id)) s join public.deviations v on v.id = s.id
      )
      select private.widget_doc(wish, count(*) filter (where state = 'open'), jsonb_build_object('of', count(*),
          'overdue', count(*) filter (where overdue), 'critical', count(*) filter (where state = 'open' and severity = 'critical')),
        jsonb_agg(jsonb_build_object('id', id, 'title', title, 'category', category, 'severity', severity, 'found', found_on, 'due', due_on,
          'resolved', resolved_on, 'overdue', overdue) order by place) filter (where place <= most),
        'deviation', coalesce(array_agg(id order by found_on, id), '{}')) from found);
  when 'site.capas' then
    return (
      with capa as materialized (
        select c.id, c.title, s.state, s.next_due_on, s.overdue, x.n,
          row_number() over (order by s.state = 'closed', s.overdue desc, s.next_due_on nulls last, c.title, c.id) as place
        from (select v.capa_id, count(*) as n from public.deviations v
          where v.site_id = site_work.site and v.project_id = day.project_id and v.capa_id is not null group by v.capa_id) x
        join public.capas c on c.id = x.capa_id
        join private.capa_standing(array[day], array(select v.capa_id from public.deviations v
          where v.site_id = site_work.site and v.project_id = day.project_id)) s on s.id = c.id
      )
      select private.widget_doc(wish, count(*) filter (where state <> 'closed'), jsonb_build_object('of', count(*),
          'overdue', count(*) filter (where overdue), 'ineffective', count(*) filter (where state = 'ineffective')),
        jsonb_agg(jsonb_build_object('id', id, 'title', title, 'state', state, 'due', next_due_on, 'overdue', overdue, 'n', n)
          order by place) filter (where place <= most),
        'capa', coalesce(array_agg(id order by title, id), '{}')) from capa);
  else
    return (
      with item as materialized (
        select i.id, i.title, i.due_on, i.done, i.done_on, i.confirmed, coalesce(not i.done and i.due_on < day.today, false) as late,
          m.title as milestone, f.name as owner,
          row_number() over (order by i.done, i.due_on nulls last, i.done_on desc, i.title, i.id) as place
        from private.plan_items(array[day]) i join public.tasks t on t.id = i.id
        left join public.milestones m on m.id = t.milestone_id left join public.profiles f on f.id = i.owner_id
        where i.kind = 'task' and i.site_id = site_work.site
      )
      select private.widget_doc(wish, count(*) filter (where not done), jsonb_build_object('of', count(*), 'late', count(*) filter (where late),
          'done', count(*) filter (where done)),
        jsonb_agg(jsonb_build_object('id', id, 'title', title, 'due', due_on, 'done', done, 'doneOn', done_on, 'late', late, 'milestone', milestone,
          'owner', owner, 'confirmed', confirmed) order by place) filter (where place <= most),
        'task', coalesce(array_agg(id order by place), '{}')) from item);
  end case;
end
$$;

-- What was counted: site.enrollment (the newest counts, and as they were so many days before today),
-- site.indicators (of each the newest period and the one before it).
create function private.site_counts_of(day private.project_day, wish jsonb, site uuid, back integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  if wish ->> 'key' = 'site.enrollment' then
    return (
      with count_of as (
        select c.n, c.name, c.value, c.on_day, b.value as before, b.on_day as before_on
        from private.enrollment_latest(day.project_id, day.today, array[site_counts_of.site]) l
        cross join lateral (values (1, 'prescreened', l.prescreened, l.prescreened_on), (2, 'screened', l.screened, l.screened_on),
          (3, 'screenFailed', l.screen_failed, l.screen_failed_on), (4, 'enrolled', l.enrolled, l.enrolled_on),
          (5, 'withdrawn', l.withdrawn, l.withdrawn_on), (6, 'completed', l.completed, l.completed_on)) as c(n, name, value, on_day)
        left join private.enrollment_latest(day.project_id, day.today - back, array[site_counts_of.site]) o on true
        left join lateral (values ('prescreened', o.prescreened, o.prescreened_on), ('screened', o.screened, o.screened_on),
          ('screenFailed', o.screen_failed, o.screen_failed_on), ('enrolled', o.enrolled, o.enrolled_on),
          ('withdrawn', o.withdrawn, o.withdrawn_on), ('completed', o.completed, o.completed_on)) as b(name, value, on_day) on b.name = c.name
      )
      select private.widget_doc(wish, (select value from count_of where name = 'enrolled'),
        jsonb_build_object('target', (select s.target_enrollment from public.sites s where s.id = site_counts_of.site), 'back', day.today - back),
        (select jsonb_agg(jsonb_build_object('name', c.name, 'n', c.value, 'on', c.on_day, 'before', c.before, 'beforeOn', c.before_on) order by c.n)
          from count_of c where c.value is not null),
        'enrollment_snapshot', array(select e.id from public.enrollment_snapshots e
          where e.site_id = site_counts_of.site and e.as_of in (select c.on_day from count_of c union select c.before_on from count_of c) order by e.as_of desc)));
  end if;
  return (
    with point as (
      select p.*, row_number() over (partition by p.kri_id order by p.period_on desc) as back,
        lead(p.value) over newest as before, lead(p.period_on) over newest as before_on, lead(p.status) over newest as before_status
      from private.kri_points(array[day], null, array[site_counts_of.site]) p
      window newest as (partition by p.kri_id order by p.period_on desc)
    ), line as materialized (
      select p.*, k.title, k.ordinal, k.amber, k.red from point p join public.kris k on k.id = p.kri_id where p.back = 1
    )
    select private.widget_doc(wish, count(*) filter (where status = 'critical'), jsonb_build_object('of', count(*),
        'atRisk', count(*) filter (where status = 'at-risk'), 'known', count(*) filter (where status <> 'unknown')),
      jsonb_agg(jsonb_build_object('id', kri_id, 'title', title, 'on', period_on, 'of', numerator, 'by', denominator, 'value', value, 'status', status,
        'before', before, 'beforeOn', before_on, 'amber', amber, 'red', red) order by ordinal, title, kri_id),
      'kri_value', array(select v.id from line l join public.kri_values v on v.kri_id = l.kri_id and v.site_id = site_counts_of.site
        and v.period_on = l.period_on order by v.id)) || jsonb_build_object('count', count(*)) from line
  );
end
$$;

create function private.widgets_site(day private.project_day, wanted jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  docs jsonb := '[]';
  wish jsonb;
  site uuid;
  most integer;
  made jsonb;
begin
  for wish in select w from jsonb_array_elements(wanted) w loop
    site := (wish #>> '{params,siteId}')::uuid;
    most := coalesce((wish #>> '{params,limit}')::int, 12);
    made := null;
    if site is not null then
      made := case
        when wish ->> 'key' in ('site.facts', 'site.gate') then private.site_card(day, wish, site)
        when wish ->> 'key' in ('site.staff', 'site.delegations', 'site.training') then private.site_people(day, wish, site, most)
        when wish ->> 'key' in ('site.documents', 'site.consent') then private.site_papers(day, wish, site, most)
        when wish ->> 'key' in ('site.deviations', 'site.capas', 'site.tasks') then private.site_work(day, wish, site, most)
        else private.site_counts_of(day, wish, site, coalesce((wish #>> '{params,days}')::int, 90)) end;
    end if;
    docs := docs || coalesce(made, private.widget_doc(wish, null, '{"none": true}', null, null, null));
  end loop;
  return docs;
end
$$;

revoke execute on function private.site_card(private.project_day, jsonb, uuid),
  private.site_people(private.project_day, jsonb, uuid, integer), private.site_papers(private.project_day, jsonb, uuid, integer),
  private.site_work(private.project_day, jsonb, uuid, integer), private.site_counts_of(private.project_day, jsonb, uuid, integer),
  private.widgets_site(private.project_day, jsonb) from public;
grant execute on function private.site_card(private.project_day, jsonb, uuid),
  private.site_people(private.project_day, jsonb, uuid, integer), private.site_papers(private.project_day, jsonb, uuid, integer),
  private.site_work(private.project_day, jsonb, uuid, integer), private.site_counts_of(private.project_day, jsonb, uuid, integer),
  private.widgets_site(private.project_day, jsonb) to authenticated, service_role;
