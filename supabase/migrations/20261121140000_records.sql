-- Why: the records of a study as facts: documents with versions and where they are used, quality
-- (critical factors, risks, deviations, corrective and preventive actions, indicators and their
-- limits), budget, and the widgets of its dashboard. States (missing, current, expired, open,
-- breached, over budget) follow from these and are never stored. No trial participants: a subject
-- is a study code.

-- ---- Documents -------------------------------------------------------------------------------

-- A list of artifacts of the Trial Master File that an organisation brought along, beside our own
-- short subset (private.tmf_subset). number: zone.section.artifact ("05.02.08").
create table public.tmf_artifacts (
  like private.row_template including defaults,
  number text not null check (number ~ '^\d{2}\.\d{2}\.\d{2}$'),
  zone text not null check (char_length(trim(zone)) between 1 and 200),
  section text not null check (char_length(trim(section)) between 1 and 200),
  artifact text not null check (char_length(trim(artifact)) between 1 and 300),
  -- Of the list, as it calls itself: "3.3.1".
  list_version text check (char_length(list_version) <= 60),
  primary key (id),
  unique (org_id, number),
  foreign key (org_id) references public.orgs
);

create domain public.document_kind as text constraint document_kind_known check (value in (
  'protocol', 'investigator_brochure', 'consent_form', 'ethics_approval', 'regulatory_approval', 'contract',
  'insurance', 'cv', 'gcp_certificate', 'delegation_log', 'training_log', 'laboratory', 'manual', 'report', 'other'));

-- A rule that says which documents are expected. countries: null is all of them; needed_for: the
-- step that must not be taken without it; valid_months: how long a version holds when it does not
-- say so itself; null: it does not expire.
alter table public.document_requirements
  add kind public.document_kind not null default 'other',
  add artifact_number text check (artifact_number ~ '^\d{2}\.\d{2}\.\d{2}$'),
  add needed_for text check (needed_for in ('study_start', 'site_activation', 'close_out')),
  add countries text[] check (cardinality(countries) between 1 and 250),
  add valid_months integer check (valid_months between 1 and 600),
  -- A rule's suggestion is unconfirmed until a person stands up for it; basis: what it stands on.
  add state text not null default 'confirmed' check (state in ('unconfirmed', 'confirmed')),
  add basis text check (char_length(basis) <= 2000),
  add external_key text check (char_length(external_key) between 1 and 200),
  add unique (project_id, external_key);

