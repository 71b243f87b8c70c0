-- Why: a project is one clinical trial. Its columns are what the registry (ClinicalTrials.gov v2)
-- says of a study as a whole, with the registry's words; null means not known. Rows of a project
-- refer to (project_id, org_id) together, so that an org_id cannot lie.

create table public.projects (
  like private.row_template including defaults,
  -- Ours, editable; the titles are the registry's.
  name text not null check (char_length(trim(name)) between 1 and 500),
  description text,
  nct_id text check (nct_id ~ '^NCT[0-9]{8}$'),
  org_study_id text,
  -- [{"type", "id", "domain", "link"}]
  secondary_ids jsonb not null default '[]' check (jsonb_typeof(secondary_ids) = 'array'),
  acronym text,
  brief_title text,
  official_title text,
  study_type text,
  -- null: not known
  phases text[],
  -- The registry's overallStatus.
  status text,
  why_stopped text,
  brief_summary text,
  detailed_description text,
  conditions text[] not null default '{}',
  keywords text[] not null default '{}',
  target_enrollment integer check (target_enrollment >= 0),
  enrollment_kind text check (enrollment_kind in ('ACTUAL', 'ESTIMATED')),
  allocation text,
  intervention_model text,
  observational_model text,
  time_perspective text,
  masking text,
  who_masked text[] not null default '{}',
  primary_purpose text,
  design_description text,
  sponsor text,
  sponsor_class text,
  responsible_party text,
  -- [{"name", "class"}]
  collaborators jsonb not null default '[]' check (jsonb_typeof(collaborators) = 'array'),
  eligibility_text text,
  sex text,
  minimum_age text,
  maximum_age text,
  healthy_volunteers boolean,
  std_ages text[] not null default '{}',
  sampling_method text,
  study_population text,
  has_results boolean,
  indication text,
  -- IANA name; null: the organisation's.
  time_zone text check (char_length(time_zone) between 1 and 64),
  archived_at timestamptz,
  import_run_id uuid,
  source_pointer text,
  field_sources jsonb not null default '{}',
  primary key (id),
  unique (id, org_id),
  unique (org_id, nct_id),
  foreign key (org_id) references public.orgs
);
-- The portfolio pages through an organisation from the newest.
create index projects_newest_idx on public.projects (org_id, created_at desc, id desc);

-- Everybody in a project is in its organisation; who leaves it leaves its projects.
-- unblinded: cleared by name for restricted rows.
create table public.project_members (
  like private.row_template including defaults,
  project_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('manager', 'coordinator', 'regulatory', 'cra', 'data',
    'finance', 'site', 'auditor', 'viewer')),
  unblinded boolean not null default false,
  primary key (id),
  unique (project_id, user_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (org_id, user_id) references public.org_members (org_id, user_id) on delete cascade
);
create index project_members_user_idx on public.project_members (user_id, project_id);
create index project_members_org_user_idx on public.project_members (org_id, user_id);

-- One reading of a registry record. no: 1, 2, … within the project. sha256: hex, of the record as
-- stored in `record` (protocolSection and hasResults). source_version: the date that the registry
-- last posted. pending: a newer record that waits for decisions.
create table public.import_runs (
  like private.project_row_template including defaults,
  no integer not null check (no > 0),
  source text not null check (source in ('ctgov')),
  source_version text,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  record jsonb not null,
  counts jsonb not null default '{}',
  status text not null check (status in ('applied', 'pending', 'superseded')),
  primary key (id),
  unique (id, project_id),
  unique (project_id, no),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

-- Deferred, because each refers to the other.
alter table public.projects add constraint projects_import_run_fkey
  foreign key (import_run_id, id) references public.import_runs (id, project_id)
  deferrable initially deferred;
create index projects_import_run_idx on public.projects (import_run_id, id);

-- Who begins a project manages it.
create function private.add_first_manager() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.project_members (org_id, project_id, user_id, role)
  select m.org_id, new.id, m.user_id, 'manager' from public.org_members m
  where m.org_id = new.org_id and m.user_id = new.created_by;
  return null;
end
$$;
revoke execute on function private.add_first_manager() from public;
create trigger z_add_first_manager after insert on public.projects
  for each row execute function private.add_first_manager();
