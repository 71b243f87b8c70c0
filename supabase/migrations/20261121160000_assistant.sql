-- Why: what is written about a study, by a model or by a person, is kept as it was, with the facts it
-- stands on; what a model was asked is in a ledger that only jobs write; nobody accepts a text whose
-- figures the facts do not hold. The catalogue of widgets becomes a table: the documents of the
-- assistant are made of its entries, so a figure has one query wherever it is shown.

-- ---- The catalogue -----------------------------------------------------------------------------

-- key: "family.name"; private.widgets_<family>(day, wanted) has the figures. resources: rights it takes.
create table private.widget_entries (
  key text primary key check (key ~ '^[a-z][a-z0-9_.]{0,62}$'),
  family text not null check (family ~ '^[a-z]{1,30}$'),
  resources text[] not null check (cardinality(resources) > 0)
);
insert into private.widget_entries (key, family, resources) select key, family, resources from private.widget_catalog();

-- Definer, since nobody reads private tables themselves; so with source_kinds below.
create or replace function private.widget_catalog() returns table (key text, family text, resources text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.key, e.family, e.resources from private.widget_entries e
$$;

-- Rows behind figures: of which table, and the SQL of what to call one (r is the row). Ours alone.
create table private.source_kinds (
  kind text not null,
  tbl text not null,
  label text not null,
  primary key (kind, tbl)
);
insert into private.source_kinds (kind, tbl, label) values
  ('enrollment_snapshot', 'enrollment_snapshots', '(select private.site_label(s) from public.sites s where s.id = r.site_id) || '', '' || r.as_of'),
  ('site', 'sites', 'private.site_label(r)'), ('milestone', 'milestones', 'r.title'), ('task', 'tasks', 'r.title'),
  ('plan_item', 'tasks', 'r.title'), ('plan_item', 'milestones', 'r.title'), ('baseline_item', 'baseline_items', 'r.title'),
  ('document', 'documents', 'r.title'), ('document_version', 'document_versions', 'r.version'), ('risk', 'risks', 'r.title'),
  ('deviation', 'deviations', 'r.title'), ('capa', 'capas', 'r.title'), ('qtl', 'qtls', 'r.title'),
  ('kri_value', 'kri_values', '(select k.title from public.kris k where k.id = r.kri_id) || '', '' || r.period_on'),
  ('budget_line', 'budget_lines', 'r.title'), ('project', 'projects', 'r.name');
create function private.source_kinds_of(kinds text[]) returns setof private.source_kinds
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.* from private.source_kinds k where k.kind = any (kinds)
$$;

-- As before; each row with its version. refs: [{kind, id}].
create or replace function private.widget_rows(refs jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  named record;
  found jsonb := '[]';
  part jsonb;
begin
  for named in
    select k.kind, k.tbl, k.label, array_agg(distinct (r ->> 'id')::uuid) as ids
    from jsonb_array_elements(refs) r
    join private.source_kinds_of(array(select distinct x ->> 'kind' from jsonb_array_elements(refs) x)) k on k.kind = r ->> 'kind'
    group by k.kind, k.tbl, k.label
  loop
    execute format($q$ select coalesce(jsonb_agg(jsonb_build_object('kind', $2, 'id', r.id, 'label', %s, 'at', private.utc(r.updated_at),
        'version', r.row_version,
        'by', (select a.actor_name from public.activity a where a.entity_id = r.id and a.entity = $3 and a.action <> 'read'
          order by a.seq desc limit 1)) order by r.updated_at desc, r.id), '[]')
      from public.%I r where r.id = any ($1) $q$, named.label, named.tbl) into part using named.ids, named.kind, named.tbl;
    found := found || part;
  end loop;
  return found;
end
$$;

-- Figures with the rows behind them: widget_data() whose documents have all their refs looked up, in
-- one statement. Answers widget_data's document with `sources` beside it.
create function private.tab_data(project uuid, wanted jsonb, today date default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  data jsonb := private.widget_data(project, wanted, today);
begin
  return data || jsonb_build_object('sources', private.widget_rows((
    select coalesce(jsonb_agg(distinct r), '[]') from jsonb_array_elements(data -> 'widgets') w, jsonb_array_elements(w -> 'refs') r)));
end
$$;

-- ---- The ledger --------------------------------------------------------------------------------

alter table public.orgs
  add column ai_tokens_per_day integer not null default 2000000
    constraint orgs_ai_tokens_per_day check (ai_tokens_per_day between 0 and 2000000000);

-- One call of a model, or of the cache in its place. user_id: for whom. facts: the rows told,
-- [{kind, id}]. gate_counts: what the privacy gate took out, by class. figures: how many were in the
-- answer; unverified: those that the facts do not hold. cost_micros: millionths of a US dollar; null:
-- nobody said what the model costs. outcome: ok, cached, or the code of the failure.
create table public.ai_calls (
  like private.project_row_template including defaults,
  user_id uuid not null references public.profiles (id),
  operation text not null check (operation in ('generate', 'chat', 'analyze', 'embed')),
  persona text not null check (char_length(persona) <= 40),
  tab_type text check (char_length(tab_type) <= 40),
  section_key text check (char_length(section_key) <= 60),
  site_id uuid,
  model text check (char_length(model) <= 200),
  prompt_version text check (char_length(prompt_version) <= 60),
  prompt_sha256 text check (prompt_sha256 ~ '^[0-9a-f]{64}$'),
  response_sha256 text check (response_sha256 ~ '^[0-9a-f]{64}$'),
  facts jsonb not null default '[]' check (jsonb_typeof(facts) = 'array'),
  gate_counts jsonb not null default '{}' check (jsonb_typeof(gate_counts) = 'object'),
  figures integer not null default 0 check (figures >= 0),
  unverified integer not null default 0 check (unverified between 0 and figures),
  input_tokens integer not null default 0 check (input_tokens >= 0),
  output_tokens integer not null default 0 check (output_tokens >= 0),
  cost_micros bigint check (cost_micros >= 0),
  latency_ms integer not null default 0 check (latency_ms >= 0),
  outcome text not null check (outcome ~ '^[a-z-]{2,40}$'),
  primary key (id),
  unique (id, project_id),
  constraint ai_calls_response check ((outcome in ('ok', 'cached')) = (response_sha256 is not null)),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete set null (site_id)
);
create index ai_calls_day_idx on public.ai_calls (org_id, created_at);
create index ai_calls_user_idx on public.ai_calls (user_id);
create index ai_calls_site_idx on public.ai_calls (site_id, project_id);

-- What people think of an answer. subject: what it is about, such as "tab:riskControls".
create table public.feedback (
  like private.row_template including defaults,
  project_id uuid,
  call_id uuid,
  rating smallint not null check (rating between 1 and 5),
  comment text check (char_length(comment) <= 4000),
  subject text check (char_length(subject) between 1 and 200),
  primary key (id),
  foreign key (org_id) references public.orgs,
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (call_id, project_id) references public.ai_calls (id, project_id) on delete cascade,
  constraint feedback_call check (call_id is null or project_id is not null)
);
create index feedback_call_idx on public.feedback (call_id, project_id);

-- ---- Documents ---------------------------------------------------------------------------------

create domain public.tab_type as text constraint tab_type_known check (value in (
  'general', 'trialOverview', 'taskChecklists', 'teamWorkflows', 'trialTimeline', 'qualityMetrics', 'visitSchedule',
  'protocolRequirements', 'documentControl', 'complianceDiagrams', 'riskControls', 'auditPreparation', 'smartAlerts',
  'amendmentImpact', 'portfolioHealth', 'enrollmentForecast', 'budgetAndPayables', 'steeringBrief', 'siteDossier',
  'visitPrep', 'kriMonitor', 'qtlEvaluation', 'inspectionRoom'));

-- A tab as it stood. sections: [{key, title, author: {kind: rules|agent|person, id, name}, at, callId,
-- text, facts, unverified, dataSha256}]; what an agent wrote names its call in the ledger. content: all
-- of it as Markdown. sources: rows behind it with their version, [{kind, id, label, at, version}].
-- resources: the rights that its figures take; without them nobody reads it. restricted: it may say
-- what only the cleared may know.
create table public.tab_versions (
  like private.project_row_template including defaults,
  tab_type public.tab_type not null,
  -- Of tabs about one site.
  site_id uuid,
  version integer not null default 0,
  provider text not null default 'rules' check (char_length(provider) between 1 and 200),
  sections jsonb not null check (jsonb_typeof(sections) = 'array'),
  content text not null check (char_length(content) <= 2000000),
  sources jsonb not null default '[]' check (jsonb_typeof(sources) = 'array'),
  gaps jsonb not null default '[]' check (jsonb_typeof(gaps) = 'array'),
  data_sha256 text not null check (data_sha256 ~ '^[0-9a-f]{64}$'),
  as_of timestamptz not null,
  resources text[] not null default '{}',
  restored_from uuid,
  note text check (char_length(note) <= 4000),
  primary key (id),
  unique (id, project_id),
  unique nulls not distinct (project_id, tab_type, site_id, version),
  constraint tab_versions_site check ((tab_type in ('siteDossier', 'visitPrep')) = (site_id is not null)),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade,
  foreign key (restored_from, project_id) references public.tab_versions (id, project_id)
);
create index tab_versions_site_idx on public.tab_versions (site_id, project_id);
create index tab_versions_restored_idx on public.tab_versions (restored_from, project_id);

-- Somebody stands up for a section that an agent wrote.
create table public.tab_acceptances (
  like private.project_row_template including defaults,
  version_id uuid not null,
  section_key text not null check (char_length(section_key) between 1 and 60),
  primary key (id),
  unique (version_id, project_id, section_key),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (version_id, project_id) references public.tab_versions (id, project_id) on delete cascade
);

-- What is being written, or waits for it. sections: keys, null is all of them. done of total sections.
create table public.generation_jobs (
  like private.project_row_template including defaults,
  tab_type public.tab_type not null,
  site_id uuid,
  sections text[] check (cardinality(sections) between 1 and 40),
  instructions text check (char_length(instructions) <= 4000),
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done integer not null default 0 check (done >= 0),
  total integer not null default 0 check (total >= done),
  message text check (char_length(message) <= 1000),
  version_id uuid,
  primary key (id),
  constraint generation_jobs_site check ((tab_type in ('siteDossier', 'visitPrep')) = (site_id is not null)),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade,
  foreign key (version_id, project_id) references public.tab_versions (id, project_id) on delete cascade
);
create index generation_jobs_site_idx on public.generation_jobs (site_id, project_id);
create index generation_jobs_version_idx on public.generation_jobs (version_id, project_id);
create index generation_jobs_waiting_idx on public.generation_jobs (created_at) where state in ('queued', 'running');

-- The session that asked for a job: it is done as that person, while the session lives.
create table private.generation_sessions (
  job_id uuid primary key references public.generation_jobs on delete cascade,
  session_id uuid not null,
  aal text not null check (aal in ('aal1', 'aal2')),
  -- When its worker was last heard of.
  beat_at timestamptz
);

-- Answers of the model, by what they depend on: organisation, prompt version, facts, wish.
create table private.ai_cache (
  key text primary key check (key ~ '^[0-9a-f]{64}$'),
  org_id uuid not null references public.orgs on delete cascade,
  project_id uuid not null,
  answer jsonb not null,
  expires_at timestamptz not null
);
create index ai_cache_expires_idx on private.ai_cache (expires_at);
create index ai_cache_org_idx on private.ai_cache (org_id);

create function private.cached_answer(key text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.answer from private.ai_cache c where c.key = cached_answer.key and c.expires_at > now()
$$;

-- Keeps an answer for so many seconds; a few that have expired go.
create function private.keep_answer(key text, org uuid, project uuid, answer jsonb, seconds integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.ai_cache c where c.key in (
    select x.key from private.ai_cache x where x.expires_at <= now() order by x.expires_at limit 20 for update skip locked);
  insert into private.ai_cache as c (key, org_id, project_id, answer, expires_at)
  values (keep_answer.key, org, project, keep_answer.answer, now() + make_interval(secs => seconds))
  on conflict on constraint ai_cache_pkey do update set answer = excluded.answer, expires_at = excluded.expires_at;
end
$$;

-- Forgets what was answered for an organisation, or for one of its projects; how many there were.
create function private.forget_answers(org uuid, project uuid default null) returns integer
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (
    delete from private.ai_cache c where c.org_id = org and (project is null or c.project_id = project) returning 1
  ) select count(*)::integer from gone
$$;

-- A job is done as who asked for it, so the session is remembered where nobody reads it.
create function private.remember_session() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.generation_sessions (job_id, session_id, aal)
  values (new.id, (auth.jwt() ->> 'session_id')::uuid, coalesce(auth.jwt() ->> 'aal', 'aal1'));
  return null;
end
$$;
create trigger z_session after insert on public.generation_jobs for each row execute function private.remember_session();

-- The next job that waits, or whose worker was not heard of for so long: {id, orgId, projectId, tabType,
-- siteId, sections, instructions, userId, sessionId, aal}; null when there is none. Its worker says
-- beat_generation() more often than that.
create function private.claim_generation(quiet_seconds integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  job public.generation_jobs;
  session private.generation_sessions;
begin
  select j.* into job from public.generation_jobs j join private.generation_sessions g on g.job_id = j.id
  where j.state in ('queued', 'running')
    and (g.beat_at is null or g.beat_at < now() - make_interval(secs => quiet_seconds))
  order by j.created_at limit 1 for update of g skip locked;
  if job.id is null then
    return null;
  end if;
  update private.generation_sessions g set beat_at = now() where g.job_id = job.id returning g.* into session;
  return jsonb_build_object('id', job.id, 'orgId', job.org_id, 'projectId', job.project_id, 'tabType', job.tab_type,
    'siteId', job.site_id, 'sections', to_jsonb(job.sections), 'instructions', job.instructions,
    'userId', job.created_by, 'sessionId', session.session_id, 'aal', session.aal);
end
$$;
create function private.beat_generation(job uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update private.generation_sessions g set beat_at = now() where g.job_id = job
$$;

-- ---- Who may -----------------------------------------------------------------------------------

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{tab}', '{select,insert,update}'),
  ('organization', '{owner,admin}', '{tab_acceptance}', '{select,insert}'),
  ('organization', '{owner,admin}', '{ai_call}', '{select}'),
  ('organization', '{owner,admin}', '{feedback}', '{select,insert}'),
  ('organization', '{member}', '{feedback}', '{insert}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}', '{tab,tab_acceptance,ai_call}', '{select}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance}', '{tab}', '{insert,update}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance}', '{tab_acceptance}', '{insert}'),
  ('project', '{manager,auditor}', '{feedback}', '{select}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb
on conflict do nothing;

call private.protect('public.ai_calls', 'ai_call', '{select}');
grant insert on public.ai_calls to service_role;
call private.protect('public.feedback', 'feedback', '{select,insert}');
call private.protect('public.tab_versions', 'tab', '{select,insert}', '{content,sections}');
call private.protect('public.tab_acceptances', 'tab_acceptance', '{select,insert}');
call private.protect('public.generation_jobs', 'tab', '{select,insert,update}');

-- A text with figures of the budget is for those who may see the budget.
create policy select_by_rights on public.tab_versions as restrictive for select to authenticated
  using (cardinality(private.widget_lacks(project_id, org_id, resources)) = 0);

-- ---- What holds --------------------------------------------------------------------------------

-- Whether the caller may see restricted rows of a project that has some.
create function private.sees_restricted(project uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select private.is_cleared(sees_restricted.project)
    and exists (select from public.activity a join public.projects p on p.id = sees_restricted.project
      where a.org_id = p.org_id and a.project_id = p.id and a.restricted)
$$;

-- Versions are counted up; what is said to be an agent's is in the ledger, word for word, for this
-- place; what is said to be a person's is the caller's, or was so in an earlier version.
create function private.check_tab_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part record;
begin
  new.version := 1 + coalesce((select max(t.version) from public.tab_versions t
    where t.project_id = new.project_id and t.tab_type = new.tab_type and t.site_id is not distinct from new.site_id), 0);
  for part in
    select s ->> 'key' as key, s ->> 'text' as said, s -> 'author' ->> 'kind' as kind, s -> 'author' ->> 'id' as who, s ->> 'callId' as call
    from jsonb_array_elements(new.sections) s
  loop
    if part.kind = 'agent' and not exists (select from public.ai_calls c
      where c.id::text = part.call and c.project_id = new.project_id and c.operation = 'generate' and c.tab_type = new.tab_type
        and c.section_key = part.key and c.site_id is not distinct from new.site_id
        and c.response_sha256 = encode(sha256(convert_to(part.said, 'UTF8')), 'hex')) then
      raise exception using errcode = 'PT422', column = '/sections/' || part.key,
        message = 'Cannot keep the section as an agent''s: the ledger does not have this text';
    elsif part.kind = 'person' and part.who is distinct from auth.uid()::text and not exists (
      select from public.tab_versions t, jsonb_array_elements(t.sections) s
      where t.project_id = new.project_id and t.tab_type = new.tab_type and t.site_id is not distinct from new.site_id
        and s ->> 'key' = part.key and s ->> 'text' = part.said
        and s -> 'author' ->> 'kind' = 'person' and s -> 'author' ->> 'id' = part.who) then
      raise exception using errcode = 'PT422', column = '/sections/' || part.key,
        message = 'Cannot keep the section as somebody else''s';
    elsif coalesce(part.kind, '') not in ('rules', 'agent', 'person') then
      raise exception using errcode = 'PT422', column = '/sections/' || coalesce(part.key, ''),
        message = 'Cannot keep a section without its author';
    end if;
  end loop;
  return new;
end
$$;
create trigger y_check before insert on public.tab_versions for each row execute function private.check_tab_version();

-- Only what an agent wrote needs somebody to stand up for it, and only what the facts hold can have that.
create function private.check_tab_acceptance() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  section jsonb := (select s from public.tab_versions t, jsonb_array_elements(t.sections) s
    where t.id = new.version_id and t.project_id = new.project_id and s ->> 'key' = new.section_key);
  open_figures integer;
begin
  if section is null or section -> 'author' ->> 'kind' <> 'agent' then
    raise exception using errcode = 'PT422', column = 'section_key',
      message = 'Cannot accept the section: no agent wrote it';
  end if;
  open_figures := (select c.unverified from public.ai_calls c where c.id::text = section ->> 'callId' and c.project_id = new.project_id);
  if open_figures is distinct from 0 then
    raise exception using errcode = 'PT422', column = 'section_key',
      message = format('Cannot accept the section: %s of its figures are not in the facts', coalesce(open_figures::text, 'some'));
  end if;
  return new;
end
$$;
create trigger y_check before insert on public.tab_acceptances for each row execute function private.check_tab_acceptance();

-- Of a job only how far it is changes; what has ended stays so.
create trigger z_keep before update on public.generation_jobs for each row
  when (old.state in ('done', 'failed', 'cancelled')
    or (old.tab_type, old.site_id, old.sections, old.instructions) is distinct from (new.tab_type, new.site_id, new.sections, new.instructions))
  execute function private.refuse();

revoke execute on function private.tab_data(uuid, jsonb, date), private.sees_restricted(uuid), private.source_kinds_of(text[]),
  private.check_tab_version(), private.check_tab_acceptance(), private.remember_session(), private.cached_answer(text),
  private.keep_answer(text, uuid, uuid, jsonb, integer), private.forget_answers(uuid, uuid),
  private.claim_generation(integer), private.beat_generation(uuid) from public;
grant execute on function private.tab_data(uuid, jsonb, date), private.sees_restricted(uuid), private.source_kinds_of(text[]),
  private.widget_catalog() to authenticated, service_role;
grant execute on function private.cached_answer(text), private.keep_answer(text, uuid, uuid, jsonb, integer),
  private.forget_answers(uuid, uuid), private.claim_generation(integer), private.beat_generation(uuid) to service_role;
