-- Why: what a study is, as typed rows: dates with their precision, arms and interventions and
-- their links, outcomes, criteria, sites, public contacts. Each row remembers the import that
-- brought it and who changed it since (private.imported_row_template). Children refer to
-- (parent, project_id), so that they cannot reach into another project. No trial participants.
-- Indexes hold all columns of a foreign key, or a cascade takes that of the project for each row.

create table public.study_dates (
  like private.imported_row_template including defaults,
  -- START, PRIMARY_COMPLETION, COMPLETION, FIRST_SUBMIT, FIRST_POST, LAST_UPDATE_POST, VERIFIED, …
  kind text not null check (kind ~ '^[A-Z][A-Z_]*$'),
  value public.partial_date not null,
  precision text not null generated always as
    (case length(value) when 4 then 'year' when 7 then 'month' else 'day' end) stored,
  earliest date not null generated always as (private.first_day(value)) stored,
  certainty text check (certainty in ('ACTUAL', 'ESTIMATED')),
  primary key (id),
  unique (project_id, kind),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create table public.arms (
  like private.imported_row_template including defaults,
  label text not null,
  arm_type text,
  description text,
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create table public.interventions (
  like private.imported_row_template including defaults,
  name text not null,
  intervention_type text,
  description text,
  other_names text[] not null default '{}',
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create table public.arm_interventions (
  like private.imported_row_template including defaults,
  arm_id uuid not null,
  intervention_id uuid not null,
  primary key (id),
  unique (arm_id, intervention_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (arm_id, project_id) references public.arms (id, project_id) on delete cascade,
  foreign key (intervention_id, project_id) references public.interventions (id, project_id) on delete cascade
);
create index arm_interventions_arm_idx on public.arm_interventions (arm_id, project_id);
create index arm_interventions_intervention_idx on public.arm_interventions (intervention_id, project_id);

create table public.outcomes (
  like private.imported_row_template including defaults,
  kind text not null check (kind in ('PRIMARY', 'SECONDARY', 'OTHER')),
  measure text not null,
  description text,
  time_frame text,
  ordinal integer not null default 0,
  primary key (id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create table public.eligibility_criteria (
  like private.imported_row_template including defaults,
  kind text not null check (kind in ('INCLUSION', 'EXCLUSION', 'UNCLASSIFIED')),
  text text not null,
  ordinal integer not null default 0,
  -- 0 for a criterion, more for what is nested below the one before it.
  depth integer not null default 0 check (depth >= 0),
  primary key (id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

create table public.sites (
  like private.imported_row_template including defaults,
  facility text,
  city text,
  state text,
  zip text,
  country text,
  status text,
  -- Degrees, WGS 84.
  lat double precision check (lat between -90 and 90),
  lon double precision check (lon between -180 and 180),
  ordinal integer not null default 0,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);
create index sites_ordinal_idx on public.sites (project_id, ordinal);

-- People and desks that the registry publishes.
create table public.contacts (
  like private.imported_row_template including defaults,
  kind text not null check (kind in ('CENTRAL', 'OVERALL_OFFICIAL', 'SITE')),
  site_id uuid,
  name text,
  role text,
  affiliation text,
  phone text,
  phone_ext text,
  email text,
  ordinal integer not null default 0,
  primary key (id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (site_id, project_id) references public.sites (id, project_id) on delete cascade
);
create index contacts_site_idx on public.contacts (site_id, project_id);

-- unconfirmed: a suggestion of the import; confirmed: regulated, changes need a reason.
create table public.milestones (
  like private.imported_row_template including defaults,
  key text not null,
  title text not null check (char_length(trim(title)) between 1 and 500),
  kind text not null,
  planned_text public.partial_date,
  planned_precision text generated always as
    (case length(planned_text) when 4 then 'year' when 7 then 'month' when 10 then 'day' end) stored,
  planned_earliest date generated always as (private.first_day(planned_text)) stored,
  certainty text check (certainty in ('ACTUAL', 'ESTIMATED')),
  -- What the date stands on, or that it is not known.
  basis text,
  state text not null default 'unconfirmed' check (state in ('unconfirmed', 'confirmed')),
  ordinal integer not null default 0,
  primary key (id),
  unique (project_id, key),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);

call private.protect('public.study_dates', 'study');
call private.protect('public.arms', 'study');
call private.protect('public.interventions', 'study');
call private.protect('public.arm_interventions', 'study');
call private.protect('public.outcomes', 'study');
call private.protect('public.eligibility_criteria', 'study');
call private.protect('public.contacts', 'study');
call private.protect('public.sites', 'site');
call private.protect('public.milestones', 'milestone');