-- One document of the study, of a country or of a site; what it holds are its versions.
create table public.documents (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  kind public.document_kind not null default 'other',
  requirement_id uuid,
  artifact_number text check (artifact_number ~ '^\d{2}\.\d{2}\.\d{2}$'),
  country text check (char_length(trim(country)) between 1 and 200),
  site_id uuid,
  language text check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  owner_id uuid references public.profiles (id),
  note text check (char_length(note) <= 2000),
  external_key text check (char_length(external_key) between 1 and 200),
  primary key (id),
  unique (id, project_id),
  unique (project_id, external_key),
  constraint documents_place check (num_nonnulls(country, site_id) <= 1),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (requirement_id, project_id) references public.document_requirements (id, project_id)
    on delete set null (requirement_id),
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index documents_requirement_idx on public.documents (requirement_id, project_id);
create index documents_site_idx on public.documents (site_id, project_id);
create index documents_owner_idx on public.documents (owner_id);

-- A version is its bytes, known by their SHA-256, for ever; days are recorded about it. sha256 is
-- null where only the paper, or another system, holds it (held_in says where).
create table public.document_versions (
  like private.project_row_template including defaults,
  document_id uuid not null,
  version text not null check (char_length(trim(version)) between 1 and 60),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint check (bytes between 1 and 1073741824),
  media_type text check (char_length(media_type) between 3 and 200),
  file_name text check (char_length(file_name) between 1 and 255 and file_name !~ '[/\\[:cntrl:]]'),
  held_in text check (char_length(trim(held_in)) between 1 and 500),
  dated_on public.trial_date,
  approved_on public.trial_date,
  effective_on public.trial_date,
  expires_on public.trial_date,
  withdrawn_on public.trial_date,
  note text check (char_length(note) <= 2000),
  primary key (id),
  unique (id, project_id),
  unique (document_id, version),
  constraint document_versions_content check (num_nonnulls(sha256, bytes, media_type, file_name) in (0, 4)),
  constraint document_versions_held check (sha256 is not null or held_in is not null),
  constraint document_versions_expiry check (expires_on >= effective_on),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (document_id, project_id) references public.documents (id, project_id) on delete cascade
);
create index document_versions_document_idx on public.document_versions (document_id, project_id);
create index document_versions_sha256_idx on public.document_versions (org_id, sha256);

-- Which version a site works with, such as a consent form: approved for it, in use from, until.
create table public.document_uses (
  like private.project_row_template including defaults,
  version_id uuid not null,
  site_id uuid not null,
  approved_on public.trial_date,
  used_from public.trial_date,
  used_until public.trial_date,
  note text check (char_length(note) <= 2000),
  primary key (id),
  unique (version_id, site_id),
  constraint document_uses_dates check (used_until >= used_from),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (version_id, project_id) references public.document_versions (id, project_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index document_uses_version_idx on public.document_uses (version_id, project_id);
create index document_uses_site_idx on public.document_uses (site_id, project_id);

-- An expected document that need not be held: why, and until when (null: for good).
create table public.document_waivers (
  like private.project_row_template including defaults,
  requirement_id uuid not null,
  country text check (char_length(trim(country)) between 1 and 200),
  site_id uuid,
  reason text not null check (char_length(trim(reason)) between 1 and 2000),
  until_on public.trial_date,
  primary key (id),
  unique nulls not distinct (requirement_id, country, site_id),
  constraint document_waivers_place check (num_nonnulls(country, site_id) <= 1),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (requirement_id, project_id) references public.document_requirements (id, project_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index document_waivers_requirement_idx on public.document_waivers (requirement_id, project_id);
create index document_waivers_site_idx on public.document_waivers (site_id, project_id);

-- ---- Quality ---------------------------------------------------------------------------------

-- What the study's answer stands or falls with (ICH E6(R3) 3.10.1; E8(R1) 3.2).
create table public.critical_factors (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  rationale text check (char_length(rationale) <= 10000),
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create domain public.risk_score as smallint constraint risk_score_range check (value between 1 and 5);

-- Scores 1 to 5, null is not assessed; detectability 5: it would hardly be noticed (ICH Q9(R1)).
alter table public.risks
  add likelihood public.risk_score,
  add detectability public.risk_score,
  add impact public.risk_score,
  add critical_factor_id uuid,
  add owner_id uuid references public.profiles (id),
  add review_due_on public.trial_date,
  add closed_on public.trial_date,
  add state text not null default 'confirmed' check (state in ('unconfirmed', 'confirmed')),
  add basis text check (char_length(basis) <= 2000),
  add external_key text check (char_length(external_key) between 1 and 200),
  add unique (project_id, external_key),
  add foreign key (critical_factor_id, project_id) references public.critical_factors (id, project_id)
    on delete set null (critical_factor_id);
create index risks_critical_factor_idx on public.risks (critical_factor_id, project_id);
create index risks_owner_idx on public.risks (owner_id);

-- A look at a risk: what was found, how it was scored then. Never changed.
create table public.risk_reviews (
  like private.project_row_template including defaults,
  risk_id uuid not null,
  reviewed_on public.trial_date not null,
  note text not null check (char_length(trim(note)) between 1 and 10000),
  likelihood public.risk_score,
  detectability public.risk_score,
  impact public.risk_score,
  primary key (id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (risk_id, project_id) references public.risks (id, project_id) on delete cascade
);
create index risk_reviews_risk_idx on public.risk_reviews (risk_id, project_id);

-- Corrective and preventive action. What state it is in follows from its days.
create table public.capas (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  problem text check (char_length(problem) <= 10000),
  root_cause text check (char_length(root_cause) <= 10000),
  corrective_action text check (char_length(corrective_action) <= 10000),
  preventive_action text check (char_length(preventive_action) <= 10000),
  owner_id uuid references public.profiles (id),
  opened_on public.trial_date not null,
  due_on public.trial_date,
  implemented_on public.trial_date,
  -- How it will be known that it worked, when that is looked at, and what was found.
  effectiveness_check text check (char_length(effectiveness_check) <= 10000),
  effectiveness_due_on public.trial_date,
  effectiveness_checked_on public.trial_date,
  effective boolean,
  closed_on public.trial_date,
  external_key text check (char_length(external_key) between 1 and 200),
  primary key (id),
  unique (id, project_id),
  unique (project_id, external_key),
  constraint capas_implemented check (implemented_on >= opened_on),
  constraint capas_due check (due_on >= opened_on),
  constraint capas_checked check ((effectiveness_checked_on is null) = (effective is null)),
  constraint capas_checked_after check (effectiveness_checked_on is null or coalesce(effectiveness_checked_on >= implemented_on, false)),
  -- Closed when it was done and found to work.
  constraint capas_closed check (closed_on is null or
    (coalesce(char_length(trim(root_cause)), 0) > 0 and effective is true and closed_on >= effectiveness_checked_on)),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);
create index capas_owner_idx on public.capas (owner_id);

-- A departure from the protocol or from good clinical practice. subject_code: the study's code of a
-- participant, which has a digit in it so that no name passes for one.
create table public.deviations (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  description text check (char_length(description) <= 10000),
  category text not null default 'other' check (category in ('consent', 'eligibility', 'dosing', 'procedure',
    'visit_window', 'safety_reporting', 'laboratory', 'data', 'privacy', 'other')),
  severity text check (severity in ('minor', 'major', 'critical')),
  site_id uuid,
  subject_code text check (subject_code ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$' and subject_code ~ '[0-9]'),
  occurred_on public.trial_date,
  found_on public.trial_date not null,
  reported_on public.trial_date,
  due_on public.trial_date,
  resolved_on public.trial_date,
  resolution text check (char_length(resolution) <= 10000),
  owner_id uuid references public.profiles (id),
  capa_id uuid,
  external_key text check (char_length(external_key) between 1 and 200),
  primary key (id),
  unique (id, project_id),
  unique (project_id, external_key),
  constraint deviations_found check (found_on >= occurred_on),
  constraint deviations_reported check (reported_on >= found_on),
  constraint deviations_resolved check (resolved_on >= found_on),
  constraint deviations_resolution check (resolved_on is null or coalesce(char_length(trim(resolution)), 0) > 0),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete set null (site_id),
  foreign key (capa_id, project_id) references public.capas (id, project_id) on delete set null (capa_id)
);
create index deviations_site_idx on public.deviations (site_id, project_id);
create index deviations_capa_idx on public.deviations (capa_id, project_id);
create index deviations_owner_idx on public.deviations (owner_id);

-- A key risk indicator: numerator over denominator of a site in a period, times `multiplier` (100
-- for percent). Under the minimum denominator it is not known. source: entered by people, or counted
-- from facts that are here.
create table public.kris (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 300),
  description text check (char_length(description) <= 10000),
  numerator text not null check (char_length(trim(numerator)) between 1 and 300),
  denominator text not null check (char_length(trim(denominator)) between 1 and 300),
  multiplier integer not null default 100 check (multiplier in (1, 100, 1000)),
  source text not null default 'entered' check (source in ('entered', 'screen_failure', 'withdrawal', 'deviation')),
  period text not null default 'month' check (period in ('month', 'quarter')),
  direction text not null default 'high' check (direction in ('high', 'low')),
  amber numeric(12, 4) not null check (amber >= 0),
  red numeric(12, 4) not null check (red >= 0),
  min_denominator numeric(12, 2) not null default 1 check (min_denominator > 0),
  owner_id uuid references public.profiles (id),
  critical_factor_id uuid,
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  -- direction high: the higher, the worse.
  constraint kris_thresholds check (case direction when 'high' then amber < red else amber > red end),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (critical_factor_id, project_id) references public.critical_factors (id, project_id)
    on delete set null (critical_factor_id)
);
create index kris_critical_factor_idx on public.kris (critical_factor_id, project_id);
create index kris_owner_idx on public.kris (owner_id);

-- What was counted at a site in a period that begins on a day; null: not counted.
create table public.kri_values (
  like private.project_row_template including defaults,
  kri_id uuid not null,
  site_id uuid not null,
  period_on public.trial_date not null,
  numerator numeric(14, 2) check (numerator >= 0),
  denominator numeric(14, 2) check (denominator >= 0),
  note text check (char_length(note) <= 2000),
  primary key (id),
  unique (kri_id, site_id, period_on),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (kri_id, project_id) references public.kris (id, project_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index kri_values_kri_idx on public.kri_values (kri_id, project_id);
create index kri_values_site_idx on public.kri_values (site_id, project_id);
create index kri_values_period_idx on public.kri_values (project_id, period_on);

-- A limit for the whole study (ICH E6(R3) 3.10.1.3, acceptable range): the indicator over all sites
-- and periods, a warning before the limit.
create table public.qtls (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 300),
  justification text check (char_length(justification) <= 10000),
  kri_id uuid not null,
  direction text not null default 'high' check (direction in ('high', 'low')),
  warning_limit numeric(12, 4) check (warning_limit >= 0),
  limit_value numeric(12, 4) not null check (limit_value >= 0),
  min_denominator numeric(12, 2) not null default 1 check (min_denominator > 0),
  owner_id uuid references public.profiles (id),
  primary key (id),
  unique (id, project_id),
  constraint qtls_limits check (case direction when 'high' then warning_limit < limit_value else warning_limit > limit_value end),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (kri_id, project_id) references public.kris (id, project_id) on delete cascade
);
create index qtls_kri_idx on public.qtls (kri_id, project_id);
create index qtls_owner_idx on public.qtls (owner_id);

-- ---- Budget ----------------------------------------------------------------------------------

-- Money is whole minor units of its currency (ISO 4217), at most what JSON numbers hold exactly.
create domain public.minor_units as bigint
  constraint minor_units_range check (value between -9007199254740991 and 9007199254740991);
create domain public.currency_code as text constraint currency_code_form check (value ~ '^[A-Z]{3}$');

-- What something costs each time its driver happens, and how often that is planned. Of months:
-- from starts_on to ends_on. forecast_quantity: how often it is expected now, where somebody said.
create table public.budget_lines (
  like private.project_row_template including defaults,
  title text not null check (char_length(trim(title)) between 1 and 500),
  category text not null default 'other' check (category in ('site_payments', 'staff', 'monitoring', 'laboratory',
    'supplies', 'regulatory', 'systems', 'travel', 'vendor', 'other')),
  driver text not null check (driver in ('milestone', 'visit', 'site', 'month')),
  milestone_id uuid,
  site_id uuid,
  currency public.currency_code not null,
  unit_amount public.minor_units not null check (unit_amount >= 0),
  planned_quantity integer not null check (planned_quantity between 0 and 1000000),
  forecast_quantity integer check (forecast_quantity between 0 and 1000000),
  starts_on public.trial_date,
  ends_on public.trial_date,
  owner_id uuid references public.profiles (id),
  note text check (char_length(note) <= 2000),
  external_key text check (char_length(external_key) between 1 and 200),
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  unique (project_id, external_key),
  constraint budget_lines_planned check (unit_amount::numeric * planned_quantity <= 9007199254740991),
  constraint budget_lines_forecast check (unit_amount::numeric * forecast_quantity <= 9007199254740991),
  constraint budget_lines_dates check (ends_on >= starts_on),
  constraint budget_lines_milestone check (milestone_id is null or driver = 'milestone'),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (milestone_id, project_id) references public.milestones (id, project_id)
    on delete set null (milestone_id),
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete set null (site_id)
);
create index budget_lines_milestone_idx on public.budget_lines (milestone_id, project_id);
create index budget_lines_site_idx on public.budget_lines (site_id, project_id);
create index budget_lines_owner_idx on public.budget_lines (owner_id);

-- What was booked, in the currency of its line; negative: paid back.
create table public.budget_actuals (
  like private.project_row_template including defaults,
  line_id uuid not null,
  booked_on public.trial_date not null,
  amount public.minor_units not null check (amount <> 0),
  -- How many times the driver happened for it, where that is known.
  quantity integer check (quantity between 0 and 1000000),
  reference text check (char_length(reference) <= 200),
  note text check (char_length(note) <= 2000),
  external_key text check (char_length(external_key) between 1 and 200),
  primary key (id),
  unique (project_id, external_key),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (line_id, project_id) references public.budget_lines (id, project_id) on delete cascade
);
create index budget_actuals_line_idx on public.budget_actuals (line_id, project_id);

-- ---- Dashboard -------------------------------------------------------------------------------

-- What the dashboard of a study shows, in its order: an entry of the catalogue with its parameters.
create table public.widgets (
  like private.project_row_template including defaults,
  catalog_key text not null check (catalog_key ~ '^[a-z][a-z0-9_.]{0,62}$'),
  title text check (char_length(trim(title)) between 1 and 200),
  params jsonb not null default '{}' check (jsonb_typeof(params) = 'object' and pg_column_size(params) <= 8192),
  -- Of twelve columns.
  span smallint not null default 6 check (span in (4, 6, 8, 12)),
  ordinal integer not null default 0,
  primary key (id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- ---- Who may ---------------------------------------------------------------------------------

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{tmf,document_waiver,critical_factor,kri,budget,widget}', '{select,insert,update,delete}'),
  ('organization', '{member}', '{tmf}', '{select}'),
  ('organization', '{owner,admin}', '{document_version}', '{select,insert,update}'),
  ('organization', '{owner,admin}', '{deviation,capa,kri_value}', '{select,insert,update,delete}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}',
    '{document_version,document_waiver,critical_factor,deviation,capa,kri,kri_value,widget}', '{select}'),
  ('project', '{cra,site}', '{document}', '{insert,update}'),
  ('project', '{manager,coordinator,regulatory,cra,site}', '{document_version}', '{insert}'),
  ('project', '{manager,coordinator,regulatory}', '{document_version}', '{update}'),
  ('project', '{manager,regulatory}', '{document_waiver}', '{insert,update,delete}'),
  ('project', '{manager,coordinator,data}', '{critical_factor,kri}', '{insert,update,delete}'),
  ('project', '{manager,coordinator,regulatory,cra,data,site}', '{deviation}', '{insert}'),
  ('project', '{manager,coordinator,regulatory,cra,data}', '{deviation}', '{update}'),
  ('project', '{manager,coordinator,regulatory,cra}', '{capa}', '{insert,update}'),
  ('project', '{manager}', '{deviation,capa}', '{delete}'),
  ('project', '{manager,coordinator,cra,data}', '{kri_value}', '{insert,update}'),
  ('project', '{manager,coordinator,data}', '{kri_value}', '{delete}'),
  ('project', '{manager,coordinator,finance,auditor}', '{budget}', '{select}'),
  ('project', '{manager,finance}', '{budget}', '{insert,update,delete}'),
  ('project', '{manager,coordinator,data}', '{widget}', '{insert,update,delete}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb
on conflict do nothing;

call private.protect('public.tmf_artifacts', 'tmf');
call private.protect('public.documents', 'document');
call private.protect('public.document_versions', 'document_version', '{select,insert,update}');
call private.protect('public.document_uses', 'document');
call private.protect('public.document_waivers', 'document_waiver');
call private.protect('public.critical_factors', 'critical_factor');
call private.protect('public.risk_reviews', 'risk', '{select,insert}');
call private.protect('public.capas', 'capa');
call private.protect('public.deviations', 'deviation');
call private.protect('public.kris', 'kri');
call private.protect('public.kri_values', 'kri_value');
call private.protect('public.qtls', 'kri');
call private.protect('public.budget_lines', 'budget');
call private.protect('public.budget_actuals', 'budget');
call private.protect('public.widgets', 'widget');

-- ---- What holds ------------------------------------------------------------------------------

-- Regulated: changes and removals say why. Named to run after touch().
create trigger z_reason before update on public.document_versions for each row
  when (old.row_version <> new.row_version and
    num_nonnulls(old.approved_on, old.effective_on, old.expires_on, old.withdrawn_on) > 0)
  execute function private.require_reason('the recorded state of a document');
create trigger z_reason before update on public.document_uses for each row
  when (old.row_version <> new.row_version) execute function private.require_reason('the version that a site works with');
create trigger z_reason_to_delete before delete on public.document_uses for each row
  execute function private.require_reason('the version that a site works with');
create trigger z_reason_to_delete before delete on public.documents for each row
  execute function private.require_reason('a document');
create trigger z_reason before update on public.deviations for each row
  when (old.row_version <> new.row_version) execute function private.require_reason('a deviation');
create trigger z_reason_to_delete before delete on public.deviations for each row
  execute function private.require_reason('a deviation');
create trigger z_reason before update on public.capas for each row
  when (old.row_version <> new.row_version) execute function private.require_reason('a corrective or preventive action');
create trigger z_reason_to_delete before delete on public.capas for each row
  execute function private.require_reason('a corrective or preventive action');

create trigger z_not_future before insert or update on public.document_versions for each row
  execute function private.refuse_future('dated_on', 'approved_on', 'withdrawn_on');
create trigger z_not_future before insert or update on public.document_uses for each row
  execute function private.refuse_future('approved_on', 'used_from', 'used_until');
create trigger z_not_future before insert or update on public.risks for each row
  execute function private.refuse_future('closed_on');
create trigger z_not_future before insert on public.risk_reviews for each row
  execute function private.refuse_future('reviewed_on');
create trigger z_not_future before insert or update on public.capas for each row
  execute function private.refuse_future('opened_on', 'implemented_on', 'effectiveness_checked_on', 'closed_on');
create trigger z_not_future before insert or update on public.deviations for each row
  execute function private.refuse_future('occurred_on', 'found_on', 'reported_on', 'resolved_on');
create trigger z_not_future before insert or update on public.kri_values for each row
  execute function private.refuse_future('period_on');
create trigger z_not_future before insert or update on public.budget_actuals for each row
  execute function private.refuse_future('booked_on');

-- Owners are people who see the project.
create trigger z_owner before insert or update of owner_id on public.documents for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner before insert or update of owner_id on public.risks for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner before insert or update of owner_id on public.capas for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner before insert or update of owner_id on public.deviations for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner before insert or update of owner_id on public.kris for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner before insert or update of owner_id on public.qtls for each row
  when (new.owner_id is not null) execute function private.require_owner();
create trigger z_owner before insert or update of owner_id on public.budget_lines for each row
  when (new.owner_id is not null) execute function private.require_owner();

-- The first day that is known of a study: its start in the registry, or the first fact of a site;
-- null when nothing is known.
create function private.study_began(project uuid) returns date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select least(
    (select min(private.first_day(d.value)) from public.study_dates d where d.project_id = project and d.kind = 'START'),
    (select min(least(s.identified_on, s.selected_on, s.contract_signed_on, s.ethics_approved_on,
        s.initiation_visit_on, s.activated_on, s.first_participant_on)) from public.sites s where s.project_id = project))
$$;

-- Nothing happened before the study began, as far as that is known. Arguments: the columns.
create function private.refuse_before_study() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  began date := private.study_began(new.project_id);
  doc jsonb := to_jsonb(new);
  col text;
begin
  foreach col in array tg_argv loop
    if (doc ->> col)::date < began then
      raise exception using errcode = 'PT422', column = col,
        message = format('Cannot record %s "%s": the study began on %s', col, doc ->> col, began);
    end if;
  end loop;
  return new;
end
$$;
create trigger z_not_before before insert or update of occurred_on, found_on on public.deviations for each row
  execute function private.refuse_before_study('occurred_on', 'found_on');
create trigger z_not_before before insert or update of opened_on on public.capas for each row
  execute function private.refuse_before_study('opened_on');
create trigger z_not_before before insert or update of used_from on public.document_uses for each row
  execute function private.refuse_before_study('used_from');

-- A period begins on the first day of its month or quarter, and not before the study's.
create function private.check_period() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  span text := (select k.period from public.kris k where k.id = new.kri_id and k.project_id = new.project_id);
begin
  if new.period_on <> date_trunc(span, new.period_on::timestamp)::date then
    raise exception using errcode = 'PT422', column = 'period_on',
      message = format('Cannot count for "%s": a %s begins on %s', new.period_on, span,
        date_trunc(span, new.period_on::timestamp)::date);
  elsif new.period_on < date_trunc(span, private.study_began(new.project_id)::timestamp)::date then
    raise exception using errcode = 'PT422', column = 'period_on',
      message = format('Cannot count for "%s": the study began on %s', new.period_on, private.study_began(new.project_id));
  end if;
  return new;
end
$$;
create trigger z_period before insert or update on public.kri_values for each row execute function private.check_period();

-- What a version is stays as it came: another content is another version.
create function private.keep_version() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'PT403', column = 'sha256',
    message = 'Cannot change what a version of a document is: it is kept for ever. Add a version';
end
$$;
create trigger z_keep before update on public.document_versions for each row
  when ((old.document_id, old.version, old.sha256, old.bytes, old.media_type, old.file_name)
    is distinct from (new.document_id, new.version, new.sha256, new.bytes, new.media_type, new.file_name))
  execute function private.keep_version();

-- What hangs on a restricted row is restricted, and follows it. Arguments: the parent's table and
-- the column that points to it.
create function private.inherit_restricted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  secret boolean;
begin
  execute format('select restricted from public.%I where id = $1 and project_id = $2', tg_argv[0])
    into secret using (to_jsonb(new) ->> tg_argv[1])::uuid, new.project_id;
  new.restricted := new.restricted or coalesce(secret, false);
  return new;
end
$$;
-- Arguments: pairs of a child's table and its column.
create function private.pass_restricted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  for n in 0 .. tg_nargs - 1 by 2 loop
    execute format('update public.%I set restricted = $1 where %I = $2 and restricted <> $1', tg_argv[n], tg_argv[n + 1])
      using new.restricted, new.id;
  end loop;
  return null;
end
$$;
create trigger b_inherit before insert or update on public.document_versions for each row
  execute function private.inherit_restricted('documents', 'document_id');
create trigger b_inherit before insert or update on public.document_uses for each row
  execute function private.inherit_restricted('document_versions', 'version_id');
create trigger b_inherit before insert on public.risk_reviews for each row
  execute function private.inherit_restricted('risks', 'risk_id');
create trigger b_inherit before insert or update on public.kri_values for each row
  execute function private.inherit_restricted('kris', 'kri_id');
create trigger b_inherit before insert or update on public.qtls for each row
  execute function private.inherit_restricted('kris', 'kri_id');
create trigger b_inherit before insert or update on public.budget_actuals for each row
  execute function private.inherit_restricted('budget_lines', 'line_id');
create trigger pass_restricted after update on public.documents for each row
  when (old.restricted <> new.restricted) execute function private.pass_restricted('document_versions', 'document_id');
create trigger pass_restricted after update on public.document_versions for each row
  when (old.restricted <> new.restricted) execute function private.pass_restricted('document_uses', 'version_id');
create trigger pass_restricted after update on public.risks for each row
  when (old.restricted <> new.restricted) execute function private.pass_restricted('risk_reviews', 'risk_id');
create trigger pass_restricted after update on public.kris for each row
  when (old.restricted <> new.restricted) execute function private.pass_restricted('kri_values', 'kri_id', 'qtls', 'kri_id');
create trigger pass_restricted after update on public.budget_lines for each row
  when (old.restricted <> new.restricted) execute function private.pass_restricted('budget_actuals', 'line_id');

revoke execute on function private.study_began(uuid), private.refuse_before_study(), private.check_period(),
  private.keep_version(), private.inherit_restricted(), private.pass_restricted() from public;
