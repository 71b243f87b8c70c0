-- Why: what hostile statements found in the records. Not a number is a value of numeric, greater than
-- all others, so every check let it pass; triggers that run as the owner spoke before the policies did,
-- and told strangers and the uncleared of what they do not see; a parameter as 1.0 took a whole
-- dashboard down.

-- "Not a number" is no count and no limit.
alter table public.kris add constraint kris_numbers
  check (amber <> 'NaN' and red <> 'NaN' and min_denominator <> 'NaN');
alter table public.kri_values add constraint kri_values_numbers check (numerator <> 'NaN' and denominator <> 'NaN');
alter table public.qtls add constraint qtls_numbers
  check (warning_limit <> 'NaN' and limit_value <> 'NaN' and min_denominator <> 'NaN');
alter table public.study_durations add constraint study_durations_numbers
  check (shortest <> 'NaN' and longest <> 'NaN');

-- Whether the caller sees a project, and its restricted rows. Jobs see everything.
create function private.in_sight(project uuid, org uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select auth.uid() is null or in_sight.project = any (private.my_projects_for('project', 'select'))
    or in_sight.org = any (private.my_orgs_for('project', 'select'))
$$;
create function private.is_cleared(project uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select auth.uid() is null or is_cleared.project = any (private.my_cleared_projects())
$$;

-- As before, as far as the caller sees it: messages say this day.
create or replace function private.study_began(project uuid) returns date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select least(
    (select min(private.first_day(d.value)) from public.study_dates d
      where d.project_id = p.id and d.kind = 'START' and (not d.restricted or seen.all_of_it)),
    (select min(least(s.identified_on, s.selected_on, s.contract_signed_on, s.ethics_approved_on,
        s.initiation_visit_on, s.activated_on, s.first_participant_on)) from public.sites s
      where s.project_id = p.id and (not s.restricted or seen.all_of_it)))
  from public.projects p cross join lateral (select private.is_cleared(p.id) as all_of_it) seen
  where p.id = study_began.project and private.in_sight(p.id, p.org_id)
$$;
grant execute on function private.study_began(uuid) to authenticated, service_role;

-- With the caller's rights: of an indicator that they do not see nothing is said, policies refuse it.
alter function private.check_kri_entered() security invoker;
alter function private.check_period() security invoker;

-- As before; who does not see the study is not told who works on it, policies refuse them.
create or replace function private.require_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.project_members m where m.project_id = new.project_id and m.user_id = new.owner_id)
    and not exists (select from public.org_members m
      where m.org_id = new.org_id and m.user_id = new.owner_id and m.role in ('owner', 'admin'))
    and private.in_sight(new.project_id, new.org_id) then
    raise exception using errcode = 'PT422', column = 'owner_id',
      message = 'Cannot give it to this person: nobody of that id works on the study';
  end if;
  return new;
end
$$;

-- The gate is the same for everybody, and names a restricted document to the cleared only.
do $$
declare
  def text := pg_get_functiondef('private.gate_requirements(uuid, uuid)'::regprocedure);
  changed text := replace(def, 'select r.id, r.title, 8 + row_number()',
    'select r.id, case when r.restricted and not private.is_cleared(r.project_id) then ''a restricted document'' else r.title end as title, 8 + row_number()');
begin
  if changed = def then
    raise exception 'Cannot change gate_requirements: it is not as it was';
  end if;
  execute changed;
end
$$;

-- A variance is exact or not known, as the other figures are.
do $$
declare
  def text := pg_get_functiondef('private.budget_standing(private.project_day[])'::regprocedure);
  changed text := replace(def, 'f.forecast - s.planned as variance',
    'case when abs(f.forecast - s.planned) <= 9007199254740991 then f.forecast - s.planned end as variance');
begin
  if changed = def then
    raise exception 'Cannot change budget_standing: it is not as it was';
  end if;
  execute changed;
end
$$;

-- Queries read a whole number from its text: 1.0 is none.
create or replace function private.widget_param_fits(name text, value jsonb) returns boolean
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  case
    when name in ('limit', 'days') then
      return jsonb_typeof(value) = 'number' and value #>> '{}' ~ '^[0-9]{1,3}$'
        and (value #>> '{}')::int between 1 and case name when 'limit' then 50 else 365 end;
    when name = 'target' then
      return jsonb_typeof(value) = 'number' and value::numeric between 0 and 100000;
    when name in ('from', 'to') then
      return jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
        and (value #>> '{}')::date between date '1950-01-01' and date '2150-12-31';
    when name = 'country' then
      return jsonb_typeof(value) = 'string' and char_length(value #>> '{}') <= 200;
    else
      return name in ('siteId', 'kriId') and jsonb_typeof(value) = 'string';
  end case;
exception when datetime_field_overflow or invalid_datetime_format then
  return false;
end
$$;
update public.widgets w set params = w.params - 'limit' - 'days'
where not coalesce(private.widget_param_fits('limit', w.params -> 'limit'), true)
  or not coalesce(private.widget_param_fits('days', w.params -> 'days'), true);

-- Why a document of a restricted requirement need not be there is restricted too.
update public.document_waivers w set restricted = true
from public.document_requirements r where r.id = w.requirement_id and r.restricted and not w.restricted;
create trigger b_inherit before insert or update on public.document_waivers for each row
  execute function private.inherit_restricted('document_requirements', 'requirement_id');
create trigger pass_restricted after update on public.document_requirements for each row
  when (old.restricted <> new.restricted) execute function private.pass_restricted('document_waivers', 'requirement_id');

-- What a file is called by is a plain media type and a name that shows what it is: both become headers.
alter table public.document_versions add constraint document_versions_media_type
  check (media_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$');

revoke execute on function private.in_sight(uuid, uuid), private.is_cleared(uuid) from public;
grant execute on function private.in_sight(uuid, uuid), private.is_cleared(uuid) to authenticated, service_role;
