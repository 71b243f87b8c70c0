-- Why: which documents a study should hold, which it holds and how each stands, said by one function
-- each. Nothing of it is stored.
--
-- The rule, here and nowhere else. Essential records are those that let the conduct of a trial be
-- judged (ICH E6(R3), Appendix C, C.1); which ones a study needs, and before which step, is for it to
-- say (C.2.1, C.2.5; C.3 has the list): its confirmed requirements. Days count with the first and the
-- last included, in the study's own time zone.
-- * A requirement of the study expects one document, one of a country one for each country that has
--   sites, one of a site one for each site; `countries` narrows the latter two. Without a level it is
--   one of the study.
-- * A version is withdrawn from its withdrawn_on on; pending while it is not approved, or not yet
--   effective; held after that. It acts from effective_on, else from approved_on. Of those held the
--   newest by that day counts; the others are superseded.
-- * A version holds up to and including its own expires_on, else the day `valid_months` of its
--   requirement after it began to act, else for good. Expiring: 90 days or less are left.
-- * A document stands as its held version does; without one it is pending while a version is, then
--   withdrawn, and missing when it never had one.
-- * A waiver in force (until_on not past) of this place, of its country or of the whole requirement,
--   the narrowest first, stands in for a document that is not current.

-- A short list of our own after the numbering of the TMF Reference Model (CDISC), for studies of
-- organisations that imported none. Names are ours.
create function private.tmf_subset() returns table (number text, zone text, section text, artifact text)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select s.section || '.' || a.n, z.zone, s.name, a.name
  from (values
    ('01', 'Trial Management'), ('02', 'Central Trial Documents'), ('03', 'Regulatory'),
    ('04', 'Ethics and Other Approvals'), ('05', 'Site Management'), ('06', 'Product and Supplies'),
    ('07', 'Safety Reporting'), ('08', 'Testing Facilities'), ('09', 'Third Parties'),
    ('10', 'Data Management'), ('11', 'Statistics')) as z(n, zone)
  join (values
    ('01.01', 'Trial Oversight'), ('01.02', 'Trial Team'), ('01.03', 'Committees'), ('01.04', 'Meetings'),
    ('02.01', 'Product and Trial Documents'), ('02.02', 'Participant Documents'), ('02.03', 'Reports'),
    ('03.01', 'Trial Approval'), ('03.02', 'Import and Export'), ('03.03', 'Status Reports'),
    ('04.01', 'Ethics Approval'), ('04.02', 'Other Committees'), ('04.03', 'Status Reports'),
    ('05.01', 'Site Selection'), ('05.02', 'Site Set-up'), ('05.03', 'Site Initiation'), ('05.04', 'Site Conduct'),
    ('06.01', 'Product Documents'), ('06.02', 'Product Release'), ('06.03', 'Treatment Allocation'), ('06.04', 'Storage'),
    ('07.01', 'Safety Documents'), ('07.02', 'Safety Reports'),
    ('08.01', 'Facility Documents'), ('08.02', 'Samples'),
    ('09.01', 'Oversight of Third Parties'), ('09.02', 'Set-up of Third Parties'),
    ('10.01', 'Data Management Oversight'), ('10.02', 'Data Capture'), ('10.03', 'Database'),
    ('11.01', 'Statistics Oversight'), ('11.02', 'Randomisation'), ('11.03', 'Analysis')) as s(section, name)
    on left(s.section, 2) = z.n
  join (values
    ('01.01', '01', 'TMF plan'), ('01.01', '02', 'Trial management plan'), ('01.01', '03', 'Quality plan'),
    ('01.01', '06', 'Recruitment plan'), ('01.01', '08', 'Monitoring plan'), ('01.01', '16', 'Risk management plan'),
    ('01.01', '18', 'Roles and responsibilities'), ('01.01', '19', 'Transfer of sponsor duties'),
    ('01.02', '01', 'Trial team list'), ('01.02', '02', 'Trial team CV'),
    ('01.03', '01', 'Committee charter'), ('01.03', '03', 'Committee minutes'), ('01.04', '04', 'Trial team training record'),
    ('02.01', '01', 'Investigator''s brochure'), ('02.01', '02', 'Protocol'), ('02.01', '03', 'Protocol synopsis'),
    ('02.01', '04', 'Protocol amendment'), ('02.01', '06', 'Insurance certificate'), ('02.01', '07', 'Blank case report form'),
    ('02.02', '01', 'Participant diary'), ('02.02', '02', 'Participant questionnaire'), ('02.02', '03', 'Consent form'),
    ('02.02', '04', 'Participant information'), ('02.02', '06', 'Recruitment advertisement'), ('02.03', '01', 'Clinical study report'),
    ('03.01', '01', 'Submission to the authority'), ('03.01', '02', 'Decision of the authority'),
    ('03.01', '03', 'Number given by the authority'), ('03.01', '04', 'Public registration'),
    ('03.02', '02', 'Import or export licence'), ('03.03', '01', 'Safety notice to the authority'),
    ('03.03', '02', 'Progress report to the authority'), ('03.03', '03', 'End of trial notice to the authority'),
    ('04.01', '01', 'Submission to the ethics committee'), ('04.01', '02', 'Decision of the ethics committee'),
    ('04.01', '03', 'Members of the ethics committee'), ('04.02', '02', 'Approval of another committee'),
    ('04.03', '01', 'Safety notice to the ethics committee'), ('04.03', '02', 'Progress report to the ethics committee'),
    ('04.03', '03', 'End of trial notice to the ethics committee'),
    ('05.01', '01', 'Site contacts'), ('05.01', '02', 'Confidentiality agreement of the site'), ('05.01', '03', 'Feasibility record'),
    ('05.01', '04', 'Selection visit report'), ('05.02', '01', 'Receipt of the brochure'), ('05.02', '02', 'Protocol signature page'),
    ('05.02', '03', 'Amendment signature page'), ('05.02', '04', 'Principal investigator CV'), ('05.02', '05', 'Sub-investigator CV'),
    ('05.02', '06', 'CV of other staff'), ('05.02', '07', 'Qualifications of staff (GCP certificate, licence)'),
    ('05.02', '08', 'Form FDA 1572'), ('05.02', '10', 'Financial disclosure'), ('05.02', '11', 'Data protection agreement'),
    ('05.02', '12', 'Clinical trial agreement'), ('05.02', '13', 'Indemnity'), ('05.02', '17', 'Release of product to the site'),
    ('05.02', '18', 'Delegation log and signatures'), ('05.03', '01', 'Initiation visit report'), ('05.03', '03', 'Training record of the site'),
    ('05.04', '01', 'Screening and enrollment log'), ('05.04', '03', 'Monitoring visit report'), ('05.04', '06', 'Deviation log'),
    ('05.04', '08', 'Close-out visit report'), ('05.04', '10', 'Participant identification log (stays at the site)'),
    ('06.01', '02', 'Handling instructions'), ('06.01', '03', 'Sample label'), ('06.01', '04', 'Shipment record'),
    ('06.01', '05', 'Accountability record'), ('06.01', '11', 'Destruction certificate'), ('06.02', '04', 'Certificate of analysis'),
    ('06.03', '02', 'Unblinding plan'), ('06.04', '01', 'Storage conditions record'),
    ('07.01', '01', 'Safety management plan'), ('07.02', '01', 'Expedited safety report'), ('07.02', '02', 'Serious adverse event report'),
    ('08.01', '01', 'Laboratory certificate'), ('08.01', '04', 'Normal ranges'), ('08.01', '05', 'Laboratory manual'),
    ('08.02', '05', 'Record of kept samples'), ('09.01', '01', 'Qualification of a third party'), ('09.02', '03', 'Contract with a third party'),
    ('10.01', '01', 'Data management plan'), ('10.02', '01', 'Case report form guidelines'), ('10.02', '02', 'Annotated case report form'),
    ('10.03', '11', 'Database lock approval'),
    ('11.01', '01', 'Statistical analysis plan'), ('11.01', '02', 'Sample size calculation'), ('11.02', '01', 'Randomisation plan'),
    ('11.02', '03', 'Randomisation list'), ('11.03', '01', 'Data definitions for the analysis')) as a(section, n, name)
    on a.section = s.section
