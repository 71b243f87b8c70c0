-- What rows keep by themselves: versions, authors, sources, dates with their precision.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
-- The widgets of a new study are entries of their own.
alter table public.projects disable trigger z_default_widgets;
select plan(32);

insert into auth.users (id, email, raw_user_meta_data) values ('00000000-0000-4000-8000-00000000000a', 'a@rows.test', '{"name": "Ann"}');
insert into auth.sessions (id, user_id) values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000000a');
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-00000000000a","session_id":"00000000-0000-4000-8000-0000000000a1","role":"authenticated"}', 'r'); end $$;
create temporary table made as select create_organization('A') as org;

select lives_ok($$ with p as (insert into projects (id, org_id, name, created_by, row_version, created_at, import_run_id, field_sources)
  select '00000000-0000-4000-8000-00000000000f', org, 'P', gen_random_uuid(), 9, '2000-01-01',
    '00000000-0000-4000-8000-0000000000f1', '{"name": {"kind": "confirmed"}}' from made returning *) select * from p $$,
  'a project is inserted and returned');
select results_eq('select row_version, created_by, created_at = now(), field_sources from projects',
  $$ values (1, '00000000-0000-4000-8000-00000000000a'::uuid, true, '{}'::jsonb) $$, 'and nothing of it is forged');
select results_eq('select role from project_members', array['manager'], 'who begins a project manages it');
select throws_ok('set constraints all immediate', '23503', null, 'an import run is a run');
insert into import_runs (id, org_id, project_id, no, source, sha256, record, status)
select '00000000-0000-4000-8000-0000000000f1', org, '00000000-0000-4000-8000-00000000000f', 1, 'ctgov', repeat('a', 64), '{}', 'applied' from made;
select lives_ok('set constraints all immediate', 'of the same project');
set constraints all deferred;
select throws_ok($$ insert into import_runs (org_id, project_id, no, source, sha256, record, status)
  select org, '00000000-0000-4000-8000-00000000000f', 1, 'ctgov', repeat('a', 64), '{}', 'applied' from made $$, '23505', null, 'runs are numbered');
select throws_ok($$ update import_runs set record = '{"x": 1}' $$, 'PT403', null, 'what was read stays as it was read');
select throws_ok($$ update import_runs set sha256 = repeat('b', 64) $$, 'PT403', null, 'and its fingerprint');
select lives_ok($$ update import_runs set status = 'superseded' $$, 'only its status moves');

insert into sites (id, org_id, project_id, facility, city, import_run_id, source_pointer)
select '00000000-0000-4000-8000-0000000000c1', org, '00000000-0000-4000-8000-00000000000f', 'F', 'Rome',
  '00000000-0000-4000-8000-0000000000f1', '/protocolSection/contactsLocationsModule/locations/0' from made;
update sites set row_version = 7, created_by = null, updated_at = '2000-01-01';
select results_eq('select row_version, created_by, updated_at = now() from sites',
  $$ values (1, '00000000-0000-4000-8000-00000000000a'::uuid, true) $$, 'a version cannot be set');
update sites set city = 'Oslo', row_version = row_version;
select results_eq('select row_version from sites', array[2], 'nor kept back');
update sites set city = 'Oslo';
select results_eq('select row_version from sites', array[2], 'and stays when nothing changes');
select results_eq($$ select field_sources - 'x' #- '{city,at}' from sites $$,
  array['{"city": {"kind": "person", "by": "00000000-0000-4000-8000-00000000000a", "name": "Ann"}}'::jsonb], 'a changed field is the person''s');
update sites set field_sources = '{"facility": {"kind": "confirmed"}, "zip": {"kind": "import"}, "nonsense": {"kind": "confirmed"}, "city": {"kind": "import"}}';
select results_eq($$ select field_sources #>> '{facility,kind}', field_sources #>> '{facility,name}', field_sources #>> '{city,kind}',
  field_sources ? 'zip', field_sources ? 'nonsense' from sites $$, $$ values ('confirmed', 'Ann', 'person', false, false) $$, 'confirming is all one can say of a source');
do $$ begin perform set_config('clinops.import_run', '00000000-0000-4000-8000-0000000000f1', true); end $$;
update sites set city = 'Rome';
select results_eq($$ select field_sources #>> '{city,kind}', field_sources #>> '{city,run}' from sites $$,
  $$ values ('import', '00000000-0000-4000-8000-0000000000f1') $$, 'an import that is taken over is the run''s');
do $$ begin perform set_config('clinops.import_run', gen_random_uuid()::text, true); end $$;
select throws_ok($$ update sites set city = 'x' $$, 'PT422', null, 'of a run of this project');
do $$ begin perform set_config('clinops.import_run', '', true); end $$;
select throws_ok($$ update sites set id = gen_random_uuid() $$, 'PT422', null, 'an id stays');
select throws_ok($$ update sites set project_id = gen_random_uuid() $$, 'PT422', null, 'a project stays');
select throws_ok($$ update project_members set user_id = gen_random_uuid() $$, 'PT422', null, 'a membership stays with its person');
select lives_ok($$ update sites set field_sources = null $$, 'sources cannot be lost');
select isnt_empty($$ select from sites where field_sources ? 'city' $$, 'not even so');

insert into study_dates (org_id, project_id, kind, value, certainty)
select org, '00000000-0000-4000-8000-00000000000f', d.kind, d.value, 'ACTUAL' from made,
  (values ('START', '2024'), ('PRIMARY_COMPLETION', '2024-02'), ('COMPLETION', '2024-02-29')) d(kind, value);
select results_eq('select value::text, precision, earliest from study_dates order by value',
  $$ values ('2024', 'year', date '2024-01-01'), ('2024-02', 'month', '2024-02-01'), ('2024-02-29', 'day', '2024-02-29') $$, 'a date keeps its precision');
update study_dates set certainty = certainty, value = value;
select results_eq('select max(row_version) from study_dates', array[1], 'a computed column is no change');
update study_dates set value = '2025' where kind = 'START';
select results_eq($$ select array(select jsonb_object_keys(field_sources)) from study_dates where kind = 'START' $$,
  $$ values (array['value']) $$, 'nor has it a source');
select throws_ok($$ update study_dates set value = '2024-13' where kind = 'START' $$, '23514', null, 'there is no thirteenth month');
select throws_ok($$ update study_dates set value = '2023-02-29' where kind = 'START' $$, '22008', null, 'nor a 29 February in 2023');
select throws_ok($$ update study_dates set value = '2024-2' where kind = 'START' $$, '23514', null, 'nor another format');
select throws_ok($$ update projects set nct_id = 'NCT1' $$, '23514', null, 'an NCT number has eight digits');
select throws_ok($$ insert into sites (org_id, project_id, lat) select org, '00000000-0000-4000-8000-00000000000f', 91 from made $$, '23514', null, 'a latitude ends at 90');
select lives_ok($$ delete from projects $$, 'a project goes with all its rows');
select lives_ok('set constraints all immediate', 'and leaves no reference behind');
select results_eq($$ select count(*)::int from activity where project_id = '00000000-0000-4000-8000-00000000000f' and action = 'delete' $$,
  array[7], 'and an entry of each');

select * from finish();
rollback;