$$;

-- What artifact numbers mean to an organisation: its own list first, then ours. own: of its list.
create function private.tmf_names(org uuid)
returns table (number text, zone text, section text, artifact text, own boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select distinct on (n.number) n.number, n.zone, n.section, n.artifact, n.own
    from (select t.number, t.zone, t.section, t.artifact, true as own from public.tmf_artifacts t where t.org_id = org
      union all select s.number, s.zone, s.section, s.artifact, false from private.tmf_subset() s) n
    order by n.number, n.own desc;
end
$$;

-- Countries are compared without case and outer blanks. Without a path of its own, to be inlined.
create function private.country_key(country text) returns text
language sql immutable parallel safe as $$ select lower(trim(country)) $$;

-- Every version with how it stands. place: 1 for the one that speaks for its phase. acts_on,
-- lasts_to: first and last day that it holds, null where not known or for good.
create function private.version_states(projects private.project_day[], only_documents uuid[] default null)
returns table (
  project_id uuid, document_id uuid, version_id uuid, version text, state text, phase text, place bigint,
  acts_on date, lasts_to date, withdrawn_on date, created_at timestamptz
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off rows 10000 as $$
#variable_conflict use_column
begin
  return query
    with phased as (
      select v.project_id, v.document_id, v.id, v.version, d.today, v.approved_on::date as approved_on,
        coalesce(v.effective_on, v.approved_on)::date as acts_on,
        coalesce(v.expires_on, (coalesce(v.effective_on, v.approved_on) + make_interval(months => r.valid_months)))::date as lasts_to,
        v.withdrawn_on::date as withdrawn_on, v.created_at,
        case when v.withdrawn_on <= d.today then 'withdrawn'
          when v.approved_on <= d.today and coalesce(v.effective_on, v.approved_on) <= d.today then 'held'
          else 'pending' end as phase
      from unnest(projects) d
      join public.document_versions v on v.project_id = d.project_id
      join public.documents o on o.id = v.document_id
      left join public.document_requirements r on r.id = o.requirement_id and r.state = 'confirmed'
      where only_documents is null or v.document_id = any (only_documents)
    ), placed as (
      select p.*, row_number() over (partition by p.document_id, p.phase
        order by p.acts_on desc nulls last, p.approved_on desc nulls last, p.created_at desc, p.id desc) as place
      from phased p
    )
    select p.project_id, p.document_id, p.id, p.version,
      case when p.phase <> 'held' then p.phase when p.place > 1 then 'superseded' when p.lasts_to < p.today then 'expired'
        when p.lasts_to <= p.today + 90 then 'expiring' else 'current' end,
      p.phase, p.place, p.acts_on, p.lasts_to, p.withdrawn_on, p.created_at
    from placed p;
end
$$;

-- The same as expected_documents(), of some requirements alone where they are given (then without
-- documents that answer none of them).
create function private.document_standing(projects private.project_day[], only_site uuid, only_requirements uuid[])
returns table (
  project_id uuid, requirement_id uuid, document_id uuid, version_id uuid, title text, kind text, artifact_number text,
  level text, country text, site_id uuid, needed_for text, state text, since_on date, version text, effective_on date,
  expires_on date, days_left integer, reason text, owner_id uuid, version_created_at timestamptz
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
set enable_nestloop = on set jit = off rows 10000 as $$
#variable_conflict use_column
declare
  only_country text := (select private.country_key(s.country) from public.sites s where s.id = only_site);
begin
  -- Of all sites at once: loops within loops, which tables without statistics invite, take seconds.
  perform set_config('enable_nestloop', (only_site is not null)::text, true);
  return query
    with wanted as materialized (
      select r.id, r.project_id, d.today, r.title, r.kind::text as kind, r.artifact_number, r.needed_for,
        coalesce(r.scope, 'STUDY') as level,
        (select array_agg(private.country_key(c)) from unnest(r.countries) c) as countries
      from unnest(projects) d join public.document_requirements r on r.project_id = d.project_id
      where r.state = 'confirmed' and (only_requirements is null or r.id = any (only_requirements))
    ), place as materialized (
      select s.project_id, s.id, s.country, private.country_key(s.country) as country_key
      from unnest(projects) d join public.sites s on s.project_id = d.project_id
      where only_site is null or s.id = only_site
    ), land as (
      select p.project_id, min(trim(p.country)) as country, p.country_key from place p
      where p.country_key <> '' group by p.project_id, p.country_key
    ), slot as (
      select w.id, w.project_id, w.level, null::text as country, null::text as country_key, null::uuid as site_id, '' as at
      from wanted w where w.level = 'STUDY'
      union all
      select w.id, w.project_id, w.level, l.country, l.country_key, null, l.country_key
      from wanted w join land l on l.project_id = w.project_id
      where w.level = 'COUNTRY' and (w.countries is null or l.country_key = any (w.countries))
      union all
      select w.id, w.project_id, w.level, p.country, p.country_key, p.id, p.id::text
      from wanted w join place p on p.project_id = w.project_id
      where w.level = 'SITE' and (w.countries is null or p.country_key = any (w.countries))
    ), held as (
      select o.id, o.project_id, o.requirement_id, o.title, o.kind::text as kind, o.artifact_number, o.owner_id,
        o.site_id, coalesce(p.country, trim(o.country)) as country, d.today,
        case when o.site_id is not null then 'SITE' when o.country is not null then 'COUNTRY' else 'STUDY' end as level,
        coalesce(o.site_id::text, private.country_key(o.country), '') as at
      from unnest(projects) d join public.documents o on o.project_id = d.project_id
      left join place p on p.id = o.site_id
      where (only_site is null or o.site_id = only_site
          or o.site_id is null and (o.country is null or private.country_key(o.country) = only_country))
        and (only_requirements is null or o.requirement_id = any (only_requirements))
    ), spoken as (
      select distinct on (v.document_id) v.document_id, v.version_id, v.version, v.state, v.acts_on, v.lasts_to,
        v.withdrawn_on, v.created_at
      from private.version_states(projects,
        case when only_site is not null or only_requirements is not null then array(select h.id from held h) end) v
      where v.place = 1
      order by v.document_id, case v.phase when 'held' then 1 when 'pending' then 2 else 3 end
    ), waiver as materialized (
      select w.requirement_id, w.site_id, private.country_key(w.country) as country_key, min(w.reason) as reason,
        min((w.created_at at time zone 'UTC')::date) as since_on
      from unnest(projects) d join public.document_waivers w on w.project_id = d.project_id
      where coalesce(w.until_on >= d.today, true)
      group by w.requirement_id, w.site_id, private.country_key(w.country)
    ), whole as (
      select s.id as slot, coalesce(s.project_id, h.project_id) as project_id, coalesce(s.id, h.requirement_id) as requirement_id,
        h.id as document_id, h.title, h.kind, h.artifact_number, coalesce(s.level, h.level) as level,
        coalesce(s.country, h.country) as country, coalesce(s.site_id, h.site_id) as site_id, s.country_key, h.owner_id
      from slot s full join held h on h.requirement_id = s.id and h.level = s.level and h.at = s.at
    )
    select h.project_id, h.requirement_id, h.document_id, v.version_id, coalesce(h.title, w.title), coalesce(h.kind, w.kind),
      coalesce(h.artifact_number, w.artifact_number), h.level, h.country, h.site_id, w.needed_for, f.state,
      case f.state when 'waived' then coalesce(ws.since_on, wc.since_on, wa.since_on) when 'withdrawn' then v.withdrawn_on
        when 'pending' then v.created_at::date when 'current' then v.acts_on
        when 'expiring' then greatest(v.acts_on, v.lasts_to - 90) when 'expired' then v.lasts_to + 1 end,
      v.version, v.acts_on, v.lasts_to,
      case when v.state in ('current', 'expiring', 'expired') then v.lasts_to - d.today end,
      case when f.state = 'waived' then coalesce(ws.reason, wc.reason, wa.reason) end, h.owner_id, v.created_at
    from whole h
    join unnest(projects) d on d.project_id = h.project_id
    left join wanted w on w.id = h.slot
    left join spoken v on v.document_id = h.document_id
    left join waiver ws on ws.requirement_id = h.slot and ws.site_id = h.site_id
    left join waiver wc on wc.requirement_id = h.slot and wc.country_key = h.country_key
    left join waiver wa on wa.requirement_id = h.slot and wa.site_id is null and wa.country_key is null
    cross join lateral (select case when coalesce(v.state, 'missing') not in ('current', 'expiring')
      and num_nonnulls(ws.reason, wc.reason, wa.reason) > 0 then 'waived' else coalesce(v.state, 'missing') end as state) f;
end
$$;

-- What each study should hold and what it holds: a row for each expected document (document_id null:
-- nobody began it) and for each document beside them. country: of a site's document, that of the
-- site. only_site: what concerns this site, the documents of its country and of the study too.
-- effective_on: the day its version begins to act; expires_on: the last day that it holds; days_left
-- up to that day, negative after it. since_on: the first day that it was so, null where that is not
-- known. reason: of the waiver. needed_for: of an expected document. A version superseded is told by
-- version_states(); a document never is.
create function private.expected_documents(projects private.project_day[], only_site uuid default null)
returns table (
  project_id uuid, requirement_id uuid, document_id uuid, version_id uuid, title text, kind text, artifact_number text,
  level text, country text, site_id uuid, needed_for text, state text, since_on date, version text, effective_on date,
  expires_on date, days_left integer, reason text, owner_id uuid, version_created_at timestamptz
)
language plpgsql stable set search_path = pg_catalog, pg_temp rows 10000 as $$
begin
  return query select * from private.document_standing(projects, only_site, null);
end
$$;

-- Which version of a consent form each site works with. superseded: it is in use, and is not the
-- approved one in effect any more. newest_*: that one; null when there is none.
create function private.consent_uses(projects private.project_day[])
returns table (
  project_id uuid, document_id uuid, version_id uuid, version text, site_id uuid, used_from date, used_until date,
  approved_on date, newest_version_id uuid, newest_version text, newest_effective_on date, superseded boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
set enable_nestloop = off set jit = off as $$
#variable_conflict use_column
begin
  return query
    with states as materialized (
      select v.* from private.version_states(projects) v
      join public.documents o on o.id = v.document_id and o.kind = 'consent_form'
    )
    select u.project_id, v.document_id, v.version_id, v.version, u.site_id, u.used_from::date, u.used_until::date,
      u.approved_on::date, n.version_id, n.version, n.acts_on,
      coalesce(n.version_id is not null and v.state in ('superseded', 'withdrawn')
        and u.used_from <= d.today and coalesce(u.used_until >= d.today, true), false)
    from unnest(projects) d
    join public.document_uses u on u.project_id = d.project_id
    join states v on v.version_id = u.version_id
    left join states n on n.document_id = v.document_id and n.phase = 'held' and n.place = 1;
end
$$;

revoke execute on function private.tmf_subset(), private.tmf_names(uuid), private.country_key(text),
  private.version_states(private.project_day[], uuid[]),
  private.document_standing(private.project_day[], uuid, uuid[]),
  private.expected_documents(private.project_day[], uuid), private.consent_uses(private.project_day[]) from public;
grant execute on function private.tmf_subset(), private.tmf_names(uuid), private.country_key(text),
  private.version_states(private.project_day[], uuid[]),
  private.document_standing(private.project_day[], uuid, uuid[]),
  private.expected_documents(private.project_day[], uuid), private.consent_uses(private.project_day[])
  to authenticated, service_role;
